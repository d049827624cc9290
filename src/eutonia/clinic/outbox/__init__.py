"""What leaves the clinic: messages that go once the change they tell of is certain, and that say nothing of health."""
