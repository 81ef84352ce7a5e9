"""The paper's claims: verdicts counted, and claims with their evidence as rows to read."""

import pandas as pd

from .data import load

VERDICTS = {
    "supported": "Sources other than the paper say the same. For opinions and motives: others share the reading; "
    "it is not proved.",
    "partly supported": "A part holds, or it holds in a weaker form, or sources stand on both sides. The reason says "
    "which.",
    "contradicted": "Specific evidence, such as figures or documents, speaks against the whole statement, even where "
    "other sources repeat it.",
    "unverifiable": "What was read does not settle it. This is not a hidden no.",
    "not a factual claim": "Advice, a value, or a reading that no evidence could settle. This is not a fault.",
}
KINDS = {
    "fact": "that something is or was so",
    "causal": "that one thing led to another, or why somebody acted",
    "interpretation": "how something is to be read",
    "forecast": "what will, could or may come",
    "normative": "what is good",
    "recommendation": "what should be done",
}
FORECAST_CLASSES = {
    "held": "It came about.",
    "partly": "It came about in part, or for another cause.",
    "contradicted": "It was said without could or may, and the opposite is reported.",
    "unverifiable": "An outcome could count for or against it, but what was read does not settle it.",
    "not testable": "No outcome could count against it: a could or may that was not borne out, a condition that did "
    "not arise, or a question without a direction.",
}


def verdicts(claims: pd.DataFrame, by: str = "section_id") -> pd.DataFrame:
    """Number of claims by verdict: one row a value of `by`, one column a verdict, and `all`."""
    counted = claims.groupby([by, "verdict"], observed=False).size().unstack(fill_value=0)[list(VERDICTS)]
    return counted.assign(all=counted.sum(axis=1)).reset_index()


def evidence(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims joined with the sources read for them: one row a claim and source, in the order of the claims.

    Adds `source_role`, `publisher`, `title`, `source_date` and `url`; claims without a source keep one row.
    """
    sources = load("sources")[["source_id", "publisher", "title", "date", "url"]].rename(
        columns={"date": "source_date"}
    )
    links = (
        load("claims_sources")
        .rename(columns={"role": "source_role"})
        .merge(sources, on="source_id", validate="many_to_one")
    )
    return claims.merge(links, on="claim_id", how="left", validate="one_to_many")
