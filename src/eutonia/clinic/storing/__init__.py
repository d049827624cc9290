"""Rows where many people want the same minute: statements that need no building, written in a short transaction.

Django builds the SQL of every statement anew, and that takes longer than the database needs to run it. Here it is
built once for each model, or written by hand; the fields still adapt and convert every value (decision 021). Names of
tables and columns come from the models, never from a caller's words. ``tables`` has the statements of a model,
``rows`` writes and finds rows by them, and ``writes`` gathers what belongs together before anything is locked.
"""
