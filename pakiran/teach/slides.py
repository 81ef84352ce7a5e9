"""One deck of slides for each session, made from the chapters' own figures and sentences.

    python -m pakiran.teach.slides OUT

A deck is one file that needs nothing else: `slides.css` and `slides.js` stand inside it. (A framework such as
reveal.js would add some 240 kB a deck, shows nothing without its script, and prints one page of a deck unless
the address ends in `?print-pdf`.)

A source, `course/slides/session-<n>.md`, is Markdown: slides between lines of `---`, the teacher's notes after a
line `Notes:`, the time of a part in a line such as `Part: 10 minutes, in pairs: Two headlines`. What comes from
the book is named by a role and never typed: {figure}`name`, {said}`01/cell: words of the sentence`,
{claim}`INT-05`, {verdict}`INT-05`, {event}`IP-20240116-01`, {term}`ispr`, {plan}`minutes`.
"""

import base64
import html
import re
import sys
from functools import cache
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt
from mdit_py_plugins.myst_role import myst_role_plugin

from .. import display, figures, load, sphinx_figures

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "course" / "slides"
PARTS = ROOT / "pakiran" / "templates"
PART = re.compile(r"^Part: (\d+) minutes, ([^:]+): (.+)$", re.M)
NOTES = re.compile(r"^Notes:$", re.M)

# px of a slide of 1280 x 720 that a drawing may fill: above its caption, or beside it if the drawing is tall.
BELOW, BESIDE = (1190, 440), (930, 560)
TALL = 400  # px of a drawing in the book
TYPE = 15.8  # px: the smallest letter aimed at; larger letters make a drawing larger, so a little is lost again
LARGEST = 22  # px in the drawing: rows of a taller figure would cover one another


class SlideError(ValueError):
    """A deck names something that the book does not have."""


# --- what a deck takes from the book -------------------------------------------


@cache
def outputs() -> list[tuple[str, str, str, dict]]:
    """Every saved output of the book: chapter, its title, cell, data."""
    found = []
    for path in sorted((ROOT / "chapters").rglob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        title = re.search(r"^# (.+)$", "\n".join(cell.source for cell in cells), re.M)[1]
        shown = [(cell.id, output.data) for cell in cells for output in cell.get("outputs", []) if "data" in output]
        found += [(path.stem, title, cell, data) for cell, data in shown]
    return found


@cache
def drawn() -> dict[str, tuple[dict, str, dict]]:
    """Every figure by name: Vega-Lite form, title of its chapter, output."""
    charts = [(title, data) for _, title, _, data in outputs() if figures.MIME in data]
    return {
        data[figures.MIME]["usermeta"]["pakiran"]["name"]: (data[figures.MIME], title, data) for title, data in charts
    }


def enlarge(spec, size: float):
    """`spec` with every letter at least `size` px high, and with room for longer labels."""
    if isinstance(spec, list):
        return [enlarge(part, size) for part in spec]
    if not isinstance(spec, dict):
        return spec
    grown = {key: enlarge(value, size) for key, value in spec.items() if key not in ("datasets", "usermeta")}
    for key in grown.keys() & {"fontSize", "labelFontSize", "titleFontSize"}:
        if isinstance(grown[key], (int, float)) and grown[key] < size:
            if "dy" in grown:  # a label keeps clear of its mark
                grown["dy"] += (size - grown[key]) / 2 * (1 if grown["dy"] > 0 else -1)
            grown[key] = size
    if "labelLimit" in grown:
        grown["labelLimit"] *= size / 12
    return grown | {key: spec[key] for key in ("datasets", "usermeta") if key in spec}


def _height_of(data: dict) -> float:
    """Height in px of the drawing of an output, by the picture that the notebook keeps (1.5 times, with a title)."""
    return int.from_bytes(base64.b64decode(data["image/png"][:64])[20:24]) / 1.5 - 30


@cache
def figure(name: str) -> tuple[str, str]:
    """A figure of the book as HTML, drawn for a slide, and its description."""
    if name not in drawn():
        raise SlideError(f"no figure of the book is called {name!r}")
    spec, chapter, data = drawn()[name]
    spec = spec | {"$schema": spec["$schema"].replace("/v5.json", "/v6.json")}
    height = _height_of(data)
    beside = height > TALL
    room = BESIDE if beside else BELOW
    width = min(1000, max(620, height * room[0] / room[1]))
    scale = min(room[0] / width, room[1] / height)
    if TYPE / scale > LARGEST:
        raise SlideError(f"figure {name!r} is too tall to be read from the last row; choose another, or show a part")
    large = enlarge(spec, TYPE / scale)
    large["config"]["legend"]["titleLimit"] = width
    svg = sphinx_figures.still(figures.for_width(large, width), "slide")
    title = figures.title_of(spec)
    caption = html.escape(spec["usermeta"]["pakiran"].get("caption", ""))
    text = (
        f'<figure class="{"beside" if beside else "below"}" data-figure="{name}">'
        f'<div class="drawing" tabindex="0" role="group" aria-label="Drawing">{svg}</div>'
        f"<figcaption><b>{html.escape(title)}{'' if title.endswith('?') else '.'}</b> {caption} "
        f"<i>From the book, chapter “{html.escape(chapter)}”, where its data and sources stand.</i></figcaption></figure>"
    )
    return text, spec["description"]


def said(place: str) -> str:
    """One sentence of a chapter, computed there: `01/say-crisis: words that only it has`."""
    where, _, words = place.partition(": ")
    stem, _, cell = where.partition("/")
    texts = [data["text/markdown"] for chapter, _, at, data in outputs()
             if at == cell and chapter.startswith(stem) and "text/markdown" in data]  # fmt: skip
    if not texts:
        raise SlideError(f"no chapter {stem!r} has a computed sentence in a cell {cell!r}")
    sentences = re.split(r"(?<=[.!?])(?:\*\*|\*)?\s+(?=[\w“*])", "\n".join(texts))
    hits = [text for text in sentences if words.casefold() in text.replace("*", "").casefold()]
    if len(hits) != 1:
        raise SlideError(f"{len(hits)} sentences of {where!r} have the words {words!r}; one is needed")
    return html.escape(hits[0].replace("*", ""))


@cache
def rows(table: str):
    """A table of the book, loaded once."""
    return load(table)


def row(table: str, key: str, value: str):
    """The one row of a table of the book."""
    found = rows(table).query(f"{key} == @value")
    if len(found) != 1:
        raise SlideError(f"table {table!r} has {len(found)} rows with {key} {value!r}; one is needed")
    return found.iloc[0]


def claim(key: str) -> str:
    """What the paper says, in the words of the ledger, without its verdict: a class can guess first."""
    return f'<b class="id">{key}</b> {html.escape(row("claims", "claim_id", key)["claim"])}'


def verdict(key: str) -> str:
    """Verdict on a claim, and why."""
    found = row("claims", "claim_id", key)
    name = str(found["verdict"])
    return (
        f'<b class="id">{key}</b> <b class="verdict">{display.VERDICT_MARKS[name]} {name}</b> '
        f"{html.escape(found['verdict_reason'])}"
    )


def event(key: str) -> str:
    """Day and title of an event, and whether its support is weak."""
    found = row("events", "event_id", key)
    forms = {"day": "{0.day} {0:%B %Y}", "month": "{0:%B %Y}", "year": "{0:%Y}"}
    day = forms[str(found["date_precision"])].format(found["date"])
    weak = " <i>(weak support)</i>" if found["confidence"] == "low" else ""
    return f"<b>{day}</b> {html.escape(found['title'])}{weak}"


def term(key: str) -> str:
    """An entry of the glossary."""
    found = row("glossary", "term_id", key)
    return f"<b>{html.escape(found['term'])}</b>: {html.escape(found['definition'])}"


ROLES = {"said": said, "claim": claim, "verdict": verdict, "event": event, "term": term}


# --- a deck --------------------------------------------------------------------


def plan(text: str) -> list[tuple[int, int, str, str]]:
    """Parts of a session: from minute, to minute, how the class works, title."""
    parts, start = [], 0
    for length, how, title in PART.findall(text):
        parts.append((start, start + int(length), how, title))
        start += int(length)
    return parts


def _plan_table(parts: list) -> str:
    """The plan of the session as a table."""
    rows = "".join(f"<tr><td>{a} to {b}</td><td>{title}</td><td>{how}</td></tr>" for a, b, how, title in parts)
    return f'<table class="plan"><thead><tr><th>Minute</th><th>What</th><th>How</th></tr></thead><tbody>{rows}</tbody></table>'


def writer(parts: list) -> tuple[MarkdownIt, list[str]]:
    """A Markdown writer that fills in the roles, and the list where it leaves the descriptions of figures."""
    described: list[str] = []

    def role(_renderer, tokens, index, _options, _env):
        name, content = tokens[index].meta["name"], tokens[index].content
        if name == "figure":
            text, description = figure(content)
            described.append(description)
            return text
        if name == "plan":
            return _plan_table(parts)
        if name not in ROLES:
            raise SlideError(f"there is no role {name!r}; there are figure, plan, {', '.join(ROLES)}")
        return ROLES[name](content)

    md = MarkdownIt("commonmark", {"html": False}).enable("table").use(myst_role_plugin)
    md.add_render_rule("myst_role", lambda *args: role(md.renderer, *args[-4:]))
    return md, described


def slides_of(text: str) -> list[tuple[str, str]]:
    """Slides of a source: what the class sees, and the notes."""
    pairs = [NOTES.split(part, maxsplit=1) for part in re.split(r"^---$", text, flags=re.M)]
    return [(pair[0].strip(), pair[1].strip() if len(pair) > 1 else "") for pair in pairs]


def deck(path: Path) -> str:
    """The HTML of one deck; an error names the deck and the slide."""
    text = path.read_text(encoding="utf-8")
    parts, slides = plan(text), slides_of(text)
    title = re.search(r"^# (.+)$", text, re.M)[1]
    articles, number = [], 0
    for count, (body, notes) in enumerate(slides, start=1):
        number += len(PART.findall(body))
        at = ". Minute {} to {}, {}: {}".format(*parts[number - 1]) if number else ""
        md, described = writer(parts)
        try:
            shown = re.sub(
                r"<p>(<figure.*?</figure>|<table.*?</table>)</p>", r"\1", md.render(PART.sub("", body)), flags=re.S
            )
            notes += "".join(f"\n\n*The figure in one sentence:* {words}" for words in described)
            spoken = md.render(notes)
        except SlideError as error:
            raise SlideError(f"{path.name}, slide {count}: {error}") from None
        kind = "drawn" if "<figure" in shown else "title" if count == 1 else "text"
        articles.append(
            f'<article id="{count}"><section class="{kind}" aria-label="Slide {count}">{shown}'
            f"<footer>{title.split(':')[0]}, slide {count} of {len(slides)}{at}</footer></section>"
            f'<aside aria-label="Notes on slide {count}">{spoken}</aside></article>'
        )
    style, script = ((PARTS / name).read_text(encoding="utf-8") for name in ("slides.css", "slides.js"))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>\n{style}</style></head>\n'
        f"<body><main>\n{chr(10).join(articles)}\n</main>\n<script>\n{script}</script></body></html>\n"
    )


def build(out: Path) -> list[Path]:
    """Write every deck, with its notes, to `out`/instructor/slides."""
    folder = Path(out) / "instructor" / "slides"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sorted(SOURCES.glob("session-*.md")):
        made.append(folder / f"{source.stem}.html")
        made[-1].write_text(deck(source), encoding="utf-8")
    return made


if __name__ == "__main__":
    try:
        print("\n".join(map(str, build(Path(sys.argv[1])))))
    except SlideError as error:
        sys.exit(f"Slides not built. {error}.")
