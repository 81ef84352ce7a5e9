"""The crisis simulation of January 2024: cards for roles and turns, and two paths, all made from `data/`.

The files in `course/simulation/` name rows and hold questions; every fact on a card is read from a row. A row
that is not yet known at a card's hour is refused with a ValueError, so that no card can tell what came later.

    python -m pakiran.teach.simulation OUT     writes what is printed (see `simulation_print`)
"""

import re
import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from ..chronology import CLAIMANTS
from ..data import load, sources_of
from ..tables import HOME

COURSE = HOME / "course" / "simulation"
KEYS = {"experts": "expert_id", "pipeline_status": "status_id", "trade_observed": "observation_id", "trade_milestones": "milestone_id"}  # fmt: skip
PLACES = {"+03:30": "in Iran", "+05:00": "in Pakistan", "+00:00": "UTC"}
ARMED = ("18", "19", "20")  # CAMEO roots: assault, fight, mass violence
BOTH = "Both"
SIDES = {"IRN->PAK": "Iran", "PAK->IRN": "Pakistan", "joint": BOTH}


@dataclass(frozen=True)
class Cut:
    """A moment of the record: all of the earlier days, and of `day` the rows up to `order` (all, if None)."""

    day: pd.Timestamp
    order: int | None = None

    def knows(self, day, order=None) -> bool:
        """Whether something of this day, and this place in the day, was known."""
        if pd.isna(day) or day > self.day:
            return False
        if day < self.day or self.order is None:
            return True
        return order is not None and not pd.isna(order) and order <= self.order


@dataclass(frozen=True)
class Item:
    """One entry of a card: a row as it was known, with its time in words and the sources to print."""

    row: str
    when: str
    title: str
    text: str
    support: str
    printed: list[str]  # publishers with a report dated by the card's day
    sources: list[str]  # ids of all sources, for the facilitator


@dataclass(frozen=True)
class Card:
    """What is handed out for one turn."""

    number: int
    name: str
    cut: Cut
    hour: str
    items: list[Item]
    more: list[Item]
    losses: pd.DataFrame  # who says what of the dead and injured, known by this hour and not by the card before
    told: pd.DataFrame  # statements that were known before
    open: list[str]
    task: str
    reading: int  # minutes to read and share it
    announced: list[str] = field(default_factory=list)


@cache
def course(name: str) -> dict:
    """One of the files in `course/simulation/`, as a dictionary."""
    return tomllib.loads((COURSE / f"{name}.toml").read_text(encoding="utf-8"))


class Record:
    """The tables that the simulation reads, keyed once. Another set of frames may be given, as tests do."""

    def __init__(self, **frames: pd.DataFrame):
        def read(name):
            return frames[name].copy() if name in frames else load(name)

        self.events = read("events").set_index("event_id", drop=False)
        self.claims = read("casualty_claims").set_index("casualty_id", drop=False)
        self.sources = read("sources").set_index("source_id", drop=False)
        self.actors = read("event_actors")
        self.places = read("places").set_index("place_id")
        self.others = {name: read(name).set_index(key, drop=False) for name, key in KEYS.items()}

    def row(self, name: str) -> tuple[str, pd.Series]:
        """Table and row of an id such as `IP-20240116-05` or `experts:E13`. Raises KeyError if there is none."""
        table, _, key = name.rpartition(":")
        return table or "events", (self.others[table] if table else self.events).loc[key]

    def sources_of(self, row: pd.Series) -> pd.DataFrame:
        """Sources of a row, main one first."""
        found = sources_of(pd.DataFrame([row]))["source_id"]
        ids = dict.fromkeys([row["source_id"], *found]) if pd.notna(row["source_id"]) else dict.fromkeys(found)
        return self.sources.loc[list(ids)]


# --- the turns ------------------------------------------------------------------


def cuts() -> list[Cut]:
    """The moment of each turn, and last the end of the record."""
    named = course("turns")
    turns = [Cut(pd.Timestamp(turn["date"]), turn.get("order")) for turn in named["turn"]]
    return [*turns, Cut(pd.Timestamp(named["end"]))]


def cards(record: Record) -> list[Card]:
    """The cards of all turns, in order. Raises ValueError where a card would tell what was not yet known."""
    seen: list[str] = []
    made = []
    for number, (turn, cut) in enumerate(zip(course("turns")["turn"], cuts()[:-1], strict=True), start=1):
        made.append(_card(record, number, turn, cut, seen))
        seen += turn["events"]
    return made


def _card(record: Record, number: int, turn: dict, cut: Cut, seen: list[str]) -> Card:
    without = _words_out(number)
    items = [item(record, name, cut, without, name in turn.get("heading_only", [])) for name in turn["events"]]
    more = [item(record, name, cut, without) for name in turn.get("more", [])]
    said = losses(record, [*seen, *turn["events"]], cut, turn.get("tied", {}), without)
    before = _told_before(record, number, seen)
    return Card(
        number=number,
        name=turn["name"],
        cut=cut,
        hour=_hour(record, turn, cut),
        items=items,
        more=more,
        losses=said[~said["casualty_id"].isin(before)].reset_index(drop=True),
        told=said[said["casualty_id"].isin(before)].reset_index(drop=True),
        open=turn["open"],
        task=turn["task"],
        reading=turn["reading"],
        announced=turn.get("announced", []),
    )


def _words_out(number: int) -> dict[str, list[str]]:
    """What is taken out of rows on the cards up to this turn, since it came later."""
    return {row: words for turn in course("turns")["turn"][:number] for row, words in turn.get("without", {}).items()}


def _told_before(record: Record, number: int, seen: list[str]) -> set[str]:
    """Statements that the card before could tell; for the first card, those before the last day of its eve."""
    if number == 1:
        events, eve = course("turns")["turn"][0]["events"], cuts()[0].day - pd.Timedelta(days=2)
        return set(losses(record, events, Cut(eve))["casualty_id"])
    before = course("turns")["turn"][number - 2]
    return set(losses(record, seen, cuts()[number - 2], before.get("tied", {}))["casualty_id"])


def item(record: Record, name: str, cut: Cut, without: dict, heading_only: bool = False) -> Item:
    """One row as it was known at `cut`. Raises ValueError if it is later, or lacks words that are to be taken out."""
    table, row = record.row(name)
    sources = record.sources_of(row)
    known = (
        cut.knows(row["date"], row.get("order_in_day")) if table == "events" else _printed_by(table, row, sources, cut)
    )
    if not known:
        raise ValueError(
            f"{name}: not known by {cut.day:%d %B %Y}{'' if cut.order is None else f', place {cut.order} of the day'}"
        )
    title, text = _words(table, row)
    title, text = _taken_out(f"{title}\n{text}", without.get(name, [])).split("\n")
    text = " ".join(text.split())
    dated = sources[pd.to_datetime(sources["date"], format="%Y-%m-%d", errors="coerce") <= cut.day]
    return Item(
        row=name,
        when=when(row, cut.day) if table == "events" else _when_printed(table, row, cut.day),
        title=title,
        text="" if heading_only else text[:1].upper() + text[1:],
        support=str(row["confidence"]),
        printed=list(dict.fromkeys(f"{s.publisher} {_day(pd.Timestamp(s.date), cut.day)}" for s in dated.itertuples())),
        sources=list(sources.index),
    )


def _printed_by(table: str, row: pd.Series, sources: pd.DataFrame, cut: Cut) -> bool:
    """Whether a row of another table was in print: its own day is past, and so is that of one of its sources."""
    if table == "experts":
        return row["date_precision"] == "day" and cut.knows(row["date"])
    own = row["period_end"] if table == "trade_observed" else row["date"]
    printed = pd.to_datetime(sources["date"], format="%Y-%m-%d", errors="coerce")
    return row.get("date_precision", "day") == "day" and cut.knows(own) and bool((printed <= cut.day).any())


def _words(table: str, row: pd.Series) -> tuple[str, str]:
    if table == "experts":
        seen = "" if row["text_seen"] == "full" else f" (Read: {row['text_seen']}.)"
        return f"{row['name']}, {row['outlet']}", f"{row['summary']}{seen}"
    if table == "trade_observed":
        names = {"total": "total", "pak_exports": "Pakistan to Iran", "pak_imports": "Iran to Pakistan"}
        sums = [f"{words} {row[f'{key}_usd_million']:,.0f}" for key, words in names.items() if pd.notna(row[f"{key}_usd_million"])]  # fmt: skip
        return f"Trade as counted: {row['reporter']}", f"{row['period_label']}, USD million: {'; '.join(sums)}."
    return row["title"], row["summary"]


def _when_printed(table: str, row: pd.Series, seen_from: pd.Timestamp) -> str:
    return f"up to {_day(row['period_end'], seen_from)}" if table == "trade_observed" else _day(row["date"], seen_from)


def _day(date: pd.Timestamp, seen_from: pd.Timestamp | None = None) -> str:
    """A day in words; without its year, if it is the year of the card on which it stands."""
    same_year = seen_from is not None and date.year == seen_from.year
    return f"{date.day} {date:%B}" if same_year else f"{date.day} {date:%B %Y}"


def when(row: pd.Series, seen_from: pd.Timestamp | None = None) -> str:
    """The time of an event in words, no finer than its row has it."""
    if row["date_precision"] != "day":
        return f"{row['date']:%B %Y}" if row["date_precision"] == "month" else f"{row['date']:%Y}"
    day = _day(row["date"], seen_from)
    if pd.isna(row["time_local"]):
        return f"{day}, in the course of the day" if seen_from is None or row["date"] == seen_from else day
    place = PLACES.get(row["utc_offset"], f"UTC{row['utc_offset']}")
    clock = f"{row['time_local']} {place}"
    how = {"reported": "about {}", "published": "first dated report {}", "keyword": "about {}, worked out from a word such as sunset"}  # fmt: skip
    return f"{day}, {how.get(str(row['time_basis']), '{}').format(clock)}"


def _hour(record: Record, turn: dict, cut: Cut) -> str:
    """Day and hour of a card, as fine as the rows allow."""
    day = f"{cut.day:%A} {_day(cut.day)}"
    if cut.order is None:
        return f"{day}, end of the day"
    rows = record.events[(record.events["date"] == cut.day) & (record.events["order_in_day"] <= cut.order)]
    timed = rows.dropna(subset=["time_local", "utc_offset"])
    if timed.empty:
        words = turn["hour"]
        if not rows["summary"].str.contains(words, regex=False).any():
            raise ValueError(f"turn {turn['name']}: no row of this hour says {words!r}")
        return f"{day}, {words[:1].lower()}{words[1:]}"
    moments = [pd.Timestamp(f"{r.date:%Y-%m-%d}T{r.time_local}{r.utc_offset}") for r in timed.itertuples()]
    last = max(moment.tz_convert("UTC") for moment in moments)
    clock = {zone: f"{(last + pd.Timedelta(minutes=minutes)):%H:%M}" for zone, minutes in (("Pakistan", 300), ("Iran", 210))}  # fmt: skip
    return f"{day}, about {clock['Pakistan']} in Pakistan, {clock['Iran']} in Iran"


def losses(
    record: Record, events: list[str], cut: Cut, tied: dict[str, str] | None = None, without: dict | None = None
) -> pd.DataFrame:
    """What was said of the dead and injured of these events by the hour: both sides in one table.

    One row a statement, by event and day, with counts that the same claimant replaced only later. A statement
    without a day is left out. `tied` names statements that are part of a row and come with it (same source).
    """
    chosen = record.claims[record.claims["event_id"].isin(events)]
    dated = pd.Series([cut.knows(day) for day in chosen["stated_on"]], index=chosen.index, dtype=bool)
    found = chosen[dated | chosen.index.isin(_with_their_row(record, tied or {}, cut))]
    found = found.assign(order=[events.index(event) for event in found["event_id"]]).sort_values(["order", "stated_on"], kind="stable")  # fmt: skip
    who = [_taken_out(c.claimed_by, (without or {}).get(c.casualty_id, [])) for c in found.itertuples()]
    return pd.DataFrame(
        {
            "casualty_id": found["casualty_id"].to_list(),
            "event_id": found["event_id"].to_list(),
            "event": [_short(record.events.loc[event]) for event in found["event_id"]],
            "where": [_where(record, record.events.loc[event]) for event in found["event_id"]],
            "who": who,
            "side": found["side"].astype("str").map(CLAIMANTS).to_list(),
            "killed": [_number(c.killed_low, c.killed_high) for c in found.itertuples()],
            "injured": [_number(c.injured_low, c.injured_high) for c in found.itertuples()],
            "said": [_said(c) for c in found.itertuples()],
            "stated_on": found["stated_on"].to_list(),
            "day": [
                _day(c.stated_on, cut.day) + _beside(record, (tied or {}).get(c.casualty_id))
                for c in found.itertuples()
            ],
            "source_id": found["source_id"].to_list(),
        }
    )


def in_short(told: pd.DataFrame) -> pd.DataFrame:
    """Statements that earlier cards told in full, one row an event: the newest number of each kind of claimant."""
    rows = []
    for event, part in told.groupby("where", sort=False):
        numbers = part[~part["killed"].isin(["", "0"])].drop_duplicates("side", keep="last")
        text = "; ".join(f"{row.killed} killed ({row.who})" for row in numbers.itertuples()) or "no number so far"
        silent = part["killed"].isin(["", "0"])
        names = ", ".join(dict.fromkeys(part.loc[silent, "who"])) if len(numbers) else ""
        rows.append((event, f"{text}; gave no number, or said that nobody died: {names}" if names else text, len(part)))
    return pd.DataFrame(rows, columns=["event", "said", "statements"])


def _taken_out(text: str, words: list[str]) -> str:
    for part in words:
        if text.count(part) != 1:
            raise ValueError(f"expected the words {part!r} once in {text!r}, to take them out")
        text = text.replace(part, "")
    return text


def _number(low, high) -> str:
    if pd.isna(low):
        return ""
    return f"{low}" if pd.isna(high) or low == high else f"{low} to {high}"


def _with_their_row(record: Record, tied: dict[str, str], cut: Cut) -> list[str]:
    for claim, event in tied.items():
        row = record.events.loc[event]
        if record.claims.loc[claim, "source_id"] not in record.sources_of(row).index:
            raise ValueError(f"{claim}: shares no source with {event}, so it cannot come with it")
        if not cut.knows(row["date"], row["order_in_day"]):
            raise ValueError(f"{event}: not known, so {claim} cannot come with it")
    return list(tied)


def _beside(record: Record, event: str | None) -> str:
    return f", with “{record.events.loc[event, 'title']}”" if event else ""


def _short(event: pd.Series) -> str:
    return f"{event['title'].split(' (')[0]}, {_day(event['date'])}"


def _where(record: Record, event: pd.Series) -> str:
    return f"{record.places.loc[event['place_id'], 'name'].split(' (')[0]}, {event['date'].day} {event['date']:%B}"


def _said(claim) -> str:
    return claim.statement if pd.notna(claim.statement) else "Gave a number without further words."


def came_later(record: Record, number: int) -> dict[str, list[str]]:
    """What the card of a turn could not say, for the facilitator: words taken out, notes, and later statements."""
    turn, cut = course("turns")["turn"][number - 1], cuts()[number - 1]
    rows = {name: record.row(name)[1] for name in turn["events"]}
    known = set(losses(record, turn["events"], cut, turn.get("tied", {}))["casualty_id"])
    late = record.claims[record.claims["event_id"].isin(turn["events"]) & ~record.claims.index.isin(known)]
    return {
        "Words taken out of a row": [
            f"{name}: {words.strip(' ,()')}" for name, held in turn.get("without", {}).items() for words in held
        ],
        "Later or undated statements on the dead and injured": [
            f"{claim.event_id}: {claim.claimed_by}, {_day(claim.stated_on) if pd.notna(claim.stated_on) else 'day not known'}. {_said(claim)}"
            for claim in late.itertuples()
        ],
        "Where accounts differ, as the tables note it": [
            f"{name}: {row['conflict_note']}" for name, row in rows.items() if pd.notna(row["conflict_note"])
        ],
    }


# --- the roles ------------------------------------------------------------------


def roles(record: Record) -> list[dict]:
    """The role cards: the words of `roles.toml` with the rows they name as items, aims and moves with values."""
    first, without = cuts()[0], _words_out(1)
    values, labels = codes(record), move_labels()
    made = []
    for role in course("roles")["role"]:
        named = [item(record, name, first, without) for name in role["said"]]
        claims = [record.claims.loc[name] for name in role.get("claims", [])]
        made.append(
            role
            | {
                "short": role.get("short", role["name"]),
                "items": named,
                "spoken": [
                    f"{c['claimed_by']}, {_day(c['stated_on'])}: {c['statement']}"
                    for c in claims
                    if first.knows(c["stated_on"])
                ],
                "stated": [_aim(record, aim) for aim in role["aims"]],
                "count": _rows_of(record, role, pd.Timestamp(course("turns")["start"]), first),
                "can": [(code, labels[code], values[code]) for code in role["moves"]],
            }
        )
    return made


def _aim(record: Record, aim: dict) -> str:
    _, row = record.row(aim["row"])
    if aim["words"] not in row["summary"]:
        raise ValueError(f"{aim['row']}: its summary does not hold the words {aim['words']!r}")
    return f"“… {aim['words']} …” ({row['title']}, {when(row).split(', ')[0]})"


def _rows_of(record: Record, role: dict, since: pd.Timestamp, cut: Cut) -> int:
    """How many events from `since` up to the hour this side acts in; for a province, how many happened in it."""
    rows = record.events[record.events["date"] >= since]
    rows = rows[[cut.knows(r.date, r.order_in_day) for r in rows.itertuples()]]
    if "region" in role:
        return int((rows["place_id"].map(record.places["admin_region"]) == role["region"]).sum())
    acting = record.actors[(record.actors["role"] == "actor") & record.actors["actor_id"].isin(role["actors"])]
    return int(rows["event_id"].isin(acting["event_id"]).sum())


def lots(size: dict, press: str) -> list[tuple[int, str, int, int]]:
    """A lot for each student of a class: game, role, seat, and how many seats the role has in that game."""
    names = {role["key"]: role["name"] for role in course("roles")["role"]} | {"press": press}
    return [
        (game, names[key], seat, seats)
        for game, roles in enumerate(size["games"], start=1)
        for key, seats in roles.items()
        for seat in range(1, seats + 1)
    ]


# --- moves and paths ------------------------------------------------------------


def codes(record: Record) -> dict[str, float]:
    """CAMEO code -> Goldstein value, as the events of the book carry them."""
    return record.events.groupby(record.events["cameo_code"].astype("str"))["goldstein"].first().to_dict()


def move_labels() -> dict[str, str]:
    """CAMEO code -> the move in plain words."""
    return {code: words for group in course("moves").values() for code, words in group.items()}


def actors() -> dict[str, bool]:
    """Who can move, and whether the move counts for the path: those of the two states do."""
    return {BOTH: True} | {
        role.get("short", role["name"]): role.get("counts", False) for role in course("roles")["role"]
    }


def real_moves(record: Record) -> pd.DataFrame:
    """What the two states did towards each other in each turn: `turn`, `actor`, `code`, `value`, `title`, `date`, `event_id`.

    Turn n holds the coded dealings (`dyadic`) after the card of turn n, up to the card of the next turn.
    """
    pair = record.events[record.events["dyadic"].astype(bool) & (record.events["date_precision"] == "day")]
    pair = pair.reset_index(drop=True).sort_values(["date", "order_in_day", "event_id"])
    cards_before = [sum(not cut.knows(r.date, r.order_in_day) for cut in cuts()) for r in pair.itertuples()]
    found = pair.assign(turn=cards_before, actor=pair["direction"].astype("str").map(SIDES))
    found = found[found["turn"].between(1, len(cuts()) - 1)]
    columns = {"turn": "turn", "actor": "actor", "cameo_code": "code", "goldstein": "value", "title": "title", "date": "date", "event_id": "event_id"}  # fmt: skip
    return found[list(columns)].rename(columns=columns).reset_index(drop=True)


def read_moves(text: str, values: dict[str, float]) -> tuple[pd.DataFrame, list[str]]:
    """Moves written one a line as "turn actor code", and what is wrong with lines that cannot be read."""
    names = {name.casefold(): name for name in actors()}
    last, found, problems = len(cuts()) - 1, [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = re.fullmatch(r"\s*(\d+)\s+(.+?)\s+(\d+)\s*", line)
        problem = _problem(parts, names, values, last)
        if problem:
            problems.append(f"Line {number}: {problem}")
        else:
            found.append((int(parts[1]), names[parts[2].casefold()], parts[3], values[parts[3]]))
    return pd.DataFrame(found, columns=["turn", "actor", "code", "value"]), problems


def _problem(parts: re.Match | None, names: dict, values: dict, last: int) -> str | None:
    if parts is None:
        return "write turn, actor and code, such as 2 Pakistan 114."
    if not 1 <= int(parts[1]) <= last:
        return f"the turn is a number from 1 to {last}."
    if parts[2].casefold() not in names:
        return f"no actor {parts[2]}. Actors: {', '.join(names.values())}."
    if parts[3] not in values:
        return f"code {parts[3]} is not in the table."
    return None


def path(moves: pd.DataFrame, armed: bool = True) -> pd.DataFrame:
    """Moves of the two states by turn: `turn`, `moves`, `sum` and `path` (running sum of Goldstein values).

    `armed=False` leaves acts of force out (CAMEO roots 18 to 20). Turns without a move are kept.
    """
    counted = moves[moves["actor"].map(actors()).fillna(False).astype(bool)]
    if not armed:
        counted = counted[~counted["code"].astype("str").str[:2].isin(ARMED)]
    turns = range(1, len(cuts()))
    by = counted.groupby("turn")["value"].agg(["size", "sum"]).reindex(turns, fill_value=0)
    sums = by["sum"].astype(float).round(1)
    return pd.DataFrame({"turn": list(turns), "moves": by["size"].astype(int), "sum": sums, "path": sums.cumsum().round(1)}).reset_index(drop=True)  # fmt: skip


def compare(record: Record, text: str, armed: bool = True) -> tuple[pd.DataFrame, list[str]]:
    """The class beside the record, one row a turn, and the lines that could not be read."""
    moves, problems = read_moves(text, codes(record))
    ours, real = path(moves, armed), path(real_moves(record), armed)
    columns = [ours["turn"], ours["moves"], ours["sum"], ours["path"], real["moves"], real["sum"], real["path"]]
    names = ["Turn", "Class: moves", "Class: sum", "Class: path", "Record: moves", "Record: sum", "Record: path"]
    return pd.concat(columns, axis=1).set_axis(names, axis=1), problems


def left_out(record: Record) -> list[str]:
    """Dealings of the two states in these weeks that stand on no card and have no reason to be left out."""
    named = course("turns")
    shown = {name for turn in named["turn"] for name in turn["events"]} | set(named["after"]["events"])
    pair = record.events[record.events["dyadic"].astype(bool) & record.events["date"].between(pd.Timestamp(named["start"]), pd.Timestamp(named["end"]))]  # fmt: skip
    return [name for name in pair.index if name not in shown and name not in named["left_out"]]


def build(out: Path) -> list[Path]:
    """Write what is printed below `out/student/simulation` and `out/instructor/simulation`; returns the files."""
    from . import simulation_print

    return simulation_print.build(out)


if __name__ == "__main__":
    print("\n".join(str(file) for file in build(Path(sys.argv[1]))))
