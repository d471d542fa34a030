"""Commands for those who review changes: ``diff`` and ``text``."""
