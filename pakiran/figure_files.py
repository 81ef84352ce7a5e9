"""A figure as files to take away: SVG and PNG that say what they show and where from, and its rows as CSV.

Light colours, title, caption and source line are inside the drawing, so it can be cited when it stands alone.
"""

import csv
import html
import io
import re
import textwrap

import vl_convert

from . import figures
from .address import public
from .data import package

EDGE, LINE = 20, 17  # px: margin, and height of a line of small text
PAPER, TEXT = "#fff", "#222"
TITLE_CHARACTERS, NOTE_CHARACTERS = 74, 116  # that fit into the width of a drawing at 17 and 12 px
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would read a formula


def files(spec: dict) -> dict[str, bytes]:
    """The three files of a figure: name and bytes."""
    name = spec["usermeta"]["pakiran"]["name"]
    drawing = svg(spec)
    png = figures.repack(vl_convert.svg_to_png(drawing, scale=2), level=6)
    return {f"{name}.svg": drawing.encode(), f"{name}.png": png, f"{name}.csv": rows(spec)}


def svg(spec: dict) -> str:
    """The chart on white paper, between its title and its caption, controls as they stand at first, source."""
    meta, title = spec["usermeta"]["pakiran"], figures.title_of(spec)
    chart = figures.drawing(figures.sized(spec)["wide"]).replace(figures.INK, TEXT).replace(figures.PAPER, PAPER)
    width, height = map(float, re.search(r'width="([\d.]+)" height="([\d.]+)"', chart).groups())
    heads = _wrap(title, TITLE_CHARACTERS)
    notes = [
        line for note in (meta.get("caption"), settings(spec), source(meta["name"])) if note for line in _wrap(note)
    ]
    top = EDGE + 22 * len(heads) + 8
    bottom = top + height + 14
    # A group, not an <svg> inside: that would be cut at its edges, and takes longer to paint.
    chart = re.sub(r"^<svg[^>]*>(.*)</svg>\s*$", rf'<g transform="translate({EDGE},{top})">\1</g>', chart, flags=re.S)
    wide, high = width + 2 * EDGE, bottom + LINE * len(notes) + EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}" '
        f'font-family="{figures.FONT}" fill="{TEXT}" role="img">'
        f"<title>{html.escape(title)}</title><desc>{html.escape(spec['description'])}</desc>"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        + _lines(heads, EDGE + 15, 22, 'font-size="17" font-weight="bold"')
        + chart
        + _lines(notes, bottom + 12, LINE, 'font-size="12"')
        + "</svg>\n"
    )


def _wrap(text: str, characters: int = NOTE_CHARACTERS) -> list[str]:
    return textwrap.wrap(text, characters, break_on_hyphens=False)  # a figure's name stays whole


def _lines(lines: list[str], first: float, step: int, look: str) -> str:
    return "".join(
        f'<text x="{EDGE}" y="{first + step * number:g}" {look}>{html.escape(line)}</text>'
        for number, line in enumerate(lines)
    )


def settings(spec: dict) -> str:
    """Where the controls of the chart stand in the drawing, as one sentence; empty where there are none."""
    found = []
    for control in spec.get("params", []):
        bind, value = control.get("bind"), control.get("value")
        if isinstance(bind, dict) and "name" in bind and value is not None:
            shown = dict(zip(bind.get("options", []), bind.get("labels", []), strict=False)).get(value, value)
            found.append(f"{bind['name'].strip().rstrip(':')}: {figures.cell(shown)}")
    return f"Controls as drawn: {'; '.join(found)}." if found else ""


def source(name: str) -> str:
    """Where the figure is from, in words that serve as a source line."""
    about = package()
    licence = about["licenses"][0]["name"]
    words = f"Source: {about['title']}, version {about['version']}, figure {name}. {licence}."
    return f"{words} {public(about.get('homepage'))}".strip()


def rows(spec: dict) -> bytes:
    """The table under the figure as CSV for spreadsheets: plain numbers, empty cells, no cell that is a formula."""
    headings, cells = figures.table_of(spec)
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows([headings, *([plain(text) for text in row] for row in cells)])
    return held.getvalue().encode("utf-8-sig")  # by the mark, Excel knows the letters of all languages


def plain(text: str) -> str:
    """A cell as the page shows it (12,000; –) as a program reads it (12000; empty)."""
    if text == "–":
        return ""
    number = text.replace("−", "-")
    if re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?", number):
        return number.replace(",", "")
    return f"'{text}" if text.startswith(RISKY) else text


def links_html(spec: dict, folder: str) -> str:
    """The line under a figure that leads to its files; `folder` is their address from the page."""
    name, title = spec["usermeta"]["pakiran"]["name"], html.escape(f": {figures.title_of(spec)}", quote=True)
    if spec["usermeta"]["pakiran"].get("lang", "en") != "en":
        title = ""  # an attribute cannot mark words of another language
    kinds = {"svg": "SVG", "png": "PNG", "csv": "rows (CSV)"}
    links = " ".join(f'<a href="{folder}/{name}.{kind}" download>{label}</a>' for kind, label in kinds.items())
    return f'<p class="pk-take" role="group" aria-label="Download{title}">Download: {links}</p>\n'
