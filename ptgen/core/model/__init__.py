"""Validate nodes into a frozen :class:`~ptgen.core.model.project.Project`.

:func:`ptgen.core.model.read.read_project` does it. The models are the one source of validation and
of the JSON Schema: English field names, the keys of the file format as aliases.
"""
