"""Settings for all tests."""

import os

from hypothesis import settings

# A slow moment of the machine is no failure; the same tests run again see the same examples.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")
