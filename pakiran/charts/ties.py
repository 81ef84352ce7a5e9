"""Figure of the ties and disputes of the two states."""

import altair as alt
import pandas as pd

from .. import ties
from ..chronology import STRIKES
from ..figures import BROWN, GREEN, JOINT, NEUTRAL, figure
from .common import apart, colour, lanes, shape, time_span

TIE_COLOURS = {"treaty": JOINT, "event": GREEN, "dispute without deaths": NEUTRAL, "dispute with deaths": BROWN}
TIE_SHAPES = {
    "treaty": "circle",
    "event": "square",
    "dispute without deaths": "triangle-up",
    "dispute with deaths": "cross",
}


def ties_and_disputes(alliances: pd.DataFrame, mids: pd.DataFrame, events: pd.DataFrame) -> alt.Chart:
    """Treaty years, militarised disputes and shared bodies in the long run; below, acts for and against since 2024."""
    first, last, duties = ties.treaty(alliances)
    fights = ties.disputes(mids)
    fought = [
        (
            pd.Timestamp(f"{row.year}-07-01"),
            f"Dispute of {row.days} days or more",
            f"dispute {'with' if row.fatal else 'without'} deaths",
        )
        for row in fights.itertuples()
    ]
    treaty = [(pd.Timestamp(f"{first}-01-01"), "Promise " + " and ".join(duties), "treaty")]
    long_run = {
        f"Treaty tie of the two, {first} to {last} (data to 2018)": treaty,
        "Militarised disputes (data to 2014)": fought,
        "Joined or left together": _acts(events, ties.JOINED),
    }
    recent = {
        "Backed or welcomed by the other": _acts(events, ties.BACKED),
        "At odds": _acts(events, [*STRIKES.values(), *ties.AGAINST]),
    }
    rows = pd.concat([_tie_rows(long_run, last), _tie_rows(recent, last)])
    chosen = len(ties.JOINED) + len(ties.BACKED) + len(ties.AGAINST) + len(STRIKES)
    return figure(
        alt.vconcat(
            _tie_panel(_tie_rows(long_run, last), time_span("1947-01-01", "2027-01-01"), "%Y", gap=1000),
            _tie_panel(_tie_rows(recent, last), time_span("2023-12-15", "2026-07-01"), "%b %y", gap=32),
        ),
        name="ties-and-disputes",
        title="Ties and disputes of the two states",
        description=(
            f"Timeline of the pair: a treaty tie from {first} to {last}, {len(fights)} militarised disputes from {fights['year'].min()} to {fights['year'].max()} of which {fights['fatal'].sum()} had deaths, "
            f"and {chosen} chosen events."
        ),
        caption=(
            "Above: the treaty promised not to attack and to consult; no duty to defend is coded. The two data sets end in 2018 and 2014: an empty stretch after that says nothing. "
            "Below, since 2024: a choice of ours from the chronology, not a count. Marks that would hide each other stand below each other."
        ),
        table=rows.assign(when=rows["date"].dt.strftime("%Y"))[["when", "lane", "what", "mark"]].set_axis(
            ["Year", "Lane", "What", "Mark"], axis=1
        ),
    )


def _acts(events: pd.DataFrame, keys: list[str]) -> list[tuple]:
    known = events.set_index("event_id").loc[keys]
    return [(row.date, row.title, "event") for row in known.itertuples()]


def _tie_rows(of_lane: dict[str, list[tuple]], last: int) -> pd.DataFrame:
    flat = [(lane, *row) for lane, rows in of_lane.items() for row in rows]
    frame = pd.DataFrame(flat, columns=["lane", "date", "what", "mark"])
    return frame.assign(until=frame["date"].where(frame["mark"] != "treaty", pd.Timestamp(f"{last}-12-31")))


def _tie_panel(frame: pd.DataFrame, span: alt.Scale, ticks: str, gap: int) -> alt.LayerChart:
    """Lanes of marks; marks that stand closer than `gap` days go below each other."""
    days = (frame["date"] - frame["date"].min()).dt.days
    frame = frame.assign(slot=apart(frame["lane"], days, gap))
    placed, y, names = lanes(frame, list(dict.fromkeys(frame["lane"])), rising=False)
    base = alt.Chart(placed).encode(y=y, color=colour("mark", TIE_COLOURS))
    x = alt.X("date:T", title=None, axis=alt.Axis(format=ticks, tickCount=6), scale=span)
    bar = base.transform_filter("datum.mark === 'treaty'").mark_rule(size=9)
    points = base.transform_filter("datum.mark !== 'treaty'").mark_point(size=80)
    tips = [alt.Tooltip("date:T", title="When", format="%B %Y"), alt.Tooltip("what", title="What")]
    return (
        bar.encode(x=x, x2="until:T", tooltip=["lane", "what"])
        + points.encode(x=x, shape=shape("mark", TIE_SHAPES), tooltip=tips)
        + names
    ).properties(height=alt.Step(18))
