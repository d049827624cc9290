"""Who did what, and who looked at what: an account that can be added to and never changed.

The leftmost stage. Every other room writes here, and this one knows none of them.
"""
