"""The whole site in one zip that opens from disk: charts are live and the search works, with no server and no network."""

from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

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
    target = folder / f"{book.name}-offline.zip"
    with TemporaryDirectory() as work:
        pages = downloads.without_copies(site, Path(work))
        contents = chain([("README.txt", readme)], ((name, file.read_bytes()) for name, file in pages.items()))
        write(target, ((f"{book.name}/{name}", content) for name, content in contents), str(about["date-released"]))
    return target
