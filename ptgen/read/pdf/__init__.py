"""Read a PDF file: characters and rules of a page become lines, paragraphs and grids.

Nothing is taken from the order in which a page was drawn, but where a run of characters begins.
"""
