"""Trade targets against trade as counted: which were reached, and how fast trade would have to grow.

Nominal USD millions. Every figure is compared within its own kind of year (calendar, Pakistani fiscal,
Iranian solar). `begins` is the calendar year in which a period begins. A target with the deadline D is
set against years of each kind up to the one that begins in D; this gives every target the longest time.
"""

from dataclasses import dataclass
from math import ceil, log

import pandas as pd

from . import trade

SECTOR_ONLY = {"T2025-08-AGRI3"}  # a goal for farm trade; no table counts farm trade by year
FLOWS = {
    "total_usd_million": "both directions",
    "pak_imports_usd_million": "from Iran only",
    "pak_exports_usd_million": "to Iran only",
}
NAMES = {  # reporter -> short name of its count; others keep the reporter's name
    "Commerce-ministry sources (press)": "Pakistan customs",
    "Trade Development Authority of Pakistan": "Pakistan trade authority",
    "Pakistan Ministry of Commerce (Dawn)": "Pakistan commerce ministry",
    "State Bank of Pakistan": "State Bank, payments",
    "Iran customs (IRICA)": "Iran customs",
    "Sistan and Baluchestan provincial trade office": "Iran customs, one province",
    "Iran, as reported to UN Comtrade/ITC (via PBC)": "Iran, UN Comtrade",
    "Pakistan, as reported to UN Comtrade/ITC (via PBC)": "Pakistan, UN Comtrade",
    "Iran, exporter-side value in UN Comtrade (via penppml)": "Iran, UN Comtrade exports",
    "Pakistan, exporter-side value in UN Comtrade (via penppml)": "Pakistan, UN Comtrade exports",
    "Correlates of War Trade v3.0 (importer-side values)": "Data set COW 3.0",
    "Correlates of War Trade v4.0 (importer-side values)": "Data set COW 4.0",
    "Head, Mayer & Ries gravity data (1948-2006 square data set)": "Data set HMR",
    "National Assembly Standing Committee on Commerce (briefing by officials)": "Officials to parliament",
    "Pakistani state media (quoted by Reuters)": "Pakistani state media",
    "Iran Trade Promotion Organization": "Iran trade promotion",
}
STARTS = ["Pakistan customs", "Iran customs", "Officials to parliament"]  # whole counts of 2022 or later, above nothing
LONGEST = "Data set COW 3.0"  # the longest record; version 4.0 is rounded to millions in the copy used


def counted(observed: pd.DataFrame) -> pd.DataFrame:
    """Whole years, one row a count and year, with one flow a count so that its years can be compared.

    Columns: `count`, `kind` (who counts, as in the trade charts), `year_type`, `flow`, `period_label`,
    `begins`, `period_end`, `value`, `observation_id`, `source_id`. The flow of a count is the widest one
    of its newest year: both directions, else from Iran, else to Iran. Rows of weak support are left out.
    """
    years = trade.annual(observed)
    years = years[years["confidence"] != "low"]
    office = years["reporter"].str.replace(r" \(derived.*", "", regex=True)
    years = years.assign(kind=years["count"], count=office.replace(NAMES), begins=years["period_start"].dt.year)
    flows = [years.assign(flow=flow, value=years[column]) for column, flow in FLOWS.items()]
    rows = pd.concat(flows, ignore_index=True).dropna(subset="value")
    rank = rows["flow"].map({flow: number for number, flow in enumerate(FLOWS.values())})
    ordered = rows.assign(rank=rank).sort_values(["begins", "rank"], ascending=[False, True])
    newest = ordered.groupby(["count", "year_type"], observed=True)["flow"].transform("first")
    keep = ["count", "kind", "year_type", "flow", "period_label", "begins", "period_end", "value"]
    kept = ordered[ordered["flow"] == newest].sort_values(["count", "year_type", "begins"])
    return kept[[*keep, "observation_id", "source_id"]].reset_index(drop=True)


def period(year_type: str, begins: int) -> str:
    """Label of the year of a kind that begins in a calendar year, such as FY2028-29, SY1407 or CY2028."""
    return {
        "PK_FISCAL_JUL_JUN": f"FY{begins}-{(begins + 1) % 100:02d}",
        "IR_SOLAR_MAR_MAR": f"SY{begins - 621}",
        "CALENDAR": f"CY{begins}",
    }[year_type]


def growth_between(first: float, last: float, years: int) -> float:
    """Constant yearly growth, in percent, that leads from one value to another (compound)."""
    return ((last / first) ** (1 / years) - 1) * 100


# --- the ledger ----------------------------------------------------------------


def ledger(targets: pd.DataFrame, observed: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Each target against each count: one row a pair that can be compared, `count` empty where there is none.

    Years of a count are compared if they end after the announcement and begin no later than in the
    deadline year. Columns beside those of `trade_targets`: `state` of the deadline ("past", "ahead",
    "none"), `count`, `kind`, `year_type`, `flow`, `best` and `best_period` (highest year), `last` and
    `last_period` (newest year), `share` (best in percent of the target) and `reached`.
    Counts of one direction are left out, except Pakistan's customs, whose other direction is nearly nil.
    """
    goals = targets[~targets["target_id"].isin(SECTOR_ONLY)]
    years = counted(observed)
    years = years[(years["flow"] == "both directions") | (years["count"] == "Pakistan customs")]
    pairs = goals[["target_id", "announced_date", "deadline_year"]].merge(years.drop(columns="source_id"), how="cross")
    in_time = pairs["begins"] <= pairs["deadline_year"].astype("float").fillna(float("inf"))
    pairs = pairs[in_time & (pairs["period_end"] > pairs["announced_date"])].sort_values("begins")
    group = pairs.groupby(["target_id", "count", "year_type"], observed=True)
    best = pairs.loc[group["value"].idxmax()].set_index(["target_id", "count", "year_type"])
    last = group[["value", "period_label"]].last()
    found = best.assign(last=last["value"], last_period=last["period_label"])
    found = found.rename(columns={"value": "best", "period_label": "best_period"}).reset_index()
    shown = ["target_id", "count", "kind", "year_type", "flow", "best", "best_period", "last", "last_period"]
    rows = goals.merge(found[shown], on="target_id", how="left", validate="one_to_many")
    deadline = rows["deadline_year"].astype("float")
    state = (deadline >= today.year).map({True: "ahead", False: "past"}).where(deadline.notna(), "none")
    rows = rows.assign(state=state, share=rows["best"] / rows["target_usd_million"] * 100)
    reached = (rows["best"] >= rows["target_usd_million"]).astype("boolean").where(rows["best"].notna())
    return rows.assign(reached=reached)


def verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    """The ledger with one row a target: `yes` and `no` name the counts, `counts` and `yeses` number them.

    `highest_no` is the count that came nearest without reaching it, `more_no` the number of the others.
    `office_yes` is true where a count that is more than a statement reached the target.
    """
    result = []
    for _, group in rows.groupby("target_id", sort=False):
        with_count = group.dropna(subset="count").sort_values("best", ascending=False)
        yes, no = with_count[with_count["reached"]], with_count[~with_count["reached"].astype(bool)]
        result.append(
            group.iloc[0][["target_id", "announced_date", "target_usd_million", "deadline_year", "state"]].to_dict()
            | group.iloc[0][["baseline_usd_million", "confidence", "announced_by"]].to_dict()
            | {"highest_no": _named(no.head(1)), "more_no": max(0, len(no) - 1)}
            | {"counts": len(with_count), "yeses": len(yes), "yes": _named(yes), "no": _named(no)}
            | {"office_yes": bool((yes["kind"] != trade.STATED).any()), "best_share": group["share"].max()}
        )
    return pd.DataFrame(result)


def verdict_table(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of `verdicts` with headings, to read; of the counts that missed a target the highest stands for all."""
    others = [f" and {number} lower" if number else "" for number in found["more_no"]]
    missing = (found["highest_no"] + others).where(found["counts"] > 0, "no count of that time")
    return pd.DataFrame(
        {
            "Announced": found["announced_date"].dt.strftime("%Y-%m"),
            "By": announcers(found["announced_by"]),
            "Target": found["target_usd_million"].map("{:,.0f}".format),
            "Deadline": found["deadline_year"],
            "Base claimed": found["baseline_usd_million"].map("{:,.0f}".format, na_action="ignore"),
            "Reached by": found["yes"],
            "Not reached by": missing,
            "Support of the target": found["confidence"],
        }
    )


def announcers(names: pd.Series) -> pd.Series:
    """Who announced, with the names of the states in full."""
    return names.str.replace(r"\bIR\b", "Iran", regex=True).str.replace(r"\bPK\b", "Pakistan", regex=True)


def _named(rows: pd.DataFrame) -> str:
    return "; ".join(f"{row.count}: {row.best:,.0f} ({row.best_period})" for row in rows.itertuples()) or "none"


# --- growth --------------------------------------------------------------------


def growth(years: pd.DataFrame) -> pd.DataFrame:
    """Growth from each year of a count to its next one, in percent a year; one row a pair of years.

    Takes the frame of `counted`. Columns: `count`, `year_type`, `flow`, `kind`, `since`, `until` (labels),
    `begins`, `was` (the earlier value), `span` (years between), `pct`. Where years are missing the rate is spread evenly over the
    gap. Pairs with a zero have no growth rate and are left out.
    """
    rows = years.sort_values(["count", "year_type", "begins"])
    before = rows.groupby(["count", "year_type"], observed=True)[["value", "period_label", "begins"]].shift()
    rows = rows.assign(since=before["period_label"], was=before["value"], span=rows["begins"] - before["begins"])
    rows = rows[(rows["was"] > 0) & (rows["value"] > 0)].rename(columns={"period_label": "until"})
    pct = [growth_between(was, now, span) for was, now, span in rows[["was", "value", "span"]].to_numpy()]
    rows = rows.assign(pct=pct, span=rows["span"].astype(int))
    return rows[["count", "kind", "year_type", "flow", "since", "until", "begins", "was", "span", "pct"]].reset_index(
        drop=True
    )


def runs(years: pd.DataFrame, span: int) -> pd.DataFrame:
    """Growth over every stretch of exactly `span` years of a count, in percent a year (columns of `growth`)."""
    keys = ["count", "kind", "year_type", "flow"]
    earlier = years.assign(begins=years["begins"] + span)[[*keys, "begins", "value", "period_label"]]
    rows = years.merge(earlier, on=[*keys, "begins"], suffixes=("", "_before"))
    rows = rows[(rows["value"] > 0) & (rows["value_before"] > 0)]
    pct = [growth_between(was, now, span) for was, now in rows[["value_before", "value"]].to_numpy()]
    names = {"period_label_before": "since", "period_label": "until", "value_before": "was"}
    rows = rows.rename(columns=names).assign(span=span, pct=pct)
    return rows[[*keys, "since", "until", "begins", "was", "span", "pct"]].reset_index(drop=True)


def best_growth(rates: pd.DataFrame) -> pd.DataFrame:
    """The highest growth rate of each count and kind of year, with `n` (rates) and `gaps` (rates over a gap)."""
    group = rates.groupby(["count", "year_type"], observed=True)
    best = rates.loc[group["pct"].idxmax()].set_index(["count", "year_type"])
    gaps = rates[rates["span"] > 1].groupby(["count", "year_type"], observed=True).size()
    return best.assign(n=group.size(), gaps=gaps).fillna({"gaps": 0}).astype({"gaps": int}).reset_index()


def starts(years: pd.DataFrame) -> pd.DataFrame:
    """The newest year of each count of `STARTS` (for Pakistan's customs the fiscal year), in that order."""
    rows = years[years["count"].isin(STARTS) & (years["year_type"] != "CALENDAR")].sort_values("begins")
    return rows.groupby("count").tail(1).set_index("count").loc[STARTS].reset_index()


def standing(targets: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Targets for all trade whose deadline year is not over: one row an amount and deadline, the oldest announcement."""
    rows = targets[~targets["target_id"].isin(SECTOR_ONLY)]
    rows = rows[rows["deadline_year"].astype("float") >= today.year].astype({"deadline_year": int})
    rows = rows.sort_values("announced_date").drop_duplicates(["target_usd_million", "deadline_year"])
    label = [_goal_name(*pair) for pair in zip(rows["target_usd_million"], rows["deadline_year"], strict=True)]
    return rows.assign(goal=label).sort_values(["deadline_year", "target_usd_million"], ignore_index=True)


def _goal_name(amount: float, deadline: int) -> str:
    return f"{amount / 1000:g} billion by {deadline}"


def needed(targets: pd.DataFrame, observed: pd.DataFrame, today: pd.Timestamp, strict: bool = False) -> pd.DataFrame:
    """Growth that each standing target needs from the newest year of each count: one row a pair.

    Columns: `target_id`, `goal`, `amount`, `deadline_year`, `count`, `year_type`, `from_period`, `value`,
    `by_period`, `years`, `pct` (percent a year), `best_run` and `best_run_n` (highest growth of the same
    count over as many years, and how many such stretches there are). `strict` ends a year earlier where
    a kind of year runs past December: in the year that ends, not begins, in the deadline year.
    """
    years = counted(observed)
    pairs = standing(targets, today).merge(starts(years), how="cross", suffixes=("_target", ""))
    rows = []
    for pair in pairs.itertuples():
        end = pair.deadline_year - (strict and pair.year_type != "CALENDAR")
        span = end - pair.begins
        own = years[(years["count"] == pair.count) & (years["year_type"] == pair.year_type)]
        stretches = runs(own, span)["pct"] if span > 0 else pd.Series(dtype=float)
        rows.append(
            {
                "target_id": pair.target_id,
                "goal": pair.goal,
                "amount": pair.target_usd_million,
                "deadline_year": pair.deadline_year,
                "count": pair.count,
                "year_type": pair.year_type,
                "from_period": pair.period_label,
                "value": pair.value,
                "by_period": period(pair.year_type, end),
                "years": span,
                "pct": growth_between(pair.value, pair.target_usd_million, span) if span > 0 else float("nan"),
                "best_run": stretches.max(),
                "best_run_n": len(stretches),
            }
        )
    return pd.DataFrame(rows)


def needed_table(need: pd.DataFrame) -> pd.DataFrame:
    """Rows of `needed` with headings, to read."""
    run = need["best_run"].map("{:.0f}".format) + " over " + need["years"].astype(str) + " years"
    run = run + " (n = " + need["best_run_n"].astype(str) + ")"
    return pd.DataFrame(
        {
            "Target": need["goal"],
            "Count": need["count"],
            "From and to": need["from_period"] + " to " + need["by_period"],
            "Needed, percent a year": need["pct"].map("{:.0f}".format),
            "Best ever over as many years": run.where(need["best_run_n"] > 0, "no such stretch"),
        }
    )


# --- what a growth rate would do ---------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What follows from one target, one count and one growth rate."""

    reached: int | None  # year in which the period that first reaches the target begins; None if never
    in_deadline: float  # value in the year that begins in the deadline year, USD million
    gap: float  # target less that value; negative where the target is passed
    needed: float  # growth needed, percent a year
    rank: int  # 1 = as fast as or faster than every recorded rate
    rates: int  # recorded rates of the count


def answer(value: float, begins: int, amount: float, deadline: int, pct: float, rates: list[float]) -> Answer:
    """Grow `value` of the year that begins in `begins` by `pct` percent a year, and compare with a target.

    Raises ValueError if the deadline is not later than the starting year or the value is not positive.
    """
    if deadline <= begins or value <= 0:
        raise ValueError(
            f"cannot grow {value} from {begins} to {deadline}: expected a later deadline and a value above 0"
        )
    factor = 1 + pct / 100
    in_deadline = value * factor ** (deadline - begins)
    return Answer(
        reached=_year_reached(value, begins, amount, factor),
        in_deadline=in_deadline,
        gap=amount - in_deadline,
        needed=growth_between(value, amount, deadline - begins),
        rank=1 + sum(rate > pct for rate in rates),
        rates=len(rates),
    )


def _year_reached(value: float, begins: int, amount: float, factor: float) -> int | None:
    if value >= amount:
        return begins
    if factor <= 1:
        return None
    return begins + ceil(log(amount / value) / log(factor) - 1e-9)  # the page computes the same
