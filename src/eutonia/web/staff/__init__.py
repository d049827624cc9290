"""Pages for the staff of the clinic."""
