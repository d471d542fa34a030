"""Spell a file in one canonical way; its meaning stays.

:func:`ptgen.edit.formatter.run.formatted` does it.
"""
