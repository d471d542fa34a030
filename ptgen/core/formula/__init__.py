"""Compute an amount as its author spelled it, exactly, in 元.

:func:`ptgen.core.formula.evaluate.parse` does it.
"""
