"""The book in short in other languages: one file a language (`pakiran/translations/ur.toml`), one page of the book each.

English comes from where the book makes it: `translations/en.toml` for what only the language pages say, and the
functions of findings, verdicts and figures for the rest. In each English text the numbers and the months are
taken out and leave marks, `{1}`, `{2}`. A translation holds the English with its marks beside its own text, so:

- its numbers are those of the English text of today, and nobody types one;
- where the English has changed in anything but its numbers, the translation is *stale*.

What is stale or missing is shown in English, and is listed by `python -m pakiran translations` and on the page.
"""

import re
import tomllib
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import altair as alt

from . import charts, figures, statements, summaries
from .claims import VERDICTS
from .data import load
from .display import VERDICT_MARKS, Block

FOLDER = Path(__file__).parent / "translations"
MONTHS = (
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec"
)
MONTH = rf"\b(?:{'|'.join(month for month in MONTHS.split() if month != 'May')}|(?<=\d )May|May(?= \d))\b"
# A sign belongs to a number only after a space or a bracket: in FY2024-25 the stroke is a stroke.
NUMBER = r"(?:(?<![^\s(])[+\u2212-])?\d+(?:[.,]\d+)*%?"
VALUE = re.compile(f"{NUMBER}|{MONTH}")
MARK = re.compile(r"\{(\d+)\}")
LATIN = r"[A-Za-z](?:[A-Za-z0-9 .,'’&/-]*[A-Za-z0-9])?"


def figure_of(name: str) -> alt.Chart:
    """One of the five main figures, drawn as in its chapter."""
    events = load("events")
    if name == "every-claim":
        return charts.verdicts(load("claims"), load("sections"))
    if name == "crisis-day-by-day":
        return charts.crisis_lanes(events)
    if name == "tolls-by-claimant":
        shown = ["IP-20231215-01", "IP-20240110-01", *charts.STRIKES.values(), "IP-20240127-01"]
        return charts.tolls(load("casualty_claims"), events, load("places"), shown)
    if name == "trade-at-a-glance":
        return charts.trade_at_a_glance(load("trade_targets"), load("trade_observed"))
    return charts.route(load("pipeline_segments"))


FIGURES = ("every-claim", "crisis-day-by-day", "tolls-by-claimant", "trade-at-a-glance", "pipeline-at-a-glance")
SENTENCES = {  # of `summaries`, where they belong to a chapter
    "02-contextualizing-recent-developments": "armed-incidents",
    "07-since-the-paper": "after-the-paper",
}
IN_FOLDER = {"robustness": "explore/", "pipeline-choices": "explore/", "escalation-game": "explore/"}


# --- English ------------------------------------------------------------------


@cache
def english() -> dict[str, str]:
    """Every text of the language pages in English, as it stands today, by its id."""
    texts = _flat(_read("en"))
    for verdict, meaning in VERDICTS.items():
        texts |= {f"verdict.{_slug(verdict)}": verdict, f"verdict.{_slug(verdict)}.meaning": meaning}
    for key, sentence in summaries.ALL.items():
        texts[f"sentence.{key}"] = sentence().replace("*", "")
    for found in statements.findings():
        texts |= {f"finding.{found.key}": found.text, f"finding.{found.key}.weakness": found.weakness}
    for name in FIGURES:
        spec = figure_of(name).to_dict()
        texts |= {
            f"figure.{name}.title": figures.title_of(spec),
            f"figure.{name}.description": spec["description"],
            f"figure.{name}.caption": spec["usermeta"]["pakiran"]["caption"],
        }
    return texts


def marked(text: str) -> tuple[str, list[str]]:
    """The text with a mark for each number and month, and these values in order."""
    values = VALUE.findall(text)
    numbers = iter(range(1, len(values) + 1))
    return VALUE.sub(lambda _: f"{{{next(numbers)}}}", text), values


def _slug(text: str) -> str:
    return text.replace(" ", "-")


def _read(code: str) -> dict:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def _flat(tree: dict, start: str = "") -> dict[str, str]:
    found = {}
    for key, value in tree.items():
        found |= _flat(value, f"{start}{key}.") if isinstance(value, dict) else {f"{start}{key}": value}
    return found


# --- one language -------------------------------------------------------------


class Text(NamedTuple):
    """A text as it can be shown: translated if `code` is not "en"."""

    text: str
    values: list[str]
    code: str


class Language:
    """A language of `translations/`: `say(id)` gives a text, `gaps()` what is not translated."""

    def __init__(self, code: str):
        file = _read(code)
        self.code, self.about = code, file.pop("about")
        self.values, self.words = file.pop("values"), file.pop("words")
        self.messages = file

    def state(self, key: str) -> str:
        """Whether the text of this id is translated, stale (its English has changed) or missing."""
        entry = self.messages.get(key, {})
        if not entry.get("text"):
            return "missing"
        return "translated" if entry.get("en") == marked(english()[key])[0] else "stale"

    def gaps(self) -> dict[str, str]:
        """State of every text that is shown in English, by id."""
        states = {key: self.state(key) for key in english()}
        return {key: state for key, state in states.items() if state != "translated"}

    def unused(self) -> list[str]:
        """Ids of the file that the book has no text for any more."""
        return [key for key in self.messages if key not in english()]

    def say(self, key: str) -> Text:
        """The text of this id with its values, in English where it is not translated."""
        text, values = marked(english()[key])
        if self.state(key) == "translated":
            return Text(self.messages[key]["text"], values, self.code)
        return Text(text, values, "en")

    def value(self, text: str) -> str:
        """A number in the digits of the language, or the name of a month in its words."""
        if text in self.values:
            return self.values[text]
        return text.translate(str.maketrans(dict(zip("0123456789,.%", self.about["digits"], strict=True))))

    def plain(self, key: str) -> str:
        """The text of this id without markup, for attributes and figures."""
        text, values, code = self.say(key)
        shown = values if code == "en" else [self.value(value) for value in values]
        return MARK.sub(lambda mark: shown[int(mark[1]) - 1], text)

    def html(self, key: str, tag: str = "span", **attributes: str) -> str:
        """The text of this id as an element that says its language and direction.

        Numbers and words in Latin letters are isolated, so that they cannot turn their surroundings round.
        """
        text, values, code = self.say(key)
        if code == "en":
            body, direction = escape(self.plain(key), quote=False), "ltr"
        else:
            body, direction = self._isolated(text, values), "rtl"
        more = "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in attributes.items())
        return f'<{tag} lang="{code}" dir="{direction}"{more}>{body}</{tag}>'

    def _isolated(self, text: str, values: list[str]) -> str:
        pieces = []
        for piece in re.split(rf"(\{{\d+\}}|{LATIN})", text):
            if mark := MARK.fullmatch(piece):
                value = values[int(mark[1]) - 1]
                pieces.append(
                    escape(self.value(value)) if value in self.values else f'<bdi dir="ltr">{self.value(value)}</bdi>'
                )
            elif re.fullmatch(LATIN, piece):
                pieces.append(f'<bdi lang="en" dir="ltr">{piece.replace("&", "&amp;")}</bdi>')
            else:
                pieces.append(escape(piece, quote=False))
        return "".join(pieces)


def codes() -> list[str]:
    """The languages there are, besides English."""
    return sorted(file.stem for file in FOLDER.glob("*.toml") if file.stem != "en")


def report() -> str:
    """What translators have to do: counts for each language, then an entry to fill for each gap."""
    lines = []
    for code in codes():
        one = Language(code)
        gaps = one.gaps()
        states = list(gaps.values())
        lines.append(
            f"# {code}.toml: {len(english())} texts, {states.count('missing')} missing, {states.count('stale')} stale, "
            f"{len(one.unused())} no longer used; checked by a native reader: {one.about['checked_by'] or 'nobody yet'}"
        )
        for key, state in gaps.items():
            source = marked(english()[key])[0]
            old = one.messages.get(key, {}).get("text", "")
            lines += [f"\n# {state}", f'["{key}"]', f"en = {_toml(source)}", f"text = {_toml(old)}"]
        lines += [f"# no longer used: {key}" for key in one.unused()]
    return "\n".join(lines)


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- the page -----------------------------------------------------------------


def figure(code: str, name: str) -> alt.Chart:
    """A main figure with title, description and caption in this language; the drawing is the same."""
    one, chart = Language(code), figure_of(name)
    keys = [f"figure.{name}.{part}" for part in ("title", "description", "caption")]
    whole = all(one.say(key).code == code for key in keys)  # one figure, one language
    title, description, caption = (one.plain(key) if whole else english()[key] for key in keys)
    made = figures.figure(chart, name=f"{name}-{code}", title=title, description=description, caption=caption)
    made.usermeta["pakiran"]["lang"] = code if whole else "en"
    return made


def opening(code: str) -> Block:
    """Notice, what the book is, and the counts."""
    one = Language(code)
    say, awaits = one.html, one.html("page.notice", "p") if not one.about["checked_by"] else ""
    return _block(
        f'<aside class="pk-awaits">{awaits}'
        f'<p><a href="../appendix/contribute.html">{say("page.correct")}</a> · <a href="../index.html">{say("page.to-english")}</a></p></aside>',
        say("page.intro", "p"),
        f'<p>{say("page.paper")}: <bdi lang="en" dir="ltr">Sehar Fakhar, Muhammad Abdullah, Hafiz Muhammad Ahmad, Rimsha Jameel: '
        "<cite>Pak-Iran Relations amid Recent Developments: Implications and Way Forward</cite></bdi></p>",
        say("page.fairness", "p"),
        say("sentence.behind-the-book", "p"),
        say("page.figures", "p", class_="pk-more"),
    )


def verdicts(code: str) -> Block:
    """How many claims have which verdict, and what each verdict means."""
    say = Language(code).html
    rows = "".join(
        f'<tr><th scope="row"><span aria-hidden="true">{VERDICT_MARKS[verdict]}</span> {say(f"verdict.{_slug(verdict)}")}</th>'
        f"<td>{say(f'verdict.{_slug(verdict)}.meaning')}</td></tr>"
        for verdict in VERDICTS
    )
    return _block(
        say("sentence.verdicts", "p"),
        f'<div class="pk-table pk-whole"><table><thead><tr><th scope="col">{say("page.verdict")}</th>'
        f'<th scope="col">{say("page.meaning")}</th></tr></thead><tbody>{rows}</tbody></table></div>',
    )


def findings(code: str) -> Block:
    """The main statements with their weakness, and the chapter that tests each."""
    one = Language(code)
    items = "".join(
        f"<li>{one.html(f'finding.{found.key}')} "
        f"""<span class="pk-sources">{one.html("page.weakness")}: {one.html(f"finding.{found.key}.weakness")} """
        f'<a href="../{found.chapter}.html">{one.html(f"chapter.{found.chapter}.title")}</a></span></li>'
        for found in statements.findings()
    )
    return _block(one.html("page.findings", "h2", id="findings"), f'<ol class="pk-findings">{items}</ol>')


def chapters(code: str) -> Block:
    """What the paper says and what the data say, chapter by chapter."""
    one = Language(code)
    parts = [one.html("page.chapters", "h2", id="chapters")]
    for name in _read("en")["chapter"]:
        keys = [f"chapter.{name}.paper", f"chapter.{name}.data", f"sentence.{SENTENCES.get(name)}"]
        parts += [one.html(f"chapter.{name}.title", "h3", id=f"chapter-{name}")]
        parts += [one.html(key, "p") for key in keys if key in english()]
        parts += [f'<p><a href="../{IN_FOLDER.get(name, "")}{name}.html">{one.html("page.read")}</a></p>']
    return _block(*parts)


def glossary(code: str) -> Block:
    """The terms in this language beside their English forms, in the order of the English alphabet."""
    one, terms = Language(code), load("glossary").sort_values("term", key=lambda column: column.str.casefold())
    rows = "".join(
        f'<tr><th scope="row"><bdi lang="{code}" dir="rtl">{escape(getattr(row, one.about["column"]))}</bdi></th>'
        f'<td lang="en" dir="ltr"><a href="../appendix/glossary.html#term-{row.term_id}">{escape(row.term)}</a></td></tr>'
        for row in terms.itertuples()
    )
    return _block(
        one.html("page.glossary", "h2", id="glossary"),
        one.html("page.glossary-note", "p"),
        f'<div class="pk-table pk-whole"><table><tbody>{rows}</tbody></table></div>',
    )


def gaps(code: str) -> Block:
    """The texts of this page that are still in English."""
    one = Language(code)
    missing = one.gaps()
    if not missing:
        return _block(one.html("page.no-gaps", "p", class_="pk-more"))
    items = "".join(f"<li><code>{key}</code> ({state})</li>" for key, state in missing.items())
    return _block(one.html("page.gaps", "h2", id="gaps"), f'<ul lang="en" dir="ltr" class="pk-gaps">{items}</ul>')


def _block(*parts: str) -> Block:
    html = f'<div class="pk-rtl">{"".join(parts)}</div>'
    return Block(html, re.sub(r"\s*<[^>]+>\s*", " ", html).strip())
