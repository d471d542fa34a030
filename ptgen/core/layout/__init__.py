"""Stage layout: a form's edition, data in ``layout.yaml``, becomes a frozen Layout."""
