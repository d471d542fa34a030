"""Read narratives: their chapters, lists and prose, and the lines of the budget that they say.

:func:`ptgen.importer.narrative.find.narratives_of` finds them.
"""
