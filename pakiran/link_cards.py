"""The picture that a link to a page shows elsewhere: the page's title above one of its figures, 1200 x 630 pixels."""

import html
import re
import textwrap

import vl_convert

from . import figures

SIZE = (1200, 630)  # what social networks and messengers ask for
EDGE, LINE = 60, 62  # px: margin, and height of a line of the title
LETTERS = 40  # of the title in one line, at 52 px
DRAWN = re.compile(r"[\x20-\x7e\u00a0-\u024f\u2010-\u201f\u2026]*")  # letters that the font inside vl-convert has


def can_draw(title: str) -> bool:
    """Whether the font has all letters; a title in another script would depend on the fonts of the machine."""
    return bool(DRAWN.fullmatch(title))


def card(title: str, book: str, spec: dict) -> bytes:
    """PNG of the card. A figure that is too tall is cut off below."""
    lines = textwrap.wrap(title, LETTERS)[:2]
    top = EDGE + LINE * len(lines) + 24
    texts = "".join(
        f'<text x="{EDGE}" y="{EDGE + LINE * n + 44}" font-size="52" font-weight="bold">{html.escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    width, height = SIZE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="{figures.FONT}" fill="#1a1a1a">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{texts}'
        f"{_placed(figures.draw(figures.for_width(spec, figures.WIDE)), top, height - top - 76)}"
        f'<rect y="{height - 66}" width="{width}" height="66" fill="#1f2937"/>'
        f'<text x="{EDGE}" y="{height - 24}" font-size="26" fill="#fff">{html.escape(book)}</text></svg>'
    )
    return figures.repack(vl_convert.svg_to_png(svg.replace(figures.INK, "#1a1a1a").replace(figures.PAPER, "#fff")))


def _placed(svg: str, top: int, height: int) -> str:
    """A drawing as part of the card: as wide as fits, but never so small that its letters cannot be read."""
    box = re.search(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"', svg)
    across, down = float(box[1]), float(box[2])
    room = SIZE[0] - 2 * EDGE
    scale = max(min(room / across, height / down), 1.15)
    shown = min(height, down * scale)
    frame = f'x="{(SIZE[0] - across * scale) / 2:.0f}" y="{top}" width="{across * scale:.0f}" height="{shown:.0f}"'
    view = f'viewBox="0 0 {across} {shown / scale:.2f}"'
    svg = re.sub(r' (width|height|viewBox)="[^"]*"', "", svg[: svg.index(">")]) + svg[svg.index(">") :]
    return svg.replace("<svg", f"<svg {frame} {view}", 1)
