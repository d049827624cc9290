"""What pages show: plain frozen values, so that no page holds a row."""
