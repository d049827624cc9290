"""The outside world: what carries messages, behind the Protocols that the clinic declares."""
