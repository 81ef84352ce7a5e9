"""The paper's forecasts: how strongly each is worded, how it has fared, and the dated rows that speak to it.

Only a plain statement can be contradicted. A possibility that did not come about is not testable, or
unverifiable where the evidence read here cannot show it; its reason then says that it was not borne out.

Two readings are ours and stand here in full, so that they can be checked and disputed: the word of the
paper that sets the strength of a forecast (`WORDS`), and the dated evidence for and against what it
foresees (`EVIDENCE`). The verdicts themselves come from the table `claims`.
"""

import pandas as pd

from .data import load

CLASSES = ["held", "partly", "contradicted", "unverifiable", "not testable"]
STRENGTHS = ["plain statement", "may or might", "could", "risk or potential", "open question"]
DAY_ONE = pd.Timestamp("2024-01-18")  # the second strike: every forecast looks from here

# Forecast -> (strength, the paper's own word, what it foresees, in a few of ours)
WORDS = {
    "INT-16": ("risk or potential", "risk", "wider escalation"),
    "INT-34": ("risk or potential", "potential", "harm from more escalation"),
    "EXP-08": ("risk or potential", "potential", "small groups set off more conflict"),
    "EXP-12": ("plain statement", "diminishing", "no new US-Pakistan trust from it"),
    "EXP-13": ("may or might", "might", "Gulf states as mediators"),
    "EXP-15": ("plain statement", "are not seen", "no larger war of the two"),
    "EXP-19": ("risk or potential", "potentially", "China, Russia, EU as mediators"),
    "EXP-23": ("open question", "questions", "the future of trade"),
    "EXP-26": ("risk or potential", "potentially", "the military takes the lead"),
    "IMP-04": ("could", "could", "diplomatic strain"),
    "IMP-06": ("risk or potential", "risks", "lasting words of confrontation"),
    "IMP-07": ("risk or potential", "potentially", "dialogue pushed aside"),
    "IMP-11": ("could", "could", "deeper ties with other partners"),
    "IMP-12": ("could", "could", "a more polarised region"),
    "IMP-17": ("risk or potential", "risks", "Sunni-Shia tension"),
    "IMP-20": ("could", "could", "the pipeline stalls"),
    "IMP-24": ("may or might", "might", "investors stay away"),
    "IMP-25": ("risk or potential", "risks", "less will for the pipeline"),
    "IMP-26": ("risk or potential", "potentially", "less secure energy, lost income"),
    "IMP-29": ("could", "could", "border markets delayed"),
    "IMP-30": ("may or might", "may", "a stricter border"),
    "IMP-31": ("may or might", "may", "less trade"),
    "IMP-35": ("could", "could", "less security cooperation"),
    "IMP-36": ("may or might", "might", "less shared intelligence"),
    "IMP-37": ("risk or potential", "potentially", "more room for armed groups"),
    "WAY-12": ("plain statement", "marking", "a hopeful path"),
}

TOWARDS, AWAY = "towards the forecast", "away from it"
# Rows that the reasons of the verdicts rest on, as (table key, towards or away). A pair of a date and
# a few words stands where only the reason itself carries the event.
EVIDENCE = {
    "INT-16": [("IP-20240119-02", AWAY)],
    "INT-34": [("IP-20240119-02", AWAY)],
    "EXP-08": [("IP-20240127-01", TOWARDS), ("IP-20240403-01", TOWARDS), ("IP-20250412-01", TOWARDS), ("IP-20250726-01", TOWARDS)],
    "EXP-15": [("IP-20240119-02", TOWARDS), ("IP-20240126-01", TOWARDS)],
    "EXP-19": [("IP-20240118-16", TOWARDS), ("IP-20240118-07", TOWARDS), ("IP-20240122-01", TOWARDS)],
    "EXP-26": [("IP-20240118-13", TOWARDS), ("IP-20240119-02", AWAY), ("IP-20240129-02", TOWARDS)],
    "IMP-04": [("IP-20240126-01", AWAY), ("IP-20240129-01", AWAY), ("IP-20240422-01", AWAY), ("IP-20250802-01", AWAY)],
    "IMP-06": [("IP-20240119-05", AWAY)],
    "IMP-07": [("IP-20240129-01", AWAY), ("IP-20240422-01", AWAY), ("IP-20250120-01", AWAY), ("IP-20250802-01", AWAY)],
    "IMP-11": [("13 May 2024|Iran signs a port contract with India", TOWARDS), ("IP-20250622-01", AWAY),
               ("17 September 2025|Pakistan signs a defence pact with Saudi Arabia", TOWARDS), ("IP-20250924-01", AWAY)],
    "IMP-20": [("PS076", TOWARDS), ("PS077", AWAY), ("PS079", AWAY)],
    "IMP-25": [("PS079", AWAY), ("PS091", TOWARDS), ("PS100", TOWARDS)],
    "IMP-26": [("PS103", TOWARDS)],
    "IMP-29": [("IP-20240129-01", AWAY), ("IP-20240424-01", AWAY)],
    "IMP-30": [("IP-20240118-10", AWAY), ("IP-20250615-01", TOWARDS)],
    "IMP-31": [("IP-20240118-10", AWAY), ("O2024-MOC", AWAY), ("O2025-MOC", AWAY)],
    "IMP-35": [("IP-20240129-01", AWAY), ("IP-20240223-02", TOWARDS), ("IP-20240528-01", TOWARDS)],
    "IMP-36": [("IP-20240129-02", AWAY)],
    "WAY-12": [("IP-20240424-01", TOWARDS), ("IP-20240901-01", AWAY), ("IP-20250803-01", TOWARDS)],
}  # fmt: skip


def forecasts(claims: pd.DataFrame) -> pd.DataFrame:
    """The forecasts among the claims, by class and id, with `strength`, `word` and `foresees` (see `WORDS`)."""
    chosen = claims[claims["kind"] == "forecast"]
    read = [WORDS[claim_id] for claim_id in chosen["claim_id"]]
    added = pd.DataFrame(read, columns=["strength", "word", "foresees"], index=chosen.index)
    kinds = pd.Categorical(chosen["forecast_class"].astype("str"), CLASSES, ordered=True)
    placed = chosen.assign(**added, forecast_class=kinds)
    return placed.sort_values(["forecast_class", "claim_id"], ignore_index=True)


def by_strength(claims: pd.DataFrame) -> pd.DataFrame:
    """Number of forecasts by wording (rows, strongest first) and class (columns), with `all`."""
    rows = forecasts(claims)
    strength = pd.Categorical(rows["strength"], STRENGTHS)
    counted = rows.groupby([strength, "forecast_class"], observed=False).size().unstack(fill_value=0)
    counted.columns = counted.columns.astype(str)
    return counted.assign(all=counted.sum(axis=1)).rename_axis("wording").reset_index()


def evidence(claims: pd.DataFrame) -> pd.DataFrame:
    """Dated rows that speak to each forecast: one row a forecast and row, in order of time.

    Columns: `claim_id`, `forecast_class`, `foresees`, `key` (of the row), `date`, `day` (1 is the day of
    the second strike), `title`, `direction`. Forecasts without a dated row do not appear. An entry
    shows what happened next. It does not show that the strikes were the cause.
    """
    chosen = forecasts(claims).set_index("claim_id")
    known = _dated_rows(chosen)
    rows = [
        (claim_id, *chosen.loc[claim_id, ["forecast_class", "foresees"]], key, *known.loc[key], direction)
        for claim_id, entries in EVIDENCE.items()
        if claim_id in chosen.index
        for key, direction in entries
    ]
    names = ["claim_id", "forecast_class", "foresees", "key", "date", "title", "direction"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(day=(frame["date"] - DAY_ONE).dt.days + 1).sort_values(["date", "claim_id"], ignore_index=True)


def _dated_rows(chosen: pd.DataFrame) -> pd.DataFrame:
    """`date` and `title` of every row that evidence can point to, by key."""
    observed = load("trade_observed")
    value = observed["pak_imports_usd_million"].map("{:,.0f}".format)
    text = "Customs count " + value + " million dollars of imports in " + observed["period_label"]
    parts = [
        load("events")[["event_id", "date", "title"]],
        load("pipeline_status")[["status_id", "date", "title"]],
        observed.assign(title=text)[["observation_id", "period_end", "title"]],
        pd.DataFrame(_from_reasons(chosen)),
    ]
    return pd.concat([part.set_axis(["key", "date", "title"], axis=1) for part in parts]).set_index("key")


def _from_reasons(chosen: pd.DataFrame) -> list[tuple]:
    """Evidence that only the reason of a verdict carries, as (key, date, title). Raises ValueError if the reason lacks it."""
    found = []
    for claim_id, entries in EVIDENCE.items():
        for key, _ in entries:
            if "|" not in key or claim_id not in chosen.index:
                continue
            date, title = key.split("|")
            if date not in chosen.loc[claim_id, "verdict_reason"]:
                raise ValueError(f"{claim_id}: the reason of its verdict does not name {date}")
            found.append((key, pd.Timestamp(date), title))
    return found or [("", pd.NaT, "")]
