"""What pages and people read: one visit, a day, a list, what is missing."""
