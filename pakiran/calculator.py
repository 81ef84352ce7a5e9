"""How much Pakistan would owe for the late pipeline: a calculator from a daily penalty to a sum, beside the sums in print.

An explorer with two faces (see `explore`): the page computes in Vega, a kernel computes in Python.
"""

import altair as alt
import pandas as pd

from . import pipeline
from .charts.common import colour, shape
from .explore import Explorer
from .figures import BROWN, INK, NEUTRAL, PAK, figure

YOURS = "Your rate"
KINDS = {"your rate": BROWN, "a rate in print": PAK, "a sum in print": NEUTRAL}
KIND_SHAPES = {"your rate": "diamond", "a rate in print": "square", "a sum in print": "cross"}
RATES = [round(0.1 * step, 1) for step in range(101)]
START = {"rate": 1.0, "first_day": "2015-01-01", "last_day": "2024-03-31"}


def lines(terms: pd.DataFrame) -> pd.DataFrame:
    """What the calculator sets side by side: `line`, `kind`, `per_day` (rates) or `total` (sums), USD million.

    Each printed rate that Pakistan would owe, and each printed sum, stands once.
    """
    said = pipeline.penalties(terms)
    said = said[said["owed_by"] == "Pakistan"]
    rates = said[said["form"] == "rate"].drop_duplicates("per_day").sort_values("per_day")
    sums = said[said["form"] == "sum"].drop_duplicates("value").sort_values("value")
    rows = [(YOURS, "your rate", None, None)]
    rows += [(_rate_name(row), "a rate in print", row.per_day, None) for row in rates.itertuples()]
    rows += [(_sum_name(row.value), "a sum in print", None, row.value) for row in sums.itertuples()]
    return pd.DataFrame(rows, columns=["line", "kind", "per_day", "total"])


def _rate_name(row) -> str:
    return f"{row.value:g} million a {'month' if 'month' in row.unit else 'day'}"


def _sum_name(value: float) -> str:
    return f"{value / 1000:g} billion printed" if value >= 1000 else f"{value:g} million printed"


def penalty_calculator(terms: pd.DataFrame) -> Explorer:
    """A daily rate, a first and a last day: the sum, beside printed rates over the same days and printed sums."""
    rows = lines(terms)

    def counts(
        rate: float = START["rate"], first_day: str = START["first_day"], last_day: str = START["last_day"]
    ) -> pd.DataFrame:
        """Each line with `days` (both ends counted), `per_day` and `total` in USD million, rounded to a tenth."""
        days = pipeline.days_late(first_day, last_day)
        per_day = rows["per_day"].where(rows["line"] != YOURS, rate)
        total = rows["total"].where(rows["total"].notna(), per_day * days)
        return rows.assign(days=days, per_day=per_day, total=total.round(1))

    chart = figure(
        _bars(rows),
        name="penalty-calculator",
        title="Penalty calculator",
        description=_description(counts()),
        caption=(
            "Choose a rate in million dollars a day and two days; both days count. A monthly rate is divided by the mean month. "
            "Nothing here is the method of the contract, which no document seen shows. Without scripts the chart shows the first setting."
        ),
        table=_table(counts()),
    )
    months = [f"{day:%Y-%m-%d}" for day in pd.date_range("2014-01-01", "2026-12-01", freq="MS")]
    ends = [f"{day:%Y-%m-%d}" for day in pd.date_range("2014-01-31", "2026-12-31", freq="ME")]
    settings = {
        "rate": ("USD million a day", RATES, START["rate"]),
        "first_day": ("From", months, START["first_day"]),
        "last_day": ("To", ends, START["last_day"]),
    }
    return Explorer(chart, settings, counts)


def _bars(rows: pd.DataFrame) -> alt.LayerChart:
    params = [
        alt.param(
            name="rate",
            value=START["rate"],
            bind=alt.binding_range(min=RATES[0], max=RATES[-1], step=0.1, name="USD million a day "),
        ),
        alt.param(name="first_day", value=START["first_day"], bind=alt.binding(input="date", name="From ")),
        alt.param(name="last_day", value=START["last_day"], bind=alt.binding(input="date", name="To ")),
    ]
    base = (
        alt.Chart(rows)
        # Days are counted in UTC, so that no change of the clock can add or lose one.
        .transform_calculate(days="max(0, round((toDate(last_day) - toDate(first_day)) / 86400000) + 1)")
        .transform_calculate(a_day=f"datum.line === '{YOURS}' ? rate : datum.per_day")
        .transform_calculate(sum="isValid(datum.total) ? datum.total : round(datum.a_day * datum.days * 10) / 10")
        .encode(y=alt.Y("line:N", title=None, sort=list(rows["line"])))
    )
    amount = alt.X(
        "sum:Q",
        title="USD million",
        axis=alt.Axis(format=",.1~f", tickCount=4),
        scale=alt.Scale(domainMin=0, nice=True),
    )
    bars = base.mark_bar(height=5, opacity=0.5).encode(x=amount, color=colour("kind", KINDS).legend(None))
    ends = base.mark_point(size=85).encode(
        x=amount,
        color=colour("kind", KINDS),
        shape=shape("kind", KIND_SHAPES),
        tooltip=[
            alt.Tooltip("line", title="Line"),
            alt.Tooltip("days:Q", title="Days", format=",d"),
            alt.Tooltip("sum:Q", title="USD million", format=",.1~f"),
        ],
    )
    text = base.mark_text(dy=-11, align="left", dx=-4, color=INK).encode(
        x=alt.value(6), text=alt.Text("sum:Q", format=",.1~f")
    )
    return (bars + ends + text).add_params(*params).properties(height=alt.Step(36))


def _description(shown: pd.DataFrame) -> str:
    yours, most = shown.iloc[0], shown.loc[shown["total"].idxmax()]
    return (
        f"Bars of {len(shown)} amounts with controls for the rate and the days: at first, {yours['per_day']:g} million dollars a day over {yours['days']:,} days make "
        f"{yours['total']:,.0f} million, and the largest amount is {most['total']:,.0f} million ({most['line'].lower()})."
    )


def _table(shown: pd.DataFrame) -> pd.DataFrame:
    shown = shown.assign(per_day=shown["per_day"].astype("float").round(2))
    return shown[["line", "kind", "per_day", "days", "total"]].set_axis(
        ["Line", "Kind", "USD million a day", "Days chosen", "USD million"], axis=1
    )
