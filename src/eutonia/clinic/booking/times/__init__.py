"""Which times are free, which of them one may have, and who has claimed them."""
