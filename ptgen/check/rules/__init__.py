"""The rules, in families; :mod:`ptgen.check.catalogue` discovers them."""
