"""Stage output: what ``ptgen init`` lays down: a repository that works at once."""
