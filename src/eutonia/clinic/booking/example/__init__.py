"""A believable day of the example clinic, made by a seeded generator."""
