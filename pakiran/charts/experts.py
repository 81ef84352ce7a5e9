"""Figures of the coded reactions, and their explorer."""

import altair as alt
import pandas as pd

from .. import experts, explore
from ..chronology import STRIKES
from ..figures import GREEN, INK, IRN, JOINT, NEUTRAL, PAK, THIRD, figure
from .common import colour, day, drawn_by_support, lanes, shape

SPEAKERS = {"Pakistan": PAK, "Iran": IRN, "Two countries": JOINT, "Other": THIRD}
SPEAKER_SHAPES = {"Pakistan": "square", "Iran": "circle", "Two countries": "diamond", "Other": "triangle-up"}
OUTLET_SHAPES = dict(
    zip(experts.OUTLETS.values(), ["square", "circle", "triangle-up", "diamond", "cross"], strict=True)
)
RISKS = {"low": GREEN, "medium": "#A8780A", "high": "#8A5CC2", "none stated": NEUTRAL, "event": INK}
RISK_SHAPES = {"low": "circle", "medium": "triangle-up", "high": "square", "none stated": "cross", "event": "diamond"}
SHORT = {
    "low": "L",
    "medium": "M",
    "high": "H",
    "denied": "no",
}  # what fits into a cell of the matrix; the table has the words
SHORT_NAMES = {
    "Khalid Rahman, Said Nazir and Syed Abrar Hussain (joint view)": "Rahman, Nazir, Hussain",
    "Harsh V. Pant and Shivam Shekhawat": "Pant and Shekhawat",
}
WEEK = ["date", "what", "kind", "lane", "support"]  # columns of the chart of voices and days
FEW = 5  # voices below which a share is drawn hollow
COMPARED = {
    "Sentence by sentence": (GREEN, "square"),
    "Title and order": ("#4FAE93", "diamond"),
    "Title repeated": ("#A8780A", "triangle-up"),
    "Could not be compared": ("#8A5CC2", "cross"),
    "Same theme": (NEUTRAL, "circle"),
    "No counterpart found": (INK, "M-1,-0.2H1V0.2H-1Z"),
}


def speaker(homes: pd.Series) -> pd.Series:
    """Where a voice comes from, in the groups that have a colour."""
    return homes.where(homes.isin(list(SPEAKERS)), "Other")


def reactions_matrix(people: pd.DataFrame) -> alt.Chart:
    """Voices by questions: a mark where an answer could be read; the reader chooses how the voices are sorted."""
    cells = experts.answers(people).drop_duplicates(["voice_id", "question"])
    cells = cells[cells["answer"] != experts.NOT_STATED]
    coded = cells["answer"].isin(["low", "medium", "high", "denied"])
    cells = cells.assign(word=cells["answer"].replace(SHORT).where(coded, ""))
    origin = people.assign(question="From", said=people["home"], word=people["country"].where(_one(people), "two"))
    ranks = _ranks(people, cells)
    rows = pd.concat([origin, cells])[["voice_id", "question", "word", "said"]].merge(ranks, on="voice_id")
    rows = rows.drop(columns="voice_id")
    orders = {"by_home": "country", "by_outlet": "kind of outlet", "by_risk": "risk", "by_read": "how much was read"}
    orders |= {"by_stated": "questions answered", "by_name": "name"}
    choice = alt.param(
        name="sorted",
        value="by_home",
        bind=alt.binding_select(options=list(orders), labels=list(orders.values()), name="Sort by "),
    )
    columns = ["From", *experts.QUESTIONS.values()]
    base = (
        alt.Chart(rows)
        .transform_calculate(place="datum[sorted]")
        .encode(
            x=alt.X(
                "question:N",
                sort=columns,
                scale=alt.Scale(domain=columns),
                title=None,
                axis=alt.Axis(orient="top", labelAngle=-90, labelOverlap=False, ticks=False, domain=False),
            ),
            y=alt.Y(
                "name:N",
                sort=alt.EncodingSortField("place", op="min"),
                title=None,
                axis=alt.Axis(
                    labelLimit=140,
                    labelFontSize=11,
                    labelPadding=7,
                    grid=True,
                    gridOpacity=0.12,
                    ticks=False,
                    domain=False,
                ),
            ),
            tooltip=[
                alt.Tooltip("name", title="Voice"),
                alt.Tooltip("question", title="Question"),
                alt.Tooltip("said", title="Coded as"),
                alt.Tooltip("read", title="Read"),
            ],
        )
    )
    marks = base.transform_filter("datum.word === ''").mark_point(size=55)
    support = drawn_by_support("speaker", SPEAKERS, "From")
    support |= {channel: support[channel].legend(columns=2) for channel in ("color", "stroke")}
    marks = marks.encode(shape=shape("outlet_kind", OUTLET_SHAPES, "Kind of outlet").legend(columns=2), **support)
    words = base.encode(text="word:N", color=alt.value(INK))
    origins = words.transform_filter("datum.question === 'From'").mark_text(fontSize=10)
    words = words.transform_filter("datum.word !== '' && datum.question !== 'From'").mark_text(fontSize=11, dx=2)
    stated = experts.stating(people)
    return figure(
        (marks + origins + words).add_params(choice).properties(height=alt.Step(16)),
        name="experts-matrix",
        title="What each voice says, question by question",
        description=(
            f"Matrix of {len(people)} voices by {len(stated)} questions with {stated.sum()} answers: most voices, {stated.max()}, speak on {stated.idxmax().lower()}, "
            f"{stated['Mediators']} name a mediator, {stated['Trade, pipeline']} speak on trade or the pipeline, and {_none(stated)} has no answer at all."
        ),
        caption=(
            "A mark or a word is an answer; its text is in the pointer's label and in the data below. An empty cell means that nothing on it could be read, not that the voice had no view. "
            "L, M and H: low, medium and high risk; no: help is denied. From: country of the voice; two means more than one. For the contributors to the page of the Atlantic Council the countries are mostly our addition: the part that could be read does not give them. Hollow marks rest on weak support. Without scripts the voices are sorted by country."
        ),
        table=_matrix_table(people),
    )


def _one(people: pd.DataFrame) -> pd.Series:
    return people["home"] != experts.TWO


def _none(stated: pd.Series) -> str:
    silent = [name for name, count in stated.items() if count == 0]
    return " and ".join(silent) or "no question"


def _ranks(people: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Names, colours and shapes of the voices, with their place in each order."""
    risks = ["high", "medium", "low", experts.NOT_STATED]
    keys = people.assign(
        by_home=people["home"].map(experts.HOME_ORDER.index),
        by_outlet=people["outlet_kind"].map(list(experts.OUTLETS.values()).index),
        by_risk=people["escalation_risk"].map(risks.index),
        by_read=-people["read_rank"],
        by_stated=-people["voice_id"].map(cells["voice_id"].value_counts()).fillna(0),
        by_name=0,
    )
    for order in [key for key in keys if key.startswith("by_")]:
        sorted_ = keys.sort_values([order, "by_home", "name"] if order != "by_home" else [order, "name"])
        if order == "by_name":
            sorted_ = keys.sort_values("name")
        people = people.assign(**{order: pd.Series(range(len(people)), index=sorted_.index)})
    people = people.assign(
        speaker=speaker(people["home"]),
        name=people["name"].replace(SHORT_NAMES).str.replace(r" \(.*", "", regex=True),
    )
    people = people.rename(columns={"confidence": "support"})
    keep = ["voice_id", "name", "speaker", "outlet_kind", "read", "support"]
    return people[keep + [column for column in people if column.startswith("by_")]]


def _matrix_table(people: pd.DataFrame) -> pd.DataFrame:
    columns = {"name": "Voice", "country": "Country", "outlet_kind": "Kind of outlet", "read": "Read"}
    columns |= experts.QUESTIONS
    return people[list(columns)].rename(columns=columns)


def correspondence(reactions: pd.DataFrame, page: str) -> alt.Chart:
    """Texts by paragraph of the section: how strong the match is; the contributions to one page first, in its order."""
    rows = experts.correspondence(reactions)
    rows = rows[(rows["outlet"] == page) | rows["paragraph"].notna()]
    rows = rows.assign(
        place=("p" + rows["paragraph"].astype("str")).where(rows["paragraph"].notna(), "none"),
        group=(rows["outlet"] == page).map({True: "The one page, in its order", False: "Other texts"}),
        name=rows["name"].str.replace(r" \(.*", "", regex=True),
    )[["name", "group", "place", "strength"]]
    counts = rows["strength"].value_counts()
    order = list(dict.fromkeys(rows["name"]))
    places = [f"p{number}" for number in range(1, 7)] + ["none"]
    points = (
        alt.Chart(rows)
        .mark_point(size=90, strokeWidth=1.8)
        .encode(
            x=alt.X("place:N", sort=places, scale=alt.Scale(domain=places), title="Paragraph of the section"),
            y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=160, grid=True)),
            color=colour("strength", {name: mark[0] for name, mark in COMPARED.items()}),
            shape=shape("strength", {name: mark[1] for name, mark in COMPARED.items()}),
            tooltip=["name", alt.Tooltip("place", title="Paragraph"), alt.Tooltip("strength", title="Match")],
        )
        .properties(height=alt.Step(20))
    )
    head = alt.Header(labelAnchor="start", labelFontWeight="bold")
    return figure(
        points.facet(
            facet=alt.Facet("group:N", title=None, sort=list(dict.fromkeys(rows["group"])), header=head), columns=1
        ).resolve_scale(y="independent"),
        name="experts-correspondence",
        title="Which paragraph corresponds to which text",
        description=(
            f"Chart of paragraphs against texts: {counts['Sentence by sentence']} contribution matches a paragraph sentence by sentence as far as it was read, {counts['Title and order']} match by title and order, "
            f"{counts['Same theme']} texts share only a theme, and for {counts['No counterpart found']} of the {(rows['group'] != 'Other texts').sum()} contributions to one page no counterpart was found."
        ),
        caption="Sentence by sentence: most of one paragraph was read and compared. Title and order: the body of the text could not be read. A shared theme is no sign that one text follows the other. The column none is for contributions without a counterpart.",
        table={"name": "Text by", "group": "Where", "place": "Paragraph", "strength": "Match"},
    )


def voices_and_week(
    people: pd.DataFrame,
    events: pd.DataFrame,
    milestones: pd.DataFrame,
    status: pd.DataFrame,
    first: str = "2024-01-16",
    last: str = "2024-01-30",
) -> alt.Chart:
    """Voices day by day above the strikes of both states and what their diplomats, the crossings and the pipeline did on the same days."""
    spoken = people[people["first_day"].between(first, last)]
    spoken = spoken.rename(columns={"first_day": "date", "name": "what", "escalation_risk": "kind"})
    spoken = spoken.assign(lane="Voices", support=spoken["confidence"])[WEEK]
    joint = events[(events["direction"] == "joint") & (events["domain"] == "diplomatic")]
    known = [
        (events[events["event_id"].isin(STRIKES.values())], "Strikes"),
        (joint, "Steps of both states"),
        (milestones[milestones["category"] == "strikes_effect"], "Trade and crossings"),
        (status, "Pipeline"),
    ]
    happened = [_dated(frame, lane, first, last) for frame, lane in known]
    rows = pd.concat([spoken, *happened]).sort_values(["date", "kind"], ignore_index=True)
    rows = rows.assign(slot=rows.groupby(["lane", "date"]).cumcount() + 1, day=day(rows["date"])).drop(columns="date")
    days = list(day(pd.Series(pd.date_range(first, last))))
    voices = rows[rows["lane"] == "Voices"]
    busiest = voices["day"].value_counts()
    order = ["Voices", "Strikes", "Steps of both states", "Trade and crossings", "Pipeline"]
    rows, y, frame = lanes(rows, order, rising=True)
    points = (
        alt.Chart(rows)
        .mark_point(size=60, opacity=1)
        .encode(
            x=alt.X(
                "day:N",
                sort=days,
                scale=alt.Scale(domain=days),
                title=None,
                axis=alt.Axis(labelAngle=-90, orient="bottom", grid=True),
            ),
            y=y,
            **drawn_by_support("kind", RISKS, "Risk of escalation"),
            shape=shape("kind", RISK_SHAPES, "Risk of escalation"),
            tooltip=[alt.Tooltip("day", title="Day"), alt.Tooltip("what", title="Voice or event"), alt.Tooltip("kind")],
        )
    )
    unknown = len(people) - len(voices)
    return figure(
        (points + frame).properties(height=alt.Step(13)),
        name="experts-voices-and-week",
        title="Who spoke when, and what happened on those days",
        description=(
            f"Chart of {len(voices)} voices by the day they first spoke, from {voices['day'].iloc[0]} to {voices['day'].iloc[-1]}, above {len(rows) - len(voices)} strikes, steps and milestones of the same days; "
            f"{busiest.iloc[0]} of the voices fall on {busiest.index[0]}, and {unknown} more voices have no exact day."
        ),
        caption="One mark is one voice, placed on the first day known for it, or one dated event. A voice may have been reported a day later than it spoke; voices without an exact day are left out. Hollow marks rest on weak support.",
        table={"day": "Day", "lane": "Lane", "what": "Voice or event", "kind": "Risk stated"},
    )


def _dated(frame: pd.DataFrame, lane: str, first: str, last: str) -> pd.DataFrame:
    known = frame[frame["date"].between(first, last) & (frame["date_precision"] == "day")]
    known = known.assign(what=known["title"], kind="event", lane=lane, support=known["confidence"].astype("str"))
    return known[WEEK]


def motives(people: pd.DataFrame) -> alt.Chart:
    """Kinds of motive ascribed to each state: one mark a voice, by where the voice comes from."""
    given = experts.answers(people)
    given = given[given["question"].isin(["Iran's motive", "Pakistan's motive"]) & (given["answer"] != "none stated")]
    given = given.assign(speaker=speaker(given["home"]))
    given = given.sort_values(["question", "answer", "speaker"], key=_by_speaker).reset_index(drop=True)
    given["place"] = given.groupby(["question", "answer"]).cumcount() + 1
    given = given.rename(columns={"confidence": "support"})
    given = given[["question", "answer", "place", "speaker", "name", "said", "support"]]
    kinds = list(experts.MOTIVE_WORDS)
    counts = given.groupby(["question", "answer"]).size()
    stated = experts.stating(people)
    most = [
        f"of {stated[question]} voices on {question} most name {counts[question].idxmax().lower()} ({counts[question].max()})"
        for question in ("Iran's motive", "Pakistan's motive")
    ]
    points = (
        alt.Chart(given)
        .mark_point(size=95)
        .encode(
            x=alt.X(
                "place:Q",
                title="Voices",
                scale=alt.Scale(domain=[0, given["place"].max() + 0.5], nice=False),
                axis=alt.Axis(tickMinStep=1, format="d", grid=False),
            ),
            y=alt.Y("answer:N", sort=kinds, title=None),
            **drawn_by_support("speaker", SPEAKERS, "Voice from"),
            shape=shape("speaker", SPEAKER_SHAPES, "Voice from"),
            tooltip=[alt.Tooltip("name", title="Voice"), alt.Tooltip("said", title="Motive"), alt.Tooltip("speaker")],
        )
        .properties(height=alt.Step(26))
    )
    head = alt.Header(labelAnchor="start", labelFontWeight="bold")
    return figure(
        points.facet(facet=alt.Facet("question:N", title=None, header=head), columns=1),
        name="experts-motives",
        title="Motives that voices ascribe to each state",
        description=f"Two panels of motives by kind, one mark a voice: {most[0]}, and {most[1]}.",
        caption="Answer: a reply to an attack or threat, or a judgement of it as a reply. Strength: deterrence or a show of force. Home public: one's own people. Mood: boldness, anger, frustration or shock. Kinds are found by words in the coded phrase; one voice can name two. Hollow marks rest on weak support.",
        table={"question": "Question", "answer": "Kind", "name": "Voice", "speaker": "From", "said": "Coded as"},
    )


def _by_speaker(column: pd.Series) -> pd.Series:
    return column.map(list(SPEAKERS).index) if column.name == "speaker" else column


def agreement(people: pd.DataFrame, agreed: pd.Timestamp) -> alt.Chart:
    """Share of voices that call the risk low, among those that state one, with exact intervals, by several groupings."""
    named = {
        "Together": (None, ["All voices"]),
        "When they first spoke": (experts.when(people, agreed), list(experts.WHEN)),
        "How much was read": (people["read"], list(experts.READ.values())),
        "Country": (people["home"], experts.HOME_ORDER),
        "Kind of outlet": (people["outlet_kind"], list(experts.OUTLETS.values())),
    }
    parts = [_shares(people, by, groups, order) for by, (groups, order) in named.items()]
    rows = pd.concat(parts, ignore_index=True)
    everyone = rows.iloc[0]
    low, high = experts.bounds(people)
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=list(rows["label"]), title=None, axis=alt.Axis(labelLimit=180))
    )
    spans = base.mark_rule(size=2, opacity=0.7).encode(x=alt.X("lower:Q", scale=scale), x2="upper:Q")
    points = base.mark_point(size=80, strokeWidth=1.8, color=RISKS["low"], stroke=RISKS["low"]).encode(
        x=alt.X("share:Q", scale=scale, title="Percent that call the risk low"),
        fillOpacity=alt.condition(f"datum.stated < {FEW}", alt.value(0), alt.value(1)),
        tooltip=["label", "share", "lower", "upper"],
    )
    head = alt.Header(labelAnchor="start", labelFontWeight="bold")
    return figure(
        (spans + points)
        .properties(height=alt.Step(19))
        .facet(facet=alt.Facet("by:N", title=None, sort=list(named), header=head), columns=1, spacing=8)
        .resolve_scale(y="independent"),
        name="experts-agreement",
        title="How far do the voices agree that the risk is low?",
        description=(
            f"Chart of shares with 95 percent intervals: {everyone['low']} of {everyone['stated']} voices that state a risk call it low ({everyone['share']:.0f} percent, {everyone['lower']:.0f} to {everyone['upper']:.0f}), "
            f"and the share of all {len(people)} voices could lie anywhere from {low:.0%} to {high:.0%} because the others state none."
        ),
        caption="Each line is an exact binomial interval. It would hold if the voices had been drawn at random, which they were not. Hollow marks rest on fewer than five voices.",
        table={"by": "Grouped by", "label": "Group", "stated": "State a risk", "low": "Call it low"}
        | {"share": "Percent low", "lower": "From", "upper": "To"},
    )


def _shares(people: pd.DataFrame, by: str, groups: pd.Series | None, order: list[str]) -> pd.DataFrame:
    rows = experts.low_risk(people, groups).query("stated > 0")
    rows = rows.sort_values("group", key=lambda names: names.map(order.index)).drop(columns="voices")
    rows[["share", "lower", "upper"]] = (rows[["share", "lower", "upper"]] * 100).round(1)
    label = rows.pop("group") + ", " + rows["low"].astype(str) + " of " + rows["stated"].astype(str)
    return rows.assign(by=by, label=label)


# --- the explorer ---------------------------------------------------------------------

GROUPINGS = {"home": "Country", "outlet_kind": "Kind of outlet"}
READ_AT_LEAST = ["any part", "more than the title", "the opening or more", "most of it"]
ANSWER_ORDER = ["low", "medium", "high", "China", "denied", "stated", *experts.MOTIVE_WORDS, experts.NOT_STATED]


def experts_explorer(people: pd.DataFrame) -> "explore.Explorer":
    """How many voices give which answer, for a question, a grouping and a depth of reading that the reader chooses."""
    rows = experts.answers(people).rename(columns={"read_rank": "read_most"})
    rows = rows[["question", "answer", "home", "outlet_kind", "read_most"]]
    start = {"question": "Escalation risk", "grouped": "Country", "depth": READ_AT_LEAST[0]}
    column_of = {label: column for column, label in GROUPINGS.items()}

    def counts(
        question: str = start["question"], grouped: str = start["grouped"], depth: str = start["depth"]
    ) -> pd.DataFrame:
        """Voices by group and answer; with motives a voice counts once for each kind that it names."""
        chosen = rows[(rows["question"] == question) & (rows["read_most"] >= READ_AT_LEAST.index(depth))]
        by = [column_of[grouped], "answer"]
        return chosen.groupby(by).size().rename("voices").reset_index().rename(columns={by[0]: "group"})

    params = [
        alt.param(
            name="question",
            value=start["question"],
            bind=alt.binding_select(options=list(experts.QUESTIONS.values()), name="Question "),
        ),
        alt.param(
            name="grouped",
            value=start["grouped"],
            bind=alt.binding_select(options=list(GROUPINGS.values()), name="Group by "),
        ),
        alt.param(
            name="depth",
            value=0,
            bind=alt.binding_select(options=[0, 1, 2, 3], labels=READ_AT_LEAST, name="Read at least "),
        ),
    ]
    base = (
        alt.Chart(rows)
        .transform_filter("datum.question === question && datum.read_most >= depth")
        .transform_calculate(group=f"grouped === '{GROUPINGS['home']}' ? datum.home : datum.outlet_kind")
        .transform_aggregate(voices="count()", groupby=["group", "answer"])
        .encode(
            x=alt.X(
                "answer:N",
                sort=ANSWER_ORDER,
                title=None,
                axis=alt.Axis(orient="top", labelAngle=-90, labelOverlap=False, ticks=False, domain=False),
            ),
            y=alt.Y(
                "group:N",
                sort=[*experts.HOME_ORDER, *experts.OUTLETS.values()],
                title=None,
                axis=alt.Axis(ticks=False, domain=False),
            ),
        )
    )
    squares = base.mark_square(color=NEUTRAL, opacity=0.35, tooltip=False).encode(
        size=alt.Size("voices:Q", legend=None, scale=alt.Scale(domain=[0, 15], range=[0, 1300]))
    )
    numbers = base.mark_text(fontWeight="bold").encode(text="voices:Q")
    first = counts()
    return explore.Explorer(
        figure(
            (squares + numbers).add_params(*params).properties(height=alt.Step(40)),
            name="explore-experts",
            title="Explore the answers",
            description=(
                f"Table of {first['voices'].sum()} voices by country and by the risk of escalation they state, with controls for the question, the grouping and how much was read; "
                f"{first.loc[first['answer'] == 'none stated', 'voices'].sum()} of the voices state no risk."
            ),
            caption="Numbers are voices. None stated means that nothing could be read on the question. A voice counts once for each kind of motive it names. Without scripts the chart shows the risk of escalation by country.",
            table=first.rename(columns={"group": "Group", "answer": "Answer", "voices": "Voices"}),
        ),
        {
            "question": ("Question", list(experts.QUESTIONS.values()), start["question"]),
            "grouped": ("Group by", list(GROUPINGS.values()), start["grouped"]),
            "depth": ("Read at least", READ_AT_LEAST, start["depth"]),
        },
        counts,
    )
