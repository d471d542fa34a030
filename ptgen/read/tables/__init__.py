"""Tables of all kinds of files: cells that cover a grid, and two tables that are one."""
