"""Puts the editions on the built site, and a section with links to them on its landing page.

The page is built before the editions, which are made from it. So it keeps an empty place, and this step fills it with
links to the files that are there: no page ever links to a file that was not made.
"""

import os
import re
from html import escape
from pathlib import Path

from .. import citation
from .book import ROOT, landing

PLACE = re.compile(r'(<section id="take-it-with-you"[^>]*>).*?(</section>)', re.S)
COPIES = "downloads/pakiran-[0-9]*"  # on the site; no edition and no archive packs these again
STUDENT = "-student.zip"
WORDS = {  # by the end of the file's name, the longest first
    STUDENT: (
        "Student archive",
        "what a course needs, in one zip: this book, worksheets, quizzes and assignments, no answers",
    ),
    ".pdf": ("PDF", "to print or to read page by page, with bookmarks"),
    ".epub": ("EPUB", "for e-readers and reading programs"),
    ".zip": ("Offline edition", "the whole site in one zip: unpack it and open index.html; charts and search work"),
}


def place(site: Path, built: Path) -> list[Path]:
    """Copy the editions, and the archive for students, from `built` to the site's `downloads/` and link them there.

    Returns the copies.
    """
    target = site / "downloads"
    target.mkdir(exist_ok=True)
    found = [file for kind in ("pdf", "epub", "offline") for file in sorted((built / kind).glob("pakiran-*"))]
    copies = [put(target / file.name, file.read_bytes()) for file in found]
    archive = built / "course/student.zip"
    if archive.exists():
        version = citation.read(ROOT)["version"]
        copies.append(put(target / f"pakiran-{version}{STUDENT}", archive.read_bytes()))
    page = site / landing(site)
    put(page, fill(page.read_text("utf-8"), copies, page.parent).encode())
    return copies


def without_copies(site: Path, work: Path) -> dict[str, Path]:
    """The files of the site by name, for whoever packs it: no copies, and a landing page without links to them.

    That page is written into the folder `work`. What only Sphinx reads is left out too.
    """
    files = {file.relative_to(site): file for file in sorted(site.rglob("*")) if file.is_file()}
    kept = {
        name.as_posix(): file
        for name, file in files.items()
        if not (name.match(COPIES) or name.name.startswith(".buildinfo"))
    }
    start = landing(site)
    kept[start] = work / "landing.html"
    kept[start].write_text(fill((site / start).read_text("utf-8"), [], site), encoding="utf-8")
    return kept


def put(target: Path, content: bytes) -> Path:
    """Write a file that is there whole or not at all: a full disk leaves what was there before."""
    draft = target.with_name(f".{target.name}.new")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def size(file: Path) -> str:
    """Size of a file as a reader says it."""
    return f"{file.stat().st_size / 1e6:.1f} MB"


def fill(text: str, files: list[Path], folder: Path) -> str:
    """`text` with the section about `files`; without files the place stays empty."""
    items = "".join(_item(file, folder) for file in files)
    section = f'<h2>Take it with you</h2><ul class="simple">{items}</ul>' if items else ""
    filled, count = PLACE.subn(rf"\1{section}\2", text)
    if count != 1:
        raise ValueError("the landing page has no place for the editions: a section with the id take-it-with-you")
    return filled


def _item(file: Path, folder: Path) -> str:
    name, use = next(words for ending, words in WORDS.items() if file.name.endswith(ending))
    link = escape(os.path.relpath(file, folder).replace(os.sep, "/"), quote=True)
    return f'<li><p><a href="{link}" download>{name}</a> ({size(file)}): {use}.</p></li>'
