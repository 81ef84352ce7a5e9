"""Derived results on the coded reactions: voices, answers, correspondence with the paper, agreement.

A row of the table `experts` is one text; a voice is one person or one joint or unsigned statement.
Everything that is counted here counts voices, because two people are quoted twice. The codes are
the judgement of one coder, and most texts were read only in part.
"""

import re

import pandas as pd

NOT_STATED = "none stated"
QUESTIONS = {
    "escalation_risk": "Escalation risk",
    "us_leverage": "US leverage",
    "mediators_named": "Mediators",
    "motive_iran": "Iran's motive",
    "motive_pakistan": "Pakistan's motive",
    "implicit_mutual_assistance": "Mutual help",
    "role_of_militants": "Armed groups",
    "pipeline_trade_outlook": "Trade, pipeline",
}
SHOWN_AS_CODED = {"escalation_risk", "mediators_named", "implicit_mutual_assistance"}  # few, short answers
MOTIVES = ("motive_iran", "motive_pakistan")
MOTIVE_WORDS = {
    "Answer": "answer|hit back|defence|stop an attack|on its soil|intrusion|symmetry|justified",
    "Strength": "strength|show|deterrence|project power|look weak|perception of threat|warning",
    "Home public": "own people|elections|at home",
    "Mood": "mood|frustration|emboldened|anger|shock",
}
OUTLETS = {
    "think_tank": "Think tank",
    "newspaper": "Newspaper",
    "broadcaster": "Broadcaster",
    "news_agency": "News agency",
    "blog": "Newsletter",
}
READ = {
    "headline": "Title only",
    "quotation": "Quotation",
    "opening": "Opening",
    "most": "Most of it",
    "full": "All of it",
}
HOMES = {"PAK": "Pakistan", "IRN": "Iran", "USA": "United States", "IND": "India"}
TWO, ELSEWHERE = "Two countries", "Elsewhere"
HOME_ORDER = [*HOMES.values(), TWO, ELSEWHERE]

STRENGTHS = {
    "text": "Sentence by sentence",
    "title_and_order": "Title and order",
    "title": "Title repeated",
    "not_compared": "Could not be compared",
    "theme": "Same theme",
    "none": "No counterpart found",
}
# A row has one strength, which holds for the first paragraph it names; `match_note` says this of the others.
FURTHER = {("E01", "EXP p2"): "not_compared", ("E01", "EXP p6"): "title"}

WHEN = ("Before the agreement", "On that day or later", "Day not known")
HELPING = ("02", "03", "04")  # CAMEO: appeal, intend to cooperate, consult


def voices(reactions: pd.DataFrame) -> pd.DataFrame:
    """One row a voice, in file order.

    Adds `home` (group of countries), `outlet_kind` in words (of the voice's first row), `read` and `read_rank`
    (the most that was read of it), `first_day` (earliest day known to the day, else NaT), `texts` (rows behind it)
    and `confidence` (the best of its rows).
    Different answers of one voice are joined by "; ". Raises ValueError if they state two levels of risk.
    """
    return pd.DataFrame([_voice(rows) for _, rows in reactions.groupby("voice_id", sort=False)])


def _voice(rows: pd.DataFrame) -> dict:
    first, rank = rows.iloc[0], rows["text_seen"].astype("str").map(list(READ).index).max()
    said = {question: _joined(rows[question]) for question in QUESTIONS}
    if ";" in said["escalation_risk"]:
        raise ValueError(f"{first['voice_id']}: risk {said['escalation_risk']}: expected one level for one voice")
    return {
        "voice_id": first["voice_id"],
        "name": first["name"],
        "country": first["country"],
        "home": home(first["country"]),
        "outlet_kind": OUTLETS[first["outlet_kind"]],
        "read": list(READ.values())[rank],
        "read_rank": rank,
        "first_day": rows.loc[rows["date_precision"] == "day", "date"].min(),
        "texts": len(rows),
        "confidence": str(rows["confidence"].max()),
    } | said


def _joined(column: pd.Series) -> str:
    stated = [value for value in column.astype("str").unique() if value != NOT_STATED]
    return "; ".join(stated) or NOT_STATED


def home(country: str) -> str:
    """The group of a country field: one of four countries, `TWO` if it names more than one, or `ELSEWHERE`."""
    return TWO if " " in country else HOMES.get(country, ELSEWHERE)


def motive_kinds(motive: str) -> list[str]:
    """The kinds of motive that a coded phrase names, by the words of `MOTIVE_WORDS`; there can be several."""
    return [kind for kind, words in MOTIVE_WORDS.items() if re.search(words, motive)]


def answers(people: pd.DataFrame) -> pd.DataFrame:
    """One row a voice, question and answer: `voice_id`, `name`, `home`, `outlet_kind`, `read_rank`,
    `confidence`, `question`, `answer`, `said`.

    `answer` is the coded answer where these are few, the kind of motive for motives (a voice with two kinds has
    two rows), else "stated"; `none stated` stays. `said` holds the full phrase.
    """
    keep = ["voice_id", "name", "home", "outlet_kind", "read_rank", "confidence"]
    long = people.melt(keep, list(QUESTIONS), var_name="question", value_name="said")
    given = [_answers(row.question, row.said) for row in long.itertuples()]
    long = long.assign(answer=given, question=long["question"].map(QUESTIONS)).explode("answer", ignore_index=True)
    return long[[*keep, "question", "answer", "said"]]


def _answers(question: str, said: str) -> list[str]:
    if said == NOT_STATED or question in SHOWN_AS_CODED:
        return [said]
    return motive_kinds(said) if question in MOTIVES else ["stated"]


def motive_counts(people: pd.DataFrame) -> pd.DataFrame:
    """Voices by state and kind of motive (index), in all (`all`) and by where they come from (`HOME_ORDER`)."""
    given = answers(people)
    given = given[given["question"].isin([QUESTIONS[m] for m in MOTIVES]) & (given["answer"] != NOT_STATED)]
    counts = pd.crosstab([given["question"].str.removesuffix("'s motive"), given["answer"]], given["home"])
    counts = counts.reindex(columns=HOME_ORDER, fill_value=0)
    counts.insert(0, "all", counts.sum(axis=1))
    return counts.rename_axis(index=["state", "kind"], columns=None)


def stating(people: pd.DataFrame) -> pd.Series:
    """How many voices state anything on each question, by the question's name."""
    counts = (people[list(QUESTIONS)] != NOT_STATED).sum()
    return counts.rename(QUESTIONS)


def mentioning(reactions: pd.DataFrame, words: str) -> pd.DataFrame:
    """Rows whose coded answers or summary contain a pattern (regular expression, whole words, any case)."""
    text = reactions[[*QUESTIONS, "summary"]].astype("str").agg(" ".join, axis=1)
    return reactions[text.str.contains(rf"\b(?:{words})\b", case=False)]


# --- correspondence with the section -------------------------------------------


def correspondence(reactions: pd.DataFrame, section: str = "EXP") -> pd.DataFrame:
    """One row a text and paragraph of the section: `expert_id`, `name`, `outlet`, `paragraph`, `strength`, `match_note`.

    `paragraph` is the number within the section, <NA> for a text without a counterpart there;
    `strength` is a value of `STRENGTHS`.
    """
    rows = reactions.assign(place=reactions["paper_paragraph"].str.split("; ")).explode("place", ignore_index=True)
    elsewhere = ~rows["place"].str.startswith(f"{section} ").fillna(False).astype(bool)
    first = ~rows.duplicated("expert_id")
    pairs = zip(rows["expert_id"], rows["place"], strict=True)
    further = pd.Series([FURTHER.get(pair, "theme") for pair in pairs], index=rows.index)
    strength = rows["match_strength"].astype("str").where(first, further).mask(elsewhere, "none")
    number = rows["place"].str.extract(r" p(\d+)$")[0].mask(elsewhere).astype("Int64")
    return rows.assign(paragraph=number, strength=strength.map(STRENGTHS))[
        ["expert_id", "name", "outlet", "paragraph", "strength", "match_note"]
    ]


def by_paragraph(reactions: pd.DataFrame, claims: pd.DataFrame, section: str = "EXP") -> pd.DataFrame:
    """What stands behind each paragraph of the section: one row a paragraph.

    Columns: `paragraph`, `claims` (how many), `cited` (sources named there, as printed), `closest` (text that
    corresponds best, "not known" where it could not be compared), `strength`, `same_theme` (how many other texts share only
    the theme).
    """
    texts = correspondence(reactions, section)
    theme = texts["strength"] == STRENGTHS["theme"]
    best = texts[~theme & texts["paragraph"].notna()].set_index("paragraph")
    here = claims[claims["section_id"] == section].groupby("paragraph")
    rows = [
        {
            "paragraph": int(number),
            "claims": len(part),
            "cited": "; ".join(part["cited_as"].dropna().unique()) or "no source",
            "closest": "not known" if strength == STRENGTHS["not_compared"] else best["name"].get(number, "none"),
            "strength": strength,
            "same_theme": int((theme & (texts["paragraph"] == number)).sum()),
        }
        for number, part in here
        for strength in [best["strength"].get(number, STRENGTHS["none"])]
    ]
    return pd.DataFrame(rows)


def unmatched(reactions: pd.DataFrame, outlet: str, section: str = "EXP") -> pd.DataFrame:
    """Texts of one outlet without any counterpart in the section, not even in theme."""
    none = correspondence(reactions, section).query("strength == @STRENGTHS['none']")["expert_id"]
    return reactions[(reactions["outlet"] == outlet) & reactions["expert_id"].isin(none)]


# --- the weeks themselves --------------------------------------------------------


def helpers(
    claims: pd.DataFrame,
    people: pd.DataFrame,
    events: pd.DataFrame,
    event_actors: pd.DataFrame,
    actors: pd.DataFrame,
    first: str = "2024-01-16",
    last: str = "2024-01-31",
) -> pd.DataFrame:
    """States and bodies that the section, the voices or the chronology name as able to calm the two sides.

    Columns: `who`; `claim` (ids of the section's claims on mediation that name it); `voices` (how many name it);
    `acts` (its appeals, offers and contacts from `first` to `last`, both included: international events of
    third parties with CAMEO root 02 to 04) and `earliest` (day of the first of them). Most acts first.
    """
    names = actors.set_index("actor_id")["name"]
    outside = events[
        events["date"].between(first, last)
        & (events["domain"] == "international")
        & (events["direction"] == "third_party")
        & events["cameo_code"].astype("str").str.startswith(HELPING)
    ]
    kinds = actors.loc[actors["kind"].isin(["state", "international_body"]), "actor_id"]
    by = event_actors[(event_actors["role"] == "actor") & event_actors["actor_id"].isin(kinds)]
    acts = outside.merge(by, on="event_id").groupby("actor_id").agg(acts=("event_id", "size"), earliest=("date", "min"))
    asked = claims[(claims["section_id"] == "EXP") & (claims["topic"] == "diplomacy") & (claims["kind"] == "forecast")]
    named = asked.assign(actor_id=asked["actors"].str.split(" ")).explode("actor_id").groupby("actor_id")["claim_id"]
    frame = acts.join(named.agg(", ".join).rename("claim"), how="outer")
    frame.insert(0, "who", names[frame.index])
    frame["voices"] = [int(people["mediators_named"].str.contains(who, regex=False).sum()) for who in frame["who"]]
    frame["acts"] = frame["acts"].fillna(0).astype(int)
    return frame.sort_values(["acts", "who"], ascending=[False, True], ignore_index=True)


def when(people: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Whether a voice first spoke before a day (of the agreement to calm down), from then on, or on an unknown day."""
    before, after, unknown = WHEN
    spoke = (people["first_day"] < day).map({True: before, False: after})
    return spoke.where(people["first_day"].notna(), unknown)


# --- agreement ---------------------------------------------------------------------


def exact_interval(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Exact binomial interval (Clopper and Pearson) of a share `k` of `n`, both ends as shares from 0 to 1.

    It measures chance only, as if the voices had been drawn at random. Raises ValueError unless 0 <= k <= n and n > 0.
    """
    from scipy.stats import binomtest  # here: it takes a second, and most pages do without

    if not 0 <= k <= n or n == 0:
        raise ValueError(f"{k} of {n}: expected 0 <= k <= n and n > 0")
    low, high = binomtest(k, n).proportion_ci(level, method="exact")
    return float(low), float(high)


def low_risk(people: pd.DataFrame, groups: pd.Series | None = None) -> pd.DataFrame:
    """Share of voices that call the risk of escalation low, among those that state a risk.

    One row a value of `groups` (all voices together without it): `group`, `voices`, `stated`, `low`, `share`, and the
    exact 95 percent interval `lower`, `upper`. Shares are empty where nobody states a risk.
    """
    groups = pd.Series("All voices", index=people.index) if groups is None else groups
    return pd.DataFrame([_low_row(name, part) for name, part in people.groupby(groups.to_numpy(), sort=False)])


def _low_row(name: str, part: pd.DataFrame) -> dict:
    n, k = int((part["escalation_risk"] != NOT_STATED).sum()), int((part["escalation_risk"] == "low").sum())
    lower, upper = exact_interval(k, n) if n else (float("nan"), float("nan"))
    share = k / n if n else float("nan")
    return {"group": name, "voices": len(part), "stated": n, "low": k} | {
        "share": share,
        "lower": lower,
        "upper": upper,
    }


def bounds(people: pd.DataFrame) -> tuple[float, float]:
    """Lowest and highest possible share of "low" if every voice had stated a risk; no assumption on the silent."""
    low, silent = (people["escalation_risk"] == "low").sum(), (people["escalation_risk"] == NOT_STATED).sum()
    return float(low / len(people)), float((low + silent) / len(people))


def same_level(people: pd.DataFrame) -> float:
    """Chance that two different voices, drawn from those that state a risk, state the same level."""
    counts = people.loc[people["escalation_risk"] != NOT_STATED, "escalation_risk"].value_counts()
    n = counts.sum()
    return float((counts * (counts - 1)).sum() / (n * (n - 1)))


def recodes_to_lose_majority(k: int, n: int) -> int:
    """The smallest number of recoded voices after which `k` of `n` is no longer more than half."""
    return max(0, k - n // 2)


def fisher(a: int, b: int, c: int, d: int) -> float:
    """Two-sided exact p-value (Fisher) of the table [[a, b], [c, d]]: sum of all tables no likelier than this one."""
    from scipy.stats import fisher_exact

    return float(fisher_exact([[a, b], [c, d]]).pvalue)


def kappa(first: list, second: list) -> float:
    """Agreement of two coders on the same items beyond chance (Cohen's kappa); 1 is full agreement, 0 is chance.

    Raises ValueError if the lists differ in length or both coders use one and the same code throughout.
    """
    if len(first) != len(second) or not first:
        raise ValueError(f"{len(first)} and {len(second)} codes: expected two lists of the same length, not empty")
    n, kinds = len(first), set(first) | set(second)
    if len(kinds) == 1:
        raise ValueError("one code throughout: kappa has no value, since agreement by chance is certain")
    seen = sum(a == b for a, b in zip(first, second, strict=True)) / n
    chance = sum(first.count(kind) * second.count(kind) for kind in kinds) / n**2
    return (seen - chance) / (1 - chance)
