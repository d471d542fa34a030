"""Rules about expenditure standards and economic codes."""
