"""Assessments that people chose to keep, and what they told us about our results."""
