"""How to cite the book and each of its pages: APA, BibTeX, RIS, CSL-JSON, and marks that Zotero reads.

All from `CITATION.cff`, the title of the page, and the public address if there is one. The date is that of the
version, never that of the clock, so a page is cited alike wherever it is built.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from .bibliography import escape as tex

FILE = "CITATION.cff"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Work:
    """What is cited: a page of the book, or the book itself (`book` is then empty)."""

    key: str
    title: str
    authors: tuple[dict, ...]  # as in CITATION.cff: a `name`, or `family-names` and `given-names`
    date: date
    version: str
    book: str = ""
    url: str = ""
    language: str = "en"


def read(folder: Path) -> dict:
    """The content of CITATION.cff."""
    return yaml.safe_load((folder / FILE).read_text(encoding="utf-8"))


def work(about: dict, page: str = "", title: str = "", url: str = "", language: str = "en") -> Work:
    """The book that `about` describes, or one `page` of it with its `title`."""
    day = date.fromisoformat(str(about["date-released"]))
    name = re.sub(r"[^a-z0-9]+", "-", page.removeprefix("chapters/").lower()).strip("-") if title else "book"
    known = {
        "authors": tuple(about["authors"]),
        "date": day,
        "version": about["version"],
        "url": url,
        "language": language,
    }
    key = f"pakiran-{day.year}-{name}"
    return Work(key, _line(title or about["title"]), book=_line(about["title"]) if title else "", **known)


def _line(text: str) -> str:
    return " ".join(text.split())


def full_name(author: dict) -> str:
    """Family name first; a group as it calls itself."""
    return author.get("name") or ", ".join(filter(None, [author["family-names"], author.get("given-names")]))


# --- styles and formats ------------------------------------------------------------------------


def apa(cited: Work, italic: Callable[[str], str] = str, plain: Callable[[str], str] = str) -> str:
    """One line in the style of the APA, 7th edition; `italic` and `plain` may mark the title and escape the rest."""
    whole = plain(f" (Version {cited.version}).")
    head = plain(f"{_ended(_apa_names(cited.authors))} ({cited.date.year}). ")
    if cited.book:
        parts = plain(_ended(cited.title)) + plain(" In ") + italic(cited.book) + whole
    else:
        parts = italic(cited.title) + whole
    return head + parts + (plain(f" {cited.url}") if cited.url else "")


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _apa_names(authors: tuple[dict, ...]) -> str:
    names = [a.get("name") or ", ".join(filter(None, [a["family-names"], _initials(a)])) for a in authors]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", & {names[-1]}"


def _initials(author: dict) -> str:
    return " ".join(f"{name[0]}." for name in author.get("given-names", "").split())


def bibtex(cited: Work) -> str:
    """An entry for BibTeX and biblatex, UTF-8. Inner braces keep capitals and names of groups as they are."""
    people = " and ".join(f"{{{tex(a['name'])}}}" if "name" in a else tex(full_name(a)) for a in cited.authors)
    fields = {"author": people, "title": f"{{{tex(cited.title)}}}"}
    if cited.book:
        fields["booktitle"] = f"{{{tex(cited.book)}}}"
    fields |= {"year": str(cited.date.year), "note": f"Version {tex(cited.version)}"}
    if cited.url:
        fields["url"] = cited.url
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    month = MONTHS[cited.date.month - 1]  # a macro of BibTeX; strftime would follow the locale
    return f"@{'incollection' if cited.book else 'book'}{{{cited.key},\n{body}  month = {month}\n}}\n"


def ris(cited: Work) -> str:
    """A record for EndNote, Mendeley, Zotero and library catalogues."""
    lines = [("TY", "CHAP" if cited.book else "BOOK"), *(("AU", full_name(author)) for author in cited.authors)]
    lines += [("TI", cited.title), ("T2", cited.book), ("PY", str(cited.date.year)), ("DA", f"{cited.date:%Y/%m/%d}/")]
    lines += [("ET", f"Version {cited.version}"), ("LA", cited.language), ("ID", cited.key), ("UR", cited.url)]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl(cited: Work) -> str:
    """CSL-JSON, as Pandoc and Zotero read it."""
    item = {
        "id": cited.key,
        "type": "chapter" if cited.book else "book",
        "title": cited.title,
        "container-title": cited.book,
        "author": [_csl_name(author) for author in cited.authors],
        "issued": {"date-parts": [[cited.date.year, cited.date.month, cited.date.day]]},
        "version": cited.version,
        "language": cited.language,
        "URL": cited.url,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=1) + "\n"


def _csl_name(author: dict) -> dict:
    if "name" in author:
        return {"literal": author["name"]}
    return {"family": author["family-names"]} | ({"given": author["given-names"]} if "given-names" in author else {})


def highwire(cited: Work) -> list[tuple[str, str]]:
    """Names and values of the `meta` tags that Zotero and Google Scholar read."""
    tags = [("citation_title", cited.title), *(("citation_author", full_name(author)) for author in cited.authors)]
    tags += [("citation_publication_date", f"{cited.date:%Y/%m/%d}"), ("citation_language", cited.language)]
    tags += [("citation_book_title", cited.book), ("citation_public_url", cited.url)]
    return [(name, value) for name, value in tags if value]


# --- files -------------------------------------------------------------------------------------

FILES = {  # label -> (ending, media type, format)
    "BibTeX": ("bib", "application/x-bibtex", bibtex),
    "RIS": ("ris", "application/x-research-info-systems", ris),
    "CSL-JSON": ("json", "application/vnd.citationstyles.csl+json", csl),
}


def files(cited: Work) -> list[tuple[str, str, str]]:
    """Label, file name and `data:` address of each file for a reference manager: they work offline and add no file."""
    made = []
    for label, (ending, media, write) in FILES.items():
        packed = b64encode(write(cited).encode()).decode()
        made.append((label, f"{cited.key}.{ending}", f"data:{media};charset=utf-8;base64,{packed}"))
    return made
