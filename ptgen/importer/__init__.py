"""Turn documents that were read into project files, and prove them against their sources."""
