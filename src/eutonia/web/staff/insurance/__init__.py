"""Insurers: what waits for an authorisation, and each authorisation step by step."""
