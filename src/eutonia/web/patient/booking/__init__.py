"""Booking a visit: from how soon it must be to a confirmed time, without an account."""
