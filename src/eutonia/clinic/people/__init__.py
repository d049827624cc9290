"""Who people are: the staff of the clinic and their sign-in."""
