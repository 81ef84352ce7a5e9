"""What could be known just before the strikes of January 2024: the newest trade figures, and the state of crossings and pipeline."""

import pandas as pd

from . import trade

EVE = pd.Timestamp("2024-01-15")  # the day before the first strike
FIELDS = {
    "agreement": "Trade and payments",
    "banking": "Trade and payments",
    "barter": "Trade and payments",
    "barrier": "Trade and payments",
    "statistics": "Trade and payments",
    "transport": "Trade and payments",
    "border_market": "Crossings and markets",
    "crossing": "Crossings and markets",
    "closure": "Crossings and markets",
    "smuggling": "Informal fuel trade",
    "energy": "Electricity",
}
PIPELINE = "Gas pipeline"


def last_counts(observed: pd.DataFrame, day: pd.Timestamp = EVE, years: int = 3) -> pd.DataFrame:
    """The newest full period of each count that ended before `day`, not more than `years` years before it.

    Rows of `trade.annual`; rows of low confidence are left out. Each count keeps its own kind of year.
    """
    whole = trade.annual(observed)
    recent = whole["period_end"].between(day - pd.DateOffset(years=years), day)
    newest = whole[recent & (whole["confidence"] != "low")].sort_values("period_end")
    return newest.groupby(["year_type", "count"], observed=True).tail(1).reset_index(drop=True)


def last_month(observed: pd.DataFrame, day: pd.Timestamp = EVE) -> pd.Series:
    """The newest month of Pakistan's customs imports that ended before `day`: `month`, `value`, `before`, `change_pct`."""
    years = range(day.year - 1, day.year + 1)
    months = pd.concat([trade.same_months_change(observed, year) for year in years])
    return months[months["month"] + pd.offsets.MonthEnd(0) <= day].iloc[-1]


def milestones(
    trade_milestones: pd.DataFrame, pipeline_status: pd.DataFrame, since: str, day: pd.Timestamp = EVE
) -> pd.DataFrame:
    """Milestones of trade, crossings, fuel, power and pipeline from `since` to `day`, in order of time.

    Columns: `date`, `date_precision`, `lane`, `title`, `summary`, `confidence`, `row_id`. A row known only to the month
    or year is kept only if all of that month or year lies before `day`.
    """
    lanes = trade_milestones["category"].astype("str").map(FIELDS)
    traded = trade_milestones.assign(lane=lanes, row_id=trade_milestones["milestone_id"])
    piped = pipeline_status.assign(lane=PIPELINE, row_id=pipeline_status["status_id"])
    columns = ["date", "date_precision", "lane", "title", "summary", "confidence", "row_id", "source_id"]
    rows = pd.concat([traded[columns], piped[columns]]).dropna(subset=["lane"])
    ends = {"month": pd.offsets.MonthEnd(0), "year": pd.offsets.YearEnd(0)}
    end = pd.Series(
        [
            date + ends[precision] if precision in ends else date
            for date, precision in zip(rows["date"], rows["date_precision"].astype("str"), strict=True)
        ],
        index=rows.index,
    )
    return rows[(rows["date"] >= since) & (end <= day)].sort_values(["date", "row_id"], ignore_index=True)
