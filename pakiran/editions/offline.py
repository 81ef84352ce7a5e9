"""The whole site in one zip that opens from disk: charts are live and the search works, with no server and no network."""

from pathlib import Path

from ..zips import write
from . import downloads
from .book import Book

README = """{title}
Version {version}, {date}

To read: unpack the whole zip into a folder, then open index.html in a browser (on a phone: in a browser that opens
files). Nothing is installed, and no network is needed: charts, explorers and the search work from the folder.
Links to sources lead to the web.

To run and change it, and for PDF and EPUB: see the site or the repository of the book{where}.

How to cite: {citation}
Please cite the paper as well: {paper}

Licence: texts and data CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), code BSD 3-Clause.
The paper and the sources keep their own terms.
"""


def make(book: Book, site: Path, folder: Path) -> Path:
    """Write the zip of `site` into `folder` and return its path. The same site gives the same bytes."""
    about = book.about
    readme = README.format(
        title=about["title"],
        version=about["version"],
        date=about["date-released"],
        where=f" ({book.address})" if book.address else "",
        citation=book.citation,
        paper=book.paper,
    )
    entries = {f"{book.name}/README.txt": readme}
    for file in sorted(site.rglob("*")):
        name = file.relative_to(site)
        # Not the editions themselves (tables and figures to take away stay), and not what only Sphinx reads.
        if file.is_file() and not name.match(downloads.COPIES) and not name.name.startswith(".buildinfo"):
            entries[f"{book.name}/{name.as_posix()}"] = file.read_bytes()
    start, text = downloads.bare(site)
    entries[f"{book.name}/{start}"] = text
    target = folder / f"{book.name}-offline.zip"
    write(target, entries.items(), str(about["date-released"]))
    return target
