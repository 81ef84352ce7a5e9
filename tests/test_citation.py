"""Citations: each format is read back by a reader of that format, with titles that are made to break it."""

import json
import re
from base64 import b64decode
from datetime import date
from pathlib import Path

import pytest
from pybtex.database import parse_string

from pakiran import citation

ROOT = Path(__file__).resolve().parents[1]
ABOUT = citation.read(ROOT)
AWKWARD = [
    "Braces {and} a lone } or {",
    'Salt & pepper, 100 % of "it": $5_000 ~ #1 ^ C:\\new',
    "پاک ایران تعلقات: <b>کیا</b> ہوا؟",
    "Why now?",
    "Two  spaces\nand a line ER  - end",
]
PEOPLE = (
    {"family-names": "Ahmad", "given-names": "Hafiz Muhammad"},
    {"family-names": "Jameel", "given-names": "Rimsha"},
    {"name": "Friends & Sons, Ltd {Lahore}"},
)


def made(title="Way Forward", book=True, url="", authors=PEOPLE):
    about = {"title": "A book: its life", "authors": list(authors), "date-released": date(2026, 3, 9), "version": "1.2"}
    return citation.work(about, "chapters/05-way-forward", title if book else "", url)


def untex(text):
    """A field as it would be printed: written-out signs are signs again, braces go."""
    for name, sign in {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~"}.items():
        text = text.replace(f"\\text{name}{{}}", f"\0{ord(sign)};")
    text = text.replace("\\textasciicircum{}", "\0" + "94;")
    text = re.sub(r"\\([&%$#_])", r"\1", text).replace("{", "").replace("}", "")
    return re.sub("\0(\\d+);", lambda code: chr(int(code[1])), text)


def test_apa_of_a_page_and_of_the_book():
    names = "Ahmad, H. M., Jameel, R., & Friends & Sons, Ltd {Lahore}"
    assert citation.apa(made()) == f"{names}. (2026). Way Forward. In A book: its life (Version 1.2)."
    assert citation.apa(made(book=False, url="https://a.pk/")) == (
        f"{names}. (2026). A book: its life (Version 1.2). https://a.pk/"
    )
    assert "Why now? In" in citation.apa(made("Why now?"))


@pytest.mark.parametrize("title", AWKWARD)
def test_bibtex_gives_back_title_and_people(title):
    entries = parse_string(citation.bibtex(made(title, url="https://a.pk/x_y%20z.html")), "bibtex").entries
    (entry,) = entries.values()
    assert entry.type == "incollection" and untex(entry.fields["title"]) == " ".join(title.split())
    assert [str(p.last_names[0]) for p in entry.persons["author"][:2]] == ["Ahmad", "Jameel"]
    assert untex(entry.persons["author"][2].last_names[0]) == PEOPLE[2]["name"]
    assert entry.fields["year"] == "2026" and entry.fields["month"] == "March"
    assert entry.fields["url"] == "https://a.pk/x_y%20z.html"


@pytest.mark.parametrize("title", AWKWARD)
def test_ris_has_one_tag_a_line_and_one_end(title):
    lines = citation.ris(made(title)).split("\r\n")
    assert lines.pop() == "" and lines[0] == "TY  - CHAP" and lines[-1] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert [line[:2] for line in lines].count("ER") == 1
    assert f"TI  - {' '.join(title.split())}" in lines and "DA  - 2026/03/09/" in lines


@pytest.mark.parametrize("title", AWKWARD)
def test_csl_json_holds_the_same(title):
    (item,) = json.loads(citation.csl(made(title)))
    assert item["title"] == " ".join(title.split()) and item["container-title"] == "A book: its life"
    assert item["issued"] == {"date-parts": [[2026, 3, 9]]} and "URL" not in item
    assert item["author"][0] == {"family": "Ahmad", "given": "Hafiz Muhammad"}
    assert item["author"][2] == {"literal": "Friends & Sons, Ltd {Lahore}"}


def test_book_is_no_chapter():
    whole = made(book=False)
    assert citation.bibtex(whole).startswith("@book{pakiran-2026-book,")
    assert citation.ris(whole).startswith("TY  - BOOK") and json.loads(citation.csl(whole))[0]["type"] == "book"
    assert "citation_book_title" not in dict(citation.highwire(whole))


def test_zotero_reads_a_book_section():
    tags = citation.highwire(made(url="https://a.pk/"))
    assert tags.count(("citation_author", "Ahmad, Hafiz Muhammad")) == 1 and len(tags) == 8
    assert dict(tags)["citation_publication_date"] == "2026/03/09"
    assert dict(tags)["citation_book_title"] == "A book: its life"


def test_files_are_whole_inside_their_address():
    work = made()
    for (label, name, href), write in zip(
        citation.files(work), (citation.bibtex, citation.ris, citation.csl), strict=True
    ):
        assert label in citation.FILES and name.startswith("pakiran-2026-05-way-forward.")
        assert b64decode(href.partition("base64,")[2]).decode() == write(work)


def test_zenodo_says_what_the_citation_file_says():
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert zenodo["title"] == ABOUT["title"] and zenodo["description"] == ABOUT["abstract"]
    assert zenodo["version"] == ABOUT["version"] and zenodo["publication_date"] == str(ABOUT["date-released"])
    assert zenodo["creators"] == [{"name": citation.full_name(author)} for author in ABOUT["authors"]]
    assert zenodo["keywords"] == ABOUT["keywords"] and zenodo["license"] in ABOUT["license"]
    assert all(licence in zenodo["notes"] for licence in ABOUT["license"])
    (paper,), (reference,) = ABOUT["references"], zenodo["references"]
    people = [f"{a['family-names']}, {a['given-names'][0]}." for a in paper["authors"]]
    assert all(name in reference for name in people)
    assert (
        f"({paper['year']}). {paper['title']}. {paper['volume']}({paper['issue']}). ISSN {paper['issn']}." in reference
    )
