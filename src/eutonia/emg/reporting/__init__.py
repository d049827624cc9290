"""The report of a recording, as pages with pictures."""
