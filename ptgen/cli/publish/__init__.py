"""Commands that make documents, pages and data: ``build``, ``merge``, ``serve``, ``export``."""
