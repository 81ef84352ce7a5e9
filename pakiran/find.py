"""What the search of the book finds beside whole pages: single claims, events, people and terms, each with its address.

Spellings are folded before they are compared, in Python here and in the reader's browser by the same rules
(`SPLITTER`): the Arabic and the Persian or Urdu forms of a letter are one, marks over and under letters do not
count, and a word is found with and without the zero-width mark that parts it.
"""

import re
import unicodedata
from collections.abc import Callable
from html import escape

from . import languages
from .data import load
from .display import VERDICT_MARKS

LEDGER, CHRONOLOGY = "chapters/appendix/claims-ledger", "chapters/explore/chronology"
GLOSSARY, VOICES = "chapters/appendix/glossary", "chapters/03-immediate-responses-of-the-experts"

ONE_LETTER = {"ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ە": "ه", "ة": "ه", "ۃ": "ه", "٠": "0", "۰": "0"}
ONE_LETTER |= {chr(start + digit): str(digit) for start in (0x0660, 0x06F0) for digit in range(10)}
NOT_COUNTED = "\u0640\u200d\u200e\u200f\u2066\u2067\u2068\u2069"  # the stroke that lengthens a word; direction marks
PARTING = "\u200c"
WORD = re.compile(rf"[\w{PARTING}]+")

# The same for the browser. Sphinx puts it where its search asks for `splitQuery`.
SPLITTER = f"""
const letters = new Map(Object.entries({str(ONE_LETTER).replace("'", '"')}));
const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[\\p{{M}}{NOT_COUNTED}]/gu, "")
  .replace(/[\\u0600-\\u06ff]/g, (letter) => letters.get(letter) ?? letter);
var splitQuery = (query) => folded(query).split(/[^\\p{{Letter}}\\p{{Number}}_\\p{{Emoji_Presentation}}]+/gu).filter(Boolean);
"""


def folded(text: str) -> str:
    """The text in small letters, with variants of one letter made alike."""
    plain = unicodedata.normalize("NFKD", text.lower())
    kept = (
        letter for letter in plain if not unicodedata.category(letter).startswith("M") and letter not in NOT_COUNTED
    )
    return "".join(ONE_LETTER.get(letter, letter) for letter in kept)


def split(text: str) -> list[str]:
    """The words of a text, folded. A word with a parting mark counts as its parts and as one."""
    found = []
    for word in WORD.findall(folded(text)):
        parts = [part for part in word.split(PARTING) if part]
        found += parts if len(parts) < 2 else [*parts, "".join(parts)]
    return found


def entries(built: Callable[[str], bool]) -> list[list[str]]:
    """Kind, title (HTML), address and further words of everything that is found by itself, on pages that are built."""
    pages = {LEDGER: _claims, GLOSSARY: _terms, VOICES: _people, CHRONOLOGY: _events}
    return [entry for page, make in pages.items() if built(page) for entry in make(f"{page}.html")]


def words() -> list[list[str]]:
    """English words and, for each, its forms in the other languages: an event in Saravan is found by سراوان too."""
    found = [[row.term.split(" (")[0], f"{row.urdu} {row.persian}"] for row in load("glossary").itertuples()]
    for code in languages.codes():
        found += [[word, forms] for word, forms in languages.Language(code).words.items()]
    return found


def _claims(page: str) -> list[list[str]]:
    return [
        ["Claims", f"{row.claim_id} {VERDICT_MARKS[str(row.verdict)]} {escape(row.claim)}", f"{page}#{row.claim_id.lower()}", str(row.verdict)]
        for row in load("claims").itertuples()
    ]  # fmt: skip


def _terms(page: str) -> list[list[str]]:
    return [
        [
            "People" if row.kind == "person" else "Terms",
            f'{escape(row.term)} · <bdi lang="ur" dir="rtl">{escape(row.urdu)}</bdi> · <bdi lang="fa" dir="rtl">{escape(row.persian)}</bdi>',
            f"{page}#term-{row.term_id}",
            "",
        ]
        for row in load("glossary").itertuples()
    ]


def _people(page: str) -> list[list[str]]:
    voices = load("experts").drop_duplicates("name")
    return [
        ["People", escape(f"{row.name} ({row.affiliation})"), f"{page}#reactions-matrix", row.country]
        for row in voices.itertuples()
    ]


def _events(page: str) -> list[list[str]]:
    events = load("events").merge(load("places")[["place_id", "name"]], on="place_id", how="left")
    groups = load("glossary").query("kind == 'group'")["term"].str.replace(r" \(.*", "", regex=True)
    return [
        [
            "Events",
            escape(f"{_day(row)}: {row.title}" + (f" ({row.name})" if isinstance(row.name, str) else "")),
            f"{page}#{row.event_id}",
            " ".join([row.event_id, *(group for group in groups if group in row.summary)]),
        ]
        for row in events.itertuples(index=False)
    ]


def _day(event) -> str:
    """The date of an event, as exactly as it is known."""
    known = {"year": f"{event.date:%Y}", "month": f"{event.date:%B %Y}"}
    return known.get(str(event.date_precision), f"{event.date.day} {event.date:%B %Y}")
