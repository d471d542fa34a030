"""Rules about performance indicators and their values."""
