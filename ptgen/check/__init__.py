"""Stage rules: what is wrong with a project that no earlier stage finds; one rule a module.

:func:`ptgen.check.engine.check` gives all findings of all projects.
"""
