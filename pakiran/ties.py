"""How close Iran and Pakistan are by data sets of the field: their treaty, militarised disputes, and the tone of their coded acts."""

import pandas as pd

OBLIGATIONS = {
    "defense": "to defend",
    "offense": "to join an attack",
    "neutrality": "to stay neutral",
    "nonaggression": "not to attack",
    "consultation": "to consult",
}
# Events that made, ended or showed a tie between the two, or of one of them with a rival of the other.
JOINED = ["IP-19551103-01", "IP-19640721-01", "IP-19790312-01", "IP-19850101-01"]
BACKED = ["IP-20250619-01", "IP-20250622-01", "IP-20250919-01", "IP-20250924-01"]
AGAINST = ["IP-20240801-01", "IP-20260228-02", "IP-20260301-03"]


def treaty(alliances: pd.DataFrame) -> tuple[int, int, list[str]]:
    """First and last year with a treaty tie, and what the treaties oblige to, in words."""
    held = [words for column, words in OBLIGATIONS.items() if alliances[column].astype(bool).any()]
    return int(alliances["year"].min()), int(alliances["year"].max()), held


def disputes(mids: pd.DataFrame) -> pd.DataFrame:
    """Militarised disputes, one row each: `dispute_number`, `year`, `days` (shortest), `fatal` (any death coded), `both_acted`."""
    one = mids.sort_values("dataset").drop_duplicates("dispute_number").sort_values("year")
    return pd.DataFrame(
        {
            "dispute_number": one["dispute_number"],
            "year": one["year"],
            "days": one["min_duration_days"],
            "fatal": (one["fatality_code"] > 0).fillna(False).astype(bool),
            "both_acted": one["reciprocated"] == 1,
        }
    ).reset_index(drop=True)


def tone_since(events: pd.DataFrame, first: str) -> pd.Series:
    """Coded acts of one state towards the other from the day `first`: `acts`, `friendly`, `hostile`, `neutral`."""
    value = events.loc[events["dyadic"].astype(bool) & (events["date"] >= first), "goldstein"]
    return pd.Series(
        {"acts": len(value), "friendly": (value > 0).sum(), "hostile": (value < 0).sum(), "neutral": (value == 0).sum()}
    )
