"""Stage model: nodes become a frozen :class:`~ptgen.core.model.project.Project`.

The models are the one source of validation and of the JSON Schema: English field names, the keys
of the file format as aliases.
"""
