"""Figures of the paper itself: its claims."""

import altair as alt
import pandas as pd

from ..claims import VERDICTS
from ..figures import GREEN, INK, figure
from .common import colour, lanes, shape

# Shape carries the verdict as well, so that nothing hangs on telling two colours apart.
VERDICT_COLOURS = dict(zip(VERDICTS, [GREEN, "#4FAE93", INK, "#8A8F98", "#8A8F98"], strict=True))
VERDICT_SHAPES = dict(zip(VERDICTS, ["square", "triangle-up", "cross", "circle", "diamond"], strict=True))


def verdicts(
    claims: pd.DataFrame,
    sections: pd.DataFrame,
    name: str = "every-claim",
    title: str = "Every claim of the paper, and what the evidence says",
) -> alt.Chart:
    """Every claim in hand as one mark, by section of the paper; colour and shape give the verdict."""
    titles = sections.set_index("section_id")["title"]
    rank = {verdict: number for number, verdict in enumerate(VERDICTS)}
    rows = claims.assign(
        section=claims["section_id"].map(titles).str.replace(r" \(.*", "", regex=True),
        verdict=claims["verdict"].astype("str"),
    )
    rows["rank"] = rows["verdict"].map(rank)
    rows = rows.sort_values(["section_id", "rank", "claim_id"])
    place = rows.groupby("section_id").cumcount()
    rows["column"], rows["slot"], rows["lane"] = place // 2, place % 2 + 1, rows["section"]
    order = [
        titles[s].split(" (")[0] for s in sections.sort_values("order")["section_id"] if s in set(claims["section_id"])
    ]
    rows, y, frame = lanes(rows, order, rising=False)
    counts = rows["verdict"].value_counts()
    tested = counts.sum() - counts.get("not a factual claim", 0)
    squares = (
        alt.Chart(rows[["claim_id", "section", "claim", "verdict", "column", "row"]])
        .mark_point(size=95, opacity=1, cursor="pointer")
        .encode(
            x=alt.X("column:O", axis=None),
            y=y,
            color=colour("verdict", VERDICT_COLOURS),
            shape=shape("verdict", VERDICT_SHAPES),
            tooltip=[
                alt.Tooltip("claim_id", title="Claim"),
                alt.Tooltip("claim", title="The paper says"),
                alt.Tooltip("verdict", title="Evidence"),
            ],
        )
    )
    return figure(
        (squares + frame).properties(height=alt.Step(17)),
        name=name,
        title=title,
        description=(
            f"Chart of {len(rows)} claims, one mark each, in {len(order)} {'section' if len(order) == 1 else 'sections'}: of the {tested} that can be tested, {counts.get('supported', 0)} are supported, "
            f"{counts.get('partly supported', 0)} partly supported, {counts.get('contradicted', 0)} contradicted and {counts.get('unverifiable', 0)} unverifiable."
        ),
        caption="One mark is one claim. In the book, a click on it or its link under Data opens its entry in the claims ledger. Grey is not a verdict against the paper: it marks claims that the evidence read here cannot settle, or that state a value or advice.",
        table={"claim_id": "Claim", "section": "Section", "claim": "The paper says", "verdict": "Verdict"},
    )
