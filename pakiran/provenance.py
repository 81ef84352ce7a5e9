"""What rests on what: tables, sources and claims on the one side, chapters and figures on the other.

Links inside the data come from the tables. Links to the book are read from the saved notebooks beside
the package (`chapters/*.ipynb`): which claims and figures a chapter shows, and from which tables each
figure is made. Where the package stands alone, without the chapters, those links are empty.
"""

import ast
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from .data import ORDERED, cite, fields, load, package, sources_of, tables
from .figures import MIME, title_of
from .tables import DataError, resource_of

PACKAGE = Path(__file__).resolve().parent
CHAPTERS = PACKAGE.parent / "chapters"
CLAIM = re.compile(r"\b[A-Z]{3}-\d\d\b")

STRANDS = {
    "Trade": ["trade_targets", "trade_observed", "trade_composition", "trade_milestones"],
    "Pipeline, energy": ["pipeline_status", "pipeline_segments", "pipeline_terms", "energy_links"],
    "Events": ["events", "casualty_claims"],
    "The paper": ["claims", "experts", "recommendations"],
}
SEATS = {"IRN": "Iran", "PAK": "Pakistan"}
ELSEWHERE, UNKNOWN = "Elsewhere", "Unknown"
KINDS = {
    "Official, data": ["official_document", "official_statistics", "dataset"],
    "News agency": ["news_agency"],
    "Printed press": ["newspaper", "magazine"],
    "Broadcaster": ["broadcaster"],
    "Research, rights": ["think_tank", "academic", "rights_group"],
    "Other": ["encyclopaedia", "aggregator", "blog", "forum", "other"],
}
# The headings of CAMEO, by the first two digits of a code, in short words.
CAMEO = {
    "01": "statement",
    "02": "appeal",
    "03": "intent to cooperate",
    "04": "consultation",
    "05": "diplomatic cooperation",
    "06": "material cooperation",
    "07": "aid",
    "08": "concession",
    "09": "investigation",
    "10": "demand",
    "11": "disapproval",
    "12": "rejection",
    "13": "threat",
    "14": "protest",
    "15": "military posture",
    "16": "reduced relations",
    "17": "coercion",
    "18": "assault",
    "19": "fight",
    "20": "mass violence",
}
BEHIND = ["Both", "Pakistan, not Iran", "Iran, not Pakistan", "Neither"]


# --- from the book: figures and claims of the chapters ------------------------


def notebooks(folder: Path = CHAPTERS) -> dict[str, dict]:
    """The saved chapters by file stem, in reading order. The appendix is not among them."""
    return {path.stem: _parsed(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("0*.ipynb"))}


@cache
def _parsed(path: Path, saved_at: int) -> dict:
    """One notebook, read again only when it was saved again. It is never changed here."""
    return json.loads(path.read_text(encoding="utf-8"))


def chapter_titles(folder: Path = CHAPTERS) -> dict[str, str]:
    """Title of each chapter by file stem: the first heading of its first cell."""
    return {
        stem: re.search(r"^# (.+)$", source(book["cells"][0]), re.M).group(1).strip()
        for stem, book in notebooks(folder).items()
    }


def source(cell: dict) -> str:
    """The text of a cell; a saved notebook keeps it as a text or as a list of lines."""
    return "".join(cell["source"])


def figures(folder: Path = CHAPTERS) -> pd.DataFrame:
    """One row a figure of the chapters: `figure` (its name), `title`, `chapter`, `tables` (tuple), `claims` (tuple).

    The tables are those that the variables of the figure's cell were made from (`tables_behind`), the claims
    those whose ids are among the figure's data.
    """
    rows = []
    for chapter, book in notebooks(folder).items():
        behind = tables_behind([source(cell) for cell in _code_cells(book)])
        for cell, read in zip(_code_cells(book), behind, strict=True):
            for spec in (output["data"][MIME] for output in cell["outputs"] if MIME in output.get("data", {})):
                name, claims = spec["usermeta"]["pakiran"]["name"], _claim_ids(spec.get("datasets", {}))
                rows.append((name, title_of(spec), chapter, tuple(sorted(read)), claims))
    return pd.DataFrame(rows, columns=["figure", "title", "chapter", "tables", "claims"])


def _code_cells(book: dict) -> list[dict]:
    return [cell for cell in book["cells"] if cell["cell_type"] == "code"]


def _claim_ids(datasets: dict) -> tuple[str, ...]:
    """Claims among the rows that a figure draws."""
    found = {row.get("claim_id") for rows in datasets.values() for row in rows if isinstance(row, dict)}
    return tuple(sorted(filter(None, found)))


def tables_behind(cells: list[str]) -> list[set[str]]:
    """For each cell of a chapter the tables that its last statement was made from.

    Follows `name = load("table")` and every name made from such a name, down the page, and adds the tables
    that a called function of the package loads by itself (`tables_inside`).

    >>> tables_behind(['events = load("events")', 'late = events.tail()\\ncharts.long_run(late)'])
    [{'events'}, {'events'}]
    """
    origin: dict[str, set[str]] = defaultdict(set)
    behind = []
    for cell in cells:
        read: set[str] = set()
        for statement in ast.parse(cell).body:
            read = _tables_read(statement, origin)
            for names, made_from in assignments(statement, origin):
                for name in names:
                    origin[name] = made_from
        behind.append(read)
    return behind


def _tables_read(node: ast.AST, origin: dict[str, set[str]]) -> set[str]:
    """Tables that a piece of code loads itself, and those behind the names that it uses."""
    read: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            read |= loaded(part) | tables_inside().get(called(part), set())
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            read |= origin.get(part.id, set())
    return read


def called(call: ast.Call) -> str:
    """What a call names: `charts.route` for `charts.route(...)`, `load` for `load(...)`."""
    return ast.unparse(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""


def loaded(call: ast.Call) -> set[str]:
    """The tables that a call to `load` names."""
    names = call.args if called(call).split(".")[-1] == "load" else []
    return {argument.value for argument in names if isinstance(argument, ast.Constant)}


@cache
def tables_inside(folder: Path = PACKAGE) -> dict[str, set[str]]:
    """Tables that the functions of the package load by themselves or through others, by `module.function`."""
    reads: dict[str, set[str]] = defaultdict(set)
    uses: dict[str, set[str]] = defaultdict(set)
    for path in [*folder.glob("*.py"), *folder.glob("charts/*.py")]:
        module = "charts" if path.parent.name == "charts" else path.stem
        tree = ast.parse(path.read_text(encoding="utf-8"))
        origin = {name: home for node in tree.body for name, home in imported(node).items()}
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            calls = [part for part in ast.walk(function) if isinstance(part, ast.Call)]
            reads[f"{module}.{function.name}"] |= set().union(*map(loaded, calls))
            if any(called(call) == "load" and isinstance(call.args[0], ast.Name) for call in calls if call.args):
                reads[f"{module}.{function.name}"] |= _named_tables(function, tree)
            names = {called(call) for call in calls}
            uses[f"{module}.{function.name}"] |= {origin.get(name, f"{module}.{name}") for name in names} | names
    for _ in range(len(reads)):
        grown = {name: reads[name].union(*(reads.get(other, set()) for other in uses[name])) for name in reads}
        if grown == reads:
            break
        reads = grown
    return dict(reads)


def _named_tables(function: ast.FunctionDef, tree: ast.Module) -> set[str]:
    """Tables that a function goes through by name: those named in the constants of its module that it uses."""
    used = {part.id for part in ast.walk(function) if isinstance(part, ast.Name)}
    constants = [node for node in tree.body if isinstance(node, ast.Assign) and used & set(stored(node))]
    texts = {part.value for node in constants for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return texts & set(tables()["table"])


def imported(node: ast.stmt) -> dict[str, str]:
    """Functions that a statement takes from a module of this package: their names here, and `module.function`."""
    if not isinstance(node, ast.ImportFrom) or not node.level:
        return {}
    home = (node.module or "").split(".")[-1]
    return {alias.asname or alias.name: f"{home}.{alias.name}" for alias in node.names}


def assignments(statement: ast.stmt, origin: dict[str, set[str]]) -> list[tuple[list[str], set[str]]]:
    """Names that a statement gives values to, with the tables behind each value."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Tuple):
        target, value = statement.targets[0], statement.value
        if isinstance(value, ast.Tuple):
            return [
                (stored(one), _tables_read(made, origin)) for one, made in zip(target.elts, value.elts, strict=True)
            ]
    return [(stored(statement), _tables_read(statement, origin))]


def stored(node: ast.AST) -> list[str]:
    """Names to which a piece of code gives values."""
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]


def claims_in_chapters(folder: Path = CHAPTERS) -> pd.DataFrame:
    """Where the chapters show claims: one row a claim and chapter, `how` = discussed or listed, and `anchor`.

    A claim is discussed where the code of a chapter names it or its text does, and listed where it only
    stands among others in an output. `anchor` is empty where the chapter has no entry to link to.
    """
    rows = []
    for chapter, book in notebooks(folder).items():
        named = {claim for cell in book["cells"] for claim in CLAIM.findall(source(cell))}
        pages = "".join(page for cell in _code_cells(book) for page in _html_of(cell))
        anchors = set(re.findall(r'<li id="([a-z]{3}-\d\d)"', pages))
        for claim in sorted(named | set(CLAIM.findall(pages))):
            anchor = claim.lower() if claim.lower() in anchors else ""
            rows.append((claim, chapter, "discussed" if claim in named else "listed", anchor))
    found = pd.DataFrame(rows, columns=["claim_id", "chapter", "how", "anchor"])
    return found[found["claim_id"].isin(load("claims")["claim_id"])].reset_index(drop=True)


def _html_of(cell: dict) -> list[str]:
    return ["".join(output.get("data", {}).get("text/html", "")) for output in cell["outputs"]]


def claim_uses(folder: Path = CHAPTERS) -> pd.DataFrame:
    """Chapters and figures that use each claim: `claim_id`, `use` (chapter or figure), `chapter`, `name`, `title`.

    `name` is the anchor on the chapter's page: the name of the figure, or the claim's own anchor if it has one.
    """
    titles = chapter_titles(folder)
    shown = claims_in_chapters(folder)
    chapters = shown.rename(columns={"anchor": "name"}).assign(
        use="chapter", title=shown["chapter"].map(titles).astype("str")
    )
    drawn = figures(folder).explode("claims").dropna(subset="claims")
    drawn = drawn.rename(columns={"claims": "claim_id", "figure": "name"}).assign(use="figure")
    columns = ["claim_id", "use", "chapter", "name", "title"]
    both = pd.concat([chapters[columns], drawn[columns]], ignore_index=True)
    return both.sort_values(["claim_id", "chapter", "use"], kind="stable", ignore_index=True)


# --- from the data: sources, tables and claims ---------------------------------


def links(name: str) -> pd.DataFrame:
    """Every row of a table with each of its sources: columns `row` and `source_id` (main and further ones).

    A table without sources of its own gives no rows.
    """
    frame, known = load(name), set(tables()["table"])
    key = resource_of(package(), name)["schema"].get("primaryKey", ["-"])[0]
    parts = []
    if "source_id" in frame and key in frame:
        parts.append(frame[[key, "source_id"]])
    if f"{name}_sources" in known:
        parts.append(load(f"{name}_sources")[[key, "source_id"]])
    if not parts:
        return pd.DataFrame({"row": [], "source_id": []}, dtype="str")
    joined = pd.concat(parts).set_axis(["row", "source_id"], axis=1)
    return joined.dropna().astype("str").drop_duplicates(ignore_index=True)


def main_tables() -> list[str]:
    """The tables of the package without the lists of further sources."""
    return [name for name in tables()["table"] if not name.endswith("_sources")]


def claims_by_table() -> pd.DataFrame:
    """Which tables of evidence use the sources that were read for a claim: `claim_id`, `table`, `sources` (shared).

    A shared source does not mean that the claim was tested against the table's rows; it says where to look next.
    """
    read = load("claims_sources")[["claim_id", "source_id"]]
    evidence = [name for names in STRANDS.values() for name in names if name != "claims"] + ["references"]
    parts = []
    for name in evidence:
        held = links(name)[["source_id"]].drop_duplicates()
        parts.append(read.merge(held, on="source_id").assign(table=name))
    shared = pd.concat(parts).groupby(["claim_id", "table"], sort=False)["source_id"].nunique()
    return shared.rename("sources").reset_index().sort_values(["claim_id", "sources"], ascending=[True, False])


def seat(sources: pd.DataFrame) -> pd.Series:
    """Where each publisher has its seat: Iran, Pakistan, elsewhere, or not known."""
    return sources["origin"].map(SEATS).fillna(ELSEWHERE).where(sources["origin"].notna(), UNKNOWN)


def kind_group(sources: pd.DataFrame) -> pd.Series:
    """The kind of each source, in six groups."""
    group = {kind: name for name, kinds in KINDS.items() for kind in kinds}
    return sources["kind"].astype("str").map(group)


def sources_by_strand() -> pd.DataFrame:
    """Number of sources by `strand`, `kind` (six groups) and `seat`; a source counts once in each strand it serves."""
    parts = []
    for strand, names in STRANDS.items():
        used = pd.concat([links(name) for name in names])["source_id"]
        rows = load("sources").loc[lambda known, used=used: known["source_id"].isin(used)]
        parts.append(pd.DataFrame({"strand": strand, "kind": kind_group(rows), "seat": seat(rows)}))
    return pd.concat(parts).groupby(["strand", "kind", "seat"], sort=False).size().rename("sources").reset_index()


def sides_behind() -> pd.DataFrame:
    """Rows of each strand by the seats of their publishers: one row a strand, one column a group, and `rows`.

    "Both" has at least one publisher seated in Iran and one in Pakistan; "Neither" rests on others alone.
    """
    seats = load("sources").set_index("source_id").pipe(seat)
    parts = {}
    for strand, names in STRANDS.items():
        joined = pd.concat([links(name).assign(table=name) for name in names])
        found = joined["source_id"].map(seats).groupby([joined["table"], joined["row"]]).agg(set)
        parts[strand] = found.map(side_group).value_counts()
    counted = pd.DataFrame(parts).T.reindex(columns=BEHIND).fillna(0).astype(int)
    return counted.assign(rows=counted.sum(axis=1)).rename_axis("strand").reset_index()


def side_group(seats: set[str]) -> str:
    """Which of the two states have a publisher among these seats."""
    iran, pakistan = "Iran" in seats, "Pakistan" in seats
    return BEHIND[0] if iran and pakistan else BEHIND[1] if pakistan else BEHIND[2] if iran else BEHIND[3]


def thinness(events: pd.DataFrame, first: int) -> pd.DataFrame:
    """How well each year's events are covered, from the year `first`.

    Columns: `year`; `events`; `publishers` (mean number of publishers behind an event); `one_publisher`
    (share of the events that rest on one publisher alone); `high` (share with high confidence).
    """
    publisher = load("sources").set_index("source_id")["publisher"]
    behind = links("events").assign(publisher=lambda rows: rows["source_id"].map(publisher))
    number = events["event_id"].map(behind.groupby("row")["publisher"].nunique())
    year = events["date"].dt.year
    rows = pd.DataFrame(
        {"events": 1, "publishers": number, "one_publisher": number == 1, "high": events["confidence"] == "high"}
    )
    summed = {"events": "sum", "publishers": "mean", "one_publisher": "mean", "high": "mean"}
    return rows[year >= first].groupby(year).agg(summed).rename_axis("year").reset_index()


def confidence_by_table() -> pd.DataFrame:
    """Rows by `table` and `confidence` (low, medium, high), with `rows` and the `share` of the table."""
    parts = []
    for name in main_tables():
        frame = load(name)
        if "confidence" in frame:
            counted = frame["confidence"].value_counts().reindex(list(ORDERED), fill_value=0)
            parts.append(
                pd.DataFrame({"table": name, "confidence": list(ORDERED), "rows": counted.to_numpy()}).assign(
                    share=counted.to_numpy() / len(frame)
                )
            )
    return pd.concat(parts, ignore_index=True)


def confidence_rule() -> str:
    """The rule that sets an upper limit to the confidence of a row, as the data package states it."""
    return package()["confidenceRule"]


def rereadings() -> pd.Series:
    """Rows drawn at random and read again against their sources, by what was found; all readings together.

    Index: rows, readers, confirmed, smallFixes, contradicted, notFoundAgain.
    """
    return pd.DataFrame(package()["rereadings"]).sum()


def coding_examples(events: pd.DataFrame) -> pd.DataFrame:
    """Every CAMEO code in use, with its value, its rows, the pair's own rows, and its first example.

    Raises DataError if one code has two values: the value belongs to the code, not to the event.
    """
    values = events.groupby("cameo_code")["goldstein"].nunique()
    if (values > 1).any():
        raise DataError(f"events: code {values.idxmax()}: expected one Goldstein value for each code")
    # A row of the pair's own conduct and of strong support teaches most.
    order = events.sort_values(["dyadic", "confidence", "date"], ascending=[False, False, True], kind="stable")
    groups = order.groupby("cameo_code", sort=True)
    examples = groups[["goldstein", "event_id", "title", "coding_reason"]].first()
    counts = groups["dyadic"].agg(rows="size", dyadic="sum")
    return counts.join(examples).reset_index()


# --- the codebook ---------------------------------------------------------------


class Card(NamedTuple):
    """What the codebook says of one table."""

    name: str
    resource: dict  # its entry in the descriptor: title, description, path, rows, hash, keys
    fields: pd.DataFrame  # as `pakiran.fields` gives them
    citation: str
    licence: dict
    sources: pd.DataFrame  # rows of `sources` behind the table
    figures: pd.DataFrame  # rows of `figures` that draw it
    claims: list[str]  # claims that it holds, or that share a source with it


def cards(folder: Path = CHAPTERS) -> list[Card]:
    """A card for each table, without the lists of further sources, in the order of the package."""
    drawn, shared = figures(folder), claims_by_table()
    return [card(name, drawn, shared) for name in main_tables()]


def card(name: str, drawn: pd.DataFrame, shared: pd.DataFrame) -> Card:
    """The card of one table, from the frames that `figures` and `claims_by_table` return."""
    claims = load("claims")["claim_id"] if name == "claims" else shared.loc[shared["table"] == name, "claim_id"]
    return Card(
        name,
        resource_of(package(), name),
        fields(name),
        cite(name).split("\n")[0],
        package()["licenses"][0],
        _sources_behind(name),
        drawn[drawn["tables"].map(lambda used: name in used)],
        sorted(claims),
    )


def _sources_behind(name: str) -> pd.DataFrame:
    """The sources of a whole table; no rows for a table that has none of its own."""
    try:
        return sources_of(load(name))
    except DataError:
        return load("sources").head(0)
