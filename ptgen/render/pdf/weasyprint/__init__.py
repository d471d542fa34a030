"""PDF files drawn by WeasyPrint from the HTML templates.

``renderer.PdfRenderer`` draws; ``patches`` lists all that is replaced inside WeasyPrint and pydyf.
"""
