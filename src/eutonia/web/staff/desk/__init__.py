"""The front desk and the clinicians' day: who comes when, who they are, what is missing, what is done."""
