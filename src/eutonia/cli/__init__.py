"""The command line: a noun and a verb, nothing else. What it prints, the libraries have worked out."""
