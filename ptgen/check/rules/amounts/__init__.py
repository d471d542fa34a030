"""Rules about amounts of money, computed and written in sentences."""
