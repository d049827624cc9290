"""Enquiries and the waiting list."""
