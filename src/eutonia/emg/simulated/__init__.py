"""The parts from which simulated recordings are made."""
