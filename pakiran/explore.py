"""Explorers with two faces: controls on the page, and the same controls in a live kernel.

On the page the controls are parameters of the chart and need no kernel. In a kernel the same
controls are widgets that call Python. Both show the same numbers for the same setting.
"""

from collections.abc import Callable
from dataclasses import dataclass

import altair as alt
import pandas as pd

from . import chronology
from .charts.common import SIDES, colour
from .figures import figure

SUPPORT = ["low", "medium", "high"]


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

        controls = {
            name: ipywidgets.SelectionSlider(
                options=choices, value=start, description=label, style={"description_width": "12em"}
            )
            for name, (label, choices, start) in self.settings.items()
        }
        table = ipywidgets.HTML()

        def show(**chosen):
            table.value = self.counts(**chosen).to_html(index=False, border=0)

        ipywidgets.interactive_output(show, controls)
        return ipywidgets.VBox([*controls.values(), table])


def chronology_explorer(events: pd.DataFrame) -> Explorer:
    """How many events of which field, by who acts, in years and with a support that the reader chooses."""
    rows = chronology.lanes(events).assign(
        year=events["date"].dt.year, support=events["confidence"].cat.codes.astype(int)
    )[["year", "support", "lane", "side"]]
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))
    start = {"first": years[0], "last": years[-1], "support": "low"}

    def counts(first: int = start["first"], last: int = start["last"], support: str = start["support"]) -> pd.DataFrame:
        """Events by field and side from the year `first` to `last` with at least this support."""
        chosen = rows[rows["year"].between(first, last) & (rows["support"] >= SUPPORT.index(support))]
        return chosen.groupby(["lane", "side"]).size().rename("events").reset_index()

    params = [
        alt.param(
            name="first",
            value=start["first"],
            bind=alt.binding_range(min=years[0], max=years[-1], step=1, name="From year "),
        ),
        alt.param(
            name="last",
            value=start["last"],
            bind=alt.binding_range(min=years[0], max=years[-1], step=1, name="To year "),
        ),
        alt.param(
            name="support",
            value=0,
            bind=alt.binding_select(options=[0, 1, 2], labels=["any", "medium or high", "high"], name="Support "),
        ),
    ]
    bars = (
        alt.Chart(rows)
        .transform_filter("datum.year >= first && datum.year <= last && datum.support >= support")
        .mark_bar()
        .encode(
            x=alt.X("count():Q", title="Number of events", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("lane:N", title=None, sort=list(dict.fromkeys(chronology.LANES.values()))),
            color=colour("side", SIDES),
            tooltip=["lane", "side", alt.Tooltip("count():Q", title="events")],
        )
        .properties(height=alt.Step(34))
        .add_params(*params)
    )
    most = counts().groupby("lane")["events"].sum()
    chart = figure(
        bars,
        name="explore-chronology",
        title="Explore the chronology",
        description=(
            f"Bar chart of {most.sum()} events from {years[0]} to {years[-1]} by field and by who acts, with controls for the years and the support; "
            f"with all events shown the largest field is {most.idxmax()} with {most.max()} events."
        ),
        caption="Move the years together or apart, or ask for stronger support, and see which bars shrink. Without scripts the chart shows all events.",
        table=counts().rename(columns={"lane": "Field", "side": "Who acts", "events": "Events"}),
    )
    settings = {
        "first": ("From year", years, start["first"]),
        "last": ("To year", years, start["last"]),
        "support": ("Support at least", SUPPORT, start["support"]),
    }
    return Explorer(chart, settings, counts)
