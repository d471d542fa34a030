"""The look of documents as a Word template has it: a value that any engine can draw from.

:class:`~ptgen.render.look.model.Look` is the value and :func:`~ptgen.render.look.read.read_look`
reads it.
"""
