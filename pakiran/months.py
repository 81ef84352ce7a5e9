"""Pakistan's customs imports from Iran by month: what was reported, and what follows by difference.

The press printed some single months, and more often sums from July, the first month of the Pakistani
fiscal year. A month that nobody printed can follow by difference: the sum to this month, less the sum
before it, less the months between that are known. Such a month is marked, and it carries the rounding
of every figure it was made from.
"""

import pandas as pd

REPORTED, DIFFERENCE = "reported", "by difference"
STRIKE_MONTHS = ("2024-01-01", "2024-03-01")  # first and last month read as "after the strikes"
# April 2024 against April 2023 as the source itself states it (note of row OM2024-04-MOC). The
# difference of the printed sums says something else, so the month is kept out of the comparison.
STATED_GROWTH = {"2024-04-01": 30.0}
CLOSURE_MONTHS = ("2025-06-01",)  # crossings were reported closed in the Israel-Iran war (disputed)
STRIKES, CLOSED, PLACEBO, UNCLEAR = "after the strikes", "crossings reported closed", "placebo", "sources disagree"
MONTH = pd.DateOffset(months=1)
SUPPORT = ["low", "medium", "high"]


def half_unit(value: float, note: str | None) -> float:
    """Half of the last unit that a printed figure shows: its largest rounding error, in USD million.

    Whole numbers count as rounded to one million, one decimal to a tenth; a figure that its row calls
    rounded and that ends in zero counts as rounded to ten.
    """
    if isinstance(note, str) and "Rounded" in note and value % 10 == 0:
        return 5.0
    return 0.5 if float(value).is_integer() else 0.05


def cells(observed: pd.DataFrame) -> pd.DataFrame:
    """Months, and spans of months that cannot be split, of Pakistan's customs imports from Iran.

    Columns: `start` (first day of the first month), `months` (how many), `value` (USD million for the
    span), `low` and `high` (bounds if every printed figure was rounded the worst way), `origin`
    (`REPORTED` or `DIFFERENCE`), `sum` (the arithmetic as text), `support` (the weakest row used) and
    `rows` (ids used). Fiscal years with no sum from July other than the whole year are left out.
    """
    used = observed[
        (observed["reporter_group"] == "Pakistan")
        & (observed["basis"] == "customs")
        & observed["is_primary"].astype(bool)
        & observed["pak_imports_usd_million"].notna()
    ]
    single = used[used["year_type"] == "MONTH"]
    sums = used[(used["year_type"] == "PK_FISCAL_JUL_JUN") & (used["period_start"].dt.month == 7)]
    partial = sums[sums["is_partial"].astype(bool)]["period_start"].unique()
    found = [_cell(row.period_start, 1, [(1, row)], REPORTED) for row in single.itertuples()]
    for july in sorted(partial):
        found += _differences(july, sums[sums["period_start"] == july], single)
    return pd.DataFrame(found).sort_values(["start", "months"], ignore_index=True)


def _differences(july: pd.Timestamp, sums: pd.DataFrame, single: pd.DataFrame) -> list[dict]:
    """The spans of one fiscal year that no row reports: between two sums from July, less the known months."""
    known = {row.period_start: row for row in single.itertuples()}
    found, before, start = [], [], july
    for row in sums.sort_values("period_end").itertuples():
        end = row.period_end + pd.Timedelta(days=1)
        inside = list(pd.date_range(start, end - MONTH, freq="MS"))
        open_months = [month for month in inside if month not in known]
        parts = [(1, row), *before, *((-1, known[month]) for month in inside if month in known)]
        if open_months and _unbroken(open_months):
            found.append(_cell(open_months[0], len(open_months), parts, DIFFERENCE))
        before, start = [(-1, row)], end
    return found


def _unbroken(months: list[pd.Timestamp]) -> bool:
    return months == list(pd.date_range(months[0], periods=len(months), freq="MS"))


def _cell(start: pd.Timestamp, months: int, parts: list[tuple], origin: str) -> dict:
    values = [sign * row.pak_imports_usd_million for sign, row in parts]
    error = sum(half_unit(row.pak_imports_usd_million, row.conflict_note) for _, row in parts)
    total = round(sum(values), 3)
    return {
        "start": start,
        "months": months,
        "value": total,
        "low": round(total - error, 3),
        "high": round(total + error, 3),
        "origin": origin,
        "sum": " ".join(f"{'-' if v < 0 else '+'} {abs(v):g}" for v in values).removeprefix("+ "),
        "support": min((str(row.confidence) for _, row in parts), key=SUPPORT.index),
        "rows": " ".join(row.observation_id for _, row in parts),
    }


def year_on_year(cells: pd.DataFrame) -> pd.DataFrame:
    """Each month or span against the same months a year before, wherever both are known.

    A span is set against the sum of the cells that cover exactly its months. Columns: `start`, `months`,
    `value`, `before` (USD million), `change_pct`, `change_low`, `change_high` (bounds by rounding),
    `derived` (whether either side follows by difference), `support` (the weaker side) and `kind`: after the strikes (January to March
    2024, of which the first half of January lies before them), crossings reported closed (June 2025),
    sources disagree (a month whose stated growth lies outside the bounds) or placebo (all others).
    """
    found = []
    for cell in cells.itertuples():
        earlier = _cover(cells, cell.start - pd.DateOffset(years=1), cell.months)
        if earlier is not None:
            found.append(_change(cell.start, cell.months, cells.loc[[cell.Index]], earlier))
            continue
        later = _cover(cells, cell.start + pd.DateOffset(years=1), cell.months)
        if later is not None:
            found.append(_change(cell.start + pd.DateOffset(years=1), cell.months, later, cells.loc[[cell.Index]]))
    frame = pd.DataFrame(found).drop_duplicates(["start", "months"])
    return frame.sort_values(["start", "months"], ignore_index=True)


def _cover(cells: pd.DataFrame, start: pd.Timestamp, months: int) -> pd.DataFrame | None:
    """The cells that together cover exactly these months, or None."""
    end = start + pd.DateOffset(months=months)
    ends = [first + pd.DateOffset(months=int(n)) for first, n in zip(cells["start"], cells["months"], strict=True)]
    inside = cells[(cells["start"] >= start) & (pd.Series(ends, index=cells.index) <= end)]
    return inside if inside["months"].sum() == months else None


def _change(start: pd.Timestamp, months: int, now: pd.DataFrame, then: pd.DataFrame) -> dict:
    value, before = now["value"].sum(), then["value"].sum()
    low = (now["low"].sum() / then["high"].sum() - 1) * 100
    high = (now["high"].sum() / then["low"].sum() - 1) * 100
    return {
        "start": start,
        "months": months,
        "value": value,
        "before": before,
        "change_pct": (value / before - 1) * 100,
        "change_low": low,
        "change_high": high,
        "support": min([*now["support"], *then["support"]], key=SUPPORT.index),
        "derived": bool((now["origin"] == DIFFERENCE).any() or (then["origin"] == DIFFERENCE).any()),
        "kind": _kind(f"{start:%Y-%m-%d}", months, low, high),
    }


def _kind(month: str, months: int, low: float, high: float) -> str:
    if months > 1:
        return PLACEBO
    if not low <= STATED_GROWTH.get(month, low) <= high:
        return UNCLEAR
    if month in CLOSURE_MONTHS:
        return CLOSED
    return STRIKES if STRIKE_MONTHS[0] <= month <= STRIKE_MONTHS[1] else PLACEBO


def steps(cells: pd.DataFrame) -> pd.DataFrame:
    """Each single month against the month before it: `start`, `change_pct`, `derived`."""
    single = cells[cells["months"] == 1].set_index("start")
    before = single.reindex(single.index - MONTH)
    frame = pd.DataFrame(
        {
            "start": single.index,
            "change_pct": (single["value"].to_numpy() / before["value"].to_numpy() - 1) * 100,
            "derived": (single["origin"].to_numpy() == DIFFERENCE) | (before["origin"].to_numpy() == DIFFERENCE),
        }
    )
    return frame.dropna(subset="change_pct").reset_index(drop=True)


def label(start: pd.Timestamp, months: int) -> str:
    """Name of a month or span: "January 2024", or "July to August 2023"."""
    if months == 1:
        return f"{start:%B %Y}"
    last = start + pd.DateOffset(months=months - 1)
    return f"{start:%B} to {last:%B %Y}" if start.year == last.year else f"{start:%B %Y} to {last:%B %Y}"
