"""Looking at a recording: the outline at any zoom, the page, its marks."""
