"""Numbers for the chapter "Since the paper": what was recorded after March 2024, and which claims of the paper it bears on.

All functions take frames as `pakiran.load` returns them, but for `ledger`, which reads the tables itself.
"""

import re
from calendar import month_name

import pandas as pd

from . import chronology
from .data import load
from .explore import Explorer, bar_explorer

FIRST = pd.Timestamp("2024-03-01")  # the month of the newest entry in the paper's list
AFTER = pd.Timestamp("2024-04-01")  # from here on the paper could know nothing
STRANDS = {  # strand -> tables: name, key, date
    "Trade": (
        ("trade_targets", "target_id", "announced_date"),
        ("trade_observed", "observation_id", "period_end"),
        ("trade_milestones", "milestone_id", "date"),
    ),
    "Pipeline and energy": (("pipeline_status", "status_id", "date"), ("energy_links", "link_id", "date")),
    "Events": (("events", "event_id", "date"),),
}
ALL = "All fields"
MONTHS = list(month_name)[1:]
_SPAN = re.compile(rf"\b({'|'.join(MONTHS)}) (?=(?:to|and) (?:{'|'.join(MONTHS)}) (20\d\d))")
_MENTION = re.compile(rf"(?:\b(\d{{1,2}}) )?(?:\b({'|'.join(MONTHS)}) )?\b(20\d\d)(-\d\d)?\b")

# What would settle each claim that the evidence leaves open: (what would support it, what would speak
# against it, what record would be needed). Written for this book; a test keeps it complete.
DECIDERS = {
    "ABS-05": (
        "Officials of one of the two states give an event in the Gulf as the reason for a step against the other.",
        "In months of tension in the Gulf the steps between the two keep their pace and name other reasons.",
        "A list of named events in the Gulf, set against the dated acts of the two states",
    ),
    "INT-21": (
        "A measure fixed beforehand, such as trade, meetings or attacks, changes its level in 2024 and keeps it for five years.",
        "The same measure returns to the path of the years before.",
        "A yearly series of each measure, five years before and after",
    ),
    "CTX-24": (
        "Works by two or more scholars, from different years, are found that say it.",
        "The works that can be found do not say it.",
        "The listed work of 2020; a search of journals by a stated rule",
    ),
    "EXP-09": (
        "Pakistan meets fewer of the requests of the United States than in earlier years, by one rule of counting.",
        "It meets as many, or aid, arms and visits rise.",
        "A dated list of US requests and Pakistan's answers; series of aid and visits",
    ),
    "EXP-10": (
        "A named observer of those weeks says so, or the full page of the Atlantic Council does.",
        "Observers of those weeks describe close contact with Pakistan's military leaders.",
        "The full text of the page; other comment of January 2024",
    ),
    "EXP-11": (
        "A serving or retired commander says so, or papers of the army show it.",
        "Commanders spoke or planned as if they counted on Washington.",
        "Speeches, memoirs or papers of Pakistan's army leadership",
    ),
    "EXP-14": (
        "Gulf states mediate, and the two states then turn to them where they had turned to China.",
        "Gulf states mediate, and China's part stays as it was.",
        "A list of go-betweens by year, with who asked for them",
    ),
    "EXP-17": (
        "Papers or officials of both states show that each welcomed the other's strike or knew of it.",
        "They show that each was surprised and prepared for more.",
        "Records of the two armies; the full text of the Atlantic Council page",
    ),
    "IMP-14": (
        "In dated cases an act of an outside state comes first, and a step against the neighbour names it as the reason.",
        "In dated cases the step comes before the outside act, or names another reason.",
        "Dated acts of outside states, set against the acts of the two",
    ),
    "WAY-10": (
        "By a count that both states publish, each is among the other's largest partners in trade.",
        "By the same count each has a small share of the other's trade.",
        "A trade figure by one method, and a rule for what makes a cornerstone",
    ),
    "EXP-13": (
        "A document or a named official tells of mediation by one of the three states in January 2024.",
        "Records of the two foreign ministries list all go-betweens, and none of the three is among them.",
        "Diplomatic records or memoirs from either capital",
    ),
    "IMP-12": (
        "Votes, pacts and arms purchases of the region fall into two camps more sharply after January 2024 than before.",
        "The same measure stays flat, or the two states vote together more often.",
        "A series of UN votes and treaties over ten years",
    ),
    "IMP-17": (
        "Attacks with a sectarian aim rise in both countries after January 2024, and their authors name the strikes.",
        "The number stays within the range of earlier years.",
        "A count of sectarian attacks by month, from one source with one rule",
    ),
    "IMP-24": (
        "An investor, a lender or a US official names the strikes as a reason for staying away.",
        "Investors and officials who decided give other reasons, such as price or older sanctions.",
        "Papers of the pipeline companies; the record of the arbitration; any request for a waiver",
    ),
    "IMP-29": (
        "Work on the planned markets stops after January 2024 and a file or official gives the strikes as the reason.",
        "Markets open on schedule, or a delay has another written reason.",
        "A list of planned markets with opening day and turnover",
    ),
    "IMP-35": (
        "Agreed channels fall silent: posts stay empty, meetings are cancelled, information is refused.",
        "Liaison officers work, and joint operations are confirmed by both sides.",
        "Minutes of the border commissions; confirmation of joint acts by both armies",
    ),
    "IMP-36": (
        "Officials of both sides report fewer exchanges than before 2024.",
        "They report as many or more, with dates.",
        "A count of exchanges a year, which is secret today",
    ),
    "IMP-37": (
        "Attacks that cross the border rise after January 2024 while joint action falls.",
        "Attacks do not rise, or they rise where no border is crossed.",
        "A yearly count of attacks in both provinces by one source, with the place where each began",
    ),
}

# For each forecast that no outcome can count against as it is worded: a wording that could be decided.
REWORDED = {
    "INT-16": "Before the end of 2024 forces of a third state fire at Iran or Pakistan and name the strikes of January as the reason.",
    "INT-34": "If one of the two strikes the other again, their ministers meet less often in the year after than in the year before.",
    "EXP-23": "In the fiscal year after the strikes Pakistan's customs count fewer imports from Iran than in the year before.",
    "IMP-04": "Within twelve months of the strikes one of the two recalls or expels an ambassador again.",
    "IMP-06": "In the year after the strikes most statements of the two foreign ministries on each other are accusations, by a rule fixed before the count.",
    "IMP-07": "In the year after the strikes the foreign ministers meet less often than in the year before.",
    "IMP-31": "In the three months after the strikes Pakistan's customs count fewer imports from Iran than in the same months a year before.",
}


# --- rows by strand --------------------------------------------------------------------------


def ledger(first: pd.Timestamp = FIRST) -> pd.DataFrame:
    """Every dated row since `first`, one row a row of a table.

    Columns: `strand`, `table`, `row_id`, `date`, `confidence`, and `publishers`: how many different
    publishers report the row or agree with it. One publisher means that nobody was found to confirm it.
    """
    parts = []
    for strand, tables in STRANDS.items():
        for name, key, date in tables:
            rows = load(name).rename(columns={key: "row_id", date: "date"})
            rows = rows[rows["date"] >= first].assign(strand=strand, table=name)
            parts.append(rows.assign(publishers=publishers(rows, load(f"{name}_sources"), load("sources"))))
    keep = ["strand", "table", "row_id", "date", "confidence", "source_id", "publishers"]
    return pd.concat([part[keep] for part in parts], ignore_index=True).sort_values("date", ignore_index=True)


def publishers(rows: pd.DataFrame, links: pd.DataFrame, sources: pd.DataFrame) -> pd.Series:
    """How many different publishers stand behind each row: its main source and those that corroborate it.

    `rows` has `row_id` and `source_id`; `links` has its key first, then `source_id` and `role`.
    """
    agreeing = links[links["role"] == "corroborates"].rename(columns={links.columns[0]: "row_id"})
    pairs = pd.concat([rows[["row_id", "source_id"]], agreeing[["row_id", "source_id"]]])
    names = pairs["source_id"].map(sources.set_index("source_id")["publisher"])
    counted = names.groupby(pairs["row_id"]).nunique()
    return rows["row_id"].map(counted).fillna(0).astype(int)


def quarter(dates: pd.Series) -> pd.Series:
    """Names of calendar quarters, such as `Apr–Jun 2024`; the first one, of a single month, is `Mar 2024`."""
    names = {1: "Jan–Mar", 2: "Apr–Jun", 3: "Jul–Sep", 4: "Oct–Dec"}
    named = dates.dt.quarter.map(names) + " " + dates.dt.year.astype(str)
    return named.replace("Jan–Mar 2024", "Mar 2024")


def quarters(first: pd.Timestamp, last: pd.Timestamp) -> list[str]:
    """All quarters from one day to another, in order, also those without a row."""
    return list(dict.fromkeys(quarter(pd.Series(pd.date_range(first, last, freq="D")))))


def coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a ledger by `strand`, `quarter` and `behind` ("One publisher" or "Two or more"): `rows`."""
    behind = (rows["publishers"] > 1).map({True: "Two or more", False: "One publisher"})
    counted = rows.assign(quarter=quarter(rows["date"]), behind=behind)
    sizes = counted.groupby(["strand", "quarter", "behind"]).size().rename("rows").reset_index()
    return sizes.sort_values(
        "strand", key=lambda names: names.map(list(STRANDS).index), kind="stable", ignore_index=True
    )


def update_log(rows: pd.DataFrame, sources: pd.DataFrame, version: str, made: pd.Timestamp) -> pd.DataFrame:
    """One line a strand: rows since the paper, its newest row and newest source, and days from there to `made`."""
    dated = rows.merge(sources[["source_id", "date"]].rename(columns={"date": "printed"}), on="source_id", how="left")
    lines = []
    for strand in STRANDS:
        part = dated[dated["strand"] == strand]
        newest = part["date"].max()
        lines.append((version, f"{made:%Y-%m-%d}", strand, len(part), f"{newest:%Y-%m-%d}", part["printed"].max()))
    log = pd.DataFrame(lines, columns=["Version", "Of", "Strand", "Rows since", "Newest row", "Newest source"])
    return log.assign(**{"Days before the version": (made - pd.to_datetime(log["Newest row"])).dt.days})


def force_between(events: pd.DataFrame, first: pd.Timestamp = AFTER) -> pd.DataFrame:
    """Acts of one state towards the other since `first` that are coded as use of force (CAMEO root 18, 19 or 20)."""
    pair = events[events["dyadic"].astype(bool) & (events["date"] >= first)]
    return pair[pair["cameo_code"].astype("str").str[:2].isin(["18", "19", "20"])]


# --- claims ----------------------------------------------------------------------------------


def later_dates(text: str, after: pd.Timestamp = AFTER, last: int = 2026) -> list[str]:
    """Dates in a text from `after` on, as written: days, months, years, and fiscal years such as 2024-25.

    A bare year counts only if the whole year lies after; a fiscal year counts if it ends after.
    Years beyond `last` are deadlines, not evidence.
    """
    found = []
    whole = _SPAN.sub(r"\1 \2 ", text)  # "January to April 2024": the year belongs to both
    for day, month, year, second in _MENTION.findall(whole):
        if int(year) > last:
            continue
        if second:
            end = pd.Timestamp(int(year) + 1, 6, 30)
        else:
            end = pd.Timestamp(int(year), MONTHS.index(month) + 1 if month else 1, 1)
        if end >= after:
            found.append(" ".join(part for part in (day if month else "", month, year + second) if part))
    return list(dict.fromkeys(found))


def touched(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims whose reason names a later date: adds `later` (dates as written) and `rests` on what.

    `rests` is "later evidence only" where the reason names no date before April 2024, else "both".
    This is a reading of dates in our own sentences: it does not weigh how much a date decides.
    """
    later = claims["verdict_reason"].map(later_dates)
    every = claims["verdict_reason"].map(lambda text: later_dates(text, pd.Timestamp(2000, 1, 1)))
    only = pd.Series([set(a) <= set(b) for a, b in zip(every, later, strict=True)], index=claims.index)
    rows = claims.assign(later=later.map("; ".join), rests=only.map({True: "later evidence only", False: "both"}))
    return rows[later.map(bool)]


def open_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Claims that the evidence leaves open though it could settle them, with what would decide them, as a table to read."""
    rows = claims[(claims["verdict"] == "unverifiable") & (claims["forecast_class"] != "not testable").fillna(True)]
    deciding = [DECIDERS[claim] for claim in rows["claim_id"]]
    table = rows[["claim_id", "claim"]].set_axis(["Claim", "The paper says"], axis=1)
    names = ["Would speak for it", "Would speak against it", "Record needed"]
    return table.assign(**dict(zip(names, zip(*deciding, strict=True), strict=True)))


def reworded(claims: pd.DataFrame) -> pd.DataFrame:
    """Forecasts that cannot be tested as they are worded, each beside a wording that could be decided."""
    rows = claims[claims["forecast_class"] == "not testable"]
    table = rows[["claim_id", "claim"]].set_axis(["Claim", "The paper says"], axis=1)
    return table.assign(**{"A wording that could be decided": [REWORDED[claim] for claim in rows["claim_id"]]})


# --- the explorer ----------------------------------------------------------------------------


def explorer(events: pd.DataFrame) -> Explorer:
    """Events since March 2024 by quarter and by who acts, for a field and a support that the reader chooses."""
    recent = events[events["date"] >= FIRST]
    placed = chronology.lanes(recent)
    rows = placed.assign(quarter=quarter(placed["date"]), support=placed["confidence"].cat.codes.astype(int))
    rows = rows[["quarter", "support", "lane", "side"]]
    order = quarters(FIRST, recent["date"].max())
    fields = [ALL, *[lane for lane in dict.fromkeys(chronology.LANES.values()) if lane in set(rows["lane"])]]

    def texts(counted: pd.DataFrame) -> dict:
        total = counted.groupby("quarter")["events"].sum()
        return {
            "name": "explore-since",
            "title": "Explore the time since the paper",
            "description": (
                f"Bar chart of {total.sum()} events from March 2024 to {recent['date'].max():%B %Y} by quarter and by who acts, with controls for the field and the support; "
                f"with all events shown the fullest quarter is {total.idxmax()} with {total.max()} events."
            ),
            "caption": "Choose one field, or ask for stronger support, and see which quarters empty. Without scripts the chart shows all events.",
            "table": counted.rename(columns={"quarter": "Quarter", "side": "Who acts", "events": "Events"}),
        }

    return bar_explorer(
        rows,
        "quarter",
        order,
        {"field": ("Field", fields, ALL)},
        condition=f"field === '{ALL}' || datum.lane === field",
        keep=lambda field: (rows["lane"] == field) | (field == ALL),
        step=26,
        texts=texts,
        over="quarter",
    )
