"""Commands about ptgen itself: ``completion``, ``doctor``, ``layouts``, ``schema``."""
