"""Who works here: the accounts of the staff, for managers."""
