"""The result: on the page, on paper, kept for later, and told us to be wrong."""
