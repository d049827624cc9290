"""The questions: who it is about, the interview page by page, checking the answers."""
