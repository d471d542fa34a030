"""Read Word, PDF, Excel and text files into paragraphs and grids, each with its place.

A reader knows nothing of budgets: it tells what stands where. What that means is decided in
:mod:`ptgen.importer`.
"""
