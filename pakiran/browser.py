"""The browser that prints pages to PDF, and draws them for the tests."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def installed() -> str | None:
    """A Chromium, Chrome or Edge on this machine; PAKIRAN_BROWSER names another one, or none if it is empty."""
    named = os.environ.get("PAKIRAN_BROWSER")
    return named or None if named is not None else next(filter(None, map(shutil.which, NAMES)), None)
