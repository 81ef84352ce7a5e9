"""Figure of the long-run index an act, and what coverage does to it."""

import altair as alt
import pandas as pd

from ..figures import INK, NEUTRAL, VIOLET, figure
from ..index_coverage import EARLY


def index_and_coverage(found: pd.DataFrame) -> alt.LayerChart:
    """Mean value an act by decade, with what leaving out publishers and thinning do to it."""
    rows = found.assign(
        label=found["decade"].astype(str) + "s (n " + found["acts"].astype(str) + ")", mark="mean of all acts"
    )
    y = alt.Y("label:N", title=None, sort=list(rows["label"]), axis=alt.Axis(labelLimit=120))
    x = alt.X("mean:Q", title="Mean Goldstein value an act", scale=alt.Scale(domain=[-10, 10]))
    base = alt.Chart(rows.drop(columns=["decade", "size"]).round(3))
    thin = base.transform_filter("isValid(datum.thin_low)").mark_bar(height=17, color=NEUTRAL, opacity=0.3)
    thin = thin.encode(x=alt.X("thin_low:Q", title="Mean Goldstein value an act"), x2="thin_high:Q", y=y)
    out = base.mark_rule(strokeWidth=5, color=VIOLET).encode(x="without_low:Q", x2="without_high:Q", y=y)
    points = base.mark_point(size=75, color=INK).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("label", title="Decade"),
            alt.Tooltip("mean", title="Mean", format="+.1f"),
            alt.Tooltip("plain", title="Mean, plus and minus one", format="+.2f"),
            alt.Tooltip("without_low", title="Lowest without one publisher", format="+.1f"),
            alt.Tooltip("without_high", title="Highest without one publisher", format="+.1f"),
        ],
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(strokeDash=[4, 3]).encode(x="zero:Q")
    late = found.dropna(subset="same_sign")
    size, last = int(found["size"].iloc[0]), late.iloc[-1]
    shown = ["label", "mean", "plain", "without_low", "without_high", "thin_low", "thin_high", "same_sign"]
    return figure(
        (thin + zero + out + points).properties(height=alt.Step(26)),
        name="index-and-coverage",
        title="The long-run index an act, and what coverage does to it",
        description=(
            f"Chart of the mean Goldstein value an act in {len(found)} decades with {found['acts'].min()} to {found['acts'].max()} acts each; "
            f"the mean of the {last['decade']:.0f}s is {last['mean']:+.1f}, but {size} acts drawn from them, as many as a typical early decade has, give {last['thin_low']:+.1f} to {last['thin_high']:+.1f}."
        ),
        caption=(
            f"Point: mean of all acts. Violet bar: range when any one publisher is left out. Grey bar: 95 percent of the means of {size} acts drawn from the decade, "
            f"the number of acts of a typical decade before {EARLY}; those decades have no grey bar."
        ),
        table=rows[shown]
        .rename(
            columns={
                "label": "Decade",
                "mean": "Mean",
                "plain": "Mean, plus and minus one",
                "without_low": "Lowest without one publisher",
                "without_high": "Highest without one publisher",
                "thin_low": "Thinned, low",
                "thin_high": "Thinned, high",
                "same_sign": "Thinned draws with the same sign",
            }
        )
        .round(2),
    )
