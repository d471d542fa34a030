"""Read a workbook: its cells as Excel shows them, in tables that blank rows part."""
