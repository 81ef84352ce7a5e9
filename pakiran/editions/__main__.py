"""Command line: `python -m pakiran.editions pdf|epub|offline|downloads`."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Error as BrowserError

from . import book, downloads, epub, offline, pdf

BUILT = book.ROOT / "_build"
NO_BROWSER = "it needs Chromium or Chrome; `.venv/bin/playwright install chromium` fetches one"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m pakiran.editions", description="Make editions of the built book.")
    parser.add_argument("edition", choices=["pdf", "epub", "offline", "downloads"])
    parser.add_argument("--site", type=Path, default=book.SITE, help="the built site (default: _build/html)")
    parser.add_argument("--out", type=Path, default=BUILT, help="folder for the editions (default: _build)")
    options = parser.parse_args(arguments)
    try:
        made = make(options.edition, options.site, options.out)
    except (OSError, BrowserError) as error:
        kept = "What was made before is unchanged."
        print(f"{options.edition} was not made: {reason(error)}. {kept}", file=sys.stderr)
        return 1
    for file in made:
        print(f"{file} ({downloads.size(file)})")
    return 0


def make(edition: str, site: Path, out: Path) -> list[Path]:
    """Make one edition and return its files. It is written beside its place and moved there when it is whole."""
    if edition == "downloads":
        return downloads.place(site, out)
    out.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{edition}-", dir=out))
    try:
        if edition == "offline":
            made = offline.make(book.read(site), site, draft)
        else:
            made = {"pdf": pdf, "epub": epub}[edition].make(book.read(site), draft)
        target = out / edition / made.name
        target.parent.mkdir(exist_ok=True)
        return [made.replace(target)]
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def reason(error: Exception) -> str:
    """One line that says what stopped the work, and what helps."""
    if isinstance(error, BrowserError):
        missing = "Executable doesn't exist" in str(error) or "Failed to launch" in str(error)
        return NO_BROWSER if missing else f"the browser stopped ({str(error).splitlines()[0]})"
    place = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{place}"


if __name__ == "__main__":
    sys.exit(main())
