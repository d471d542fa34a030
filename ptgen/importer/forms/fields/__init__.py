"""The part of a form outside its tables: labels with their values, and the key of each value."""
