"""Stage source: the bytes of a YAML file become nodes that know their line and column."""
