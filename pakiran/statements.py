"""The book's main statements, each as a function of the tables: what it says, whether it holds, on how many rows.

A statement takes the tables in hand, so that it can be asked again of fewer rows: only those of high
confidence, say. It claims no more than the rows carry, and names its own weakness.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from . import bibliography, chronology, mirror, months, pipeline, targets
from .data import load

Tables = dict[str, pd.DataFrame]
TABLES = (
    "trade_observed", "trade_targets", "pipeline_segments", "pipeline_terms", "energy_links",
    "casualty_claims", "events", "claims", "citations", "experts",
)  # fmt: skip
TODAY = pd.Timestamp("2026-11-23")  # the day the data were closed; deadlines after it are still open
LEVELS = ("low", "medium", "high")
WHOLE = {"claims", "citations", "experts"}  # the paper's own tables: their confidence is about the verdict
LARGE = 3000  # million dollars: a target from here on is counted as large
LINE = (1, 0.12)  # the price line of the gas contract: USD per MMBtu, and the part of it for each dollar of oil


@dataclass(frozen=True)
class Finding:
    """What a statement says of the rows in hand: `holds` is None where they are too few to tell.

    `measure` is what it weighs, in few words, where that can change while the outcome and `n` stay.
    """

    key: str
    chapter: str
    holds: bool | None
    text: str
    n: int
    weakness: str
    measure: str = ""


def tables(minimum: str = "low") -> Tables:
    """The tables that the statements read, without rows below a confidence (`low`, `medium`, `high`).

    The paper's own tables (`WHOLE`) stay whole.
    """
    found = {name: load(name) for name in TABLES}
    return {
        name: frame if name in WHOLE or "confidence" not in frame else frame[frame["confidence"] >= minimum]
        for name, frame in found.items()
    }


def trade_after_the_strikes(data: Tables) -> Finding:
    """Imports of the months after the strikes against the same months a year before."""
    observed, too_few = data["trade_observed"], "No month after the strikes can be compared."
    if not ((observed["year_type"] == "MONTH") & (observed["reporter_group"] == "Pakistan")).any():
        return _unknown("trade-after", "04-implications", too_few)
    try:
        compared = months.year_on_year(months.cells(observed))
    except KeyError:  # not one month, or none with the same month a year before
        return _unknown("trade-after", "04-implications", too_few)
    after = compared[compared["kind"] == months.STRIKES]
    if after.empty:
        return _unknown("trade-after", "04-implications", too_few)
    total = after["value"].sum() / after["before"].sum() - 1
    changes = ", ".join(f"{row.change_pct:+.0f}" for row in after.itertuples())
    return Finding(
        "trade-after", "04-implications", bool(total >= 0),
        f"No fall in trade is visible after the strikes: imports from Iran changed by {changes} percent on the year before, {total:+.0%} in all.",
        len(after), "Few months, printed by the press; one direction only.",
    )  # fmt: skip


def trade_has_many_values(data: Tables) -> Finding:
    """The same flow and period under two counts."""
    try:
        gap = mirror.gap(data["trade_observed"], "O2014-PBC-PK", "O2014-PBC-IR")
    except (KeyError, IndexError, ValueError):
        return _unknown("many-values", "04-implications", "The pair of figures for 2014 is not among the rows.")
    low, high = gap["ratio"].min(), gap["ratio"].max()
    return Finding(
        "many-values", "04-implications", bool(low >= 2),
        f"Trade has no single value: for 2014 the count of one state is {low:.1f} times (imports of Pakistan) and {high:.1f} times (its exports) that of the other.",
        len(gap), "One year; both counts come from UN Comtrade through one report.",
    )  # fmt: skip


def targets_repeated(data: Tables) -> Finding:
    """Announcements of targets, and those that a count which is more than a statement reached."""
    found = targets.verdicts(targets.ledger(data["trade_targets"], data["trade_observed"], TODAY))
    large = found[found["target_usd_million"] >= LARGE]
    reached = int(large["office_yes"].sum())
    return Finding(
        "targets-repeated", "05-way-forward", reached == 0 and len(large) > 1 if large["counts"].any() else None,
        f"Targets were repeated more often than met: {len(found)} announcements are on record, and of the {len(large)} of {LARGE:,} million dollars or more {reached} were reached by a count that is more than a statement.",
        len(found), "Counts are missing for many years; values are nominal.",
    )  # fmt: skip


def iranian_section_disputed(data: Tables) -> Finding:
    """Statements that the line reaches the border, and lengths still named after the first of them."""
    said = pipeline.remainders(data["pipeline_segments"])
    done, left = said[said["left_km"] == 0], said[said["left_km"] > 0]
    if done.empty or left.empty:
        return _unknown(
            "section-disputed", "04-implications", "One of the two kinds of statement is not among the rows."
        )
    later = left.loc[left["as_of"] > done["as_of"].min(), "left_km"]
    named = f"{later.min():.0f} to {later.max():.0f} kilometres still to build" if len(later) else "no remainder"
    return Finding(
        "section-disputed",
        "04-implications",
        bool(len(later)),
        f"Whether Iran has completed its section is disputed: {len(done)} statements say that the line reaches the border, and {len(later)} later than the first of them name {named}.",
        len(said),
        "Statements, not inspections; no survey of the ground was found.",
    )


def penalty_not_computed(data: Tables) -> Finding:
    """The published price points against one line, and the largest penalty against the daily rates named."""
    terms, (fixed, slope) = data["pipeline_terms"], LINE
    points = pipeline.price_points(terms)
    line = (points["gas_usd_per_mmbtu"] - (fixed + slope * points["oil_usd_per_barrel"])).abs() < 0.005
    named = terms.loc[(terms["term"] == "Penalty figure") & (terms["unit"] == "USD million"), "value"].max()
    penalty = f"the penalty of {named / 1000:g} billion dollars" if named > 0 else "a penalty"
    return Finding(
        "price-line", "04-implications", bool(line.sum() >= 3) if len(points) >= 3 else None,
        f"{line.sum()} published price points lie on one line ({fixed} + {slope} times the oil price) and {(~line).sum()} of a critic do not; no document that was read shows how {penalty} is computed.",
        len(points), "The contract itself was not read.",
    )  # fmt: skip


def contracts_are_not_deliveries(data: Tables) -> Finding:
    """Contracted power before and after 2023 against the power that flowed in the years around it."""
    contract, flow = pipeline.contracted_mw(data["energy_links"]), pipeline.delivered_mw(data["energy_links"])
    around = flow[flow["year"].between(2021, 2023)]
    if len(contract) < 2 or around.empty:
        return _unknown("power", "04-implications", "Contracts or flows around 2023 are not among the rows.")
    before, after = contract["mw"].iloc[-2], contract["mw"].iloc[-1]
    return Finding(
        "power", "04-implications", bool(after / before > 1.5 and around["mw"].max() < before),
        f"Contracts are not deliveries: contracted power rose from {before:.0f} to {after:.0f} megawatts, while {around['mw'].min():.0f} to {around['mw'].max():.0f} flowed on average in 2021 to 2023.",
        len(contract) + len(around), "The last values of the flow series may be carried forward.",
    )  # fmt: skip


def tolls_differ(data: Tables) -> Finding:
    """Counts of the dead of the two strikes, victims only."""
    counts = chronology.tolls(data["casualty_claims"], data["events"])
    strikes = list(chronology.STRIKES.values())
    counts = counts[counts["event_id"].isin(strikes) & (counts["who"] != "attackers")]
    spans = counts.groupby("event_id").agg(low=("killed_low", "min"), high=("killed_high", "max")).reindex(strikes)
    if spans.isna().any(axis=None):
        return _unknown("tolls", "01-introduction", "One of the two strikes has no count among the rows.")
    (a, b), (c, d) = spans.astype(int).to_numpy()
    return Finding(
        "tolls", "01-introduction", True,  # that somebody counts them: without a count it is silent above
        f"The dead of both strikes are counted by somebody: {_span(a, b)} near Panjgur, {_span(c, d)} near Saravan. The paper mentions the former only.",
        len(counts), "The counts are not independent, and no outsider has checked them.",
    )  # fmt: skip


def citations_with_faults(data: Tables) -> Finding:
    """Citations in brackets whose year, name or entry is faulty."""
    cited = bibliography.in_text(data["citations"])
    faulty = cited[~cited["problem"].isin(["none", "style only"])]
    return Finding(
        "citations", "06-references", bool(len(faulty) > 0),
        f"Of {len(cited)} citations in brackets, {len(faulty)} have a fault of year, name or match; most can be repaired in a minute.",
        len(cited), "Slips, not a judgement of the work; one reader coded them.",
    )  # fmt: skip


def forecasts_scored(data: Tables) -> Finding:
    """The paper's forecasts by class."""
    found = data["claims"][data["claims"]["kind"] == "forecast"]["forecast_class"].value_counts()
    listed = ", ".join(f"{count} {name}" for name, count in found.items() if count)
    open_ended = int(found.get("unverifiable", 0) + found.get("not testable", 0))
    return Finding(
        "forecasts", "04-implications", bool(2 * open_ended > found.sum()),
        f"Of {found.sum()} forecasts, {listed}. Most are worded with could or may, so few can fail.",
        int(found.sum()), "One coder; a later event can come true for another cause.",
    )  # fmt: skip


def nobody_foresaw_the_talks(data: Tables) -> Finding:
    """Coded reactions that speak of Pakistan as host or mediator between the USA and Iran."""
    text = (
        data["experts"][["summary", "mediators_named", "motive_pakistan", "pipeline_trade_outlook"]]
        .astype("str")
        .agg(" ".join, axis=1)
    )
    named = text.str.contains(
        r"\bhost(?:s|ed|ing)?\b|US-Iran talks|mediat\w+ by Pakistan|Pakistan\w* mediat", case=False
    ).sum()
    people = data["experts"]["voice_id"].nunique()
    return Finding(
        "talks-unforeseen", "03-immediate-responses-of-the-experts", bool(named == 0),
        f"Of {people} voices coded on the strikes, {named or 'none'} is coded as mentioning Pakistan as a host of talks between the USA and Iran, which it became in 2026.",
        people, "Most texts were read only in part.",
    )  # fmt: skip


def cooperation_outweighs(data: Tables) -> Finding:
    """Acts of one state towards the other, and of both together, since 2024: sums of their values by sign.

    Not among `ALL`: it hangs on the coding, so it is asked where a reader can choose the coding.
    """
    events = data["events"]
    acts = events[events["dyadic"].astype(bool) & (events["date"] >= "2024-01-01")]["goldstein"]
    if not len(acts):
        return _unknown("cooperation", "01-introduction", "No coded act since 2024 is among the rows.")
    warm, cold = acts[acts > 0], acts[acts < 0]
    return Finding(
        "cooperation", "01-introduction", bool(warm.sum() > -cold.sum()),
        f"The acts coded since 2024 are more cooperative than hostile: of {len(acts)} acts {len(warm)} are cooperative and {len(cold)} hostile, and their values sum to {warm.sum():.0f} against {-cold.sum():.0f}.",
        len(acts), "What was reported and coded, not all that happened; many friendly acts are courtesies.",
        f"{warm.sum():.0f} against {-cold.sum():.0f}",
    )  # fmt: skip


ALL: tuple[Callable[[Tables], Finding], ...] = (
    tolls_differ,
    trade_after_the_strikes,
    trade_has_many_values,
    targets_repeated,
    iranian_section_disputed,
    penalty_not_computed,
    contracts_are_not_deliveries,
    forecasts_scored,
    nobody_foresaw_the_talks,
    citations_with_faults,
)


def findings(data: Tables | None = None) -> list[Finding]:
    """All statements, asked of these tables or of all rows."""
    return [statement(data or tables()) for statement in ALL]


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _unknown(key: str, chapter: str, why: str) -> Finding:
    return Finding(key, chapter, None, why, 0, "Too few rows.")
