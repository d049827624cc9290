"""What can be worked out about a person with spasms: triage, causes, next question, tests and reasons.

Pure functions over the knowledge: no Django, no network, no clock, no hidden randomness.
"""
