"""Closures of the border crossings, by cause.

The cause and the side that closed are our reading of the rows named in `CLOSURES`. One closure that
stands in two tables is listed once, under the row that says more.
"""

import pandas as pd

from .data import load

PANDEMIC, UNREST, WAR = "Covid pandemic", "Attack or unrest nearby", "Israel-Iran war"
ELECTION, LIMITS, STRIKES = "Election security", "Limits on trade, and protest", "The strikes of January 2024"
IRAN, PAKISTAN, UNCLEAR, NOBODY = "Iran", "Pakistan", "not stated or disputed", "nobody: stayed open"

# Row -> (cause, who closed, how it was or how long it lasted)
CLOSURES = {
    "M2014-06-TAFTAN": (UNREST, IRAN, "for a time"),
    "M2020-02-COVID": (PANDEMIC, PAKISTAN, "reopened in steps by July 2020"),
    "IP-20210201-01": (UNREST, UNCLEAR, "not stated"),
    "IP-20221002-01": (UNREST, IRAN, "two days"),
    "IP-20240118-10": (STRIKES, NOBODY, "all crossings open, by officials on the Pakistani side"),
    "IP-20240208-01": (ELECTION, PAKISTAN, "one day"),
    "M2024-11-STRIKE": (LIMITS, UNCLEAR, "markets shut in protest; border trade halted three days a week"),
    "M2025-06-CLOSE": (WAR, UNCLEAR, "closed to travellers; denied by the Foreign Ministry of Pakistan"),
}


def closures() -> pd.DataFrame:
    """Each reported closure in order of time: `key`, `date`, `title`, `cause`, `closed_by`, `lasted`, `confidence`, `source_id`."""
    events = load("events")[["event_id", "date", "title", "confidence", "source_id"]]
    milestones = load("trade_milestones")[["milestone_id", "date", "title", "confidence", "source_id"]]
    names = ["key", "date", "title", "confidence", "source_id"]
    known = pd.concat([table.set_axis(names, axis=1).astype({"confidence": "str"}) for table in (events, milestones)])
    read = pd.DataFrame(
        [(key, *entry) for key, entry in CLOSURES.items()], columns=["key", "cause", "closed_by", "lasted"]
    )
    return read.merge(known, on="key", validate="one_to_one").sort_values("date", ignore_index=True)


def by_cause() -> pd.DataFrame:
    """Number of reported closures by cause, most first: `cause`, `closures`. The strikes, which closed none, have zero."""
    rows = closures()
    rows = rows.assign(closed=(rows["closed_by"] != NOBODY).astype(int))
    counted = rows.groupby("cause")["closed"].sum().rename("closures").reset_index()
    return counted.sort_values(["closures", "cause"], ascending=[False, True], ignore_index=True)
