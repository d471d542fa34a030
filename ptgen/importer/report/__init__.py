"""Tell what became of the source: in sentences, and as a page beside it.

:func:`ptgen.importer.report.page.report_html` makes the page.
"""
