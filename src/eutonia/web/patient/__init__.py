"""The assessment as a person walks it: questions, result, what is kept and what is deleted."""
