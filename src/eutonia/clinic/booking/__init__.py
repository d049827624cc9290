"""Being seen: the clinic's world, free times, visits, the waiting list and enquiries."""
