"""What electrodes on the skin show: quality, activity, bursts, envelope, features, spasms, tremor, fatigue, pairs."""
