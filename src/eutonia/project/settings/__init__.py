"""Settings: ``demo`` for ./run, ``test`` for the tests, ``production`` for a clinic; ``base`` for all."""
