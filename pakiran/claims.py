"""The paper's claims: verdicts counted, and claims with their evidence as rows to read."""

import pandas as pd

from .data import load

VERDICTS = ["supported", "partly supported", "contradicted", "unverifiable", "not a factual claim"]


def verdicts(claims: pd.DataFrame, by: str = "section_id") -> pd.DataFrame:
    """Number of claims by verdict: one row a value of `by`, one column a verdict, and `all`."""
    counted = claims.groupby([by, "verdict"], observed=False).size().unstack(fill_value=0)[VERDICTS]
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
