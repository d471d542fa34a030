"""Workbooks of lists and of forms, for spreadsheets and for the systems that read them.

:func:`~ptgen.render.xlsx.lists.summary_xlsx` writes a folder's lists,
:func:`~ptgen.render.xlsx.form.form_xlsx` one form.
"""
