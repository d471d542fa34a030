"""Compare two states of the projects, computed amounts against computed amounts.

:func:`ptgen.compare.review.review` returns the :class:`~ptgen.compare.changes.Changes` of two
snapshots, what they may not do and the findings they bring; the snapshots come from :mod:`ptgen.compare.snapshot` or :mod:`ptgen.compare.git.snapshots`.
"""
