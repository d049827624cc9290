"""What trains of potentials mean: kinds of discharges, motor units and their pattern against published limits."""
