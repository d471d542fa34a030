"""Read the bytes of a YAML file into nodes that know their line and column.

:func:`ptgen.core.source.parse.read` reads; :mod:`ptgen.core.source.edits` changes a file's text.
"""
