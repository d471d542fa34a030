"""Stage compare: two states of the projects become Changes, computed amounts against computed."""
