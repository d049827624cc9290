"""Wiring: settings, root addresses, the clock. Imports every room; no room imports it."""
