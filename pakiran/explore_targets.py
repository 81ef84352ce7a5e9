"""The explorer of the trade targets: a target, a count and a growth rate, and what follows from them.

The page computes every answer in Vega expressions, a kernel in Python (`pakiran.targets.answer`);
both write the same sentences, and a test compares them.
"""

import altair as alt
import pandas as pd

from . import targets as _targets
from .charts.common import colour, shape
from .charts.trade import COUNT_COLOURS, COUNT_SHAPES
from .explore import Explorer, by_place, page_controls
from .figures import INK, PAPER, figure

RATES = list(range(-20, 121))
START = 18  # percent a year: about the newest growth of Pakistan's customs imports
LAST = 2045  # last year drawn
TOP = 12_000  # USD million: a little above the largest target
ROWS = {"own": "This count", "long": "COW 3.0"}
QUESTIONS = [
    "Starts from",
    "Target first reached in",
    "In the deadline year",
    "Gap",
    "Growth needed",
    "Rank, this count",
    "Rank, COW 3.0",
]


def target_explorer(targets: pd.DataFrame, observed: pd.DataFrame, today: pd.Timestamp) -> Explorer:
    """When a target is reached, and how far off it is at its deadline, for a count and a growth rate of the reader's choice."""
    years = _targets.counted(observed)
    goals, starts = _targets.standing(targets, today), _targets.starts(years)
    rates = _rates(years, starts)
    settings = {
        "goal": ("Target", list(goals["goal"]), goals["goal"].iloc[1]),
        "count": ("Count", list(starts["count"]), starts["count"].iloc[0]),
        "growth": ("Growth, percent a year", RATES, START),
    }

    def counts(goal: str = settings["goal"][2], count: str = settings["count"][2], growth: int = START) -> pd.DataFrame:
        """The answers as questions and texts, for a target, a count and a growth rate in percent a year."""
        return pd.DataFrame({"Question": QUESTIONS, "Answer": _answers(goals, starts, rates, goal, count, growth)})

    chart = figure(
        _page(goals, starts, years, rates, settings),
        name="explore-targets",
        title="Explore the targets",
        description=_sentence(counts(), settings),
        caption=(
            "Thick points were counted, thin points are the chosen growth rate. The dashed line is the target, the upright line its deadline year. Below: recorded growth rates, the rate you chose "
            "(line) and the rate needed (diamond); rates beyond the ends stand at the edge. Without scripts the chart shows one setting."
        ),
        table=counts(),
    )
    return Explorer(chart, settings, counts)


def _rates(years: pd.DataFrame, starts: pd.DataFrame) -> dict[str, list[float]]:
    """Recorded growth rates by count, of the kind of year that the count starts from, and of the longest record."""
    found = _targets.growth(years)
    kinds = dict(zip(starts["count"], starts["year_type"], strict=True)) | {_targets.LONGEST: "CALENDAR"}
    return {
        count: [round(pct, 3) for pct in found[(found["count"] == count) & (found["year_type"] == kind)]["pct"]]
        for count, kind in kinds.items()
    }


def _sentence(answers: pd.DataFrame, settings: dict) -> str:
    said = dict(zip(answers["Question"], answers["Answer"], strict=True))
    return (
        f"Explorer of the trade targets with controls for target, count and growth; for {settings['goal'][2]}, {settings['count'][2]} and {START} percent a year "
        f"the target is first reached in {said['Target first reached in']} and the growth needed is {said['Growth needed']}."
    )


# --- the kernel's face -------------------------------------------------------------


def _answers(goals, starts, rates, goal: str, count: str, growth: float) -> list[str]:
    aim, start = goals.set_index("goal").loc[goal], starts.set_index("count").loc[count]
    args = start["value"], start["begins"], aim["target_usd_million"], aim["deadline_year"], growth
    found = _targets.answer(*args, rates[count])
    long = _targets.answer(*args, rates[_targets.LONGEST])
    deadline = _targets.period(start["year_type"], aim["deadline_year"])
    never = found.reached is None
    return [
        _start(start),
        "never at this rate" if never else _targets.period(start["year_type"], found.reached),
        f"USD {found.in_deadline:,.0f} million in {deadline}",
        f"USD {abs(found.gap):,.0f} million {'short' if found.gap > 0 else 'above'}",
        f"{found.needed:.1f} percent a year",
        f"{found.rank} (recorded rates: {found.rates})" if found.rates else "no recorded rate",
        f"{long.rank} (recorded rates: {long.rates})",
    ]


def _start(start) -> str:
    """Value, year and flow that a count starts from: a target is about both directions, not every count is."""
    return f"USD {start['value']:,.0f} million in {start['period_label']}, {start['flow']}"


# --- the page's face ---------------------------------------------------------------


def _page(goals, starts, years, rates, settings) -> alt.VConcatChart:
    chart = alt.vconcat(_answers_view(), _path_view(years, starts), _rates_view(rates), spacing=14)
    controls = page_controls(by_place(settings))
    chart.params = [item.param for item in (*controls, *_computed(goals, starts, rates))]
    return chart


def _computed(goals, starts, rates) -> list:
    """Everything that follows from the three controls, as expressions of the page."""
    faster = {count: "+".join(f"({rate} > growth)" for rate in found) or "0" for count, found in rates.items()}
    own = ",".join(f"({faster[count]})" for count in starts["count"])
    numbers = {
        "amount": f"{list(goals['target_usd_million'])}[goal]",
        "deadline": f"{list(goals['deadline_year'])}[goal]",
        "value0": f"{list(starts['value'])}[count]",
        "begins0": f"{list(starts['begins'])}[count]",
        "kind": f"{list(starts['year_type'])}[count]",
        "n_own": f"{[len(rates[count]) for count in starts['count']]}[count]",
        "factor": "1 + growth / 100",
        "in_deadline": "value0 * pow(factor, deadline - begins0)",
        "needed": "(pow(amount / value0, 1 / (deadline - begins0)) - 1) * 100",
        "reached": "value0 >= amount ? begins0 : growth <= 0 ? 0 : begins0 + ceil(log(amount / value0) / log(factor) - 1e-9)",
    }
    texts = {
        "text0": f"{[_start(start) for _, start in starts.iterrows()]}[count]",
        "text1": f"reached == 0 ? 'never at this rate' : {_period('reached')}",
        "text2": f"'USD ' + format(in_deadline, ',.0f') + ' million in ' + {_period('deadline')}",
        "text3": "'USD ' + format(abs(amount - in_deadline), ',.0f') + ' million ' + (amount > in_deadline ? 'short' : 'above')",
        "text4": "format(needed, '.1f') + ' percent a year'",
        "text5": f"n_own == 0 ? 'no recorded rate' : (1 + [{own}][count]) + ' (recorded rates: ' + n_own + ')'",
        "text6": f"(1 + ({faster[_targets.LONGEST]})) + ' (recorded rates: {len(rates[_targets.LONGEST])})'",
    }
    return [alt.param(name=name, expr=expr) for name, expr in (numbers | texts).items()]


def _period(year: str) -> str:
    """Expression that writes a year of the chosen count, as `targets.period` does."""
    fiscal = f"'FY' + {year} + '-' + format(({year} + 1) % 100, '02d')"
    return f"(kind == 'PK_FISCAL_JUL_JUN' ? {fiscal} : 'SY' + ({year} - 621))"


def _answers_view() -> alt.LayerChart:
    lines = pd.DataFrame({"line": range(len(QUESTIONS)), "question": [f"{question}: " for question in QUESTIONS]})
    choose = " : ".join(f"datum.line == {line} ? text{line}" for line in range(len(QUESTIONS))) + " : ''"
    text = alt.Chart(lines).transform_calculate(answer=f"datum.question + ({choose})")
    return (
        text.mark_text(align="left", dx=-60)
        .encode(x=alt.value(0), y=alt.Y("line:O", axis=None), text="answer:N")
        .properties(height=alt.Step(19))
    )


def _path_view(years: pd.DataFrame, starts: pd.DataFrame) -> alt.LayerChart:
    keys = {count: number for number, count in enumerate(starts["count"])}
    seen = years.merge(starts[["count", "year_type"]], on=["count", "year_type"])
    seen = seen.assign(key=seen["count"].map(keys))[["key", "kind", "begins", "value", "period_label"]]
    x = alt.X(
        "begins:Q",
        title="Year in which the period begins",
        scale=alt.Scale(domain=[2014, LAST]),
        axis=alt.Axis(format="d", values=[2015, 2025, 2035, 2045]),
    )
    y = alt.Y("value:Q", title="USD million", scale=alt.Scale(domain=[0, TOP]), axis=alt.Axis(format=",d", tickCount=4))
    path = (
        alt.Chart(alt.sequence(0, LAST - 2015, as_="k"))
        .transform_calculate(begins="begins0 + datum.k", value="value0 * pow(factor, datum.k)")
        .transform_filter(f"datum.value <= {TOP} && datum.begins <= {LAST}")
    )
    one = alt.Chart(pd.DataFrame({"one": [1]}))
    target = one.transform_calculate(value="amount").mark_rule(strokeDash=[5, 3], color=INK).encode(y=y)
    end = one.transform_calculate(begins="deadline").mark_rule(color=INK, opacity=0.6).encode(x=x)
    kinds = {kind: COUNT_COLOURS[kind] for kind in dict.fromkeys(seen["kind"])}
    shapes = {kind: COUNT_SHAPES[kind] for kind in kinds}
    counted = alt.Chart(seen).transform_filter("datum.key == count").mark_point(size=70)
    counted = counted.encode(color=colour("kind", kinds).legend(None), shape=shape("kind", shapes).legend(None))
    return (
        target
        + end
        + path.mark_line(color=INK, strokeWidth=1, point={"size": 22, "color": INK}).encode(x=x, y=y)
        + counted.encode(x=x, y=y, tooltip=["period_label:N", "value:Q"])
    ).properties(height=200)


def _rates_view(rates: dict[str, list[float]]) -> alt.LayerChart:
    own = [count for count in rates if count != _targets.LONGEST]
    rows = [
        {"key": number, "row": ROWS["own"], "pct": rate} for number, count in enumerate(own) for rate in rates[count]
    ]
    rows += [{"key": -1, "row": ROWS["long"], "pct": rate} for rate in rates[_targets.LONGEST]]
    x = alt.X(
        "pct:Q",
        title="Growth in percent a year",
        scale=alt.Scale(domain=[-60, 120], clamp=True),
        axis=alt.Axis(format="+d", tickCount=6),
    )
    y = alt.Y(
        "row:N",
        title=None,
        sort=list(ROWS.values()),
        scale=alt.Scale(domain=list(ROWS.values())),
        axis=alt.Axis(labelLimit=120),
    )
    ticks = (
        alt.Chart(pd.DataFrame(rows))
        .transform_filter("datum.key == count || datum.key == -1")
        .mark_point(size=45, strokeWidth=1.4, filled=False)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("pct:Q", format="+.1f", title="Percent a year")])
    )
    one = alt.Chart(pd.DataFrame({"one": [1]}))
    chosen = one.transform_calculate(pct="growth").mark_rule(color=INK, strokeWidth=1.5).encode(x=x)
    need = (
        one.transform_calculate(pct="needed", row=f"'{ROWS['own']}'")
        .mark_point(shape="diamond", size=110, color=INK, stroke=PAPER, strokeWidth=1)
        .encode(x=x, y=y)
    )
    return (ticks + chosen + need).properties(height=alt.Step(26))
