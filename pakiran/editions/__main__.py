"""Command line: `python -m pakiran.editions pdf|epub|offline|downloads`."""

import argparse
from pathlib import Path

from . import book, downloads, epub, offline, pdf

BUILT = book.ROOT / "_build"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m pakiran.editions", description="Make editions of the built book.")
    parser.add_argument("edition", choices=["pdf", "epub", "offline", "downloads"])
    parser.add_argument("--site", type=Path, default=book.SITE, help="the built site (default: _build/html)")
    parser.add_argument("--out", type=Path, default=BUILT, help="folder for the editions (default: _build)")
    options = parser.parse_args(arguments)
    folder = options.out / options.edition
    if options.edition == "downloads":
        made = downloads.place(options.site, options.out)
    elif options.edition == "offline":
        made = [offline.make(book.read(options.site), options.site, folder)]
    else:
        made = [{"pdf": pdf, "epub": epub}[options.edition].make(book.read(options.site), folder)]
    for file in made:
        print(f"{file} ({downloads.size(file)})")


if __name__ == "__main__":
    main()
