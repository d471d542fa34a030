"""Stage formatter: a file that was read is spelled in one canonical way; its meaning stays."""
