"""Answer an editor over the Language Server Protocol: findings, completion, hover and the rest.

:func:`ptgen.lsp.server.serve` speaks the protocol. The texts that are being edited stand in for
the files on the disk (:mod:`ptgen.lsp.buffers`).
"""
