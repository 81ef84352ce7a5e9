"""Derived results on the event chronology: lanes, years, tolls, intervals.

All functions take frames as `pakiran.load` returns them and return new frames or numbers.
"""

import pandas as pd

STRIKES = {"Iran": "IP-20240116-05", "Pakistan": "IP-20240118-01"}  # by who struck, in order of time
SIDES = {
    "IRN->PAK": "Iran",
    "PAK->IRN": "Pakistan",
    "joint": "Joint",
    "third_party": "Third party",
    "domestic": "Inside one state",
}
LANES = {
    "military": "Armed acts",
    "militant": "Armed acts",
    "diplomatic": "Diplomacy",
    "international": "Third parties",
    "border": "Border, trade, energy",
    "economic": "Border, trade, energy",
    "energy": "Border, trade, energy",
    "domestic": "At home",
}
CLAIMANTS = {
    "iranian_official": "Iranian officials",
    "iranian_media": "Iranian media",
    "pakistani_official": "Pakistani officials",
    "pakistani_media": "Pakistani media",
    "local_sources": "Local sources",
    "armed_group": "Armed groups",
    "political_group": "Political groups",
    "rights_group": "Rights groups",
    "other_official": "Other officials",
    "other_media": "Other media",
    "dataset": "Data sets",
}
VICTIMS = {"attackers": "attackers", "security_forces": "security forces"}


def between(events: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Events from one day to another (both included, ISO dates), known to the day, in order of time."""
    chosen = events[events["date"].between(first, last) & (events["date_precision"] == "day")]
    return chosen.sort_values(["date", "order_in_day", "event_id"]).reset_index(drop=True)


def lanes(events: pd.DataFrame) -> pd.DataFrame:
    """Events with `side`, `lane` and `slot`: 1, 2, ... among the events of one lane and day, in order of time."""
    placed = events.assign(
        side=events["direction"].astype("str").map(SIDES),
        lane=events["domain"].astype("str").map(LANES),
    )
    placed["slot"] = placed.groupby(["lane", "date"]).cumcount() + 1
    return placed


def yearly(events: pd.DataFrame) -> pd.DataFrame:
    """Each year from the first to the last event: sums of Goldstein values and numbers of events.

    Columns: `year`; `cooperation` and `conflict` (sums of the positive and of the negative values of
    dyadic events, Goldstein scale); `dyadic` and `events` (how many rows stand behind the year).
    A year without events has zeros, which says that nothing was coded, not that nothing happened.
    """
    year = events["date"].dt.year
    pair = events[events["dyadic"].astype(bool)]
    value, when = pair["goldstein"], pair["date"].dt.year
    sums = pd.DataFrame(
        {
            "cooperation": value.clip(lower=0).groupby(when).sum(),
            "conflict": value.clip(upper=0).groupby(when).sum(),
            "dyadic": value.groupby(when).size(),
            "events": year.groupby(year).size(),
        },
        index=range(year.min(), year.max() + 1),
    )
    return sums.fillna(0).astype({"dyadic": int, "events": int}).rename_axis("year").reset_index()


def tolls(claims: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Numbers killed as each claimant states them, one row a claim that still stands.

    Left out: counts that the same claimant replaced, executions and accidents, and statements
    without a number or that deny any loss (`without_number` lists those). Adds `claimant` (kind of claimant in words),
    `dead` (victims, security forces or attackers), `date` and `title` of the event.
    """
    standing = claims[~claims["is_superseded"].astype(bool) & claims["manner"].isin(["conflict", "disputed"])]
    counted = standing[standing["killed_low"].fillna(0) > 0]
    merged = counted.merge(events[["event_id", "date", "title"]], on="event_id", validate="many_to_one")
    return merged.assign(
        claimant=merged["side"].astype("str").map(CLAIMANTS),
        dead=merged["who"].astype("str").map(VICTIMS).fillna("civilians or not stated"),
        killed_high=merged["killed_high"].fillna(merged["killed_low"]),
    ).sort_values(["date", "casualty_id"], ignore_index=True)


def without_number(claims: pd.DataFrame, event_id: str) -> pd.DataFrame:
    """Statements about one event that give no number killed, or deny any loss."""
    return claims[
        (claims["event_id"] == event_id) & (claims["killed_low"].fillna(0) == 0) & ~claims["is_superseded"].astype(bool)
    ]


def moment(events: pd.DataFrame, event_id: str) -> pd.Timestamp:
    """The moment of an event in UTC. Raises ValueError if its local time or offset is not known."""
    row = events.set_index("event_id").loc[event_id]
    if pd.isna(row["time_local"]) or pd.isna(row["utc_offset"]):
        raise ValueError(f"{event_id}: no local time with an offset: expected an event whose time is reported")
    return pd.Timestamp(f"{row['date']:%Y-%m-%d}T{row['time_local']}{row['utc_offset']}").tz_convert("UTC")


def hours_between(events: pd.DataFrame, first: str, second: str) -> float:
    """Hours from one event to another, across time zones."""
    return (moment(events, second) - moment(events, first)).total_seconds() / 3600


def days_between(events: pd.DataFrame, first: str, second: str) -> int:
    """Days from one event to another, by calendar day where each took place."""
    dates = events.set_index("event_id")["date"]
    return (dates[second] - dates[first]).days
