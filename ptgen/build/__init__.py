"""Builds documents: a plan says what to draw and why, a scheduler draws, a record writes it down.

:func:`ptgen.build.build.build` does all of it; :mod:`ptgen.build.documents` draws one project.
"""
