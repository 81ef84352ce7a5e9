"""How wide is each growth figure of trade if another reporter is believed?"""

import pandas as pd

from . import mirror


def growth_figures(observed: pd.DataFrame) -> pd.DataFrame:
    """Each growth from one year to the next of one reporter, with the spread of all reporters of that flow and kind of year.

    Columns: `flow`, `year_type`, `reporter`, `since`, `until`, `begins` (first year of the later period), `factor` (later
    value over earlier); `reporters` (how many give this growth), `low`, `high` (their lowest and highest factor),
    `counts` (how many kinds of count they are); `levels` (values known for both years, of whatever reporter),
    `mixed_low`, `mixed_high` (factor if one reporter is believed for the earlier year and another for the later).
    Values of low confidence, of parts of a period, and zeros are left out. Kinds of year are never mixed.
    """
    seen = mirror.values(observed)
    seen = seen[(seen["confidence"] != "low") & (seen["value"] > 0)]
    seen = seen.assign(begins=seen["period_start"].dt.year, year_type=seen["year_type"].astype("str"))
    seen = seen.sort_values("observation_id").drop_duplicates(["flow", "year_type", "reporter", "begins"])
    keep = ["flow", "year_type", "reporter", "count", "begins", "period_label", "value"]
    before = seen[keep].assign(begins=seen["begins"] + 1).drop(columns="count")
    pairs = seen[keep].merge(before, on=["flow", "year_type", "reporter", "begins"], suffixes=("", "_before"))
    pairs = pairs.assign(factor=pairs["value"] / pairs["value_before"])
    key = ["flow", "year_type", "begins"]
    group = pairs.groupby(key)
    spread = group.agg(
        reporters=("reporter", "nunique"), counts=("count", "nunique"), low=("factor", "min"), high=("factor", "max")
    )
    level = seen.groupby(key)["value"].agg(["min", "max", "size"])
    earlier = level.reset_index().assign(begins=lambda rows: rows["begins"] + 1).set_index(key)
    both = level.join(earlier.add_suffix("_before"), how="inner")
    mixed = pd.DataFrame(
        {
            "levels": both["size"] + both["size_before"],
            "mixed_low": both["min"] / both["max_before"],
            "mixed_high": both["max"] / both["min_before"],
        }
    )
    found = pairs.merge(spread.reset_index(), on=key).merge(mixed.reset_index(), on=key)
    found = found.rename(columns={"period_label": "until", "period_label_before": "since"})
    shown = ["flow", "year_type", "reporter", "count", "since", "until", "begins", "factor", "reporters", "counts"]
    return found[[*shown, "low", "high", "levels", "mixed_low", "mixed_high"]].sort_values(
        [*key, "reporter"], ignore_index=True
    )


def behind_growth(observed: pd.DataFrame) -> pd.DataFrame:
    """The rows of `trade_observed` that the page on robustness names by value: whole years of one flow, and single months."""
    whole = mirror.values(observed)["observation_id"]
    return observed[observed["observation_id"].isin(whole) | (observed["year_type"] == "MONTH")]


def percent(factor: float) -> str:
    """A factor as growth: 1.18 becomes +18 percent, 3 becomes +200 percent."""
    return f"{(factor - 1) * 100:+,.0f} percent"
