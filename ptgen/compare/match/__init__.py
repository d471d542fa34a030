"""Match the parts of two projects that belong together, and diff their texts.

:func:`ptgen.compare.match.matching.match` matches lines of budgets,
:func:`ptgen.compare.match.text_diff.pieces` diffs two texts.
"""
