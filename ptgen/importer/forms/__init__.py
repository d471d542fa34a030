"""Give the grids of a document the meaning of a form: fields, amounts, goals, indicators.

:func:`ptgen.importer.forms.find.forms_in` does it, by labels and never by position. An edition
that nobody has described is drawn up from the form itself.
"""
