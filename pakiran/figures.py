"""How every chart of the book looks, and what a notebook shows of it.

Importing this module switches on one Altair theme and one renderer.  A chart
function ends with :func:`figure`, which checks the chart at once and returns a
plain ``altair.Chart``; :mod:`pakiran.sphinx_figures` makes the figure of the
book out of the same output.
"""

import base64
import copy
import html
import json
import re
import zlib
from functools import cache

import altair as alt
import pandas as pd

from . import honesty

try:
    import vl_convert
except ImportError:  # Python in a browser: there is no build of it; charts are drawn live there, and only live
    vl_convert = None

# --- colours -----------------------------------------------------------------
# From the Okabe-Ito set, which readers with any common colour blindness can
# tell apart.  All reach 3:1 against white and against the dark page, so
# the same drawing serves both modes.  No flags, no red against green.
IRN = "#D55E00"  # vermilion
PAK = "#0072B2"  # blue
JOINT = "#C973A4"  # reddish purple, a little darker than theirs for white paper
THIRD = "#5E6B78"  # slate: neither of the two
NEUTRAL = "#6F7680"  # for data that belong to nobody
# For what is told apart within a figure and belongs to neither state.
GREEN, VIOLET, BROWN, OLIVE = "#0F8A6B", "#8E63B8", "#B0642A", "#9A7B00"

# Text, rules and grid take the colour of the text around the figure, so they
# follow light mode, dark mode and print with no second drawing.
INK = "currentColor"
PAPER = "var(--pk-paper, var(--jp-layout-color0, #fff))"

# Liberation Sans is inside vl-convert and has the widths of Arial and
# Helvetica: text is measured alike on every machine, and drawn alike on most.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

WIDE, NARROW = 688, 328  # px: the two drawings made of each chart (the column at 1280 and 360 px)
SCREEN = 640  # px: in a notebook, where nothing says how wide the column is
MAX_ROWS = 2000
MIME = "application/vnd.vegalite.v5+json"  # what JupyterLab 4 draws by itself
CLAIM = "claim_id"  # a column of this name leads readers to the claims ledger
FIT = {"type": "fit-x", "contains": "padding"}


def config():
    """Vega-Lite configuration of the book."""
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": 12}
    text |= {"titleFontSize": 12, "titleFontWeight": "normal"}
    axis = {"domainColor": INK, "domainOpacity": 0.5, "gridColor": INK, "gridOpacity": 0.15}
    axis |= {"tickColor": INK, "tickOpacity": 0.5, "labelOverlap": True}
    return {
        "background": "transparent",
        "font": FONT,
        "axis": text | axis,
        "axisX": {"labelAngle": 0},  # what does not fit is left out, never turned
        # Above the chart: a legend at the side would take a third of a phone.
        "legend": text | {"orient": "top", "symbolBaseFillColor": INK, "symbolBaseStrokeColor": INK},
        "header": text | {"titleFontSize": 13},
        "title": {"color": INK, "subtitleColor": INK, "anchor": "start", "fontSize": 15, "offset": 12},
        "view": {"stroke": None, "continuousHeight": 280},
        "range": {"category": [PAK, IRN, JOINT, THIRD, NEUTRAL]},
        "mark": {"color": NEUTRAL},
        "text": {"color": INK, "fontSize": 12},
        "rule": {"color": INK},
        # Vega-Lite thins points by default, which costs contrast on a dark page.
        "point": {"filled": True, "size": 70, "opacity": 1},
        "circle": {"opacity": 1},
        "square": {"opacity": 1},
        "tick": {"opacity": 1},
    }


def _fit_text(spec, width):
    """Give labels and legends of `spec` the room that `width` px leave them."""
    narrow = width < 500
    longest = max(map(len, _legend_labels(spec)), default=0)
    legend = {"columns": max(1, min(5, (width - 100) // (7 * longest + 30)))}
    legend |= {
        "labelLimit": width - 140,
        "layout": {"top": {"direction": "vertical" if narrow else "horizontal", "anchor": "start"}},
    }
    spec.setdefault("config", {})
    larger = spec["config"].get("axis", {}).get("labelFontSize", 12) / 12  # on slides
    room = {"axis": {"labelLimit": round((110 if narrow else 200) * larger)}, "legend": legend}
    room |= {"header": {"labelLimit": width - 140}}
    for part, values in room.items():
        spec["config"][part] = spec["config"].get(part, {}) | values


# --- what a chart must carry -------------------------------------------------


def figure(chart, *, name=None, title=None, description=None, caption=None, table=None, max_rows=MAX_ROWS):
    """Return `chart` as a figure of the book, or say at once what it lacks.

    `table` says what readers see under "Data": a mapping of columns of the
    chart's data to headings, or a DataFrame.  What is not given is taken from
    the chart, so a figure can be passed again to change its name.
    """
    chart = chart.copy()
    meta = dict(_given(chart.usermeta, {}).get("pakiran", {}))
    meta |= {k: v for k, v in {"name": name, "caption": caption}.items() if v}
    if table is not None:
        meta["table"] = _table_meta(table)
    chart.usermeta = {
        "pakiran": meta,
        # Read by JupyterLab: SVG follows the colours of its light and dark theme.
        "embedOptions": {"renderer": "svg", "actions": False},
    }
    if title:
        chart.title = title
    if description:
        chart.description = description
    if isinstance(chart, (alt.Chart, alt.LayerChart)) and not _is_facet(chart):
        chart.width = _given(chart.width, "container")
    problems = check(chart.to_dict(), max_rows)
    if problems:
        label = f"Chart {meta.get('name') or '(no name)'!r}"
        raise ValueError(f"{label} cannot be a figure: " + "; ".join(problems) + ".")
    return chart


def check(spec, max_rows=MAX_ROWS):
    """List what keeps the Vega-Lite `spec` from being a figure (or nothing)."""
    meta = spec.get("usermeta", {}).get("pakiran", {})
    rows = sum(len(rows) for rows in spec.get("datasets", {}).values())
    tests = {
        'its name must be words in lower case joined by hyphens, such as "crisis-lanes"': re.fullmatch(
            r"[a-z][a-z0-9]*(-[a-z0-9]+)*", meta.get("name") or ""
        ),
        "it has no title": title_of(spec),
        "its description must be one full sentence (a capital, five words or "
        "more, one full stop at the end)": is_sentence(spec.get("description", "")),
        f"it carries {rows:,} rows, more than {max_rows:,}": rows <= max_rows,
        "it has no data rows": rows,
        "its table names columns that its data lack": _table_fits(spec),
        "it draws weak rows like firm ones": not honesty.hides_weakness(spec),
        "it puts several kinds of year in one place and shape": not honesty.mixed_years(spec),
    }
    return [problem for problem, fine in tests.items() if not fine]


def is_sentence(text):
    """Whether `text` reads as exactly one sentence (in Urdu it ends with "۔")."""
    text = text.strip()
    inner = re.search(r"[a-z0-9)]{2}[.!?]\s+[A-Z]", text)  # lets "U.S. Navy" pass
    starts = re.match(r"[^\sa-z]", text)
    return bool(starts and text.endswith((".", "۔")) and len(text.split()) > 4 and not inner)


def title_of(spec):
    """Title of `spec` as one line of text."""
    title = spec.get("title") or ""
    text = title.get("text", "") if isinstance(title, dict) else title
    return text if isinstance(text, str) else " ".join(text)


def _given(value, default):
    """`value`, or `default` where Altair holds its marker for "not set"."""
    return default if value is alt.Undefined or value is None else value


def _is_facet(chart):
    """Whether a unit chart is split by a row, column or facet channel."""
    encoding = chart.to_dict(validate=False).get("encoding", {})
    return bool({"row", "column", "facet"} & encoding.keys())


# --- the table beside a chart ------------------------------------------------


def _table_meta(table):
    """`table` in a form that fits into JSON."""
    if isinstance(table, pd.DataFrame):
        rows = [[cell(value) for value in row] for row in table.itertuples(index=False)]
        return {"headings": [str(name) for name in table.columns], "rows": rows}
    return {"columns": dict(table)}


def data_rows(spec):
    """Rows that the chart draws: of its own data set, or of the largest one."""
    sets = spec.get("datasets", {})
    own = sets.get(spec.get("data", {}).get("name"))
    return own or max(sets.values(), key=len, default=[])


def _table_fits(spec):
    """Whether every column that the table names is in the data."""
    wanted = spec.get("usermeta", {}).get("pakiran", {}).get("table", {})
    rows = data_rows(spec)
    return not rows or set(wanted.get("columns", {})) <= set(rows[0])


def table_of(spec):
    """Headings and rows (texts) of the table that readers see."""
    table = spec.get("usermeta", {}).get("pakiran", {}).get("table", {})
    if "rows" in table:
        return table["headings"], table["rows"]
    rows = data_rows(spec)
    columns = table.get("columns") or {key: key.replace("_", " ").capitalize() for key in (rows[0] if rows else {})}
    return list(columns.values()), [[cell(row.get(key)) for key in columns] for row in rows]


def cell(value):
    """One value as a reader expects to see it."""
    if value is None or (not isinstance(value, (list, dict)) and pd.isna(value)):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() and abs(value) >= 10000 else f"{value:.10g}"
    # A day is a day: midnight is what the column type adds, not the source.
    return re.sub(r"[T ]00:00:00(\.0+)?$", "", str(value))


def table_html(spec, ledger=None):
    """The data as a table that opens on request and needs no script.

    With `ledger`, the address of the claims ledger, each claim leads to its entry there.
    """
    headings, rows = table_of(spec)
    columns = spec["usermeta"]["pakiran"].get("table", {}).get("columns", {})
    claims = list(columns).index(CLAIM) if ledger and CLAIM in columns else None
    numeric = [all(re.fullmatch(r"[-−]?[\d,.]+|–", row[i]) for row in rows) for i in range(len(headings))]
    kind = [' class="pk-number"' if is_number else "" for is_number in numeric]
    head = "".join(f'<th scope="col"{k}>{html.escape(h)}</th>' for h, k in zip(headings, kind, strict=False))
    body = []
    for row in rows:
        first, *rest = (
            f'<a href="{ledger}#{html.escape(text.lower())}">{html.escape(text)}</a>'
            if i == claims
            else html.escape(text)
            for i, text in enumerate(row)
        )
        cells = "".join(f"<td{k}>{text}</td>" for text, k in zip(rest, kind[1:], strict=False))
        body.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    plural = "row" if len(rows) == 1 else "rows"
    meta, caption = spec["usermeta"]["pakiran"], html.escape(title_of(spec), quote=True)
    label, anchor = f'aria-label="Data: {caption}"', ""
    if (
        code := meta.get("lang", "en")
    ) != "en":  # the only translated words of the table; an attribute cannot mark them
        label, anchor = f'aria-labelledby="{meta["name"]}-data"', f' id="{meta["name"]}-data"'
        caption = f'<bdi lang="{code}" dir="rtl">{caption}</bdi>'
    return (
        f"<details><summary>Data of this figure ({len(rows):,} {plural})</summary>"
        # The box scrolls, so the keyboard must be able to reach it.
        f'<div class="pk-table" tabindex="0" role="region" {label}>'
        f'<table><caption class="pk-heard"{anchor}>Data: {caption}</caption><thead><tr>{head}</tr></thead><tbody>\n'
        + "\n".join(body)
        + "\n</tbody></table></div></details>"
    )


# --- drawing -----------------------------------------------------------------


def steady(spec):
    """`spec` with Altair's running numbers counted from one.

    Altair counts ``param_7``, ``view_12`` through the life of a kernel; counted
    within the chart, they are the same each time the cell runs.
    """
    seen = {}

    def renumber(match):
        kind, number = match.groups()
        order = seen.setdefault(kind, {})
        return f"{kind}_{order.setdefault(number, len(order) + 1)}"

    return json.loads(re.sub(r"\b(param|view)_(\d+)\b", renumber, json.dumps(spec)))


def is_single(spec):
    """Whether `spec` is one view (perhaps layered), which can fit any width."""
    parts = {"facet", "concat", "hconcat", "vconcat", "repeat"} & spec.keys()
    return not parts and not {"row", "column", "facet"} & spec.get("encoding", {}).keys()


def for_width(spec, width):
    """Copy of `spec`, without its title, drawn `width` px wide in all."""
    spec = _copy(spec)
    spec.pop("title", None)
    _fit_text(spec, width)
    if is_single(spec):
        return spec | {"width": width, "autosize": FIT}
    if width == NARROW:
        _stack(spec)
    return _solve_width(spec, width)


def _copy(spec):
    """Copy of `spec` that shares its rows of data: nothing changes them, and they are most of it."""
    return {key: value if key == "datasets" else copy.deepcopy(value) for key, value in spec.items()}


def _legend_labels(spec):
    """Texts that the legends of `spec` will show, as far as it says them."""
    labels = set()
    for channel in ("color", "fill", "stroke", "shape", "strokeDash", "opacity"):
        encoding = spec.get("encoding", {}).get(channel, {})
        if encoding.get("legend", True) is not None:
            labels |= set(map(str, (encoding.get("scale") or {}).get("domain", [])))
    for key in ("layer", "concat", "hconcat", "vconcat"):
        labels = labels.union(*map(_legend_labels, spec.get(key, [])))
    return labels | (_legend_labels(spec["spec"]) if "spec" in spec else set())


def _stack(spec):
    """Change a chart of several views so that they fit above one another."""
    if "hconcat" in spec:
        spec["vconcat"] = spec.pop("hconcat")
    encoding = spec.get("encoding", {})
    if "column" in encoding and "row" not in encoding:
        encoding["facet"] = encoding.pop("column")
    for holder in (spec, encoding.get("facet", {})):
        if "facet" in spec or "concat" in spec or holder is not spec:
            holder["columns"] = 2 if holder.get("columns", 1) > 2 else 1
    for child in spec.get("vconcat", []):
        _stack(child)


def _solve_width(spec, width):
    """Set the widths of the views so that the whole drawing is `width` px.

    Axes and headers take room that only the drawing itself knows.  The whole
    grows in a straight line with its views, so two drawings settle it; both are
    wide, so that views and not a legend decide how wide the whole is.
    """
    if vl_convert is None:
        return _set_widths(spec, max(80, width // _columns(spec) - 80))  # a guess: nothing here can measure it
    low, high = width, width * 1.5
    first, second = (svg_width(draw(_set_widths(spec, view))) for view in (low, high))
    grow = (second - first) / (high - low) or 1
    return _set_widths(spec, max(40, int(low + (width - first) / grow)))


def _columns(spec):
    """How many views of `spec` stand side by side."""
    encoding = spec.get("encoding", {})
    holder = next((part for part in (encoding.get("facet"), spec) if part and "columns" in part), {})
    return holder.get("columns") or len(spec.get("hconcat", [])) or (3 if "column" in encoding else 1)


def _set_widths(spec, view):
    """Copy of `spec` in which each view is `view` px wide."""
    spec = _copy(spec)
    parts = [spec[key] for key in ("concat", "hconcat", "vconcat") if key in spec]
    if "spec" in spec:
        spec["spec"] = _set_widths(spec["spec"], view)
    for part in parts:
        part[:] = [_set_widths(child, view) for child in part]
    if not parts and "spec" not in spec:
        spec["width"] = view
    return spec


def draw(spec):
    """SVG text of a Vega-Lite `spec`.  It may read no data from anywhere else."""
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


def sized(spec):
    """The chart in its form for each width, "wide" and "narrow": sized once in a build, since that takes drawings."""
    return _sized(json.dumps(spec))


@cache
def _sized(spec):
    return {kind: for_width(json.loads(spec), width) for kind, width in (("wide", WIDE), ("narrow", NARROW))}


def drawing(form):
    """SVG of a chart that has its width, for a page or a file, without its title; drawn once in a build."""
    return _drawing(json.dumps(form))


@cache
def _drawing(form):
    svg = draw(json.loads(form))
    # One description of the whole serves a screen reader better than one for each mark.
    svg = re.sub(r' (aria-[a-z]+|role)="[^"]*"', "", svg)
    svg = svg.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    # A tenth of a pixel is enough for shapes and places, a hundredth for the rest, such as how far one sees through
    # a mark; the digits beyond were a third of a map's weight.
    svg = re.sub(r' d="[^"]*"|translate\([^)]*\)', lambda part: _rounded(part[0], 1), svg)
    return _rounded(svg, 2)


def _rounded(text, digits):
    """`text` with no number of more than so many digits after the point."""
    longer = rf"\d+\.\d{{{digits + 1},}}"
    return re.sub(longer, lambda number: f"{float(number[0]):.{digits}f}".rstrip("0").rstrip("."), text)


def svg_width(svg):
    """Width in px that an SVG text declares."""
    return float(re.search(r'<svg[^>]* width="([\d.]+)"', svg).group(1))


# --- what a notebook keeps ---------------------------------------------------


def renderer(spec, **_options):
    """Notebook output of a chart: the same each time it is run.

    JupyterLab draws the first form itself, live, with no network and no kernel;
    the book is made from it too.  GitHub, Colab and VS Code show the image.
    There is no ``text/html``: JupyterLab would prefer it to the live chart, and
    no image where nothing can draw one.  A
    chart that is not yet a figure is shown as a draft; only the book refuses it.
    """
    spec = steady(spec)
    drawing = for_width(spec, SCREEN) | ({"title": spec["title"]} if "title" in spec else {})
    live = drawing | {"$schema": "https://vega.github.io/schema/vega-lite/v5.json"}
    text = spec.get("description") or "Chart without a description."
    picture = {"image/png": image(drawing)} if vl_convert else {}
    return {MIME: live, **picture, "text/plain": text}


def image(spec):
    """PNG (in base64) of the chart, for viewers that run no script."""
    # Such viewers may be dark; an image cannot know, so it brings its own paper.
    svg = draw(spec | {"background": "white"}).replace(PAPER, "#fff")
    return base64.b64encode(repack(vl_convert.svg_to_png(svg, scale=1.5))).decode()


def repack(png, level=9):
    """The same PNG at a quarter of the size: vl-convert packs for speed. Level 6 takes a third of the time of 9."""
    parts, start = [], 8
    while start < len(png):
        end = start + 12 + int.from_bytes(png[start : start + 4])
        parts.append((png[start + 4 : start + 8], png[start + 8 : end - 4]))
        start = end
    packed = zlib.compress(zlib.decompress(b"".join(d for k, d in parts if k == b"IDAT")), level)
    chunks = [(b"IHDR", parts[0][1]), (b"IDAT", packed), (b"IEND", b"")]
    return png[:8] + b"".join(
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in chunks
    )


@alt.theme.register("pakiran", enable=True)
def _theme():
    return alt.theme.ThemeConfig({"config": config()})


alt.renderers.register("pakiran", renderer)
alt.renderers.enable("pakiran")
