"""What a whole unit has: unit.yaml, its expenditure standards, the economic classification."""
