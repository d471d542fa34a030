"""Compare two states of the projects, computed amounts against computed amounts.

:func:`ptgen.compare.compare.compare` returns the :class:`~ptgen.compare.changes.Changes` of two
snapshots; those come from :mod:`ptgen.compare.snapshot` or :mod:`ptgen.compare.git.snapshots`.
"""
