"""Read a Word file: its paragraphs and tables, with the numbers that Word prints before them."""
