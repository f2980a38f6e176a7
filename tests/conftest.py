"""What holds for every test: in CI Hypothesis draws the same examples each time.

Locally they are drawn anew, so that working on the project keeps looking for more.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
