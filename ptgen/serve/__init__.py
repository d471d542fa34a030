"""Projects as pages for a browser on the same machine, read only."""
