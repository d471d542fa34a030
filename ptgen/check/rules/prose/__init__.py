"""Rules about sentences: marks, widths, contradictions."""
