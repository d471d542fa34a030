"""textconv."""
