"""Stage prose: ``{{ … }}`` in an author's text becomes computed text, in a sandbox."""
