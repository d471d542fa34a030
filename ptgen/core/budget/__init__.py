"""Compute the exact amounts of a project's items. Every total is computed here.

:func:`ptgen.core.budget.compute.compute` does it.
"""
