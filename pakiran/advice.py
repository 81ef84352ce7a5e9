"""The paper's advice and what followed: recommendations, contacts of the two states, pipeline options.

The choices made here (which statement belongs to which option, which advice fits which school of
thought) are judgements of this book; they stand as small tables so that readers can change them.
"""

from html import escape

import pandas as pd

from . import chronology
from .data import load
from .display import Block

STATES = {"done": "done", "partly": "done in part", "not_found": "not found", "unknown": "not known"}


def cards(recommendations: pd.DataFrame) -> Block:
    """Each recommendation with its addressee, an indicator, what happened since and the sources read."""
    links = load("recommendations_sources").merge(load("sources"), on="source_id", validate="many_to_one")
    items = [
        _card(row, links[links["recommendation_id"] == row.recommendation_id]) for row in recommendations.itertuples()
    ]
    text = "\n".join(
        f"{row.recommendation_id} [{row.status}] {row.recommendation}" for row in recommendations.itertuples()
    )
    return Block(f'<ul class="pk-claims">{"".join(items)}</ul>', text)


def _card(row, sources: pd.DataFrame) -> str:
    named = "; ".join(_link(source) for source in sources.sort_values(["publisher", "date"]).itertuples())
    parts = {"To": row.addressee, "Could be measured by": row.indicator}
    lines = "".join(f"<br><strong>{label}:</strong> {escape(text)}" for label, text in parts.items())
    number = f"{len(sources)} source{'s' * (len(sources) != 1)}"
    return (
        f'<li id="{row.recommendation_id.lower()}"><strong>{row.recommendation_id}</strong> {escape(row.recommendation)} '
        f'<span class="pk-kind">(state: {STATES[str(row.status)]})</span>{lines}'
        f"<details><summary>Since then ({number})</summary>{escape(row.happened_since)}"
        f'<br><span class="pk-sources">Read for this: {named}.</span></details></li>'
    )


def _link(source) -> str:
    name = escape(source.publisher) + (f", {escape(source.date)}" if pd.notna(source.date) else "")
    return f'<a href="{escape(source.url, quote=True)}">{name}</a>' if pd.notna(source.url) else name


# --- contacts ------------------------------------------------------------------

FACE_TO_FACE = {"042", "043", "044", "045", "046", "057"}  # CAMEO: visits, hosting, meeting, talks, signing
# Coded as joint work, but their summaries tell of a meeting.
ALSO_MET = {"IP-20240423-02", "IP-20250527-01", "IP-20250528-01"}
WORK = {"060", "061", "062"}
CALLS = {"041"}
ATTACKS = ("18", "19", "20")  # CAMEO roots: assault, fight, mass violence
SECURITY = "armed groups|border security|border management|better border|liaison|hotline"
CONTACT_LANES = [
    "Security: talks, pledges",
    "Other visits and meetings",
    "Agreements and work",
    "Telephone calls",
    "Armed acts",
]


def contacts(events: pd.DataFrame, first: str = "2024-01-22") -> pd.DataFrame:
    """Contacts of the two states and armed acts since a day, with `lane`, `side` and `face_to_face`.

    A contact is a dyadic event with a CAMEO code of meeting, calling, signing or working together; what
    one state does alone (an order, a message) is none, except a visit. Its lane is "Security: talks,
    pledges" if its title or summary names armed groups, the border's security, liaison officers or a
    hotline. Armed acts are all events with a code of assault or fighting, whoever acts; the wars with
    other states have other codes (a war's first day is coded as the condemnation of it) and are none.
    """
    rows = chronology.lanes(events[(events["date"] >= first) & (events["date_precision"] == "day")])
    code = rows["cameo_code"].astype("str")
    met = code.isin(FACE_TO_FACE) & rows["dyadic"].astype(bool)
    joint = code.isin(WORK | CALLS) & rows["dyadic"].astype(bool) & (rows["direction"] == "joint")
    secure = (rows["title"] + " " + rows["summary"]).str.contains(SECURITY)
    lane = pd.Series("Other visits and meetings", index=rows.index)
    lane = lane.mask(code.isin(WORK | {"057"}), "Agreements and work").mask(code.isin(CALLS), "Telephone calls")
    lane = lane.mask(secure, "Security: talks, pledges").mask(code.str.startswith(ATTACKS), "Armed acts")
    chosen = met | joint | code.str.startswith(ATTACKS)
    return rows.assign(lane=lane, face_to_face=met | rows["event_id"].isin(ALSO_MET))[chosen].sort_values(
        ["date", "event_id"], ignore_index=True
    )


def longest_gap(rows: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp, int]:
    """The longest time without a meeting in person: its first day, its last day, and its days."""
    dates = rows.loc[rows["face_to_face"], "date"].drop_duplicates().sort_values().reset_index(drop=True)
    days = dates.diff().dt.days
    end = int(days.idxmax())
    return dates[end - 1], dates[end], int(days[end])


# --- pipeline options ------------------------------------------------------------

# Option -> statements on it: row of `pipeline_status` and what the statement does for the option.
OPTIONS = {
    "Build Pakistan's part": {
        "PS079": "for",
        "PS082": "for",
        "PS087": "for",
        "PS089": "for",
        "PS083": "against",
        "PS086": "against",
        "PS088": "against",
        "PS093": "against",
        "PS084": "for",
        "PS085": "on a condition",
        "PS100": "on a condition",
    },
    "Extend the time": {"PS077": "for", "PS097": "against", "PS101": "for", "PS102": "for"},
    "Arbitrate": {
        "PS090": "warns of it",
        "PS091": "for",
        "PS094": "for",
        "PS095": "answers the case",
        "PS096": "answers the case",
        "PS104": "reports the case",
    },
    "Settle out of court": {"PS100": "for", "PS102": "for"},
    "Slow down or shelve": {"PS099": "for", "PS100": "for"},
}
SIDE_NAMES = {"joint": "Joint", "US": "Third party", "third_party": "Third party", "India": "Third party"}


def pipeline_options(status: pd.DataFrame) -> pd.DataFrame:
    """Statements on each option for the pipeline, in order of time: one row an option and statement.

    Columns of `pipeline_status` with `option`, `stance`, `who` (side as drawn) and `thin`: true where
    the row has low confidence or dates from 2026, whose sources are few and young.
    """
    pairs = [(option, row, stance) for option, rows in OPTIONS.items() for row, stance in rows.items()]
    rows = pd.DataFrame(pairs, columns=["option", "status_id", "stance"]).merge(
        status, on="status_id", how="left", validate="many_to_one"
    )
    side = rows["side"].astype("str")
    thin = (rows["confidence"] == "low") | (rows["date"].dt.year >= 2026)
    return rows.assign(who=side.replace(SIDE_NAMES), thin=thin).sort_values(["date", "status_id"], ignore_index=True)


def stances(spoken: pd.DataFrame) -> pd.DataFrame:
    """Statements of `pipeline_options` to read, one row a statement: every option it speaks of, with its stance."""
    says = (spoken["option"] + " (" + spoken["stance"] + ")").groupby(spoken["status_id"]).agg("; ".join)
    rows = spoken.drop_duplicates("status_id")
    return pd.DataFrame(
        {
            "Date": rows["date"].dt.strftime("%Y-%m"),
            "Side": rows["who"],
            "What is reported": rows["summary"],
            "Option (stance)": rows["status_id"].map(says),
            "Source": rows["thin"].map({True: "thin", False: "stronger"}),
        }
    )


# --- schools of thought ------------------------------------------------------------

SCHOOLS = ["Realist", "Liberal", "Institutional", "Constructivist"]
# recommendation -> (short name, words of the paper, school that fits first, school that fits too, reason)
READINGS = {
    "REC-01": (
        "Review policies",
        "evolving global and regional strategic landscapes",
        "Realist",
        None,
        "Each state adjusts its policy to a change of power around it.",
    ),
    "REC-02": (
        "Understand fears",
        "crucial for mutual respect and cooperation",
        "Constructivist",
        "Realist",
        "The remedy is to understand and respect the other. The thing to be understood is a fear for security.",
    ),
    "REC-03": (
        "Share intelligence",
        "intelligence-based framework",
        "Institutional",
        "Realist",
        "A framework is a lasting arrangement. Its aim is to act against armed groups.",
    ),
    "REC-04": (
        "Joint border force",
        "enhancing security along the border",
        "Realist",
        "Institutional",
        "The means is control by force. That the force is joint makes it a common body.",
    ),
    "REC-05": (
        "Rebuild trust",
        "overcome misunderstandings and rebuild trust",
        "Constructivist",
        None,
        "What leaders think of each other is the cause and the cure.",
    ),
    "REC-06": (
        "Diplomacy first",
        "peaceful and constructive",
        "Liberal",
        "Realist",
        "Dialogue is to replace force. But the Introduction calls diplomacy an extension of state power.",
    ),
    "REC-07": (
        "Regular meetings",
        "Regular meetings between political and military leaders",
        "Institutional",
        "Realist",
        "Routine is the means. The agenda is security policy.",
    ),
    "REC-08": (
        "Avoid errors",
        "avoiding strategic errors",
        "Realist",
        "Liberal",
        "Caution serves the state's own interest. The reason given is harm to both, so a shared interest counts too.",
    ),
    "REC-09": (
        "Dialogue and trade",
        "cooperation on shared challenges and opportunities",
        "Liberal",
        "Constructivist",
        "Both gain from cooperation. The same sentence asks to rebuild trust.",
    ),
}


def readings(recommendations: pd.DataFrame) -> pd.DataFrame:
    """Each recommendation with the school of thought that fits first, and one that fits too.

    Columns: `recommendation_id`, `advice` (short), `words` (of the paper), `first`, `second`, `reason`.
    """
    rows = [(row, *READINGS[row]) for row in recommendations["recommendation_id"]]
    return pd.DataFrame(rows, columns=["recommendation_id", "advice", "words", "first", "second", "reason"])
