"""Figure of the years before the strikes: milestones of trade, crossings, power and pipeline."""

import altair as alt
import pandas as pd

from .. import eve
from ..chronology import STRIKES
from ..figures import INK, THIRD, figure
from .common import WEAK, lanes, shape

ORDER = ["Trade and payments", "Crossings and markets", "Informal fuel trade", "Electricity", eve.PIPELINE]
KNOWN = {"to the day": "circle", "to the month": "square"}


def before_the_strikes(
    trade_milestones: pd.DataFrame, pipeline_status: pd.DataFrame, events: pd.DataFrame, since: str = "2020-01-01"
) -> alt.LayerChart:
    """Milestones in lanes by field, up to the day before the first strike."""
    rows = eve.milestones(trade_milestones, pipeline_status, since)
    quarter = rows["date"].dt.to_period("Q").astype("str")
    known = "to the " + rows["date_precision"].astype("str")
    rows = rows.assign(
        slot=rows.groupby([rows["lane"], quarter]).cumcount() + 1,
        known=known,
        when=rows["date"].dt.strftime("%Y-%m-%d").where(known == "to the day", rows["date"].dt.strftime("%Y-%m")),
        support=rows["confidence"].astype("str"),
    )
    sizes, last = rows["lane"].value_counts(), rows[rows["lane"] == eve.PIPELINE].iloc[-1]
    rows = rows[["date", "when", "lane", "slot", "title", "known", "support"]]
    rows, y, frame = lanes(rows, ORDER, rising=True)
    weak = " Hollow marks rest on weak support." if rows["support"].eq(WEAK).any() else ""
    span = alt.Scale(domain=[alt.DateTime(year=int(since[:4])), alt.DateTime(year=eve.EVE.year, month=2, date=1)])
    strike = alt.Chart(events.loc[events["event_id"] == STRIKES["Iran"], ["date"]])
    points = (
        alt.Chart(rows)
        .mark_point(size=55, strokeWidth=1.5, color=THIRD, stroke=THIRD)
        .encode(
            x=alt.X(
                "date:T",
                title=None,
                scale=span,
                axis=alt.Axis(format="%Y", tickCount="year", grid=True, labelFlush=True),
            ),
            y=y,
            shape=shape("known", KNOWN, "Date known"),
            fillOpacity=alt.condition(f"datum.support === '{WEAK}'", alt.value(0), alt.value(1)),
            tooltip=[
                alt.Tooltip("when", title="When"),
                alt.Tooltip("title", title="Milestone"),
                alt.Tooltip("known", title="Date known"),
            ],
        )
    )
    line = strike.mark_rule(size=2, color=INK, opacity=0.7).encode(x="date:T")
    name = strike.mark_text(align="right", dx=-5).encode(x="date:T", y=alt.value(8), text=alt.value("First strike"))
    return figure(
        (line + points + frame + name).properties(height=alt.Step(14)),
        name="incidents-eve",
        title="Trade, crossings, power and pipeline before the strikes",
        description=(
            f"Chart of {len(rows)} milestones in {len(sizes)} lanes from {rows['when'].min()[:4]} to the eve of the first strike: {sizes[eve.PIPELINE]} concern the gas pipeline, "
            f"the last of them in {last['date']:%B %Y}, and {sizes[ORDER[1]]} concern crossings and markets."
        ),
        caption=f"Marks of one quarter and field stand above one another.{weak} Milestones known only to the month or year are drawn at its start.",
        table={"when": "When", "lane": "Field", "title": "Milestone", "support": "Support"},
    )
