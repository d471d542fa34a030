"""Carry a unit's folder to a later budget year.

:func:`ptgen.edit.rollover.rollover.roll_over` does it.
"""
