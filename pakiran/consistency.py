"""Rules that hold between cells of a row, between rows, and between tables; `pakiran.check` runs them.

Each rule was true of every row when it was written. Where a row broke what looked like a rule, there is no rule.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from .tables import Row, Table

Fault = tuple[int, str, object, str]
Tables = dict[str, Table]

# A row cannot tell of a day after its main source was published. One day is left for time zones.
TOLD_ON = {
    "events": "date",
    "casualty_claims": "stated_on",
    "trade_targets": "announced_date",
    "trade_observed": "period_end",
    "trade_composition": "period_start",
    "trade_milestones": "date",
    "pipeline_status": "date",
    "pipeline_segments": "as_of",
    "pipeline_terms": "date",
    "energy_links": "date",
    "experts": "date",
}
IN_ORDER = {
    "events": "date",
    "trade_targets": "announced_date",
    "trade_observed": "period_start",
    "trade_milestones": "date",
    "pipeline_status": "date",
}
TOGETHER = {  # a number and what it counts: both, or neither
    "events": [("time_local", "time_basis")],
    "trade_composition": [("share_pct", "share_of")],
    "trade_milestones": [("value", "value_unit")],
    "pipeline_status": [("amount_value", "amount_unit")],
    "pipeline_segments": [("capacity_value", "capacity_unit"), ("cost_usd_million", "cost_kind")],
    "pipeline_terms": [("value", "unit")],
    "energy_links": [("value", "unit")],
}
NOT_ABOVE = {  # (smaller, larger)
    "casualty_claims": [("women_killed", "killed_high"), ("children_killed", "killed_high")],
    "trade_targets": [("baseline_usd_million", "target_usd_million")],
    "trade_observed": [
        ("pak_exports_usd_million", "total_usd_million"),
        ("pak_imports_usd_million", "total_usd_million"),
    ],
    "pipeline_segments": [("remaining_km", "length_km")],
    "mid_disputes": [("min_duration_days", "max_duration_days")],
}
FIXED_BY = {  # rows that agree in the first column agree in the second
    "events": [("episode", "layer")],
    "places": [("admin_region", "country")],
    # A publisher has one seat and one kind, whichever copy, service or language was read: numbers rest on both.
    "sources": [("publisher", "origin"), ("publisher", "kind")],
    "trade_observed": [("reporter", "reporter_group")],
    "trade_composition": [("hs_code", "direction")],
    "context_series": [("period_label", "period_start"), ("period_label", "period_end"), ("source_id", "year_type")],
    "pipeline_segments": [("segment", "country")],
    "mid_disputes": [
        ("dataset", "source_id"),
        ("source_id", "dataset"),
        ("state_a", "ccode_a"),
        ("state_b", "ccode_b"),
    ],
    "atop_alliances": [("source_id", "ccode1"), ("source_id", "ccode2")],
    "external_datasets": [("repository_url", "commit")],
}
KEYS = {  # a slip in a key that nothing points to would go unseen
    "casualty_claims": r".*-c[0-9]+",
    "external_datasets": r"[a-z0-9-]+",
    "trade_composition": r"C-[A-Z0-9-]+",
    "trade_milestones": r"[MX][A-Z0-9-]+",
    "trade_observed": r"[A-Z0-9-]+",
    "trade_targets": r"T[A-Z0-9-]+",
    "context_series": r"CX[0-9]{3}|X-.*[A-Z0-9]",
    "pipeline_status": r"PS[0-9]{3}",
    "pipeline_segments": r"SG[0-9]{3}",
    "pipeline_terms": r"PT[0-9]{3}",
    "energy_links": r"EL[0-9]{3}",
    "citations": r"C[0-9]{2}",
    "references": r"R[0-9]{2}",
    "recommendations": r"REC-[0-9]{2}",
    "experts": r"E[0-9]{2}",
}
FORMS = {
    "experts": {"voice_id": r"V[0-9]{2}", "paper_paragraph": r"[A-Z]{2,3} p[0-9](; [A-Z]{2,3} p[0-9])*"},
    "recommendations": {
        "paper_paragraph": r"[A-Z]{2,3} p[0-9]( bullet [0-9]| opening sentence)?(; [A-Z]{2,3} p[0-9])*"
    },
}
NOT_NEGATIVE = {  # amounts; a change in per cent may be negative, and stands in context_series only
    "trade_milestones": ["value"],
    "pipeline_status": ["amount_value"],
    "pipeline_terms": ["value", "value_high"],
    "energy_links": ["value", "value_high"],
}
CODES = {  # the highest value that the codebooks of the disputes know
    "ongoing": 1, "onset": 1, "initiating_side_a": 1, "initiating_side_b": 1, "originator_a": 1, "originator_b": 1,
    "reciprocated": 1, "hostility_level_a": 5, "hostility_level_b": 5, "hostility_level": 5, "highest_action_a": 22,
    "highest_action_b": 22, "fatality_code": 6, "fatality_code_a": 6, "fatality_code_b": 6,
}  # fmt: skip
SENTENCES = {  # in our words: the last one has its stop, so a text that was cut, or that ran on, is seen
    "sources": ["note"],
    "actors": ["described"],
    "events": ["summary", "conflict_note"],
    "casualty_claims": ["statement"],
    "external_datasets": ["what_it_is", "how_used", "checked_how", "caveats"],
    "trade_targets": ["summary", "conflict_note"],
    "trade_observed": ["summary", "conflict_note"],
    "trade_composition": ["summary", "conflict_note"],
    "trade_milestones": ["summary", "conflict_note"],
    "context_series": ["conflict_note"],
    "pipeline_status": ["summary", "conflict_note"],
    "pipeline_segments": ["summary", "conflict_note"],
    "pipeline_terms": ["summary", "conflict_note"],
    "energy_links": ["summary", "conflict_note"],
    "sections": ["gist"],
    "claims": ["claim", "verdict_reason"],
    "citations": ["note"],
    "references": ["discrepancy"],
    "experts": ["text_seen_note", "match_note", "summary"],
    "recommendations": ["recommendation", "indicator", "happened_since"],
    "glossary": ["definition"],
    "readings": ["note"],
    "corrections": ["problem", "answer"],
}
ONCE = {  # a name, or what one row alone says: the same text twice is a row pasted over another
    "sources": ["url"],
    "places": ["name"],
    "actors": ["name"],
    "events": ["title", "summary"],
    "external_datasets": ["name"],
    "trade_targets": ["summary"],
    "trade_composition": ["summary"],
    "trade_milestones": ["title", "summary"],
    "pipeline_status": ["title", "summary"],
    "pipeline_segments": ["summary"],
    "pipeline_terms": ["summary"],
    "energy_links": ["summary"],
    "sections": ["title", "gist"],
    "claims": ["anchor_words", "claim", "verdict_reason"],
    "references": ["title"],
    "experts": ["summary"],
    "recommendations": ["recommendation", "indicator", "happened_since"],
    "glossary": ["term", "definition", "urdu", "persian"],
    "readings": ["title", "note"],
}
STARTS = {"CALENDAR": {"01-01"}, "PK_FISCAL_JUL_JUN": {"07-01"}, "IR_SOLAR_MAR_MAR": {"03-20", "03-21"}}
ENDS = {"CALENDAR": {"12-31"}, "PK_FISCAL_JUL_JUN": {"06-30"}, "IR_SOLAR_MAR_MAR": {"03-19", "03-20"}}
LABELS = {"CALENDAR": ("CY", 0), "PK_FISCAL_JUL_JUN": ("FY", 0), "IR_SOLAR_MAR_MAR": ("SY", 621)}
QUOTED_ONLY = "[quotation, no citation]"
URDU_ONLY = re.compile("[ےںٹڈڑھہ]")
ARABIC_SCRIPT = re.compile(r"[\u0600-\u06FF\s\u200c()،/–-]+")


def consistency_faults(table: Table, tables: Tables) -> Iterator[Fault]:
    """Every fault of one table against these rules. Tables that the package lacks are passed over."""
    name = table.resource["name"]
    for row in table.rows:
        yield from _together(name, row)
        yield from _not_above(name, row)
        yield from _row_rules(name, row)
    if name in IN_ORDER:
        yield from _in_order(table, IN_ORDER[name])
    for column in ONCE.get(name, []):
        yield from _once(table, column)
    for first, second in FIXED_BY.get(name, []):
        yield from _fixed_by(table, first, second)
    if name in TOLD_ON:
        yield from _told_in_time(table, TOLD_ON[name], _cells(tables, "sources"))
    for rule in CROSS.get(name, []):
        yield from rule(table, tables)


def _cells(tables: Tables, name: str) -> dict[str, dict]:
    """The rows of a table by the first field of its key; nothing if there is no such table, or if it has faults."""
    if not _is_sound(tables, name):
        return {}
    key = tables[name].resource["schema"]["primaryKey"][0]
    return {row.cells[key]: row.cells for row in tables[name].rows}


def _is_sound(tables: Tables, name: str) -> bool:
    return name in tables and not tables[name].problems


def _together(name: str, row: Row) -> Iterator[Fault]:
    for first, second in TOGETHER.get(name, []):
        if (row.cells[first] is None) != (row.cells[second] is None):
            lacking, given = (first, second) if row.cells[first] is None else (second, first)
            if (name, lacking) != ("events", "time_local"):  # the order of a day can be known without the hour
                yield row.line, lacking, "", f"a value, since {given} is given"


def _not_above(name: str, row: Row) -> Iterator[Fault]:
    for small, large in NOT_ABOVE.get(name, []):
        low, high = row.cells[small], row.cells[large]
        if None not in (low, high) and low > high + 0.051:
            yield row.line, small, low, f"not more than {large} ({high})"


def _in_order(table: Table, column: str) -> Iterator[Fault]:
    for before, row in pairwise(table.rows):
        if row.cells[column] < before.cells[column]:
            yield row.line, column, row.cells[column], f"rows in order of {column} (before it {before.cells[column]})"


def _once(table: Table, column: str) -> Iterator[Fault]:
    known: dict[str, int] = {}
    for row in table.rows:
        text = row.cells[column]
        if text is not None and known.setdefault(text, row.line) != row.line:
            yield row.line, column, text, f"a text of its own (line {known[text]} has the same)"


def _fixed_by(table: Table, first: str, second: str) -> Iterator[Fault]:
    known: dict[object, Row] = {}
    for row in table.rows:
        value = row.cells[first]
        if value is None:
            continue
        seen = known.setdefault(value, row)
        if row.cells[second] != seen.cells[second]:
            given, wanted = (_text(r.cells[second]) for r in (row, seen))
            yield row.line, second, given, f"{wanted or 'nothing'}, as in line {seen.line} with {first} {value}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _told_in_time(table: Table, column: str, sources: dict[str, dict]) -> Iterator[Fault]:
    for row in table.rows:
        day, source = row.cells[column], sources.get(row.cells["source_id"], {})
        if day and source.get("date") and str(day - timedelta(days=1))[: len(source["date"])] > source["date"]:
            yield row.line, column, day, f"a day not after its source was published ({source['date']})"


# --- rules of one row ---


def _row_rules(name: str, row: Row) -> Iterator[Fault]:
    yield from _forms(name, row)
    for column, value, expected in ROWS.get(name, lambda cells: ())(row.cells):
        yield row.line, column, _text(value), expected


def _forms(name: str, row: Row) -> Iterator[Fault]:
    key = next(iter(row.cells))
    forms = ({key: KEYS[name]} if name in KEYS else {}) | FORMS.get(name, {})
    for column, form in forms.items():
        if row.cells[column] is not None and not re.fullmatch(form, row.cells[column]):
            yield row.line, column, row.cells[column], f"the form {form}"
    for column in SENTENCES.get(name, []):
        if row.cells[column] is not None and row.cells[column][-1] not in '.?!"”)…':
            yield row.line, column, row.cells[column], "a whole sentence, with its stop"
    for column in NOT_NEGATIVE.get(name, []):
        if (row.cells[column] or 0) < 0:
            yield row.line, column, row.cells[column], "0 or more"


def _event(cells: dict) -> Iterator[tuple]:
    key = cells["event_id"]
    named = re.fullmatch(r"IP-([0-9]{6})[0-9]{2}-[0-9]{2}", key)
    if named and named[1] != f"{cells['date']:%Y%m}":
        yield "date", cells["date"], "a day in the month that event_id names"
    if cells["dyadic"] and cells["direction"] in ("third_party", "domestic"):
        yield "dyadic", "true", f"false, since the direction is {cells['direction']}"
    if cells["order_in_day"] is not None and cells["date_precision"] != "day":
        yield "order_in_day", cells["order_in_day"], "an order only where the day is known"


def _period(cells: dict) -> Iterator[tuple]:
    kind, start, end, label = (cells[c] for c in ("year_type", "period_start", "period_end", "period_label"))
    if kind in STARTS and f"{start:%m-%d}" not in STARTS[kind]:
        yield "period_start", start, f"{' or '.join(sorted(STARTS[kind]))}, where a year of type {kind} begins"
    if kind == "OTHER":  # "four months", "from 2018 to 2025": only the order of both days is known
        return
    if end and not start <= end < start + timedelta(days=367):
        yield "period_end", end, f"a day within a year after period_start ({start})"
    if kind == "MONTH" and end and (start.day, (end + timedelta(days=1)).day, start.month) != (1, 1, end.month):
        yield "period_end", end, "the last day of the month that period_start begins"
    if kind in ENDS and cells.get("is_partial") is False and f"{end:%m-%d}" not in ENDS[kind]:
        yield "period_end", end, f"{' or '.join(sorted(ENDS[kind]))}, since the period is not partial"
    if cells.get("is_partial") and kind in ENDS and (end - start).days > 363:
        yield "is_partial", "true", "false, since the period is a whole year"
    yield from _label(label, kind, start, end)


def _label(label: str, kind: str, start: date, end: date | None) -> Iterator[tuple]:
    code, offset = LABELS.get(kind, ("", 0))
    found = re.search(r"\b([CFS]Y)(\d{4})(?:-(\d\d))?\b", label)
    if found and found[1] != code:
        yield "period_label", label, f"the label of a year of type {kind}"
    elif found and int(found[2]) + offset != start.year:
        yield "period_label", label, f"{code}{start.year - offset}, the year in which the period begins"
    elif found and found[3] and int(found[3]) != (start.year + 1) % 100:
        yield "period_label", label, f"the two years {start.year} and {start.year + 1}"
    if kind == "MONTH" and label != f"{start:%B %Y}":
        yield "period_label", label, f"{start:%B %Y}, the month of the period"


def _observed(cells: dict) -> Iterator[tuple]:
    yield from _period(cells)
    out, back, total = (cells[f"{c}_usd_million"] for c in ("pak_exports", "pak_imports", "total"))
    if None not in (out, back, total) and abs(out + back - total) > 0.1 + total * 0.02:
        yield "total_usd_million", total, f"close to the sum of both directions ({out:g} and {back:g})"


def _target(cells: dict) -> Iterator[tuple]:
    year, announced = cells["deadline_year"], cells["announced_date"]
    if (cells["horizon_basis"] == "none") != (year is None):
        yield "horizon_basis", cells["horizon_basis"], "none exactly where there is no deadline_year"
    if year and not announced.year <= year <= announced.year + 30:
        yield "deadline_year", year, f"a year from {announced.year} on, and within a generation"
    if cells["target_id"][1:5] != str(announced.year):
        yield "target_id", cells["target_id"], f"T{announced.year} at its start, the year of announced_date"


def _milestone(cells: dict) -> Iterator[tuple]:
    year = re.match(r"M(\d{4})-", cells["milestone_id"])
    if year and int(year[1]) != cells["date"].year:
        yield "milestone_id", cells["milestone_id"], f"M{cells['date'].year} at its start, the year of date"


def _status(cells: dict) -> Iterator[tuple]:
    if cells["deadline_set"] and cells["deadline_set"] < str(cells["date"].year):
        yield "deadline_set", cells["deadline_set"], f"a day not before {cells['date'].year}"


def _segment(cells: dict) -> Iterator[tuple]:
    if cells["cost_year"] and cells["cost_usd_million"] is None:
        yield "cost_year", cells["cost_year"], "a year only where a cost is given"
    if cells["cost_year"] and cells["as_of"] and abs(cells["cost_year"] - cells["as_of"].year) > 3:
        yield "cost_year", cells["cost_year"], f"a year near as_of ({cells['as_of'].year})"


def _source(cells: dict) -> Iterator[tuple]:
    named = re.search(r"-((?:19|20)\d\d(?:-\d\d){0,2})-[0-9a-f]{4}$", cells["source_id"])
    told = cells["date"] or ""
    if named and named[1] != told:
        yield "date", told, f"{named[1]}, the date in source_id"
    if told and not _is_day(told):
        yield "date", told, "a year, month or day that exists"
    if cells["url_kind"] == "copy" and not cells["read_at"]:
        yield "read_at", "", "where the copy was read"
    printed = re.search(r"[/-]((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?!\d)", cells["url"] or "")
    if printed and len(told) == 10 and _is_day("-".join(printed.groups())) and _is_day(told):
        gap = date.fromisoformat(told) - date(*map(int, printed.groups()))
        if abs(gap.days) > 2:
            yield "date", told, f"the day in the address ({'-'.join(printed.groups())}), or one next to it"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) == 4 else text + "-01" * (len(text) == 7))
    except ValueError:
        return False
    return True


def _citation(cells: dict) -> Iterator[tuple]:
    repairs = cells["problem"] not in ("none", "style only")
    if repairs and not cells["needs_repair"]:
        yield "needs_repair", "false", f"true, since the problem is {cells['problem']}"
    if cells["needs_repair"] and repairs and cells["suggested_fix"] is None:
        yield "suggested_fix", "", "a repair, since one is needed"


def _reference(cells: dict) -> Iterator[tuple]:
    found = cells["found_online"] == "yes"
    for column in ("source_id", "actual_title"):
        if (cells[column] is not None) != found:
            yield column, cells[column], "a value exactly where the work was found online"
    if cells["date"] and cells["date"][:4] != str(cells["year"]):
        yield "year", cells["year"], f"the year of date ({cells['date']})"


def _term(cells: dict) -> Iterator[tuple]:
    if cells["checked"] != (cells["source_id"] is not None):
        yield "checked", str(cells["checked"]).lower(), "true exactly where a source is named"
    for column in ("urdu", "persian"):
        if not ARABIC_SCRIPT.fullmatch(cells[column]):
            yield column, cells[column], "letters of the Arabic script only"
    if URDU_ONLY.search(cells["persian"]):
        yield "persian", cells["persian"], "no letter that only Urdu has"


def _dispute(cells: dict) -> Iterator[tuple]:
    codes = {"IRN": 630, "PAK": 770}
    if {cells["state_a"], cells["state_b"]} != set(codes):
        yield "state_b", cells["state_b"], "Iran on one side and Pakistan on the other"
    for side in "ab":
        if codes.get(cells[f"state_{side}"]) != cells[f"ccode_{side}"]:
            yield f"ccode_{side}", cells[f"ccode_{side}"], f"the code of {cells[f'state_{side}']}"
    for column, highest in CODES.items():
        if not 0 <= (cells[column] or 0) <= highest:
            yield column, cells[column], f"a code from 0 to {highest}"
    if cells["min_duration_days"] is not None and cells["min_duration_days"] < 1:
        yield "min_duration_days", cells["min_duration_days"], "1 or more"
    levels = [cells["hostility_level_a"], cells["hostility_level_b"]]
    if None not in levels and cells["hostility_level"] != max(levels):
        yield "hostility_level", cells["hostility_level"], f"the higher of both sides ({max(levels)})"


def _alliance(cells: dict) -> Iterator[tuple]:
    if {cells["ccode1"], cells["ccode2"]} != {630, 770}:
        yield "ccode1", cells["ccode1"], "630 (Iran) and 770 (Pakistan)"


def _actor(cells: dict) -> Iterator[tuple]:
    if cells["kind"] == "state" and cells["actor_id"] != cells["country"]:
        yield "country", cells["country"], f"{cells['actor_id']}, since the actor is this state"


ROWS: dict[str, Callable[[dict], Iterator[tuple]]] = {
    "events": _event,
    "trade_observed": _observed,
    "trade_composition": _period,
    "context_series": _period,
    "trade_targets": _target,
    "trade_milestones": _milestone,
    "pipeline_status": _status,
    "pipeline_segments": _segment,
    "sources": _source,
    "citations": _citation,
    "references": _reference,
    "glossary": _term,
    "mid_disputes": _dispute,
    "atop_alliances": _alliance,
    "actors": _actor,
}


# --- rules between tables ---


def _actors_fit_direction(table: Table, tables: Tables) -> Iterator[Fault]:
    """An act from Iran has an actor of Iran; a joint one has both states in it."""
    country = {key: cells["country"] for key, cells in _cells(tables, "actors").items()}
    if not _is_sound(tables, "event_actors") or not country:
        return
    acting: dict[str, set] = {}
    named: dict[str, set] = {}
    for row in tables["event_actors"].rows:
        event, land = row.cells["event_id"], country.get(row.cells["actor_id"])
        named.setdefault(event, set()).add(land)
        if row.cells["role"] == "actor":
            acting.setdefault(event, set()).add(land)
    for row in table.rows:
        key, direction = row.cells["event_id"], row.cells["direction"]
        if key not in named:  # the row is being written: see contribute.md
            continue
        if direction in ("IRN->PAK", "PAK->IRN") and direction[:3] not in acting.get(key, set()):
            yield row.line, "direction", direction, f"an actor of {direction[:3]} in event_actors.csv"
        if direction == "joint" and not {"IRN", "PAK"} <= named.get(key, set()):
            yield row.line, "direction", direction, "both states in event_actors.csv"


def _layers_follow_one_another(table: Table, tables: Tables) -> Iterator[Fault]:
    """The crisis runs from the Rask attack of December 2023 to the end of February 2024."""
    for row in table.rows:
        day = row.cells["date"]
        layer = "long_run" if day < date(2023, 12, 1) else "crisis" if day < date(2024, 3, 1) else "since"
        if row.cells["layer"] != layer:
            yield row.line, "layer", row.cells["layer"], f"{layer}, by its date ({day})"


def _stated_after_the_event(table: Table, tables: Tables) -> Iterator[Fault]:
    events = _cells(tables, "events")
    for row in table.rows:
        key, event = row.cells["event_id"], events.get(row.cells["event_id"])
        if not row.cells["casualty_id"].startswith(f"{key}-c"):
            yield row.line, "casualty_id", row.cells["casualty_id"], f"{key}-c and a number"
        if event and row.cells["stated_on"] and row.cells["stated_on"] < event["date"]:
            yield row.line, "stated_on", row.cells["stated_on"], f"a day not before the event ({event['date']})"
        parts = [row.cells["women_killed"] or 0, row.cells["children_killed"] or 0]
        most = row.cells["killed_high"] if row.cells["killed_high"] is not None else row.cells["killed_low"]
        if most is not None and sum(parts) > most:
            yield row.line, "children_killed", parts[1], f"women and children within all killed ({most})"


def _claims_fit_the_paper(table: Table, tables: Tables) -> Iterator[Fault]:
    sections, linked = _cells(tables, "sections"), _is_sound(tables, "claims_sources")
    roles: dict[str, set] = {}
    for link in tables["claims_sources"].rows if linked else []:
        roles.setdefault(link.cells["claim_id"], set()).add(link.cells["role"])
    needed = {"supported": "supports", "contradicted": "contradicts"}
    for row in table.rows:
        key, verdict = row.cells["claim_id"], row.cells["verdict"]
        if key.rpartition("-")[0] != row.cells["section_id"]:
            yield row.line, "section_id", row.cells["section_id"], f"the section in claim_id ({key})"
        if row.cells["kind"] in ("normative", "recommendation") and verdict != "not a factual claim":
            yield row.line, "verdict", verdict, f"not a factual claim, since the kind is {row.cells['kind']}"
        if row.cells["kind"] in ("fact", "causal", "forecast") and verdict == "not a factual claim":
            yield row.line, "verdict", verdict, f"a verdict on facts, since the kind is {row.cells['kind']}"
        if linked and verdict in needed and needed[verdict] not in roles.get(key, set()):
            yield row.line, "verdict", verdict, f"a source that {needed[verdict]} it in claims_sources.csv"
        if not row.cells["checked"] and verdict not in ("unverifiable", "not a factual claim"):
            yield row.line, "checked", "false", f"true, since the verdict is {verdict}"
    known = _cells(tables, "actors")
    for row in table.rows:
        for actor in (row.cells["actors"] or "").split():
            if known and actor not in known:
                yield row.line, "actors", actor, "an actor_id of actors.csv"
    yield from _within_section(table, sections)
    for before, row in pairwise(table.rows):
        same = before.cells["section_id"] == row.cells["section_id"]
        if same and row.cells["paragraph"] < before.cells["paragraph"]:
            yield (
                row.line,
                "paragraph",
                row.cells["paragraph"],
                f"{before.cells['paragraph']} or more, as the row before",
            )


def _citations_fit_the_list(table: Table, tables: Tables) -> Iterator[Fault]:
    works = _cells(tables, "references")
    yield from _within_section(table, _cells(tables, "sections"))
    for row in table.rows:
        work = works.get(row.cells["reference_id"])
        if work and row.cells["problem"] == "none" and str(work["year"]) not in row.cells["as_written"]:
            yield (
                row.line,
                "as_written",
                row.cells["as_written"],
                f"the year of {work['reference_id']} ({work['year']})",
            )


def _never_cited(table: Table, tables: Tables) -> Iterator[Fault]:
    """A work is cited where a citation names it; words that are quoted without one do not cite it."""
    citations = _cells(tables, "citations").values()
    named = {one["reference_id"] for one in citations if not one["as_written"].startswith(QUOTED_ONLY)}
    for row in table.rows:
        if row.cells["never_cited"] and row.cells["reference_id"] in named:
            yield row.line, "never_cited", "true", "false, since a citation names it"


def _within_section(table: Table, sections: dict[str, dict]) -> Iterator[Fault]:
    for row in table.rows:
        section = sections.get(row.cells["section_id"])
        if section and row.cells["paragraph"] > section["paragraphs"]:
            yield row.line, "paragraph", row.cells["paragraph"], f"at most {section['paragraphs']}, as in sections.csv"


def _terms_lead_to_terms(table: Table, tables: Tables) -> Iterator[Fault]:
    known = _cells(tables, "glossary")
    for row in table.rows:
        for term in (row.cells["related"] or "").split():
            if known and term not in known:
                yield row.line, "related", term, "a term_id of glossary.csv"


def _points_to_rows(table: Table, tables: Tables) -> Iterator[Fault]:
    """Where collected rows went: a table, and rows of it."""
    for row in table.rows:
        name, target = row.cells["new_table"], row.cells["new_row"]
        if (name is None) != (row.cells["fate"] == "left_out"):
            yield row.line, "new_table", _text(name), "a table, save for what was left out"
        elif name and name not in tables:
            yield row.line, "new_table", name, "a table of the package"
        elif name and target and _is_sound(tables, name):
            known = _cells(tables, name)
            for key in target.split():
                if key not in known:
                    yield row.line, "new_row", key, f"a row of {name}.csv"


def _numbered_in_order(table: Table, tables: Tables) -> Iterator[Fault]:
    for number, row in enumerate(table.rows, start=1):
        if row.cells["order"] != number:
            yield row.line, "order", row.cells["order"], f"{number}, as the row stands"


def _years_follow(table: Table, tables: Tables) -> Iterator[Fault]:
    for before, row in pairwise(table.rows):
        if row.cells["year"] != before.cells["year"] + 1:
            yield row.line, "year", row.cells["year"], f"{before.cells['year'] + 1}, the next year"


CROSS: dict[str, list[Callable[[Table, Tables], Iterator[Fault]]]] = {
    "events": [_actors_fit_direction, _layers_follow_one_another],
    "casualty_claims": [_stated_after_the_event],
    "claims": [_claims_fit_the_paper],
    "citations": [_citations_fit_the_list],
    "references": [_never_cited],
    "glossary": [_terms_lead_to_terms],
    "intake": [_points_to_rows],
    "sections": [_numbered_in_order],
    "atop_alliances": [_years_follow],
}
