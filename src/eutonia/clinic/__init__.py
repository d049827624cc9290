"""What this clinic remembers: one Django app per stage, in the order a patient walks them."""
