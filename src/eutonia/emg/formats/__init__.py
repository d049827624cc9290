"""Files of recordings: read whatever the device wrote, write EDF+."""
