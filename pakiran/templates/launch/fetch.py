# Run this cell first. It fetches the package of this book with its data, checks that it is the very file that this
# notebook was made with, and installs it. Packages that are new enough already stay as they are.
import hashlib
import http.client
import importlib
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ADDRESS = "@ADDRESS@"
SHA256 = "@SHA256@"


class InstallError(Exception):
    """One plain message in place of a traceback; the cells below do not run."""

    def _render_traceback_(self):
        return [str(self)]


def install(address, expected):
    name = address.rsplit("/", 1)[-1]
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            wheel = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise InstallError(
            f"{name} could not be fetched: is this computer online? Nothing was installed. ({error})"
        ) from None
    if hashlib.sha256(wheel).hexdigest() != expected:
        raise InstallError(
            f"{name} is not the file that this notebook was made with: its checksum differs. Nothing was installed. Open the notebook anew from the book."
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(wheel)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for options in ([], ["--force-reinstall", "--no-deps"]):  # what it needs; then itself, also over an older one
            done = subprocess.run([*pip, *options, str(file)], capture_output=True, text=True)
            if done.returncode:
                raise InstallError(f"{name} could not be installed. pip says:\n{done.stderr.strip()[-1500:]}")
    importlib.invalidate_caches()


install(ADDRESS, SHA256)
