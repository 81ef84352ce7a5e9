"""The paper's citations against its list of references, and that list repaired.

All functions take frames as `pakiran.load` returns them and return new frames or text; only
`reading_list` looks up the pages of its works itself.
"""

import re
from html import escape as html_escape
from html import unescape

import pandas as pd

from .data import load
from .display import Block

FAULTS = ("wrong year", "misspelt author", "ambiguous")
AGES = (
    "More than a year before the strikes",
    "In the year before the strikes",
    "In the same month, after the first strike",
    "In a later month",
    "Same year, no day printed",
    "No single entry",
)
SECTIONS = ("INT", "CTX", "EXP", "IMP", "WAY")  # the sections that cite, in the order of the paper
STRANDS = {
    "trade": ("trade",),
    "pipeline": ("pipeline",),
    "events": ("military", "militancy", "border", "diplomacy"),
}
_IN_JOURNAL = re.compile(r"(?P<journal>.+?), (?P<volume>\w+)(?:\((?P<number>\w+)\))?, (?P<first>\d+)-(?P<last>\d+)")
_NOT_THE_TEXT = {"R11"}  # the address that could be read is the author's page, not the article
_PROBABLE = {"R03"}  # the page was matched by subject and day, since the printed title is no headline
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "&%$#_"}


# --- the audit -------------------------------------------------------------------------------


def in_text(citations: pd.DataFrame) -> pd.DataFrame:
    """The citations in brackets, without the places that have no citation at all."""
    return citations[citations["form"] == "parenthetical"]


def dated(citations: pd.DataFrame, references: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Citations in brackets with the date of their entry: adds `source_date`, `days` and `age`.

    `days` counts from the moment `first` (the first strike) to the day of the source, negative for
    an older source and missing where no day is printed. `age` is one of `AGES`.
    """
    entries = references[["reference_id", "year", "date"]].rename(columns={"year": "entry_year", "date": "source_date"})
    rows = in_text(citations).merge(entries, on="reference_id", how="left", validate="many_to_one")
    known = rows["source_date"].where(rows["source_date"].map(_has_day))
    days = (pd.to_datetime(known) - first).dt.days
    ages = [_age(day, year, first) for day, year in zip(days, rows["entry_year"], strict=True)]
    return rows.assign(days=days, age=ages)


def _age(days: float, year: int, first: pd.Timestamp) -> str:
    if pd.isna(year):
        return AGES[5]
    if pd.isna(days):
        return AGES[4] if year == first.year else AGES[0] if year < first.year - 1 else AGES[1]
    day = first + pd.Timedelta(days=days)
    if day < first:
        return AGES[0] if day < first - pd.DateOffset(years=1) else AGES[1]
    return AGES[2] if (day.year, day.month) == (first.year, first.month) else AGES[3]


def repairs(citations: pd.DataFrame) -> pd.DataFrame:
    """What to change in the text, in reading order, with headings to read; one row a place."""
    rows = citations[citations["needs_repair"].astype(bool) | (citations["problem"] == "style only")]
    rows = rows.sort_values(["section_id", "paragraph", "citation_id"], key=_reading_order, ignore_index=True)
    source = rows["source_older_than_event"].astype(bool).map({True: "source older than the event", False: ""})
    missing = rows["as_written"].str.startswith("[narrative mention]").map({True: "nobody named", False: "no citation"})
    form = rows["problem"].astype("str").replace("none", "")
    form = form.mask(form == "no matching reference", missing)
    said = form.str.cat(source, sep="; ").str.strip("; ").replace("", "source missing beside it")
    return pd.DataFrame(
        {
            "Place": rows["section_id"] + " p" + rows["paragraph"].astype(str),
            "As printed": rows["as_written"],
            "Problem": said,
            "Repair": rows["suggested_fix"],
        }
    )


def _reading_order(column: pd.Series) -> pd.Series:
    return column.map(SECTIONS.index) if column.name == "section_id" else column


def uncited(citations: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Entries that no citation in brackets names: `reference_id`, `authors`, `title`, `why`."""
    named = set(in_text(citations)["reference_id"].dropna())
    rows = references[~references["reference_id"].isin(named)]
    why = rows["never_cited"].astype(bool).map({True: "never cited", False: "perhaps meant by an unclear citation"})
    return rows.assign(why=why)[["reference_id", "authors", "title", "why"]]


def titles_agree(references: pd.DataFrame) -> pd.Series:
    """For entries that were found: whether the title printed is the title seen, case and marks aside."""
    found = references[references["found_online"] == "yes"]
    return found["title"].map(_plain) == found["actual_title"].map(_plain)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).casefold().strip()


def cited_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims that can be tested, by strand: how many stand beside a citation, how many are supported.

    Columns: `strand`, `claims`, `cited`, `supported`, `cited_supported`. A claim counts as cited if a
    citation of its paragraph covers it; "supported" is the verdict of that name and no weaker one.
    """
    tested = claims[claims["verdict"] != "not a factual claim"]
    cited, good = tested["cited_as"].notna(), tested["verdict"] == "supported"
    rows = []
    for strand, topics in {**STRANDS, "all claims": tuple(tested["topic"].unique())}.items():
        here = tested["topic"].isin(topics)
        rows.append((strand, here.sum(), (here & cited).sum(), (here & good).sum(), (here & cited & good).sum()))
    return pd.DataFrame(rows, columns=["strand", "claims", "cited", "supported", "cited_supported"])


# --- the list, repaired ----------------------------------------------------------------------


def repaired(references: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The list with its slips mended, in alphabetical order; adds `key`, `label`, `address` and `mended`.

    A title is replaced only where the page shows another one. `address` is the page at the publisher
    itself, if it could be read; a printed address that would not open is left out rather than guessed.
    """
    pages = sources[["source_id", "url", "url_kind", "publisher"]]
    rows = references.merge(pages, on="source_id", how="left", validate="many_to_one")
    own = (rows["publisher"] == rows["container"]) | (
        rows["type"] == "journal"
    )  # a journal's publisher is its institute
    address = rows["url"].where((rows["url_kind"] == "original") & own & ~rows["reference_id"].isin(_NOT_THE_TEXT))
    other = (rows["found_online"] == "yes") & (rows["title"].map(_plain) != rows["actual_title"].fillna("").map(_plain))
    printed, broken = rows["url_as_printed"], rows["url_as_printed"].notna() & (rows["url_as_printed"] != address)
    mended = [
        "; ".join(filter(None, parts))
        for parts in zip(
            other.map({True: "title as on the page", False: ""}),
            (other & rows["reference_id"].isin(_PROBABLE)).map({True: "probably the page that is meant", False: ""}),
            (broken & address.notna()).map({True: "address corrected", False: ""}),
            (broken & address.isna()).map({True: "printed address left out", False: ""}),
            (printed.isna() & address.notna()).map({True: "address added", False: ""}),
            strict=True,
        )
    ]
    rows = rows.assign(title=rows["actual_title"].where(other, rows["title"]), address=address, mended=mended)
    rows = rows.sort_values(["authors", "date"], key=lambda column: column.str.casefold(), ignore_index=True)
    return rows.assign(label=_labels(rows), key=_keys(rows))


def _family(authors: str) -> list[str]:
    names = authors.removesuffix(" (Eds.)").split("; ")
    return [name.split(", ")[0] for name in names]


def _labels(rows: pd.DataFrame) -> list[str]:
    """How the text should cite each entry; initials are added where a name and year occur twice."""
    short = [" & ".join(_family(a)) + f", {y}" for a, y in zip(rows["authors"], rows["year"], strict=True)]
    initials = [name.split("; ")[0].partition(", ")[2] for name in rows["authors"]]
    return [f"({i} {s})" if short.count(s) > 1 else f"({s})" for s, i in zip(short, initials, strict=True)]


def _keys(rows: pd.DataFrame) -> list[str]:
    """Author-year keys for BibTeX: lower-case letters and digits, `a`, `b` after keys that occur twice."""
    names = ["".join(re.findall(r"[a-z]", _family(a)[0].casefold())) for a in rows["authors"]]
    plain = [f"{name}{year}" for name, year in zip(names, rows["year"], strict=True)]
    return [k + (chr(ord("a") + plain[:n].count(k)) if plain.count(k) > 1 else "") for n, k in enumerate(plain)]


def escape(text: str) -> str:
    """Text for a BibTeX field: signs with a meaning in TeX are written out, braces stay balanced."""
    return "".join(_TEX.get(sign, sign) for sign in text)


def _verbatim(address: str) -> str:
    """An address or DOI for a BibTeX field: as it is, but for signs that would end the field."""
    return address.translate(str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}))


def bibtex(fixed: pd.DataFrame) -> str:
    """A repaired list (see `repaired`) as BibTeX, one entry a work, UTF-8."""
    return "\n\n".join(_entry(row) for row in fixed.itertuples()) + "\n"


def _entry(row) -> str:
    kind, fields = _place(row)
    people = "editor" if row.authors.endswith("(Eds.)") else "author"
    written = {people: _people(row.authors), "title": f"{{{escape(row.title)}}}", **fields, "year": str(row.year)}
    body = [f"  {name} = {{{value}}}" for name, value in written.items()]
    if pd.notna(row.date):
        body.append(f"  month = {pd.Timestamp(row.date):%b}".lower())
    if _has_day(row.date):
        body.append(f"  day = {{{pd.Timestamp(row.date).day}}}")
    body += [
        f"  {name} = {{{_verbatim(value)}}}"
        for name, value in (("doi", row.doi), ("url", row.address))
        if pd.notna(value)
    ]
    return f"@{kind}{{{row.key},\n" + ",\n".join(body) + "\n}"


def _place(row) -> tuple[str, dict[str, str]]:
    """The type of a BibTeX entry, and the fields that say where the work was published."""
    found = _IN_JOURNAL.fullmatch(row.container)
    if str(row.type) == "journal" and found:
        parts = {name: escape(found[name]) for name in ("journal", "volume", "number") if found[name]}
        return "article", parts | {"pages": f"{found['first']}--{found['last']}"}
    if str(row.type) == "book":
        return "book", {"publisher": escape(row.container)}
    return "misc", {} if row.container == row.authors else {"howpublished": escape(row.container)}


def _people(authors: str) -> str:
    names = authors.removesuffix(" (Eds.)").split("; ")
    return " and ".join(escape(name) if ", " in name else f"{{{escape(name)}}}" for name in names)


def _has_day(date: str) -> bool:
    return pd.notna(date) and len(date) == len("2024-01-22")


def _printed_date(row) -> str:
    if pd.isna(row.date):
        return str(row.year)
    when = pd.Timestamp(row.date)
    return f"{row.year}, " + (f"{when.day} " if _has_day(row.date) else "") + f"{when:%B}"


# --- what a chapter shows --------------------------------------------------------------------


def listed(fixed: pd.DataFrame) -> Block:
    """A repaired list to read: author, year, title, place, address, and what was mended."""
    lines = [_line(row) for row in fixed.itertuples()]
    items = "".join(f'<li id="ref-{row.key}">{line}</li>' for row, line in zip(fixed.itertuples(), lines, strict=True))
    plain = unescape("\n".join(re.sub(r"<[^>]+>", "", line) for line in lines))
    return Block(f'<ul class="pk-source-list">{items}</ul>', plain)


def _line(row) -> str:
    names = row.authors.replace("; ", " & ")
    place = "" if row.container == row.authors else f" {html_escape(row.container)}."
    title = html_escape(row.title if row.title[-1] in "?!." else f"{row.title}.")
    at = pd.notna(row.address)
    linked = f'<a href="{html_escape(row.address, quote=True)}">{title}</a>' if at else title
    doi = f" doi:{html_escape(row.doi)}." if pd.notna(row.doi) else ""
    notes = [row.mended, "" if str(row.found_online) == "yes" else "no copy found for this book"]
    note = "; ".join(filter(None, notes))
    return f"{html_escape(names)} ({_printed_date(row)}). {linked}{place}{doi}" + (
        f" <small>[{note}]</small>" if note else ""
    )


def copyable(text: str, label: str) -> Block:
    """Plain text to copy, folded under `label`."""
    html = (
        f"<details><summary>{html_escape(label)}</summary>"
        f'<div class="highlight"><pre>{html_escape(text)}</pre></div></details>'
    )
    return Block(html, text)


def reading_list(readings: pd.DataFrame) -> Block:
    """Works to read by theory, each with a note and the public page on which its data were checked."""
    pages = load("sources").set_index("source_id")[["publisher", "url"]].add_prefix("source_")
    readings = readings.join(pages, on="source_id")
    groups = []
    for theory, rows in readings.groupby("theory", sort=False):
        items = "".join(f"<li>{_reading(row)}</li>" for row in rows.itertuples())
        groups.append(f"<p><strong>{html_escape(theory)}</strong></p><ul>{items}</ul>")
    plain = "\n".join(f"{row.theory}: {row.authors} ({row.year}), {row.title}" for row in readings.itertuples())
    return Block("".join(groups), plain)


def _reading(row) -> str:
    title, stop = html_escape(row.title), "" if row.title[-1] in "?!." else "."
    page = html_escape(row.source_publisher)
    checked = f'<a href="{html_escape(row.source_url, quote=True)}">{page}</a>' if pd.notna(row.source_url) else page
    return (
        f"{html_escape(row.authors.replace('; ', ' & '))} ({row.year}). <em>{title}</em>{stop} {html_escape(row.container)}. "
        f"{html_escape(row.note)} <small>[checked: {checked}]</small>"
    )
