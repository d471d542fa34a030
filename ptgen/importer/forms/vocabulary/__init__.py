"""The labels that forms may have: of the editions at hand, and words of other regions."""
