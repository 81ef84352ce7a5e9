"""Check the data files: every problem in one run, one line each, nothing written.

    python -m pakiran check            the whole package
    python -m pakiran check FILE ...   these files only (references are looked up in the package)

Beyond the schema these rules are checked: references to other tables, sources that no row
uses, the confidence rule, ranges, coordinates, computed totals, verdicts, neutral wording, and
what `pakiran.consistency` asks of rows that belong together.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from .consistency import consistency_faults
from .tables import DATA, DESCRIPTOR, Problem, Row, Table, read, read_descriptor

PRIMARY = {"official_document", "official_statistics", "dataset"}
CREDIBLE = {"news_agency", "newspaper", "broadcaster", "magazine", "think_tank", "academic", "rights_group"}
RANK = {"low": 0, "medium": 1, "high": 2}
# Rounded outwards; only to notice a latitude written as a longitude, or a slip of a digit.
BOXES = {"IRN": (24, 40, 44, 64), "PAK": (23, 38, 60, 78)}
RANGES = [
    ("killed_low", "killed_high"),
    ("injured_low", "injured_high"),
    ("value", "value_high"),
    ("period_start", "period_end"),
]
# Words that take a side. Allowed only inside double quotation marks, as somebody's words.
LOADED = re.compile(
    r"\b(terroris[tm]s?|terror|martyr(ed|s|dom)?|regimes?|massacred?|slaughter(ed)?|aggression|hideouts?|"
    r"prox(y|ies)|puppets?|extremis[tm]s?|so-called|admit(s|ted)?)\b",
    re.I,
)
# Columns in the words of this project. Names, titles and quoted anchors keep their wording.
OUR_PROSE = {
    "summary",
    "statement",
    "gist",
    "claim",
    "verdict_reason",
    "happened_since",
    "recommendation",
    "coding_reason",
}

Fault = tuple[int, str, object, str]


def check(files: list[Path] | None = None, folder: Path = DATA) -> list[Problem]:
    """All problems of the package in `folder`, or of these files, in file and line order."""
    package, unusable = read_descriptor(folder)
    if unusable:
        return [unusable]
    resources = package["resources"]
    tables = {r["name"]: read(folder / r["path"], r) for r in resources}
    wanted, problems = list(tables), []
    if files:
        wanted = [path.stem for path in files if path.stem in tables]
        unknown = [path for path in files if path.stem not in tables]
        problems = [
            Problem(str(p), 0, "(file)", p.stem, f"a file named like a table: {', '.join(sorted(tables))}")
            for p in unknown
        ]
        tables |= {p.stem: read(p, tables[p.stem].resource) for p in files if p.stem in tables}
    for name in wanted:
        problems += tables[name].problems + _cross_problems(name, tables, whole=not files)
    return problems if files else problems + _unlisted(folder, resources)


def _unlisted(folder: Path, resources: list[dict]) -> list[Problem]:
    listed = {r["path"] for r in resources}
    return [
        Problem(path.name, 0, "(file)", "not listed", f"a table of {DESCRIPTOR}")
        for path in sorted(folder.glob("*.csv"))
        if path.name not in listed
    ]


def _cross_problems(name: str, tables: dict[str, Table], whole: bool) -> list[Problem]:
    table, sound = tables[name], {key for key, other in tables.items() if not other.problems}
    faults = [*_reference_faults(table, tables), *(fault for row in table.rows for fault in _row_faults(name, row))]
    if (
        table.rows
        and "confidence" in table.rows[0].cells
        and name not in ("claims", "experts")
        and ({"sources", f"{name}_sources"} & set(tables) <= sound)
    ):
        faults += _confidence_faults(table, tables)
    if name == "claims" and "claims_sources" in sound:
        faults += _verdict_faults(table, tables["claims_sources"])
    if name == "events":
        faults += _code_faults(table)
    if name == "sources" and whole and sound == set(tables):
        faults += _unused_faults(table, tables)
    faults += consistency_faults(table, tables)
    file = table.resource["path"]
    return [
        Problem(file, line, column, str(value), expected)
        for line, column, value, expected in sorted(faults, key=lambda f: f[0])
    ]


def _reference_faults(table: Table, tables: dict[str, Table]) -> Iterator[Fault]:
    for key in table.resource["schema"].get("foreignKeys", []):
        (column,), (target,) = key["fields"], key["reference"]["fields"]
        other = tables[key["reference"]["resource"]]
        if other.problems:  # its refused rows may hold the key: one message is enough
            continue
        known = {row.cells[target] for row in other.rows}
        for row in table.rows:
            value = row.cells[column]
            if value is not None and value not in known:
                yield (
                    row.line,
                    column,
                    value,
                    f"{'an' if target[0] in 'aeiou' else 'a'} {target} of {other.resource['path']}",
                )


def _row_faults(name: str, row: Row) -> Iterator[Fault]:
    cells = row.cells
    for low, high in RANGES:
        if None not in (cells.get(low), cells.get(high)) and cells[low] > cells[high]:
            yield row.line, high, cells[high], f"not less than {low} ({cells[low]})"
    for lat, lon, country in (("lat", "lon", "country"), ("from_lat", "from_lon", None), ("to_lat", "to_lon", None)):
        yield from _position_faults(row, lat, lon, country)
    for column in OUR_PROSE & set(cells):
        for word in LOADED.finditer(re.sub(r'"[^"]*"', "", cells[column] or "")):
            yield row.line, column, word.group(), "neutral wording, or double quotation marks with the speaker named"
    if cells.get("anchor_words") and len(cells["anchor_words"].split()) > 8:
        yield row.line, "anchor_words", cells["anchor_words"], "at most eight words of the paper"
    if name == "sources":
        yield from _address_faults(row)
    if name == "trade_observed":
        yield from _total_faults(row)
    if name == "trade_composition" and cells["share_pct"] is not None and not cells["share_of"]:
        yield row.line, "share_of", "", "what the share is a share of"
    if (
        name == "casualty_claims"
        and cells["killed_low"] is None
        and cells["injured_low"] is None
        and not cells["statement"]
    ):
        yield row.line, "statement", "", "a statement where no number is given"


def _position_faults(row: Row, lat: str, lon: str, country: str | None) -> Iterator[Fault]:
    y, x = row.cells.get(lat), row.cells.get(lon)
    if (y is None) != (x is None):
        yield row.line, lat if y is None else lon, "", f"a number, since {lon if y is None else lat} is given"
    if y is None or x is None:
        return
    where = row.cells.get(country) if country else None
    boxes = [BOXES[where]] if where in BOXES else ([] if country else list(BOXES.values()))
    if boxes and not any(_inside(box, y, x) for box in boxes):
        swapped = any(_inside(box, x, y) for box in boxes)
        hint = " (latitude and longitude look swapped)" if swapped else ""
        yield row.line, lat, f"{y}, {x}", f"a point in {where or 'Iran or Pakistan'}{hint}"


def _inside(box: tuple, y: float, x: float) -> bool:
    return box[0] <= y <= box[1] and box[2] <= x <= box[3]


def _address_faults(row: Row) -> Iterator[Fault]:
    url, kind = row.cells["url"], row.cells["url_kind"]
    if url and not re.fullmatch(r"https?://[\w.-]*[a-z](/[^\s\"<>`]*)?", url):
        yield (
            row.line,
            "url",
            url,
            "an address that starts with http and a host name, without spaces, quotation marks or brackets",
        )
    if bool(url) == (kind == "none"):
        yield row.line, "url_kind", kind, "none exactly where there is no address"


def _total_faults(row: Row) -> Iterator[Fault]:
    out, back, total = (
        row.cells[c] for c in ("pak_exports_usd_million", "pak_imports_usd_million", "total_usd_million")
    )
    if row.cells["total_is_computed"] and (None in (out, back, total) or abs(out + back - total) > 0.051):
        yield (
            row.line,
            "total_usd_million",
            total,
            f"the sum of both directions ({out} and {back}), since it is computed",
        )
    if out is None and back is None and total is None:
        yield row.line, "total_usd_million", "", "at least one value in the row"


def _confidence_faults(table: Table, tables: dict[str, Table]) -> Iterator[Fault]:
    """high: one primary document or two credible publishers; medium: one credible or two other publishers."""
    sources = {row.cells["source_id"]: row.cells for row in tables["sources"].rows}
    link, key = tables.get(f"{table.resource['name']}_sources"), table.resource["schema"]["primaryKey"][0]
    further: dict[str, list[str]] = {}
    for row in link.rows if link else []:
        if row.cells["role"] != "reports_differently":
            further.setdefault(row.cells[key], []).append(row.cells["source_id"])
    for row in table.rows:
        ids = [row.cells["source_id"], *further.get(row.cells[key], [])]
        cap = confidence_cap([(s["kind"], s["publisher"]) for s in map(sources.get, ids) if s])
        if RANK[row.cells["confidence"]] > RANK[cap]:
            yield (
                row.line,
                "confidence",
                row.cells["confidence"],
                f"at most {cap}, by the kinds and publishers of its sources",
            )


def confidence_cap(kinds_and_publishers: list[tuple[str, str]]) -> str:
    """The highest confidence that these (kind, publisher) pairs allow.

    >>> confidence_cap([("newspaper", "Dawn")])
    'medium'
    >>> confidence_cap([("newspaper", "Dawn"), ("news_agency", "IRNA")])
    'high'
    """
    kinds = {kind for kind, _ in kinds_and_publishers}
    credible = {publisher for kind, publisher in kinds_and_publishers if kind in CREDIBLE}
    others = {publisher for _, publisher in kinds_and_publishers}
    if kinds & PRIMARY or len(credible) >= 2:
        return "high"
    return "medium" if credible or len(others) >= 2 else "low"


def _verdict_faults(claims: Table, links: Table) -> Iterator[Fault]:
    sourced = {row.cells["claim_id"] for row in links.rows}
    classes = {
        "supported": {"held"},
        "partly supported": {"partly"},
        "contradicted": {"contradicted"},
        "unverifiable": {"unverifiable", "not testable"},
    }
    for row in claims.rows:
        verdict, forecast = row.cells["verdict"], row.cells["forecast_class"]
        if verdict in ("supported", "partly supported", "contradicted") and row.cells["claim_id"] not in sourced:
            yield row.line, "verdict", verdict, "a source in claims_sources.csv"
        if (row.cells["kind"] == "forecast") != (forecast is not None):
            yield row.line, "forecast_class", forecast or "", "a class for a forecast, and for nothing else"
        elif forecast and forecast not in classes.get(verdict, set()):
            yield row.line, "forecast_class", forecast, f"a class that agrees with the verdict ({verdict})"


def _code_faults(events: Table) -> Iterator[Fault]:
    """A spreadsheet turns 042 into 42; and the value belongs to the code, so it is the same in every row."""
    first: dict[str, Row] = {}
    for row in events.rows:
        code, value = row.cells["cameo_code"], row.cells["goldstein"]
        known = first.setdefault(code, row)
        if len(code) < 3 or not 1 <= int(code[:2]) <= 20:
            yield row.line, "cameo_code", code, "three or four digits, the first two from 01 to 20"
        elif value != known.cells["goldstein"]:
            yield row.line, "goldstein", value, f"{known.cells['goldstein']:g}, as for code {code} in line {known.line}"


def _unused_faults(sources: Table, tables: dict[str, Table]) -> Iterator[Fault]:
    used = {
        row.cells["source_id"]
        for name, table in tables.items()
        if name != "sources"
        for row in table.rows
        if "source_id" in row.cells
    }
    for row in sources.rows:
        if row.cells["source_id"] not in used:
            yield row.line, "source_id", row.cells["source_id"], "a source that some row uses"
