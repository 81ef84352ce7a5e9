"""The figure of the citations."""

import altair as alt
import pandas as pd

from .. import bibliography
from ..figures import BROWN, GREEN, INK, OLIVE, figure
from .common import colour, lanes, shape

PROBLEM_COLOURS = {
    "none": GREEN,
    "style only": "#56A0D6",
    "wrong year": BROWN,
    "misspelt author": OLIVE,
    "ambiguous": "#8A8F98",
}
PROBLEM_SHAPES = dict(zip(PROBLEM_COLOURS, ["square", "diamond", "triangle-up", "triangle-down", "cross"], strict=True))


def citations_by_age(dated: pd.DataFrame) -> alt.Chart:
    """Every citation in brackets by the age of its source and by its problem; see `bibliography.dated`."""
    rows = dated.assign(
        lane=dated["age"],
        problem=dated["problem"].astype("str"),
        older=dated["source_older_than_event"].astype(bool),
        place=dated["section_id"] + " p" + dated["paragraph"].astype(str),
    ).sort_values(["days", "citation_id"])
    rows["slot"] = rows.groupby("lane").cumcount() + 1
    rows["repair"] = rows["suggested_fix"].fillna("none")
    rows["label"] = rows["as_written"] + "  " + rows["place"]
    keep = ["lane", "slot", "as_written", "place", "label", "problem", "older", "repair"]
    rows, y, frame = lanes(rows[keep], list(bibliography.AGES), rising=False)
    counts = rows["problem"].value_counts()
    faulty = counts.reindex(bibliography.FAULTS, fill_value=0).sum()
    tips = [
        alt.Tooltip("as_written", title="As printed"),
        alt.Tooltip("place", title="Place"),
        alt.Tooltip("problem", title="Problem of form"),
        alt.Tooltip("repair", title="Repair"),
    ]
    base = alt.Chart(rows).encode(y=y, x=alt.value(14), tooltip=tips)
    marks = base.mark_point(size=75, opacity=1).encode(
        color=colour("problem", PROBLEM_COLOURS, "Problem of form"),
        shape=shape("problem", PROBLEM_SHAPES, "Problem of form"),
    )
    rings = base.transform_filter("datum.older").mark_point(
        size=230, filled=False, shape="circle", stroke=INK, strokeWidth=1.5
    )
    names = base.mark_text(align="left", dx=16).encode(text="label:N")
    return figure(
        (marks + rings + names + frame).properties(height=alt.Step(19)),
        name="citations-by-problem-and-age",
        title="Citations by problem, and by the age of their source",
        description=(
            f"Chart of {len(rows)} citations in lanes by the age of the source against the first strike: {counts.get('none', 0)} have no problem of form, "
            f"{counts.get('style only', 0)} differ in style only, {faulty} have a wrong year, a misspelt name or an unclear match, "
            f"and {rows['older'].sum()} name a source older than the event."
        ),
        caption=(
            "The lanes set the date of the source against the day of the first strike. A ring marks a source that is older than the very event "
            "it is cited for. An older source without a ring is cited for something that it could know. The letters after a citation give its place."
        ),
        table={
            "as_written": "As printed",
            "place": "Place",
            "lane": "Age of the source",
            "problem": "Problem of form",
            "repair": "Repair",
        },
    )
