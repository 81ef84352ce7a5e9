"""Derived results on trade: figures by basis, targets, and how far one is from the other.

Calendar years, Pakistani fiscal years and Iranian solar years are never mixed: every function
keeps `year_type` and compares within it. Values are nominal USD millions.
"""

import pandas as pd

YEAR_TYPES = {
    "PK_FISCAL_JUL_JUN": "Pakistani years (July to June)",
    "IR_SOLAR_MAR_MAR": "Iranian years (March to March)",
    "CALENDAR": "Calendar years",
}
CUSTOMS = {"Pakistan": "Customs, Pakistan", "Iran": "Customs, Iran"}
BANKS, COMPILED, STATED = "Bank payments, Pakistan", "Compiled data set", "Stated only"


def count_of(group: str, basis: str) -> str:
    """The count that a reporter's group and basis stand for; figures in UN Comtrade are the customs of each state.

    Figures worked back from the growth of a customs count belong to that count (see `is_customs`).
    """
    if _at_customs(basis):
        return CUSTOMS[group]
    if basis == "payments":
        return BANKS
    return COMPILED if basis.startswith("compiled") else STATED


def is_customs(basis: pd.Series) -> pd.Series:
    """Whether figures are counts of goods at customs; `derived` ones are worked back from the growth of such counts."""
    return basis.astype("str").map(_at_customs).astype(bool)


def _at_customs(basis: str) -> bool:
    return basis.startswith("customs") or basis == "derived"


def whole_years(observed: pd.DataFrame) -> pd.DataFrame:
    """Rows of whole years, each figure once: no parts of a year and no repeats. Adds `count` (see `count_of`)."""
    whole = observed[
        ~observed["is_partial"].astype(bool)
        & observed["is_primary"].astype(bool)
        & observed["year_type"].isin(list(YEAR_TYPES))
    ]
    pairs = zip(whole["reporter_group"].astype("str"), whole["basis"].astype("str"), strict=True)
    return whole.assign(count=[count_of(*pair) for pair in pairs])


def annual(observed: pd.DataFrame) -> pd.DataFrame:
    """Whole years of two-way trade, one row a count: `year_type`, `count`, `period_label`, `year`, `total`.

    `total` is the stated or computed total; where only one direction is known it is that direction,
    and `one_way` is true. Partial periods, periods that had to be assigned, repeats of the same
    figure and single months are left out. `year` is the calendar year in which the period ends.
    """
    whole = whole_years(observed[~observed["period_assigned"].astype(bool)])
    one_way = whole["total_usd_million"].isna()
    either = whole["pak_imports_usd_million"].fillna(whole["pak_exports_usd_million"])
    return whole.assign(
        total=whole["total_usd_million"].fillna(either),
        one_way=one_way,
        year=whole["period_end"].dt.year,
    ).sort_values(["year_type", "count", "period_end"], ignore_index=True)


def best_total(observed: pd.DataFrame) -> pd.DataFrame:
    """The highest annual two-way total of each count within each kind of year; rows of low confidence are left out."""
    years = annual(observed[observed["confidence"] != "low"])
    two_way = years[~years["one_way"]]
    return two_way.loc[two_way.groupby(["year_type", "count"], observed=True)["total"].idxmax()].reset_index(drop=True)


def same_months_change(observed: pd.DataFrame, year: int) -> pd.DataFrame:
    """Pakistan's customs imports from Iran, months of `year` against the same months a year before.

    Columns: `month` (first day), `value`, `before` (USD millions), `change_pct`. Only months that
    were reported in both years appear.
    """
    months = observed[
        (observed["year_type"] == "MONTH")
        & (observed["reporter_group"] == "Pakistan")
        & observed["is_primary"].astype(bool)
    ]
    series = months.set_index("period_start")["pak_imports_usd_million"].dropna().groupby(level=0).first()
    found = series[series.index.year == year]
    before = series.reindex(found.index - pd.DateOffset(years=1))
    frame = pd.DataFrame({"month": found.index, "value": found.to_numpy(), "before": before.to_numpy()}).dropna()
    return frame.assign(change_pct=(frame["value"] / frame["before"] - 1) * 100).reset_index(drop=True)


def targets_in_force(targets: pd.DataFrame) -> pd.DataFrame:
    """Targets as spans for drawing: `start` (year announced) and `end` (deadline, or the same year if none)."""
    start = targets["announced_date"].dt.year
    deadline = targets["deadline_year"].astype("float")
    return targets.assign(start=start, end=deadline.fillna(start), has_deadline=deadline.notna())
