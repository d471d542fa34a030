"""Stage output: documents become files: atomic, named by the manifest, all or nothing."""
