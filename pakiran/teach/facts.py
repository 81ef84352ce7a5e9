"""What a quiz may ask of the tables: a small set of named functions, and the expressions that call them.

A question states no number and no truth of its own. It says `hours_between_strikes()` or
`verdict("IMP-31") == "unverifiable"`, and the tables answer. Expressions know these functions,
plain values, arithmetic and comparison, and nothing else of Python.
"""

import ast
import operator
from collections.abc import Callable, Mapping

import pandas as pd

from .. import (
    advice,
    bibliography,
    chronology,
    eve,
    experts,
    forecasts,
    incidents,
    mirror,
    months,
    pipeline,
    since,
    statements,
    targets,
    trade,
)
from ..chronology import STRIKES
from ..data import load, sources_of
from ..data import tables as _table_names

Tables = Mapping[str, pd.DataFrame]
FACTS: dict[str, Callable] = {}


def tables() -> dict[str, pd.DataFrame]:
    """Every table, as `load` gives it."""
    return {name: load(name) for name in _table_names()["table"]}


def fact(function: Callable) -> Callable:
    """Let questions call this function; the tables come first, a question gives the rest."""
    FACTS[function.__name__] = function
    return function


# --- any table ----------------------------------------------------------------


@fact
def cell(data: Tables, table: str, key: str, column: str):
    """One value of one row, found by the table's first column. KeyError where there is no such row."""
    rows = data[table]
    return rows.set_index(rows.columns[0])[column].loc[key]


@fact
def size(data: Tables, table: str) -> int:
    """Number of rows of a table."""
    return len(data[table])


@fact
def count(data: Tables, table: str, column: str, value: str) -> int:
    """Number of rows with one value in one column."""
    return int((data[table][column].astype("str") == value).sum())


@fact
def says(data: Tables, table: str, key: str, column: str, words: str) -> bool:
    """Whether the text of a cell still holds these words, on which a question leans."""
    return words in str(cell(data, table, key, column))


@fact
def verdict(data: Tables, claim: str) -> str:
    """Verdict of one claim."""
    return str(cell(data, "claims", claim, "verdict"))


@fact
def forecast_class(data: Tables, claim: str) -> str:
    """Class of one forecast."""
    return str(cell(data, "claims", claim, "forecast_class"))


@fact
def holds(data: Tables, statement: str) -> bool:
    """Whether one of the book's main statements (a function of `pakiran.statements`) still holds."""
    return next(made for made in statements.ALL if made.__name__ == statement)(data).holds is True


# --- events -------------------------------------------------------------------


@fact
def hours_between_strikes(data: Tables) -> float:
    """Hours from Iran's strike to Pakistan's, across time zones."""
    return chronology.hours_between(data["events"], *STRIKES.values())


@fact
def clock_hours_between_strikes(data: Tables) -> float:
    """The same by the two local clocks, as if there were one zone: a typical slip."""
    events = data["events"].set_index("event_id").loc[list(STRIKES.values())]
    first, second = events["date"] + pd.to_timedelta(events["time_local"] + ":00")
    return (second - first).total_seconds() / 3600


@fact
def toll(data: Tables, struck_by: str, end: str) -> int:
    """Lowest (`low`) or highest (`high`) count of the dead of one strike, by whoever counts."""
    counts = chronology.tolls(data["casualty_claims"], data["events"])
    counts = counts[counts["event_id"] == STRIKES[struck_by]]
    return int(counts["killed_low"].min() if end == "low" else counts["killed_high"].max())


@fact
def officials_with_toll(data: Tables, struck_by: str, side: str) -> int:
    """Different numbers of dead that named officials of one state gave for one strike."""
    claims = data["casualty_claims"]
    rows = claims[(claims["event_id"] == STRIKES[struck_by]) & (claims["side"] == f"{side}_official")]
    return rows["killed_low"].dropna().nunique()


@fact
def hostile_sum(data: Tables, year: int) -> float:
    """Sum of the hostile values on the Goldstein scale in one year."""
    return chronology.yearly(data["events"]).set_index("year").loc[year, "conflict"]


@fact
def years_without_act_pct(data: Tables) -> float:
    """Share of the years since 1947 that have no coded act."""
    return float((chronology.yearly(data["events"])["dyadic"] == 0).mean() * 100)


def _incidents(data: Tables) -> pd.DataFrame:
    return incidents.incidents(data["events"], data["event_actors"], data["actors"])


@fact
def is_incident(data: Tables, event: str) -> bool:
    """Whether an event is coded as use of force."""
    events = data["events"].set_index("event_id").loc[[event]]
    return bool(incidents.is_force(events).item())


@fact
def incidents_of(data: Tables, flow: str) -> int:
    """Incidents in one direction."""
    return int((_incidents(data)["flow"] == flow).sum())


@fact
def incidents_on_soil(data: Tables, flow: str, country: str) -> int:
    """Incidents in one direction that took place in one country."""
    found = incidents.located(_incidents(data), data["places"])
    return int(((found["flow"] == flow) & (found["soil"] == country)).sum())


@fact
def on_one_account(data: Tables) -> int:
    """Incidents by Iran against Pakistan that rest on Pakistan's account alone."""
    found = _incidents(data)
    return int(
        found.loc[found["flow"] == "Iran against Pakistan", "conflict_note"]
        .fillna("")
        .str.contains("Pakistani account only")
        .sum()
    )


@fact
def incident_sources(data: Tables, language: str = "") -> int:
    """Sources of the incidents, all or of one language."""
    spoken = sources_of(_incidents(data))["language"].astype("str")
    return int((spoken == language).sum() if language else len(spoken))


@fact
def longest_gap_days(data: Tables) -> int:
    """Longest time since the crisis without a recorded meeting of the two states."""
    return advice.longest_gap(advice.contacts(data["events"]))[2]


@fact
def rows_on_one_publisher_pct(data: Tables, year: int) -> float:
    """Share of the events of one year since the paper that only one publisher reports."""
    rows = data["events"].rename(columns={"event_id": "row_id"})
    rows = rows[(rows["date"] >= since.FIRST) & (rows["date"].dt.year == year)]
    return float((since.publishers(rows, data["events_sources"], data["sources"]) == 1).mean() * 100)


# --- trade --------------------------------------------------------------------


@fact
def shared_months(data: Tables, first: str, second: str) -> float:
    """Months that the periods of two figures of trade have in common."""
    rows = data["trade_observed"].set_index("observation_id").loc[[first, second]]
    days = (rows["period_end"].min() - rows["period_start"].max()).days + 1
    return days / pipeline.DAYS_PER_MONTH


@fact
def year_on_year_pct(data: Tables, month: str) -> float:
    """Change of Pakistan's customs imports from Iran on the same month a year before."""
    return (
        trade.same_months_change(data["trade_observed"], int(month[:4]))
        .set_index("month")
        .loc[f"{month}-01", "change_pct"]
    )


@fact
def month_imports(data: Tables, month: str) -> float:
    """Pakistan's customs imports from Iran in one month (`2024-01`), million dollars."""
    return cell(data, "trade_observed", f"OM{month}-MOC", "pak_imports_usd_million")


@fact
def mirror_2014(data: Tables, flow: str, column: str) -> float:
    """Goods of 2014 as the two states count them: `first` (Pakistan), `second` (Iran), or their `ratio`."""
    gap = mirror.gap(data["trade_observed"], "O2014-PBC-PK", "O2014-PBC-IR").set_index("flow")
    return float(gap.loc[flow, column])


def _changes(data: Tables, kind: str) -> pd.Series:
    changes = months.year_on_year(months.cells(data["trade_observed"]))
    return changes.loc[changes["kind"] == kind, "change_pct"]


@fact
def placebo(data: Tables, end: str) -> float:
    """Smallest (`min`) or largest (`max`) change of imports in months without strikes or closures, percent."""
    return float(_changes(data, months.PLACEBO).agg(end))


@fact
def after_strikes_mean(data: Tables) -> float:
    """Mean change of imports in the months after the strikes on the year before, percent."""
    return float(_changes(data, months.STRIKES).mean())


@fact
def eve_count(data: Tables, count: str) -> float:
    """Total of the last full year before the strikes by one count of both directions, million dollars."""
    last = eve.last_counts(data["trade_observed"])
    return float(last.loc[(last["count"] == count) & ~last["one_way"], "total"].item())


def _today(data: Tables) -> pd.Timestamp:
    return data["events"]["date"].max()  # as in the chapter: the newest evidence decides which deadlines have passed


@fact
def best_by_deadline(data: Tables, target: str, count: str) -> float:
    """Highest year of one count in the time of one target, million dollars."""
    rows = targets.ledger(data["trade_targets"], data["trade_observed"], _today(data))
    return float(rows.loc[(rows["target_id"] == target) & (rows["count"] == count), "best"].item())


@fact
def needed(data: Tables, goal: str, column: str):
    """What Pakistan's customs imports need for a goal: `pct` a year, over `years`, from `value`; `best_run` so far."""
    rows = targets.needed(data["trade_targets"], data["trade_observed"], _today(data)).set_index(["count", "goal"])
    return rows.loc[("Pakistan customs", goal), column]


@fact
def best_single_year_pct(data: Tables) -> float:
    """Best growth of Pakistan's customs figure from one year to the next."""
    rates = targets.growth(targets.counted(data["trade_observed"]))
    best = targets.best_growth(rates).set_index(["count", "year_type"])
    return float(best.loc[("Pakistan customs", "PK_FISCAL_JUL_JUN"), "pct"])


# --- the pipeline and power ----------------------------------------------------


@fact
def remainders_by_iran(data: Tables) -> int:
    """Statements of a rest that come from Iranian officials and bodies."""
    said = pipeline.remainders(data["pipeline_segments"])
    return int(said.loc[said["left_km"] > 0, "said_by"].str.contains("Iran").sum())


@fact
def straight_line(data: Tables) -> float:
    """Kilometres from Asaluyeh to the border as the crow flies."""
    return pipeline.map_lengths(data["pipeline_segments"])["straight line to the border"]


@fact
def years_of_penalty(data: Tables, term: str, million_a_day: float) -> float:
    """Years until a daily rate has made the sum of one printed penalty."""
    figures = pipeline.penalties(data["pipeline_terms"]).set_index("term_id")
    return pipeline.days_needed(figures.loc[term, "value"], million_a_day) / 365.25


@fact
def contracted_mw(data: Tables, which: int) -> float:
    """Contracted power in megawatts; -1 is the newest contract, -2 the one before."""
    return float(pipeline.contracted_mw(data["energy_links"])["mw"].iloc[which])


@fact
def flow_gwh(data: Tables, year: int) -> float:
    """Net imports of power in one calendar year, gigawatt-hours."""
    return float(pipeline.delivered_mw(data["energy_links"]).set_index("year").loc[year, "gwh"])


# --- the paper: voices, claims, citations --------------------------------------


@fact
def silent_voices(data: Tables) -> int:
    """Voices that state no level of risk."""
    people = experts.voices(data["experts"])
    return int(len(people) - experts.low_risk(people)["stated"].iloc[0])


@fact
def low_risk(data: Tables, column: str) -> float:
    """Voices that call the risk of escalation low: `low` of `stated`, or their `share`."""
    return experts.low_risk(experts.voices(data["experts"]))[column].iloc[0]


def _low_risk_by_day(data: Tables) -> pd.DataFrame:
    people = experts.voices(data["experts"])
    day = cell(data, "events", "IP-20240119-02", "date")
    return experts.low_risk(people, experts.when(people, day)).set_index("group")


@fact
def low_risk_when(data: Tables, when: int, column: str) -> int:
    """The same before the agreement of 19 January (0), or from that day on (1)."""
    return int(_low_risk_by_day(data).loc[experts.WHEN[when], column])


@fact
def split_by_chance_pct(data: Tables) -> float:
    """How often chance alone would split the voices at least so unevenly, percent (Fisher's exact test)."""
    found = _low_risk_by_day(data).loc[list(experts.WHEN[:2]), ["low", "stated"]].astype(int)
    (a, b), (c, d) = found.itertuples(index=False)
    return 100 * experts.fisher(a, b - a, c, d - c)


@fact
def advice_in(data: Tables, state: str) -> int:
    """Recommendations of the paper with one state (`partly`, `unknown`)."""
    return int((data["recommendations"]["status"] == state).sum())


@fact
def forecasts_in(data: Tables, name: str) -> int:
    """Forecasts of one class."""
    return int((forecasts.forecasts(data["claims"])["forecast_class"] == name).sum())


@fact
def is_fault(data: Tables, citation: str) -> bool:
    """Whether a citation needs a correction of form: year, name or match."""
    return str(cell(data, "citations", citation, "problem")) in bibliography.FAULTS


@fact
def supported_pct(data: Tables, cited: bool) -> float:
    """Share of tested claims that are supported, beside a citation or without one, percent."""
    every = bibliography.cited_claims(data["claims"]).set_index("strand").loc["all claims"]
    bare = every["claims"] - every["cited"], every["supported"] - every["cited_supported"]
    number, good = (every["cited"], every["cited_supported"]) if cited else bare
    return float(good / number * 100)


# --- expressions ----------------------------------------------------------------

_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


class Evidence:
    """Tables in hand, and what was already asked of them."""

    def __init__(self, data: Tables):
        self.data = data
        self._known = {}

    def value(self, expression: str):
        """Value of an expression over the facts.

        Raises ValueError for anything else than facts, plain values, arithmetic and comparison; errors of a
        fact itself (KeyError: no such row) are passed on.
        """
        return self._value(ast.parse(expression, mode="eval").body)

    def _value(self, node: ast.expr):
        match node:
            case ast.Constant():
                return node.value
            case ast.UnaryOp(op=ast.USub()):
                return -self._value(node.operand)
            case ast.BinOp() if type(node.op) in _OPERATORS:
                return _OPERATORS[type(node.op)](self._value(node.left), self._value(node.right))
            case ast.Compare(ops=[compare]) if type(compare) in _OPERATORS:
                return bool(_OPERATORS[type(compare)](self._value(node.left), self._value(node.comparators[0])))
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FACTS:
                return self._ask(name, tuple(map(self._value, node.args)))
        raise ValueError(f"no fact, value, arithmetic or comparison: {ast.unparse(node)!r}")

    def _ask(self, name: str, arguments: tuple):
        key = (name, *arguments)
        if key not in self._known:
            self._known[key] = FACTS[name](self.data, *arguments)
        return self._known[key]
