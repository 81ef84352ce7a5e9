"""Mirror statistics: one flow in one period, and the values that different counts give for it.

A count is an office and what it counts: goods at the customs of Pakistan or of Iran, payments through
Pakistan's banks, a compiled data set, or a statement that names no count. Values are compared only for
the same flow and the same days.
"""

import numpy as np
import pandas as pd

from .trade import whole_years

FLOWS = {
    "pak_imports_usd_million": "From Iran to Pakistan",
    "pak_exports_usd_million": "From Pakistan to Iran",
}
RECORDS = ["record of the exporter", "record of the importer"]


def values(observed: pd.DataFrame) -> pd.DataFrame:
    """Every value of one flow for a whole period: `flow`, `year_type`, `period_label`, `year`, `count`, `value`.

    Keeps `observation_id`, `reporter`, `confidence`, `source_id`. Left out are parts of a period, periods that had
    to be assigned, repeats, single provinces, and values worked back from growth rates. `year` is the
    calendar year in which the period ends. USD million.
    """
    counted = observed[
        ~observed["period_assigned"].astype(bool)
        & (observed["basis"] != "derived")
        & ~observed["reporter"].str.contains("provincial", na=False)
    ]
    whole = whole_years(counted).assign(year=lambda rows: rows["period_end"].dt.year)
    keep = ["observation_id", "year_type", "period_label", "period_start", "period_end", "year", "count", "reporter"]
    parts = [
        whole[[*keep, "confidence", "source_id", column]].rename(columns={column: "value"}).assign(flow=flow)
        for column, flow in FLOWS.items()
    ]
    return pd.concat(parts).dropna(subset="value").reset_index(drop=True)


def many_values(observed: pd.DataFrame, since: int = 2000) -> pd.DataFrame:
    """The values of each flow and period that at least two counts give, from the year `since`.

    Rows of `values` with `low`, `high` (of the flow and period), `counts` (how many) and `ratio` (high to
    low; infinite where the lowest is zero). Values of low confidence are kept, since `confidence` says so,
    but enter neither the range nor the number of counts.
    """
    seen = values(observed)
    seen = seen[seen["year"] >= since]
    firm = seen[seen["confidence"] != "low"]
    key = ["flow", "year_type", "period_start", "period_end"]
    spread = firm.groupby(key, observed=True).agg(
        low=("value", "min"), high=("value", "max"), counts=("count", "nunique")
    )
    found = seen.merge(spread[spread["counts"] > 1].reset_index(), on=key, validate="many_to_one")
    ratio = found["high"] / found["low"].where(found["low"] > 0)
    found = found.assign(ratio=ratio.fillna(np.inf).where(found["high"] > 0))
    return found.sort_values(["year", "flow", "count", "observation_id"], ignore_index=True)


def gap(observed: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Two rows of the table for the same period, flow by flow: `flow`, `first`, `second`, `ratio` (second to first).

    Raises ValueError if the two rows are not about the same days.
    """
    pair = observed.set_index("observation_id").loc[[first, second]]
    if pair[["period_start", "period_end"]].drop_duplicates().shape[0] > 1:
        raise ValueError(f"{first} and {second} cover different days: expected one period")
    rows = [(flow, *pair[column]) for column, flow in FLOWS.items()]
    frame = pd.DataFrame(rows, columns=["flow", "first", "second"])
    return frame.assign(ratio=frame["second"] / frame["first"].where(frame["first"] > 0))


def blocks(observed: pd.DataFrame) -> pd.DataFrame:
    """Calendar years in which both the exporter's and the importer's record of a flow are known.

    Columns: `flow`, `year`, `record` (see `RECORDS`), `value` (USD million). The exporter's record is its
    own customs value as kept by UN Comtrade (every fourth year); the importer's is the compiled data
    set, which takes imports as the importing state reports them (version 3.0, and 4.0 where 3.0 is silent).
    Rows of low confidence and zeros, which have no logarithm, are left out.
    """
    calendar = observed[(observed["year_type"] == "CALENDAR") & (observed["confidence"] != "low")]
    seen = values(calendar)
    ids = seen["observation_id"].str
    seen = seen.assign(
        record=np.where(ids.startswith("CT-"), *RECORDS), version=ids.startswith("COW3").map({True: 3, False: 4})
    )
    seen = seen[(ids.startswith("CT-") | ids.startswith("COW")) & (seen["value"] > 0)]
    one = seen.sort_values("version").drop_duplicates(["flow", "year", "record"])
    both = one.groupby(["flow", "year"])["record"].transform("nunique") == len(RECORDS)
    return one[both].sort_values(["flow", "year", "record"], ignore_index=True)[["flow", "year", "record", "value"]]


def decompose(cells: pd.DataFrame) -> pd.Series:
    """Where the spread of log values lies in a complete table of years by records, one value a cell.

    The sum of squares about the mean of ln(value) splits without remainder into `year` (rows), `record`
    (columns) and `rest` (what is left: gaps that differ from year to year), the two-way analysis of
    variance with one value a cell. Returns the three shares of the whole, `n` (cells), `years` and
    `factor`: the typical ratio of the two records within a year, exp(mean |ln ratio|).

    Raises ValueError if a cell is missing, double or not positive: the split is unique only for a full table.
    """
    if (cells["value"] <= 0).any() or cells.duplicated(["year", "record"]).any():
        raise ValueError("a cell is double or not positive: expected one value above zero for each year and record")
    table = cells.pivot(index="year", columns="record", values="value")
    if table.isna().any(axis=None) or min(table.shape) < 2:
        raise ValueError("a cell is missing: expected every record in every year, and at least two of each")
    logs = np.log(table.to_numpy(dtype=float))
    mean, rows, columns = logs.mean(), logs.mean(axis=1, keepdims=True), logs.mean(axis=0, keepdims=True)
    whole = ((logs - mean) ** 2).sum()
    year = ((rows - mean) ** 2).sum() * logs.shape[1]
    record = ((columns - mean) ** 2).sum() * logs.shape[0]
    rest = ((logs - rows - columns + mean) ** 2).sum()
    factor = np.exp(np.abs(logs[:, 0] - logs[:, -1]).mean())
    parts = {"year": year / whole, "record": record / whole, "rest": rest / whole}
    return pd.Series(parts | {"n": logs.size, "years": logs.shape[0], "factor": factor})


def decompositions(observed: pd.DataFrame, since: tuple[int, ...] = (1964, 2000)) -> pd.DataFrame:
    """`decompose` for each flow, over all overlapping years and from later first years: one row a block."""
    cells = blocks(observed)
    rows = []
    for flow in FLOWS.values():
        for first in since:
            chosen = cells[(cells["flow"] == flow) & (cells["year"] >= first)]
            rows.append(
                {"flow": flow, "first": chosen["year"].min(), "last": chosen["year"].max(), **decompose(chosen)}
            )
    return pd.DataFrame(rows).astype({"n": int, "years": int})
