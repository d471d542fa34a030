"""Check projects by rules, one rule a module; what loading finds is told with them.

:func:`ptgen.check.engine.check` returns all findings of all projects.
"""
