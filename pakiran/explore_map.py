"""Explorer of incidents on a map: years and who acted, chosen by the reader."""

import altair as alt
import pandas as pd

from .charts import basemap
from .charts.incidents import map_chart, map_rows, map_table
from .explore import Explorer
from .figures import figure

EVERYONE = "Everyone"
CHOSEN = f"datum.year >= first && datum.year <= last && (who === '{EVERYONE}' || datum.who === who)"


def incidents_explorer(found: pd.DataFrame, places: pd.DataFrame) -> Explorer:
    """Where which incidents happened, in the years and by the actor that the reader chooses.

    `found` as `incidents.incidents` returns it. Incidents without a place, and those that the map does not cover
    (strikes in Iraq and Syria), are in neither face.
    """
    rows = map_rows(found, places)
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))
    actors = [EVERYONE, *rows["who"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index]
    start = {"first": years[0], "last": years[-1], "who": EVERYONE}

    def counts(first: int = start["first"], last: int = start["last"], who: str = start["who"]) -> pd.DataFrame:
        """Incidents on the map by who acted and direction, from the year `first` to `last`, by one actor or everyone."""
        chosen = rows[rows["year"].between(first, last) & (rows["who"].eq(who) | (who == EVERYONE))]
        return chosen.groupby(["by", "flow"]).size().rename("incidents").reset_index()

    bounds = {"min": years[0], "max": years[-1], "step": 1}
    params = [
        alt.param(name="first", value=start["first"], bind=alt.binding_range(**bounds, name="From year ")),
        alt.param(name="last", value=start["last"], bind=alt.binding_range(**bounds, name="To year ")),
        alt.param(name="who", value=EVERYONE, bind=alt.binding_select(options=actors, name="By whom ")),
        alt.param(
            name="view",
            value=next(iter(basemap.VIEWS)),
            bind=alt.binding_select(options=list(basemap.VIEWS), name="Map of "),
        ),
    ]
    most = rows["who"].value_counts()
    chart = figure(
        map_chart(rows, places, CHOSEN).add_params(*params),
        name="explore-incidents-map",
        title="Explore the incidents on the map",
        description=(
            f"Map of {len(rows)} incidents from {years[0]} to {years[-1]} by who acted, with controls for the years, the actor and the part of the map; "
            f"with all incidents shown the actor with the most is {most.index[0]} with {most.iloc[0]}."
        ),
        caption=(
            "One mark is one incident. Marks stand for towns or districts; incidents of one place stand beside each other, away from the border. Hollow marks rest on weak support. "
            "The line between Iran and Pakistan is the thick one; a mark on it stands for an incident whose side is not settled. Dashed: disputed lines in and around Kashmir. "
            "All lines follow who holds the ground and say nothing about rights. Outlines: Natural Earth. Not on this map: the strikes in Iraq and Syria. Without scripts the map shows all incidents."
        ),
        table=map_table(rows),
    )
    settings = {
        "first": ("From year", years, start["first"]),
        "last": ("To year", years, start["last"]),
        "who": ("By whom", actors, start["who"]),
    }
    return Explorer(chart, settings, counts)
