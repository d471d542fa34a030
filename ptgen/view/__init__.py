"""Stage view: an expanded project becomes documents made of final strings.

In come a project, its budget and its layout; out come :class:`~ptgen.view.document.Narrative`
and :class:`~ptgen.view.document.Form`. Renderers draw these and add no text of their own.
"""
