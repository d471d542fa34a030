"""Turn a computed project into documents made of final strings, for every format alike.

:func:`ptgen.view.narrative.narrative_of` and :func:`ptgen.view.form.form_of` make the two documents,
:func:`ptgen.view.volume.book_of` a volume. Renderers draw these and add no text of their own.
"""
