"""Explorers with two faces: controls on the page, and the same controls in a live kernel.

On the page the controls are parameters of the chart and need no kernel. In a kernel the same
controls are widgets that call Python. Both show the same numbers for the same setting.
"""

from collections.abc import Callable
from dataclasses import dataclass

import altair as alt
import pandas as pd

from . import chronology
from .charts.common import CROWD, SIDES, colour, fold
from .figures import figure

SUPPORT = ["low", "medium", "high"]
AT_LEAST = ("any", "medium or high", "high")  # what the control on the page says for each
STRONG_ENOUGH = f"datum.support >= indexof({SUPPORT}, support)"  # Vega expression; `support` of a row is a rank


@dataclass(frozen=True)
class Explorer:
    """One object: `chart` for the page, `counts` for the numbers, `widgets()` for a live kernel."""

    chart: alt.Chart
    settings: dict[str, tuple]  # name -> (label, choices, start)
    counts: Callable[..., pd.DataFrame]

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.chart._repr_mimebundle_(include, exclude)

    def widgets(self):
        """The same controls as ipywidgets, with the numbers as a table that Python computes."""
        import ipywidgets

        controls = live_controls(self.settings)
        table = ipywidgets.HTML()

        def show(**chosen):
            table.value = to_html(self.counts(**chosen))

        ipywidgets.interactive_output(show, controls)
        return ipywidgets.VBox([*controls.values(), table])


def live_controls(settings: dict[str, tuple]) -> dict:
    """The settings of an explorer as ipywidgets: a slider for numbers, else a menu; each with room for its whole label."""
    import ipywidgets

    longest = max(len(label) for label, *_ in settings.values())
    layout = {"width": f"{longest + 42}ch", "max_width": "100%"}
    room = {"style": {"description_width": f"{longest}ch"}, "layout": layout}
    return {
        name: (ipywidgets.SelectionSlider if isinstance(start, int | float) else ipywidgets.Dropdown)(
            options=choices, value=start, description=label, **room
        )
        for name, (label, choices, start) in settings.items()
    }


def to_html(numbers: pd.DataFrame) -> str:
    """The numbers as the table below the widgets: two places behind the point or none, and a dash where there is none."""
    return numbers.to_html(
        index=False, border=0, na_rep="–", float_format=lambda number: f"{number:,.2f}".removesuffix(".00")
    )


def _support_setting() -> tuple:
    """The control that every explorer of events has: label, choices, start."""
    return ("Support at least", SUPPORT, SUPPORT[0])


def page_controls(settings: dict[str, tuple]) -> list[alt.Parameter]:
    """The settings of an explorer as parameters of its chart: a slider for whole numbers, else a menu.

    A choice is a value, or a pair of what is read and the value, as ipywidgets take them.
    """
    return [
        alt.param(name=name, value=start, bind=_binding(name, label, choices))
        for name, (label, choices, start) in settings.items()
    ]


def by_place(settings: dict[str, tuple]) -> dict[str, tuple]:
    """The same settings with each choice of a menu held as its place in the list, for pages that compute with it."""
    return {
        name: (label, choices, start)
        if isinstance(choices[0], int)
        else (label, [(read, place) for place, read in enumerate(choices)], choices.index(start))
        for name, (label, choices, start) in settings.items()
    }


def _binding(name: str, label: str, choices: list):
    if isinstance(choices[0], int):
        return alt.binding_range(min=choices[0], max=choices[-1], step=1, name=f"{label} ")
    if name == "support":
        return alt.binding_select(options=choices, labels=list(AT_LEAST), name="Support ")
    pairs = [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]
    return alt.binding_select(
        options=[value for _, value in pairs], labels=[read for read, _ in pairs], name=f"{label} "
    )


def bar_explorer(
    rows: pd.DataFrame,
    by: str,
    order: list[str],
    settings: dict[str, tuple],
    *,
    condition: str,
    keep: Callable[..., pd.Series],
    step: int,
    texts: Callable[[pd.DataFrame], dict],
    over: str,
) -> Explorer:
    """Numbers of events as bars, one for each value of the column `by` in `order`, parted by who acts.

    `rows` has `by`, `side`, `support` (rank) and what the settings ask about; `support` is added to them.
    `condition` (Vega) and `keep` (Python, the settings but for support as arguments) say which rows they choose.
    `texts` makes the arguments of `figure` from the numbers of the first setting. Where there are too many rows to
    embed, the chart carries their numbers by the values of the column `over` instead.
    """
    settings = settings | {"support": _support_setting()}
    first = {name: start for name, (_, _, start) in settings.items()}

    def counts(*given, **named) -> pd.DataFrame:
        """Events by `by` and side under a setting; what is not given keeps its first value."""
        chosen = first | dict(zip(first, given, strict=False)) | named
        least = SUPPORT.index(chosen.pop("support"))
        counted = rows[keep(**chosen) & (rows["support"] >= least)].groupby([by, "side"]).size()
        return (
            counted.rename("events")
            .reset_index()
            .sort_values(by, key=lambda names: names.map(order.index), kind="stable", ignore_index=True)
        )

    crowded = len(rows) > CROWD
    number = "sum(n):Q" if crowded else "count():Q"
    drawn = fold(rows, [name for name in rows if name != over], over) if crowded else rows
    bars = (
        (alt.Chart(drawn).transform_flatten([over, "n"]) if crowded else alt.Chart(drawn))
        .transform_filter(f"({condition}) && {STRONG_ENOUGH}")
        .mark_bar()
        .encode(
            x=alt.X(number, title="Number of events", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y(f"{by}:N", title=None, sort=order, scale=alt.Scale(domain=order)),
            color=colour("side", SIDES),
            tooltip=[by, "side", alt.Tooltip(number, title="events")],
        )
        .properties(height=alt.Step(step))
        .add_params(*page_controls(settings))
    )
    return Explorer(figure(bars, **texts(counts())), settings, counts)


def chronology_explorer(events: pd.DataFrame) -> Explorer:
    """How many events of which field, by who acts, in years and with a support that the reader chooses."""
    rows = chronology.lanes(events).assign(
        year=events["date"].dt.year, support=events["confidence"].cat.codes.astype(int)
    )[["year", "support", "lane", "side"]]
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))

    def texts(counted: pd.DataFrame) -> dict:
        most = counted.groupby("lane")["events"].sum()
        return {
            "name": "explore-chronology",
            "title": "Explore the chronology",
            "description": (
                f"Bar chart of {most.sum()} events from {years[0]} to {years[-1]} by field and by who acts, with controls for the years and the support; "
                f"with all events shown the largest field is {most.idxmax()} with {most.max()} events."
            ),
            "caption": "Move the years together or apart, or ask for stronger support, and see which bars shrink. Without scripts the chart shows all events.",
            "table": counted.rename(columns={"lane": "Field", "side": "Who acts", "events": "Events"}),
        }

    return bar_explorer(
        rows,
        "lane",
        list(dict.fromkeys(chronology.LANES.values())),
        {"first": ("From year", years, years[0]), "last": ("To year", years, years[-1])},
        condition="datum.year >= first && datum.year <= last",
        keep=lambda first, last: rows["year"].between(first, last),
        step=34,
        texts=texts,
        over="year",
    )
