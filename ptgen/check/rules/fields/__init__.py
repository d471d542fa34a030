"""Rules about the fields of a project: names, dates, codes."""
