"""How much hangs on choices: statements under other settings, answers in time, coverage, and spread of reporters.

Four questions, in this order: which main statements still hold when rows or codes are chosen otherwise; do acts of
one state draw like acts of the other in the days after; does the long-run index hang on who reported; and how wide
is each growth figure of trade if another reporter is believed.

    python -m pakiran.robustness    # after a change in data/: compute the grid of statements anew
"""

import json
from functools import cache
from itertools import product
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd
from scipy.stats import binomtest, bootstrap

from . import mirror, statements, targets
from .charts.common import colour, shape
from .data import load, package
from .explore import Explorer
from .figures import INK, NEUTRAL, figure
from .tables import resource_of

WARM, COLD = "#0F8A6B", "#8E63B8"  # cooperation and conflict, as in the long-run figure
SPREAD = "#9A7B00"  # neither state

# --- statements under other settings -------------------------------------------------

CODINGS = ["Goldstein values", "plus and minus one"]
SIDED = ["in", "out"]
BASES = ["all counts", "all but stated figures", "Pakistan's customs", "Iran's customs"]
CONTROLS = {  # name -> label, choices; the first choice is the book's own
    "coding": ("Coding", CODINGS),
    "minimum": ("Confidence at least", list(statements.LEVELS)),
    "sided": ("One-sided rows", SIDED),
    "basis": ("Trade basis", BASES),
}
WHOLE = {"claims", "citations", "experts"}  # the paper's own tables, as in `statements.tables`
GRID = Path(__file__).with_name("robustness_grid.json")
ANY = -1  # in the grid: this control changes nothing for the statement
STATEMENTS = (*statements.ALL, statements.cooperation_outweighs)
RESULT = ["key", "statement", "outcome", "n", "measure", "text"]
OUTCOMES = {True: "holds", False: "fails", None: "cannot be told"}
LABELS = {
    "tolls": "Somebody counts both strikes' dead",
    "trade-after": "No fall in trade after the strikes",
    "many-values": "Trade has no single value",
    "targets-repeated": "Targets repeated more than met",
    "section-disputed": "Iran's section is disputed",
    "price-line": "Published prices lie on one line",
    "power": "Contracts are not deliveries",
    "forecasts": "Most forecasts can hardly fail",
    "talks-unforeseen": "No voice foresaw the talks",
    "citations": "Some citations are faulty",
    "cooperation": "More cooperation since 2024",
}


def one_sided(rows: pd.DataFrame, key: str, links: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """Whether all publishers of a row, main and further, sit in Iran, or all in Pakistan (one boolean a row).

    `links` holds the further sources (`key`, `source_id`), whatever their role. A publisher of unknown seat is not
    held to sit in either state.
    """
    pairs = pd.concat([rows[[key, "source_id"]], links[[key, "source_id"]]])
    seats = pairs["source_id"].map(sources.set_index("source_id")["origin"].astype("object")).fillna("unknown")
    found = seats.groupby(pairs[key]).agg(set)
    return rows[key].map(found).map(lambda seen: seen in ({"IRN"}, {"PAK"})).astype(bool)


@cache
def _one_sided_keys(name: str) -> tuple[str, frozenset]:
    """Key column of a table, and the keys of its one-sided rows."""
    rows, key = load(name), resource_of(package(), name)["schema"]["primaryKey"][0]
    known = {resource["name"] for resource in package()["resources"]}
    links = load(f"{name}_sources") if f"{name}_sources" in known else rows[[key, "source_id"]].iloc[:0]
    return key, frozenset(rows.loc[one_sided(rows, key, links, load("sources")), key])


def on_basis(observed: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Rows of `trade_observed` of one of `BASES`; a stated figure is one that names no count."""
    if basis == BASES[0]:
        return observed
    if basis == BASES[1]:
        return observed[observed["basis"] != "stated"]
    state = {BASES[2]: "Pakistan", BASES[3]: "Iran"}[basis]
    return observed[observed["basis"].isin(list(targets.CUSTOMS)) & (observed["reporter_group"] == state)]


def chosen(
    coding: str = CODINGS[0], minimum: str = "low", sided: str = SIDED[0], basis: str = BASES[0]
) -> statements.Tables:
    """The tables that the statements read, under one setting of the four controls."""
    data = statements.tables(minimum)
    if sided == "out":
        for name in data.keys() - WHOLE:
            key, left_out = _one_sided_keys(name)
            data[name] = data[name][~data[name][key].isin(left_out)]
    data["trade_observed"] = on_basis(data["trade_observed"], basis)
    if coding == CODINGS[1]:
        data["events"] = data["events"].assign(goldstein=np.sign(data["events"]["goldstein"]))
    return data


def results(data: statements.Tables, asked=STATEMENTS) -> pd.DataFrame:
    """One row a statement: `key`, `statement`, `outcome` (holds, fails, cannot be told), `n` (rows behind it), `measure`, `text`."""
    found = [statement(data) for statement in asked]
    rows = [(item.key, LABELS[item.key], OUTCOMES[item.holds], int(item.n), item.measure, item.text) for item in found]
    return pd.DataFrame(rows, columns=RESULT)


def said(rows: pd.DataFrame) -> pd.Series:
    """Rows of `results` in few words each, as the page prints them: outcome, `n`, and the measure where there is one."""
    measure = rows["measure"].radd(": ").where(rows["measure"] != "", "")
    return rows["outcome"] + ", n " + rows["n"].astype("str") + measure


class _Watched(dict):
    """Tables that note which of them are read."""

    def __init__(self, data):
        super().__init__(data)
        self.read = set()

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)


def _controls_of(statement) -> list[str]:
    """The controls that change a table which the statement reads."""
    watched = _Watched(statements.tables())
    statement(watched)
    read = watched.read
    touched = {
        "coding": "events" in read,
        "minimum": bool(read - WHOLE),
        "sided": bool(read - WHOLE),
        "basis": "trade_observed" in read,
    }
    return [name for name, is_touched in touched.items() if is_touched]


def compute_grid(asked=STATEMENTS) -> pd.DataFrame:
    """The grid computed from the tables (some seconds): see `grid`."""
    parts = []
    for statement in asked:
        names, rows = _controls_of(statement), []
        for choice in product(*(range(len(CONTROLS[name][1])) for name in names)):
            setting = {name: CONTROLS[name][1][place] for name, place in zip(names, choice, strict=True)}
            rows.append(results(chosen(**setting), [statement]).assign(**dict(zip(names, choice, strict=True))))
        parts.append(_collapse(pd.concat(rows, ignore_index=True)))
    return pd.concat(parts, ignore_index=True)[[*RESULT[:2], *CONTROLS, *RESULT[2:]]]


def _collapse(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one statement without the controls that change none of its results."""
    rows = rows.assign(**{name: ANY for name in CONTROLS if name not in rows})
    for name in CONTROLS:
        others = [other for other in CONTROLS if other != name]
        if (rows.groupby(others)[RESULT[2:]].nunique() == 1).all(axis=None):
            rows = rows.assign(**{name: ANY}).drop_duplicates()
    return rows


def grid() -> pd.DataFrame:
    """Every result under every setting, folded: the columns of `results`, and one column a control.

    A control holds the place of its choice in `CONTROLS`, or `ANY` where it changes nothing for the statement.
    Read from a file beside this module, which a test compares with the tables.
    """
    return pd.DataFrame(json.loads(GRID.read_text(encoding="utf-8")))


def looked_up(folded: pd.DataFrame, **setting: str) -> pd.DataFrame:
    """The rows of the grid for one setting, in the order of the statements: what the page shows."""
    rows = folded
    for name, (_, choices) in CONTROLS.items():
        place = choices.index(setting.get(name, choices[0]))
        rows = rows[rows[name].isin([ANY, place])]
    order = list(LABELS)
    return rows.sort_values("key", key=lambda keys: keys.map(order.index))[RESULT].reset_index(drop=True)


def settings() -> list[dict[str, str]]:
    """All settings of the four controls."""
    return [
        dict(zip(CONTROLS, choice, strict=True)) for choice in product(*(choices for _, choices in CONTROLS.values()))
    ]


def tally(folded: pd.DataFrame) -> pd.DataFrame:
    """For each statement, in how many of all settings it holds, fails or cannot be told, and the lowest and highest n where it holds."""
    every = pd.concat([looked_up(folded, **setting) for setting in settings()])
    counted = every.groupby(["statement", "outcome"]).size().unstack(fill_value=0)
    counted = counted.reindex(index=list(LABELS.values()), columns=list(OUTCOMES.values()), fill_value=0)
    n = every[every["outcome"] == "holds"].groupby("statement")["n"].agg(["min", "max"]).reindex(counted.index)
    span = [_span(*ends) for ends in n.to_numpy()]
    return counted.assign(**{"n where it holds": span}).reset_index()


def _span(low: float, high: float) -> str | None:
    if np.isnan(low):
        return None
    return f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"


def coding_sentence(folded: pd.DataFrame) -> str:
    """What the coding alone changes: the statements whose outcome differs between the two codings under some setting."""
    read = folded[folded["coding"] != ANY]
    others = ["key", *(name for name in CONTROLS if name != "coding")]
    changed = read.groupby(others)["outcome"].nunique().gt(1).sum()
    what = f"it changes the outcome {changed} times" if changed else "it changes the sums but no outcome"
    return f"Statements that use the coding: {read['key'].nunique()}; {what}."


def seats_of_months(observed: pd.DataFrame) -> pd.Series:
    """Monthly figures by where their publishers sit: `PAK` or `IRN` alone, `several` otherwise (number of rows)."""
    months = observed[observed["year_type"] == "MONTH"]
    months = months[(months["reporter_group"] == "Pakistan") & months["pak_imports_usd_million"].notna()]
    key, keys = _one_sided_keys("trade_observed")
    seats = months["source_id"].map(load("sources").set_index("source_id")["origin"].astype("object"))
    return seats.where(months[key].isin(keys), "several").value_counts()


def untouched(folded: pd.DataFrame) -> list[str]:
    """Statements whose result no control changes because they read only the paper's own tables."""
    return [LABELS[key] for key, rows in folded.groupby("key") if (rows[list(CONTROLS)] == ANY).all(axis=None)]


def defaults() -> pd.DataFrame:
    """Each control with its default, the field it acts on, and one row on which it acts (an example, by id)."""
    events, observed = load("events"), load("trade_observed")
    weak = events.loc[events["confidence"] == "low", "event_id"].iloc[0]
    alone = events.loc[events["event_id"].isin(_one_sided_keys("events")[1]), "event_id"].iloc[0]
    graded = events.loc[events["dyadic"].astype(bool) & (events["goldstein"].abs() > 1), "event_id"].iloc[-1]
    stated = observed.loc[observed["basis"] == "stated", "observation_id"].iloc[0]
    said = {
        "coding": ("events.goldstein", f"{graded}: the value of its code becomes plus or minus one"),
        "minimum": ("confidence, of each table", f"{weak}: low, so it goes at medium"),
        "sided": ("sources.origin, of all publishers of a row", f"{alone}: publishers of one of the two states only"),
        "basis": ("trade_observed.basis and reporter_group", f"{stated}: stated, so it goes with the stated figures"),
    }
    rows = [(CONTROLS[name][0], CONTROLS[name][1][0], *said[name]) for name in CONTROLS]
    return pd.DataFrame(rows, columns=["Control", "Default", "Field", "A row on which it acts"])


OUTCOME_COLOURS = {"holds": WARM, "fails": COLD, "cannot be told": NEUTRAL}
OUTCOME_SHAPES = {"holds": "circle", "fails": "cross", "cannot be told": "triangle-up"}


def explorer() -> Explorer:
    """Which main statements hold, fail or cannot be told, for a coding, a confidence, rows and a trade basis of the reader's choice."""
    folded = grid()
    choices = {name: (label, options, options[0]) for name, (label, options) in CONTROLS.items()}

    def counts(
        coding: str = CODINGS[0], minimum: str = "low", sided: str = SIDED[0], basis: str = BASES[0]
    ) -> pd.DataFrame:
        """Each statement with its outcome and n, computed anew from the tables under this setting."""
        return _shown(results(chosen(coding, minimum, sided, basis)))

    start = looked_up(folded)
    every = tally(folded)
    firm = every[every["holds"] == len(settings())]
    chart = figure(
        _page(folded),
        name="explore-robustness",
        title="Which statements survive other choices?",
        description=(
            f"List of {len(start)} main statements with controls for coding, confidence, one-sided rows and trade basis; on all rows {(start['outcome'] == 'holds').sum()} hold, "
            f"and {len(firm)} hold under all {len(settings())} settings, {len(untouched(folded))} of them because no control touches their tables."
        ),
        caption=(
            "n is the number of rows behind a statement; after a colon stand the sums that it compares. A row is one-sided if all its publishers sit in Iran, or all in Pakistan. "
            "Point at a statement to read it in full. Without scripts the list shows the book's own setting."
        ),
        table=_shown(start),
    )
    return Explorer(chart, choices, counts)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `results` under the headings of the table that readers see."""
    return pd.DataFrame({"Statement": rows["statement"], "Outcome": said(rows), "What it says": rows["text"]})


def _page(folded: pd.DataFrame) -> alt.LayerChart:
    params = [
        alt.param(
            name=name,
            value=0,
            bind=alt.binding_select(options=list(range(len(options))), labels=options, name=f"{label} "),
        )
        for name, (label, options) in CONTROLS.items()
    ]
    wanted = " && ".join(f"(datum.{name} == {ANY} || datum.{name} == {name})" for name in CONTROLS)
    rows = folded.assign(said=said(folded)).drop(columns=["key", "measure"])
    base = (
        alt.Chart(rows)
        .transform_filter(wanted)
        .encode(
            y=alt.Y("statement:N", sort=list(LABELS.values()), axis=None),
            tooltip=[
                alt.Tooltip("statement", title="Statement"),
                alt.Tooltip("said", title="Outcome"),
                alt.Tooltip("text", title="It says"),
            ],
        )
    )
    marks = base.mark_point(size=70).encode(
        x=alt.value(8),
        color=colour("outcome", OUTCOME_COLOURS),
        shape=shape("outcome", OUTCOME_SHAPES),
    )
    names = base.mark_text(align="left", fontSize=12, dy=-7).encode(x=alt.value(22), text="statement:N")
    below = base.mark_text(align="left", fontSize=11, dy=8, opacity=0.85).encode(x=alt.value(22), text="said:N")
    return (marks + names + below).properties(height=alt.Step(36)).add_params(*params)


# --- do acts draw acts? --------------------------------------------------------------

SIGNS = {-1: "Hostile acts", 1: "Friendly acts"}
WINDOWS = (7, 14, 30)
CRISIS = ("2024-01-01", "2024-01-31")
VARIANTS = {  # name -> with the crisis of January 2024, with answers inside one episode
    "All acts": (True, True),
    "Not within one episode": (True, False),
    "Without January 2024": (False, True),
    "Without both": (False, False),
}
EITHER = "either side"
DIRECTIONS = {EITHER: None, "Iran acts, Pakistan answers": "Iran", "Pakistan acts, Iran answers": "Pakistan"}
SEED = 20240116


def acts(events: pd.DataFrame) -> pd.DataFrame:
    """Acts of one state towards the other that are known to the day and coded above or below zero.

    Columns: `date`, `side` (who acts), `sign` (-1 hostile, 1 friendly), `episode` (missing if none).
    """
    sides = events["direction"].astype("str").map({"IRN->PAK": "Iran", "PAK->IRN": "Pakistan"})
    kept = events.assign(side=sides, sign=np.sign(events["goldstein"]).astype(int))
    kept = kept[kept["dyadic"].astype(bool) & (kept["date_precision"] == "day") & sides.notna() & (kept["sign"] != 0)]
    return kept[["date", "side", "sign", "episode"]].sort_values("date", ignore_index=True)


def hits(own: np.ndarray, other: np.ndarray, length: int, days: int, related: np.ndarray | bool = False) -> np.ndarray:
    """Whether each of one side's acts is followed, for every shift of the other side's dates around the year.

    `own` (..., n) and `other` (..., m) are days of the year, counted from 0, of a year of `length` days that is
    treated as a ring. An act is followed if one of the other's falls 1 to `days` days after it; pairs marked in
    `related` (n, m) do not count. Returns (..., n, length): the last axis is the shift, 0 the dates as they were.
    """
    shifts, own, other = np.arange(length, dtype=np.int16), own.astype(np.int16), other.astype(np.int16)
    gap = (other[..., None, :, None] + shifts - own[..., :, None, None]) % np.int16(length)
    inside = (gap >= 1) & (gap <= days)
    return (inside & ~np.asarray(related)[..., None]).any(axis=-2) if np.ndim(related) else inside.any(axis=-2)


def _years(rows: pd.DataFrame, crisis: bool) -> list[tuple[pd.DataFrame, pd.DataFrame, int]]:
    """Acts of Iran and of Pakistan, with `day`, and length of each year in which both acted."""
    if not crisis:
        rows = rows[~rows["date"].between(*CRISIS)]
    found = []
    for year, group in rows.groupby(rows["date"].dt.year):
        first = pd.Timestamp(f"{year}-01-01")
        if not crisis and f"{year}" == CRISIS[0][:4]:
            first = pd.Timestamp(CRISIS[1]) + pd.Timedelta(days=1)
        length = (pd.Timestamp(f"{year + 1}-01-01") - first).days
        group = group.assign(day=(group["date"] - first).dt.days)
        pair = group[group["side"] == "Iran"], group[group["side"] == "Pakistan"]
        if all(map(len, pair)):
            found.append((*pair, length))
    return found


def _related(own: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Which pairs of acts belong to one episode."""
    mine, theirs = own["episode"].astype("object").to_numpy(), other["episode"].astype("object").to_numpy()
    return np.array([[a == b and pd.notna(a) for b in theirs] for a in mine])


def reciprocity(
    rows: pd.DataFrame, sign: int, days: int, variant: str = "All acts", direction: str = EITHER, seed: int = SEED
) -> dict:
    """Share of acts that the other side follows with one of like sign within `days`, against chance.

    Chance: within each calendar year the dates of Pakistan's acts are moved together around the year by every
    possible number of days (years are independent). So the spacing of each side's acts, and the number of acts of
    each year, stay as they were; only how the two series lie against one another is changed. All shifts are
    counted, so the distribution is exact and no random draw is needed.

    Returns `acts` (n, in years in which both sides have such acts), `years`, `followed`, `share`, `expected`,
    `chance_low`, `chance_high` (95 percent of shifts), `excess` (share less expected) with `low`, `high` (95
    percent, months resampled; NaN with fewer than five months, or where all or none are followed), and `p` (one-sided). Raises ValueError if no year
    has such acts of both sides.
    """
    crisis, inside = VARIANTS[variant]
    years = _years(rows[rows["sign"] == sign], crisis)
    if not years:
        raise ValueError(f"no year has acts of both sides: expected some {SIGNS[sign].lower()} of each")
    null, seen, parts = np.ones(1), 0, []
    for iran, pakistan, length in years:
        moved = _both(iran, pakistan, length, days, inside, DIRECTIONS[direction])
        count = sum(matrix.sum(axis=0) for _, matrix in moved)
        null = np.convolve(null, np.bincount(count) / length)
        seen += int(count[0])
        parts += [
            pd.DataFrame(
                {
                    "month": group["date"].dt.strftime("%Y-%m"),
                    "followed": matrix[:, 0],
                    "excess": matrix[:, 0] - matrix.mean(axis=1),
                }
            )
            for group, matrix in moved
        ]
    each = pd.concat(parts)
    n, reach = len(each), np.cumsum(null)
    low, high = _interval(each, seed)
    return {
        "acts": n,
        "years": len(years),
        "followed": seen,
        "share": seen / n,
        "expected": float(null @ np.arange(len(null)) / n),
        "chance_low": int(np.searchsorted(reach, 0.025)) / n,
        "chance_high": int(np.searchsorted(reach, 0.975)) / n,
        "excess": float(each["excess"].mean()),
        "low": low,
        "high": high,
        "p": float(min(1.0, null[seen:].sum())),
    }


def _both(iran, pakistan, length: int, days: int, inside: bool, only: str | None) -> list[tuple]:
    """Acts of each side and whether they are followed, for every shift of Pakistan's dates."""
    related = False if inside else _related(iran, pakistan)
    ahead = hits(iran["day"].to_numpy(), pakistan["day"].to_numpy(), length, days, related)
    back = hits(pakistan["day"].to_numpy(), iran["day"].to_numpy(), length, days, related if inside else related.T)
    back = np.roll(back[:, ::-1], 1, axis=1)  # to move Pakistan's dates forward is to move Iran's back
    return [pair for pair in ((iran, ahead), (pakistan, back)) if only in (None, pair[0]["side"].iloc[0])]


def _interval(each: pd.DataFrame, seed: int) -> tuple[float, float]:
    months = each.groupby("month")["excess"].agg(["sum", "size"])
    if len(months) < 5 or each["followed"].nunique() < 2:  # nothing to resample
        return float("nan"), float("nan")
    found = bootstrap(
        (months["sum"].to_numpy(), months["size"].to_numpy()),
        lambda total, size, axis: total.sum(axis=axis) / size.sum(axis=axis),
        paired=True, vectorized=True, n_resamples=2000, method="percentile", rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def reciprocities(rows: pd.DataFrame, directions: tuple[str, ...] = (EITHER,)) -> pd.DataFrame:
    """`reciprocity` for both signs, all windows, all variants and the directions asked for: one row a test."""
    found = []
    for sign, days, variant, direction in product(SIGNS, WINDOWS, VARIANTS, directions):
        named = {"kind": SIGNS[sign], "days": days, "variant": variant, "direction": direction}
        found.append(named | reciprocity(rows, sign, days, variant, direction))
    return pd.DataFrame(found)


def direction_table(rows: pd.DataFrame, directions: list[str], days: int) -> pd.DataFrame:
    """`reciprocity` of one window by direction, with all acts and with neither crisis nor pairs of one episode, to read."""
    found = []
    for sign, direction, variant in product(SIGNS, directions, ("All acts", "Without both")):
        test = reciprocity(rows, sign, days, variant, direction)
        found.append(
            {
                "Acts": SIGNS[sign].split()[0],
                "Direction": direction.replace(" acts, ", ", then ").replace(" answers", ""),
                "Rows": variant,
                "n": test["acts"],
                "Followed": test["followed"],
                "Share": f"{test['share']:.0%}",
                "By chance": f"{test['expected']:.0%}",
                "p": chance_of(test["p"]),
            }
        )
    return pd.DataFrame(found)


EXTRA = (0.0, 0.1, 0.2, 0.3, 0.5)


def power(
    rows: pd.DataFrame, sign: int, days: int = 14, crisis: bool = True, extra: float = 0.3, runs: int = 300,
    seed: int = SEED,
) -> dict:  # fmt: skip
    """How often the test would find answers that are really there: share of simulated records with p below 0.05.

    In each run Pakistan's dates are first moved by chance within each year. Then each act of one side draws, with
    probability `extra`, one act of the other (each at most once, in the same year) to a day 1 to `days` after it.
    In the first half of the runs Pakistan answers, in the second half Iran. The numbers of acts stay those of the
    record. Returns `acts`, `runs`, `power` and its 95 percent interval `low`, `high` (Wilson). With `extra` 0 it is
    the rate of false alarms.
    """
    draw = np.random.default_rng([seed, sign + 1, days, int(crisis), round(extra * 100)])
    years = _years(rows[rows["sign"] == sign], crisis)
    null, seen = [np.ones(1)] * runs, np.zeros(runs, dtype=int)
    for iran, pakistan, length in years:
        one = np.tile(iran["day"].to_numpy(), (runs, 1))
        two = (pakistan["day"].to_numpy() + draw.integers(length, size=(runs, 1))) % length
        half = runs // 2
        _answer(one[:half], two[:half], length, days, extra, draw)
        _answer(two[half:], one[half:], length, days, extra, draw)
        back = np.roll(hits(two, one, length, days).sum(axis=1)[:, ::-1], 1, axis=1)
        count = hits(one, two, length, days).sum(axis=1) + back
        seen += count[:, 0]
        null = [np.convolve(before, np.bincount(row) / length) for before, row in zip(null, count, strict=True)]
    found = sum(chance[value:].sum() < 0.05 for chance, value in zip(null, seen, strict=True))
    span = binomtest(int(found), runs).proportion_ci(method="wilson")
    n = sum(len(iran) + len(pakistan) for iran, pakistan, _ in years)
    return {"acts": n, "runs": runs, "power": found / runs, "low": span.low, "high": span.high}


def _answer(own: np.ndarray, other: np.ndarray, length: int, days: int, extra: float, draw) -> None:
    """Move acts of `other`, in place, to soon after acts of `own`; both (runs, n)."""
    runs, m = other.shape
    order = draw.permuted(np.tile(np.arange(m), (runs, 1)), axis=1)
    turn = draw.permuted(np.tile(np.arange(own.shape[1]), (runs, 1)), axis=1)
    every = np.arange(runs)
    for place in range(min(own.shape[1], m)):
        day = (own[every, turn[:, place]] + draw.integers(1, days + 1, size=runs)) % length
        target = order[:, place]
        other[every, target] = np.where(draw.random(runs) < extra, day, other[every, target])


def powers(rows: pd.DataFrame, days: int = 14, runs: int = 300) -> pd.DataFrame:
    """`power` for both signs, with and without the crisis, and each effect of `EXTRA`: one row a simulation."""
    found = []
    for sign, crisis, extra in product(SIGNS, (True, False), EXTRA):
        named = {"kind": SIGNS[sign], "crisis": "in" if crisis else "out", "extra": extra}
        found.append(named | power(rows, sign, days, crisis, extra, runs))
    return pd.DataFrame(found)


def reciprocity_chart(found: pd.DataFrame) -> alt.FacetChart:
    """Share of acts followed by the other side, against what shifted dates give: one row a variant."""
    pooled = found[found["direction"] == EITHER]
    rows = pooled.assign(panel=pooled["kind"] + ", " + pooled["days"].astype(str) + " days")
    order = [f"{kind}, {days} days" for days in WINDOWS for kind in SIGNS.values()]
    y = alt.Y("variant:N", title=None, sort=list(VARIANTS), axis=alt.Axis(labelLimit=150))
    x = alt.X("share:Q", title="Share of acts followed", axis=alt.Axis(format="%", tickCount=4))
    tips = [
        alt.Tooltip("panel", title="Acts"),
        alt.Tooltip("variant", title="Rows"),
        alt.Tooltip("acts", title="n, acts"),
        alt.Tooltip("share", title="Followed", format=".0%"),
        alt.Tooltip("expected", title="By chance", format=".0%"),
        alt.Tooltip("p", format=".3f"),
    ]
    kinds = dict(zip(SIGNS.values(), (COLD, WARM), strict=True))
    shapes = dict(zip(SIGNS.values(), ("square", "circle"), strict=True))
    base = alt.Chart(rows[["kind", "panel", "variant", "acts", "share", "expected", "chance_low", "chance_high", "p"]])
    chance = base.mark_rule(strokeWidth=9, color=NEUTRAL, opacity=0.4).encode(
        x=alt.X("chance_low:Q", title="Share of acts followed"), x2="chance_high:Q", y=y
    )
    middle = base.mark_tick(color=INK, thickness=1.5, size=12).encode(x="expected:Q", y=y)
    points = base.mark_point(size=70).encode(
        x=x, y=y, color=colour("kind", kinds), shape=shape("kind", shapes), tooltip=tips
    )
    chart = (
        (chance + middle + points)
        .properties(height=alt.Step(21))
        .facet(facet=alt.Facet("panel:N", title=None, sort=order, header=alt.Header(labelAnchor="start")), columns=2)
    )
    first = pooled[(pooled["variant"] == "All acts") & (pooled["days"] == 14)].set_index("kind")["share"]
    bare = pooled[(pooled["variant"] == "Without both") & (pooled["days"] == 14)].set_index("kind")["share"]
    small = int((pooled["p"] < 0.05).sum())
    return figure(
        chart,
        name="reciprocity",
        title="How often one side's act is followed by the other's",
        description=(
            f"Six panels of shares of acts that the other state followed with a like act: within 14 days {first['Hostile acts']:.0%} of hostile and {first['Friendly acts']:.0%} of friendly acts, "
            f"but {bare['Hostile acts']:.0%} and {bare['Friendly acts']:.0%} without January 2024 and outside one episode, with {small} of {len(pooled)} tests below 0.05."
        ),
        caption=(
            "Grey bars: what 95 percent of shifted calendars give; the thin line is their mean. A mark to the right of its bar is more than chance gives. "
            "Followed means in time after, not because of. Both directions together."
        ),
        table=pooled[["kind", "days", "variant", "acts", "followed", "share", "expected", "low", "high", "p"]]
        .assign(
            share=pooled["share"].map("{:.0%}".format),
            expected=pooled["expected"].map("{:.0%}".format),
            excess=[_points(row) for row in pooled.itertuples()],
            p=pooled["p"].map(chance_of),
        )[["kind", "days", "variant", "acts", "followed", "share", "expected", "excess", "p"]]
        .rename(
            columns={
                "kind": "Acts",
                "days": "Days",
                "variant": "Rows",
                "acts": "n",
                "followed": "Followed",
                "share": "Share",
                "expected": "By chance",
                "excess": "Points above chance (95 percent)",
            }
        ),
    )


def power_table(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of `powers` to read: one row an effect, one column a series with its n, and the interval of each share."""
    rows = found.assign(
        series=found["kind"] + ", January 2024 " + found["crisis"] + " (n " + found["acts"].astype(str) + ")",
        said=[f"{row.power:.0%} ({row.low:.0%} to {row.high:.0%})" for row in found.itertuples()],
    )
    wide = rows.pivot(index="extra", columns="series", values="said")[list(dict.fromkeys(rows["series"]))]
    wide = wide.rename_axis(None, axis=1).rename(index="{:.0%}".format)
    return wide.rename_axis("Acts that draw an answer").reset_index()


def chance_of(p: float) -> str:
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


def _points(row) -> str:
    return f"{row.excess * 100:+.0f}" + (
        "" if np.isnan(row.low) else f" ({row.low * 100:+.0f} to {row.high * 100:+.0f})"
    )


# --- does the index hang on coverage? ------------------------------------------------

EARLY = 2000  # decades before it are the thin ones


def coded(events: pd.DataFrame) -> pd.DataFrame:
    """Dyadic acts, joint ones included: `event_id`, `source_id`, `decade` (first year), `value` (Goldstein)."""
    kept = events[events["dyadic"].astype(bool)]
    decade = kept["date"].dt.year // 10 * 10
    return kept.assign(decade=decade, value=kept["goldstein"])[["event_id", "source_id", "decade", "value"]]


def publishers_of(rows: pd.DataFrame, links: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """One row an act and publisher that carries it (`event_id`, `publisher`); sources that report differently are left out."""
    further = links[links["role"] != "reports_differently"]
    pairs = pd.concat([rows[["event_id", "source_id"]], further[["event_id", "source_id"]]])
    pairs = pairs[pairs["event_id"].isin(rows["event_id"])].merge(sources[["source_id", "publisher"]], on="source_id")
    return pairs[["event_id", "publisher"]].drop_duplicates(ignore_index=True)


def leave_one_out(rows: pd.DataFrame, carried: pd.DataFrame) -> pd.DataFrame:
    """Mean value an act of each decade without the acts that one publisher alone carries: one row a decade and publisher.

    Columns: `decade`, `publisher`, `lost` (acts), `mean`. Publishers that alone carry no act of the decade are left out.
    """
    alone = carried[carried.groupby("event_id")["publisher"].transform("size") == 1]
    joined = rows.merge(alone, on="event_id")
    found = []
    for (decade, publisher), gone in joined.groupby(["decade", "publisher"]):
        rest = rows[(rows["decade"] == decade) & ~rows["event_id"].isin(gone["event_id"])]
        found.append({"decade": decade, "publisher": publisher, "lost": len(gone), "mean": rest["value"].mean()})
    return pd.DataFrame(found, columns=["decade", "publisher", "lost", "mean"])


def thinned(values: np.ndarray, size: int, draws: int = 2000, seed: int = SEED) -> np.ndarray:
    """Means of `size` values drawn without return, `draws` times. Raises ValueError if there are fewer than `size`."""
    if size > len(values):
        raise ValueError(f"{len(values)} values: expected at least {size}")
    picks = np.random.default_rng(seed).permuted(np.tile(values, (draws, 1)), axis=1)
    return picks[:, :size].mean(axis=1)


def coverage_index(events: pd.DataFrame, links: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The index by decade: `acts` (n), `mean` (Goldstein value an act), `plain` (with plus and minus one), `total`.

    `without_low`, `without_high`: range of the mean when one publisher is left out (the mean itself is in the range).
    `size` (acts of a typical early decade: median before 2000); `thin_low`, `thin_high`: 95 percent of the means of so
    many acts drawn from the decade; `same_sign`: share of draws on the same side of zero as the mean. The last
    four are missing for decades before 2000 and for those with no more acts than that.
    """
    rows = coded(events)
    out = leave_one_out(rows, publishers_of(rows, links, sources)).groupby("decade")["mean"].agg(["min", "max"])
    table = rows.groupby("decade")["value"].agg(
        acts="size", mean="mean", total="sum", plain=lambda v: np.sign(v).mean()
    )
    table["without_low"] = np.fmin(out["min"].reindex(table.index), table["mean"])
    table["without_high"] = np.fmax(out["max"].reindex(table.index), table["mean"])
    size = int(table.loc[table.index < EARLY, "acts"].median())
    table["size"] = size
    for decade in table.index[(table.index >= EARLY) & (table["acts"] > size)]:
        means = thinned(rows.loc[rows["decade"] == decade, "value"].to_numpy(), size)
        table.loc[decade, ["thin_low", "thin_high"]] = np.quantile(means, [0.025, 0.975])
        table.loc[decade, "same_sign"] = (np.sign(means) == np.sign(table.loc[decade, "mean"])).mean()
    return table.reset_index()


def coverage_chart(found: pd.DataFrame) -> alt.LayerChart:
    """Mean value an act by decade, with what leaving out publishers and thinning do to it."""
    rows = found.assign(
        label=found["decade"].astype(str) + "s (n " + found["acts"].astype(str) + ")", mark="mean of all acts"
    )
    y = alt.Y("label:N", title=None, sort=list(rows["label"]), axis=alt.Axis(labelLimit=120))
    x = alt.X("mean:Q", title="Mean Goldstein value an act", scale=alt.Scale(domain=[-10, 10]))
    base = alt.Chart(rows.drop(columns=["decade", "size"]).round(3))
    thin = base.transform_filter("isValid(datum.thin_low)").mark_bar(height=17, color=NEUTRAL, opacity=0.3)
    thin = thin.encode(x=alt.X("thin_low:Q", title="Mean Goldstein value an act"), x2="thin_high:Q", y=y)
    out = base.mark_rule(strokeWidth=5, color=COLD).encode(x="without_low:Q", x2="without_high:Q", y=y)
    points = base.mark_point(size=75, color=INK).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("label", title="Decade"),
            alt.Tooltip("mean", title="Mean", format="+.1f"),
            alt.Tooltip("plain", title="Mean, plus and minus one", format="+.2f"),
            alt.Tooltip("without_low", title="Lowest without one publisher", format="+.1f"),
            alt.Tooltip("without_high", title="Highest without one publisher", format="+.1f"),
        ],
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(strokeDash=[4, 3]).encode(x="zero:Q")
    late = found.dropna(subset="same_sign")
    size, last = int(found["size"].iloc[0]), late.iloc[-1]
    shown = ["label", "mean", "plain", "without_low", "without_high", "thin_low", "thin_high", "same_sign"]
    return figure(
        (thin + zero + out + points).properties(height=alt.Step(26)),
        name="index-and-coverage",
        title="The long-run index an act, and what coverage does to it",
        description=(
            f"Chart of the mean Goldstein value an act in {len(found)} decades with {found['acts'].min()} to {found['acts'].max()} acts each; "
            f"the mean of the {last['decade']:.0f}s is {last['mean']:+.1f}, but {size} acts drawn from them, as many as a typical early decade has, give {last['thin_low']:+.1f} to {last['thin_high']:+.1f}."
        ),
        caption=(
            f"Point: mean of all acts. Violet bar: range when any one publisher is left out. Grey bar: 95 percent of the means of {size} acts drawn from the decade, "
            f"the number of acts of a typical decade before {EARLY}; those decades have no grey bar."
        ),
        table=rows[shown]
        .rename(
            columns={
                "label": "Decade",
                "mean": "Mean",
                "plain": "Mean, plus and minus one",
                "without_low": "Lowest without one publisher",
                "without_high": "Highest without one publisher",
                "thin_low": "Thinned, low",
                "thin_high": "Thinned, high",
                "same_sign": "Thinned draws with the same sign",
            }
        )
        .round(2),
    )


# --- how wide is a growth figure? ----------------------------------------------------


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
    """The rows of `trade_observed` that this module names by value: whole years of one flow, and single months."""
    whole = mirror.values(observed)["observation_id"]
    return observed[observed["observation_id"].isin(whole) | (observed["year_type"] == "MONTH")]


KIND_OF_YEAR = {"CALENDAR": "calendar years", "PK_FISCAL_JUL_JUN": "Pakistani years"}
ONE, SEVERAL = "one reporter", "two or more reporters"


def percent(factor: float) -> str:
    """A factor as growth: 1.18 becomes +18 percent, 3 becomes +200 percent."""
    return f"{(factor - 1) * 100:+,.0f} percent"


def growth_chart(found: pd.DataFrame) -> alt.FacetChart:
    """Growth from year to year with the spread of reporters, one panel a flow and kind of year."""
    key = ["flow", "year_type", "begins", "since", "until", "reporters", "low", "high", "mixed_low", "mixed_high"]
    rows = found.groupby(key)["factor"].median().reset_index()
    rows["panel"] = rows["flow"].str.removeprefix("From ") + ", " + rows["year_type"].map(KIND_OF_YEAR)
    rows["support"] = np.where(rows["reporters"] > 1, SEVERAL, ONE)
    floor, ceiling = 0.2, 5.0
    for name in ("low", "high", "mixed_low", "mixed_high", "factor"):
        rows[f"{name}_drawn"] = rows[name].clip(floor, ceiling)
    order = list(dict.fromkeys(rows.sort_values(["year_type", "flow"])["panel"]))
    x = alt.X(
        "begins:Q",
        title="Year in which the later period begins",
        scale=alt.Scale(zero=False, nice=False, padding=8),
        axis=alt.Axis(format="d", grid=False, tickCount=4),
    )
    scale = alt.Scale(type="log", domain=[floor, ceiling])
    axis = alt.Axis(values=[0.2, 0.5, 1, 2, 5], format="~g")
    tips = [
        alt.Tooltip("until", title="Year"),
        alt.Tooltip("factor", title="Times the year before", format=".2f"),
        alt.Tooltip("low", title="Lowest", format=".2f"),
        alt.Tooltip("high", title="Highest", format=".2f"),
        alt.Tooltip("reporters", title="Reporters"),
    ]
    shapes = {SEVERAL: "circle", ONE: "diamond"}
    keep = ["panel", "begins", "until", "factor", "low", "high", "reporters", "support"]
    drawn = [name for name in rows if name.endswith("_drawn")]
    base = alt.Chart(rows[[*keep, *drawn]].round(4)).encode(x=x)
    mixed = base.mark_rule(strokeWidth=3, color=NEUTRAL, opacity=0.4).encode(
        y=alt.Y("mixed_low_drawn:Q", title="Times the year before", scale=scale, axis=axis), y2="mixed_high_drawn:Q"
    )
    y = alt.Y("factor_drawn:Q", title="Times the year before", scale=scale, axis=axis)
    bars = base.mark_rule(strokeWidth=2, color=SPREAD).encode(
        y=alt.Y("low_drawn:Q", title="Times the year before", scale=scale, axis=axis),
        y2="high_drawn:Q",
    )
    points = base.mark_point(size=26, color=SPREAD, stroke=SPREAD, strokeWidth=1.3).encode(
        y=y,
        shape=shape("support", shapes),
        fillOpacity=alt.condition(f"datum.support === '{ONE}'", alt.value(0), alt.value(1)),
        tooltip=tips,
    )
    chart = (
        (mixed + bars + points)
        .properties(height=130)
        .facet(facet=alt.Facet("panel:N", title=None, sort=order, header=alt.Header(labelAnchor="start")), columns=2)
        .resolve_scale(x="independent")
    )
    alone = int((rows["reporters"] == 1).sum())
    wide = (
        rows[rows["reporters"] > 1].assign(ratio=lambda part: part["high"] / part["low"]).nlargest(1, "ratio").iloc[0]
    )
    return figure(
        chart,
        name="growth-intervals",
        title="Growth of trade, with the spread of reporters",
        description=(
            f"Chart of {len(rows)} growth figures in {rows['panel'].nunique()} panels by flow and kind of year: {alone} rest on one reporter, "
            f"and where several report they differ most for {wide['until']}, from {percent(wide['low'])} to {percent(wide['high'])}."
        ),
        caption=(
            "A coloured bar runs from the lowest to the highest reporter of the same flow and kind of year; points are medians. Hollow diamonds rest on one reporter, so no spread is known: it is not zero. "
            "A grey bar shows what comes out if one reporter is believed for the first year and another for the second. "
            f"Values beyond {floor:g} and {ceiling:g} times are drawn at the edge."
        ),
        table=rows[["panel", "since", "until", "factor", "low", "high", "reporters", "mixed_low", "mixed_high"]]
        .assign(
            low=rows["low"].where(rows["reporters"] > 1),
            high=rows["high"].where(rows["reporters"] > 1),
        )
        .rename(
            columns={
                "panel": "Flow and kind of year",
                "since": "From",
                "until": "To",
                "factor": "Times the year before",
                "low": "Lowest reporter",
                "high": "Highest reporter",
                "reporters": "Reporters",
                "mixed_low": "Lowest, reporters mixed",
                "mixed_high": "Highest, reporters mixed",
            }
        )
        .round(2),
    )


if __name__ == "__main__":
    rows = compute_grid().to_dict("records")
    GRID.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")
