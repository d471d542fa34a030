"""Stage budget: a project's items become exact amounts. Every total is computed here."""
