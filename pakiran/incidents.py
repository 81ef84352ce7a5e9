"""Derived results on incidents: who used force against whom, where, how fast the answer came, who names which group.

An incident is an event whose CAMEO code is of root 18 (assault), 19 (fight) or 20 (mass violence): attacks, abductions,
fire across the border, strikes. Arrests, threats, drills, visits and statements are none. The roots are those of the CAMEO
codebook; the codes of the rows are judgements of this book. All functions take frames as `pakiran.load` returns them.
"""

import re

import pandas as pd

from . import chronology

FORCE = ("18", "19", "20")
STATES = {"IRN": "Iran", "PAK": "Pakistan"}
STATE_KINDS = ("state", "state_body")
OTHER = "Other acts"
NOT_NAMED = "No group named"
FLOWS = {
    ("Group", "Iran"): "Groups against Iran",
    ("Group", "Pakistan"): "Groups against Pakistan",
    ("Iran", "Pakistan"): "Iran against Pakistan",
    ("Pakistan", "Iran"): "Pakistan against Iran",
}
STEP = 0.18  # degrees between incidents of one place, about 18 km; the places are towns and districts
PER_ROW = 3
STRETCH = 1.13  # Mercator at 27.5 N: 1 / cos(latitude)
UNSETTLED = "unsettled"
# The strike of 18 January and the recall of the ambassador answer the strike of 16 January: one exchange.
EXCHANGE = {"saravan-strike-2024": "panjgur-strike-2024", "ambassadors-2024": "panjgur-strike-2024"}
ANSWERS = ["In words", "With force"]


def is_force(events: pd.DataFrame) -> pd.Series:
    """Whether the CAMEO code of an event is one of force."""
    return events["cameo_code"].astype("str").str[:2].isin(FORCE)


def incidents(events: pd.DataFrame, event_actors: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Incidents in order of time, with `by`, `against`, `flow`, `who` and `year`.

    `by`: "Iran", "Pakistan", "Both states" or "Group" (armed groups and gunmen). `against`: the same, from the states and
    state bodies that were hit, or, where none was, from the people that were hit; a third state is "Another state".
    `flow`: a value of `FLOWS`, else "Other acts" (own soil, third states, both at once). `who`: "Iranian forces",
    "Pakistani forces", "Both states", the short name of the group, or "No group named".
    """
    parts = event_actors.merge(actors[["actor_id", "name", "kind", "country"]], on="actor_id", validate="many_to_one")
    found = events[is_force(events)].sort_values(["date", "order_in_day", "event_id"])
    groups = {event_id: rows for event_id, rows in parts.groupby("event_id")}
    sides = pd.DataFrame([_parties(groups[event_id]) for event_id in found["event_id"]], index=found.index)
    flow = [FLOWS.get(pair, OTHER) for pair in zip(sides["by"], sides["against"], strict=True)]
    return found.join(sides).assign(flow=flow, year=found["date"].dt.year).reset_index(drop=True)


def _parties(parts: pd.DataFrame) -> dict[str, str]:
    doers, hit = parts[parts["role"] == "actor"], parts[parts["role"] == "target"]
    by = _side(doers[doers["kind"].isin(STATE_KINDS)]) or "Group"
    against = _side(hit[hit["kind"].isin(STATE_KINDS)]) or _side(hit[hit["kind"] == "civilians"])
    if hit.empty and by == "Both states":
        against = "Both states"
    forces = {"Iran": "Iranian forces", "Pakistan": "Pakistani forces", "Both states": "Both states"}
    return {"by": by, "against": against or "Group", "who": forces.get(by) or _short_name(doers.iloc[0])}


def _side(parts: pd.DataFrame) -> str:
    """The state that `parts` belong to; empty text if there are none."""
    named = {STATES.get(country, "Another state") for country in parts["country"]}
    return (
        "Both states" if {"Iran", "Pakistan"} <= named else next(iter(sorted(named & {*STATES.values()} or named)), "")
    )


def _short_name(actor: pd.Series) -> str:
    if actor["kind"] == "unknown":
        return NOT_NAMED
    if len(actor["name"]) <= 18:
        return actor["name"]
    return actor["name"].split()[0] if "_" in actor["actor_id"] else actor["actor_id"]


def flows_by_year(found: pd.DataFrame) -> pd.DataFrame:
    """Incidents with `slot`: 1, 2, ... among the incidents of one flow and year, in order of time."""
    return found.assign(slot=found.groupby(["flow", "year"]).cumcount() + 1)


def located(found: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Incidents whose place is known better than the country, with `place`, `soil`, `precision`, `lon` and `lat`.

    `soil` is the country, or "unsettled" where no more than the province or the border as a whole is known.

    Incidents of one point stand in rows beside it, so that each can be seen: those in Iran to the west and those elsewhere
    to the east, so that none is moved across the border between Iran and Pakistan. The position is that of a town,
    district or province; nothing here is an exact spot.
    """
    known = places[places["lat"].notna() & (places["precision"] != "country")]
    known = known[["place_id", "name", "country", "lat", "lon", "precision"]]
    rows = found.merge(
        known.rename(columns={"name": "place", "country": "soil"}), on="place_id", validate="many_to_one"
    )
    order = rows.groupby(["lat", "lon"]).cumcount()
    west = rows["soil"].map(lambda country: -1 if country == "IRN" else 1)
    soil = rows["soil"].where(rows["precision"] != "province", UNSETTLED)
    return rows.assign(
        soil=soil, lon=rows["lon"] + west * STEP * (order % PER_ROW), lat=rows["lat"] + STEP * (order // PER_ROW)
    )


def set_apart(points: pd.DataFrame, radius: pd.Series) -> pd.Series:
    """Longitudes at which the marks of a map do not cover each other, none of them nearer to the border.

    `points` has `lon`, `lat` and `soil`; `radius` is that of each mark in degrees of longitude. Marks in Iran move west and
    others east, the nearest to the border first; marks of an unsettled side stay. A degree of latitude is drawn longer than
    one of longitude in these parts (`STRETCH`).
    """
    west = points["soil"].eq("IRN")
    order = [
        *points.index[points["soil"].eq(UNSETTLED)],
        *points[west].sort_values("lon", ascending=False, kind="stable").index,
        *points[~west & points["soil"].ne(UNSETTLED)].sort_values("lon", kind="stable").index,
    ]
    lat, reach = points["lat"].to_dict(), radius.to_dict()
    lon = points["lon"].astype(float).to_dict()
    for place, index in enumerate(order):
        if points.at[index, "soil"] == UNSETTLED:
            continue
        side = -1 if west[index] else 1
        before = None
        while before != lon[index]:  # a step beside one mark may end on another
            before = lon[index]
            for other in order[:place]:
                up = (lat[index] - lat[other]) * STRETCH
                across = (reach[index] + reach[other]) ** 2 - up**2
                if across > 0 and abs(lon[index] - lon[other]) < across**0.5 - 1e-9:
                    lon[index] = lon[other] + across**0.5 * side
    return pd.Series(lon, index=points.index)


def by_place(found: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Number of incidents at each point of the map: `place`, `soil`, `lon`, `lat`, `incidents`, `first`, `last` (years).

    Places that share one point (a town and the villages around it) are one row under the name that comes first.
    """
    rows = located(found, places).drop(columns=["lon", "lat"]).merge(places[["place_id", "lon", "lat"]], on="place_id")
    points = rows.groupby(["lon", "lat"]).agg(
        place=("place", "first"),
        soil=("soil", "first"),
        incidents=("event_id", "size"),
        first=("year", "min"),
        last=("year", "max"),
    )
    return points.reset_index().sort_values(["incidents", "place"], ascending=[False, True], ignore_index=True)


def answers(found: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """How long until the side that was hit next acted towards the other, in words and with force.

    For each incident against Iran or Pakistan: the first later act of the side that was hit towards the other state in the
    same episode (`EXCHANGE` joins the episodes of January 2024). Both must be known to the day, and their order within a day
    must be known. Where several incidents come before one answer, the latest counts. Acts of both states together and
    statements without a row of their own are not seen.

    Columns: `incident_id`, `incident`, `date`, `place_id`, `side` (who answers), `answer`, `answer_id`, `kind` ("In words",
    "With force"), `days` (calendar), `hours` (only where both clock times are known), `low` and `high`: the shortest and
    the longest time that the dates allow, in days.
    """
    known = events[(events["date_precision"] == "day") & events["episode"].notna()]
    known = known.assign(thread=known["episode"].replace(EXCHANGE))
    hit = known.merge(found[["event_id", "against"]], on="event_id")
    hit = hit[hit["against"].isin(STATES.values())]
    rows = [_first(incident, known, kind) for incident in hit.itertuples() for kind in ANSWERS]
    table = pd.DataFrame([row for row in rows if row]).sort_values(["date", "incident_id"])
    table = table.drop_duplicates("answer_id", keep="last").reset_index(drop=True)
    hours = [_hours(events, row.incident_id, row.answer_id) for row in table.itertuples()]
    table["hours"] = pd.Series(hours, dtype="Float64")
    exact = (table["hours"] / 24).astype("Float64")
    return table.assign(
        low=exact.fillna((table["days"] - 1).clip(lower=0)).astype(float),
        high=exact.fillna(table["days"] + 1).astype(float),
    )


def _first(incident, known: pd.DataFrame, kind: str) -> dict | None:
    """First act of the side that was hit by `incident`, in its thread and of one kind; None if there is none."""
    towards = "IRN->PAK" if incident.against == "Iran" else "PAK->IRN"
    later = (known["date"] > incident.date) | (
        (known["date"] == incident.date) & (known["order_in_day"] > incident.order_in_day).fillna(False)
    )
    acts = known[
        later
        & (known["thread"] == incident.thread)
        & (known["direction"] == towards)
        & known["dyadic"].astype(bool)
        & (is_force(known) == (kind == "With force"))
    ].sort_values(["date", "order_in_day", "event_id"])
    if acts.empty:
        return None
    answer = acts.iloc[0]
    return {
        "incident_id": incident.event_id,
        "incident": incident.title,
        "date": incident.date,
        "place_id": incident.place_id,
        "side": incident.against,
        "answer": answer["title"],
        "answer_id": answer["event_id"],
        "kind": kind,
        "days": (answer["date"] - incident.date).days,
    }


def _hours(events: pd.DataFrame, first: str, second: str) -> float | None:
    """Hours between two events if both have a clock time of their own, not that of a publication."""
    pair = events.set_index("event_id").loc[[first, second]]
    own = pair["time_local"].notna() & pair["utc_offset"].notna() & (pair["time_basis"] != "published")
    return chronology.hours_between(events, first, second) if own.all() else None


def unanswered(found: pd.DataFrame, answered: pd.DataFrame) -> int:
    """How many incidents against Iran or Pakistan have no answer of their own in `answered`."""
    hit = found[found["against"].isin(STATES.values())]
    return int((~hit["event_id"].isin(answered["incident_id"])).sum())


def naming(found: pd.DataFrame) -> pd.DataFrame:
    """Each incident by a group with `own_word`: whether the row reports that the group itself said so.

    The rows say it in a few fixed ways ("Jundallah said that it was behind the attack"); the words are looked for in
    summary and note. False means that the row reports no such statement, not that there was none.
    """
    groups = found[found["by"] == "Group"]
    text = groups["summary"].fillna("") + " " + groups["conflict_note"].fillna("")
    own = [_says_so(who, said) for who, said in zip(groups["who"], text, strict=True)]
    return groups.assign(own_word=own)


def _says_so(group: str, text: str) -> bool:
    if group == NOT_NAMED:
        return False
    name = rf"(?:{re.escape(group)}|[Tt]he group)"
    return bool(re.search(rf"{name}\b[^.]{{0,30}}\b(?:said|saying|told)\b[^.]{{0,25}}\b(?:it|they)\b", text))


def groups(found: pd.DataFrame) -> pd.DataFrame:
    """Each group: `incidents`, `own_word` (of these, said by the group itself), `first` and `last` year; largest first."""
    named = naming(found).groupby("who")
    table = named.agg(
        incidents=("event_id", "size"), own_word=("own_word", "sum"), first=("year", "min"), last=("year", "max")
    )
    return table.reset_index().sort_values(["incidents", "who"], ascending=[False, True], ignore_index=True)


def labels(events: pd.DataFrame, stem: str = "terroris") -> pd.DataFrame:
    """Sentences of the chronology in which somebody's words, in quotation marks, contain `stem`.

    Columns: `date`, `event_id`, `title`, `sentence`.
    """
    quoted = events.assign(sentence=events["summary"].str.split(r"(?<=[.?!])\s+", regex=True)).explode("sentence")
    found = quoted["sentence"].str.contains(rf'"[^"]*{stem}[^"]*"', case=False, na=False)
    return quoted.loc[found, ["date", "event_id", "title", "sentence"]].reset_index(drop=True)


def in_the_paper(events: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Events between two days with `told`: whether a passage of the paper, in any section, speaks of the event.

    The match of passage and event is a judgement of this book; one passage can stand for several events.
    """
    crisis = chronology.lanes(chronology.between(events, first, last))
    told = crisis["section_id"].notna().map({True: "The paper speaks of it", False: "The paper does not"})
    return crisis.assign(told=told)


def make_up(claims: pd.DataFrame, event_ids: list[str]) -> pd.DataFrame:
    """Counts of the dead that still stand, by children, women and others: one row a count and part.

    Columns: `casualty_id`, `event_id`, `claimed_by`, `side`, `confidence`, `part` ("Children", "Women", "Men, or not
    stated"), `dead`, `killed` (the lowest number of the count). Counts of attackers, and counts of zero, are left out.
    """
    counted = claims[
        claims["event_id"].isin(event_ids)
        & ~claims["is_superseded"].astype(bool)
        & (claims["killed_low"].fillna(0) > 0)
        & (claims["who"] != "attackers")
    ]
    killed = counted["killed_low"].astype(int)
    children, women = (counted[f"{part}_killed"].fillna(0).astype(int) for part in ("children", "women"))
    parts = {"Children": children, "Women": women, "Men, or not stated": killed - children - women}
    keep = counted[["casualty_id", "event_id", "claimed_by", "side", "confidence"]].assign(killed=killed)
    long = pd.concat([keep.assign(part=part, dead=number) for part, number in parts.items()])
    return long[long["dead"] > 0].sort_values(["event_id", "casualty_id"], kind="stable", ignore_index=True)
