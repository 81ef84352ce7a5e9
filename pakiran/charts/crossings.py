"""Figure of the closures of the border crossings."""

import altair as alt

from .. import crossings
from ..figures import INK, IRN, NEUTRAL, PAK, figure
from .common import colour, lanes, shape, time_span

CLOSERS = {crossings.IRAN: IRN, crossings.PAKISTAN: PAK, crossings.UNCLEAR: NEUTRAL, crossings.NOBODY: INK}
CLOSER_SHAPES = {
    crossings.IRAN: "circle",
    crossings.PAKISTAN: "square",
    crossings.UNCLEAR: "diamond",
    crossings.NOBODY: "cross",
}


def border_closures() -> alt.Chart:
    """Reported closures of crossings by cause, and the strikes, during which none was closed."""
    rows = crossings.closures().assign(slot=1)
    order = list(crossings.by_cause()["cause"])
    closed = rows[rows["closed_by"] != crossings.NOBODY]
    rows, y, frame = lanes(
        rows.assign(lane=rows["cause"], when=rows["date"].dt.strftime("%B %Y")).drop(columns=["source_id", "key"]),
        order,
        rising=False,
    )
    points = (
        alt.Chart(rows)
        .mark_point(size=100, strokeWidth=1.7)
        .encode(
            x=alt.X(
                "date:T",
                title=None,
                axis=alt.Axis(format="%Y", tickCount=6),
                scale=time_span("2013-07-01", "2026-01-01"),
            ),
            y=y,
            color=colour("closed_by", CLOSERS, "Closed by"),
            shape=shape("closed_by", CLOSER_SHAPES, "Closed by"),
            tooltip=[
                alt.Tooltip("when", title="When"),
                alt.Tooltip("title", title="Reported"),
                alt.Tooltip("closed_by", title="Closed by"),
                alt.Tooltip("lasted", title="How long"),
            ],
        )
    )
    return figure(
        (points + frame).properties(height=alt.Step(18)),
        name="border-closures",
        title="What closed the border",
        description=(
            f"Chart of {len(closed)} reported closures of crossings from {closed['date'].min():%Y} to {closed['date'].max():%Y} in {closed['cause'].nunique()} causes, "
            f"with none reported for the strikes of January 2024."
        ),
        caption="One mark is one reported closure; the cross marks the strikes, when officials on the Pakistani side said that all crossings stayed open. The list holds what the tables hold; short or local closures are surely missing.",
        table={"when": "When", "title": "Reported", "cause": "Cause", "closed_by": "Closed by", "lasted": "How long"},
    )
