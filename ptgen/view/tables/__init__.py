"""The tables of a narrative, and the columns of a form."""
