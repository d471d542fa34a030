"""Draw up the edition of a form that no edition fits, from the form itself."""
