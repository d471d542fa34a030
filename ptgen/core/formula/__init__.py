"""Stage formula: an amount as its author spelled it becomes an exact value in 元."""
