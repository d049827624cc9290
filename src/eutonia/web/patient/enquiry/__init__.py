"""Asking the clinic a question."""
