"""Amounts that sentences write: what each is said of, and what it may be compared with.

:func:`ptgen.check.prose_amounts.claims.claims` reads them from a text.
"""
