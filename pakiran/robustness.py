"""Which main statements still hold when rows, codes or counts are chosen otherwise: a grid of settings, and its explorer.

After a change in data/ compute the grid anew: `python -m pakiran.robustness`.
"""

import json
from functools import cache
from itertools import product
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from . import statements, trade
from .charts.common import colour, shape
from .data import load, package
from .explore import Explorer, by_place, page_controls
from .figures import GREEN, NEUTRAL, VIOLET, figure
from .tables import resource_of

CODINGS = ["Goldstein values", "plus and minus one"]
SIDED = ["in", "out"]
BASES = ["all counts", "all but stated figures", "Pakistan's customs", "Iran's customs"]
CONTROLS = {  # name -> label, choices; the first choice is the book's own
    "coding": ("Coding", CODINGS),
    "minimum": ("Confidence at least", list(statements.LEVELS)),
    "sided": ("One-sided rows", SIDED),
    "basis": ("Trade basis", BASES),
}
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
    return observed[trade.is_customs(observed["basis"]) & (observed["reporter_group"] == state)]


def chosen(
    coding: str = CODINGS[0], minimum: str = "low", sided: str = SIDED[0], basis: str = BASES[0]
) -> statements.Tables:
    """The tables that the statements read, under one setting of the four controls."""
    data = statements.tables(minimum)
    if sided == "out":
        for name in data.keys() - statements.WHOLE:
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
        "minimum": bool(read - statements.WHOLE),
        "sided": bool(read - statements.WHOLE),
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


OUTCOME_COLOURS = {"holds": GREEN, "fails": VIOLET, "cannot be told": NEUTRAL}
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
        _page(folded, choices),
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


def _page(folded: pd.DataFrame, choices: dict[str, tuple]) -> alt.LayerChart:
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
    return (marks + names + below).properties(height=alt.Step(36)).add_params(*page_controls(by_place(choices)))


if __name__ == "__main__":
    rows = compute_grid().to_dict("records")
    GRID.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")
