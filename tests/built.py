"""The built site, and the browser that its tests drive.

The site is `_build/html`; the environment variable SITE_DIR names another one.
"""

import os
from pathlib import Path

from pakiran import browser

SITE = Path(os.environ.get("SITE_DIR") or Path(__file__).parents[1] / "_build/html").resolve()


def chromium(play) -> str | None:
    """Path of a browser: that of this machine, else Playwright's own, else None."""
    own = play.chromium.executable_path
    return browser.installed() or (own if Path(own).exists() else None)
