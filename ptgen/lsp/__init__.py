"""Answer an editor over the Language Server Protocol: findings, completion, hover and the rest."""
