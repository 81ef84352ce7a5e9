"""Figure of acts that draw acts: how many are followed, against what chance gives."""

import altair as alt
import numpy as np
import pandas as pd

from .. import reciprocity
from ..figures import GREEN, INK, NEUTRAL, VIOLET, figure
from .common import colour, shape


def acts_followed(found: pd.DataFrame) -> alt.FacetChart:
    """Share of acts followed by the other side, against what shifted dates give: one row a variant."""
    pooled = found[found["direction"] == reciprocity.EITHER]
    rows = pooled.assign(panel=pooled["kind"] + ", " + pooled["days"].astype(str) + " days")
    order = [f"{kind}, {days} days" for days in reciprocity.WINDOWS for kind in reciprocity.SIGNS.values()]
    y = alt.Y("variant:N", title=None, sort=list(reciprocity.VARIANTS), axis=alt.Axis(labelLimit=150))
    x = alt.X("share:Q", title="Share of acts followed", axis=alt.Axis(format="%", tickCount=4))
    tips = [
        alt.Tooltip("panel", title="Acts"),
        alt.Tooltip("variant", title="Rows"),
        alt.Tooltip("acts", title="n, acts"),
        alt.Tooltip("share", title="Followed", format=".0%"),
        alt.Tooltip("expected", title="By chance", format=".0%"),
        alt.Tooltip("p", format=".3f"),
    ]
    kinds = dict(zip(reciprocity.SIGNS.values(), (VIOLET, GREEN), strict=True))
    shapes = dict(zip(reciprocity.SIGNS.values(), ("square", "circle"), strict=True))
    base = alt.Chart(rows[["kind", "panel", "variant", "acts", "share", "expected", "chance_low", "chance_high", "p"]])
    chance = base.mark_rule(strokeWidth=9, color=NEUTRAL, opacity=0.4).encode(
        x=alt.X("chance_low:Q", title="Share of acts followed"), x2="chance_high:Q", y=y
    )
    middle = base.mark_tick(color=INK, thickness=1.5, size=12).encode(x="expected:Q", y=y)
    points = base.mark_point(size=70).encode(
        x=x, y=y, color=colour("kind", kinds), shape=shape("kind", shapes), tooltip=tips
    )
    chart = (
        (chance + middle + points)
        .properties(height=alt.Step(21))
        .facet(facet=alt.Facet("panel:N", title=None, sort=order, header=alt.Header(labelAnchor="start")), columns=2)
    )
    first = pooled[(pooled["variant"] == "All acts") & (pooled["days"] == 14)].set_index("kind")["share"]
    bare = pooled[(pooled["variant"] == "Without both") & (pooled["days"] == 14)].set_index("kind")["share"]
    small = int((pooled["p"] < 0.05).sum())
    return figure(
        chart,
        name="reciprocity",
        title="How often one side's act is followed by the other's",
        description=(
            f"Six panels of shares of acts that the other state followed with a like act: within 14 days {first['Hostile acts']:.0%} of hostile and {first['Friendly acts']:.0%} of friendly acts, "
            f"but {bare['Hostile acts']:.0%} and {bare['Friendly acts']:.0%} without January 2024 and outside one episode, with {small} of {len(pooled)} tests below 0.05."
        ),
        caption=(
            "Grey bars: what 95 percent of shifted calendars give; the thin line is their mean. A mark to the right of its bar is more than chance gives. "
            "Followed means in time after, not because of. Both directions together."
        ),
        table=_followed_table(pooled),
    )


def _followed_table(pooled: pd.DataFrame) -> pd.DataFrame:
    columns = {
        "kind": "Acts",
        "days": "Days",
        "variant": "Rows",
        "acts": "n",
        "followed": "Followed",
        "share": "Share",
        "expected": "By chance",
        "excess": "Points above chance (95 percent)",
        "p": "p",
    }
    said = pooled.assign(
        share=pooled["share"].map("{:.0%}".format),
        expected=pooled["expected"].map("{:.0%}".format),
        excess=[_points(row) for row in pooled.itertuples()],
        p=pooled["p"].map(reciprocity.chance_of),
    )
    return said[list(columns)].rename(columns=columns)


def _points(row) -> str:
    return f"{row.excess * 100:+.0f}" + (
        "" if np.isnan(row.low) else f" ({row.low * 100:+.0f} to {row.high * 100:+.0f})"
    )
