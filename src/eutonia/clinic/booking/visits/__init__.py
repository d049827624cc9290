"""A visit from the hold to the end of it: made, told of, moved, cancelled, paid for, its place given on."""
