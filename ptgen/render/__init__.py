"""Stage render: a document value becomes the bytes of a file.

In come :class:`~ptgen.view.document.Narrative` and :class:`~ptgen.view.document.Form`, whose
strings are final; out come DOCX or PDF bytes, the same for the same input on any day.
"""
