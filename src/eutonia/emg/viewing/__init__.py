"""Looking at a recording: the outline at any zoom, the page, the server on this machine."""
