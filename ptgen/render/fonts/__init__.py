"""The fonts of this machine: which face plays which role, and its cut copy in the user's cache.

Main names: ``roles.choose``, ``cache.prepared``, ``subset.cut_face``.
"""
