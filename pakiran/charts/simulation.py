"""Figure of the crisis simulation: the path of the record through the seven turns."""

import altair as alt
import pandas as pd

from ..figures import INK, figure


def simulation_path(path: pd.DataFrame, armed_out: pd.DataFrame) -> alt.LayerChart:
    """The running sum of Goldstein values by turn, with and without acts of force (frames as `simulation.path` gives them)."""
    kinds = ["All dealings", "Without acts of force"]
    start = pd.DataFrame({"turn": [0], "path": [0.0]})
    rows = pd.concat(
        [
            pd.concat([start, frame[["turn", "path"]]]).assign(kind=kind)
            for kind, frame in zip(kinds, (path, armed_out), strict=True)
        ]
    )
    x = alt.X("turn:Q", title="Turn", scale=alt.Scale(domain=[0, int(path["turn"].max())]), axis=alt.Axis(values=list(range(int(path["turn"].max()) + 1)), format="d"))  # fmt: skip
    y = alt.Y("path:Q", title="Running sum, Goldstein scale", axis=alt.Axis(format="+d", tickCount=6))
    dash = alt.StrokeDash("kind:N", title=None, scale=alt.Scale(domain=kinds, range=[[1, 0], [5, 4]]))
    tips = [
        alt.Tooltip("kind:N", title="Path"),
        alt.Tooltip("turn:Q", title="Turn"),
        alt.Tooltip("path:Q", title="Running sum", format="+.1f"),
    ]
    lines = alt.Chart(rows).mark_line(color=INK, strokeWidth=2).encode(x=x, y=y, strokeDash=dash)
    dots = alt.Chart(rows).mark_point(color=INK, size=55).encode(x=x, y=y, tooltip=tips)
    zero = alt.Chart(pd.DataFrame({"path": [0.0]})).mark_rule(opacity=0.5).encode(y="path:Q")
    lowest = path.loc[path["path"].idxmin()]
    table = path.merge(armed_out, on="turn", suffixes=("", "_without"))
    heads = {
        "turn": "Turn",
        "moves": "Dealings",
        "sum": "Sum",
        "path": "Running sum",
        "path_without": "Running sum without acts of force",
    }
    return figure(
        (zero + lines + dots).properties(height=260),
        name="simulation-path",
        title="The path of the record through the seven turns",
        description=(
            f"Line chart of the running sum of Goldstein values of what Iran and Pakistan did towards each other in seven turns of January 2024: it falls to {lowest['path']:+.1f} "
            f"in turn {lowest['turn']:.0f} and ends at {path['path'].iloc[-1]:+.1f}, or at {armed_out['path'].iloc[-1]:+.1f} without acts of force."
        ),
        caption="Each turn holds what was done after its card and up to the next one. The sum grows with the number of acts, and it does not count the dead.",
        table=table[list(heads)].rename(columns=heads),
    )
