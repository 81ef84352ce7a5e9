"""Figures of incidents: where, how many, how fast answered, by which groups, and what the paper leaves out."""

import altair as alt
import pandas as pd

from .. import chronology, incidents
from ..chronology import STRIKES
from ..figures import GREEN, IRN, JOINT, NEUTRAL, PAK, PAPER, figure
from . import basemap
from .common import (
    SIDE_SHAPES,
    SIDES,
    by_number,
    colour,
    day,
    drawn_by_support,
    fold,
    kept,
    lanes,
    mark_says,
    shape,
    support_of,
    thin,
)

BY_COLOURS = {"Iran": IRN, "Pakistan": PAK, "Group": NEUTRAL}
BY_SHAPES = {"Iran": "circle", "Pakistan": "square", "Group": "triangle-up"}
FRAME = {"lon": (46, 81), "lat": (17, 44)}  # what the base map covers
DEGREE = 44  # px a degree of longitude in the border zone, about the same on wide and narrow screens

ROOM = 300  # marks of single incidents that can stand beside one another without leaving their places behind


def map_rows(found: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Incidents that the base map can show, with only the columns that the map and its controls use.

    Each has a spot of its own beside its place; if they are too many for that, those of one place and actor share one.
    """
    alone = found if len(found) <= ROOM else found.drop_duplicates(["place_id", "by"])
    rows = incidents.located(alone, places)
    inside = rows["lon"].between(*FRAME["lon"]) & rows["lat"].between(*FRAME["lat"])
    rows = rows[inside].copy()
    if len(found) <= ROOM:
        rows["lon"] = incidents.set_apart(rows, pd.Series(incidents.STEP / 2, index=rows.index))
    else:
        spots = rows[["place_id", "by", "place", "precision", "lon", "lat"]]
        rows = found.merge(spots, on=["place_id", "by"], validate="many_to_one")
    rows = rows.assign(
        when=rows["date"].dt.strftime("%d %b %Y").str.lstrip("0"),
        support=support_of(rows["confidence"]),
        precision=rows["precision"].astype("str"),
    )
    keep = ["when", "year", "title", "place", "precision", "by", "who", "flow", "lon", "lat", "support"]
    return rows[keep].round({"lon": 2, "lat": 2}).reset_index(drop=True)


def map_chart(rows: pd.DataFrame, places: pd.DataFrame, condition: str) -> alt.LayerChart:
    """Base map with one point an incident, or one for each place and actor if they are too many to draw (`ROOM`).

    `condition` is a Vega expression of `year` and `who` that says which are shown. The parameter `view` of the chart
    names the part of the map.
    """
    points, counted, number = _many(rows, condition) if len(rows) > ROOM else _each(rows, condition)
    shown = (
        counted.transform_calculate(  # a filter would leave no row to write "0" on
            shown=f"{condition} ? {number} : 0", seen=f"{condition} && {basemap.in_sight()} ? {number} : 0"
        )
        .transform_aggregate(n="sum(shown)", near="sum(seen)")
        .transform_calculate(
            text="datum.n + (datum.n === 1 ? ' incident, ' : ' incidents, ') + datum.near + ' in this frame'"
        )
        .mark_text(align="left", baseline="top", fontSize=13, fontWeight="bold")
        .encode(x=alt.value(8), y=alt.value(8), text="text:N")
    )
    layered = alt.layer(*basemap.layers(places), points, shown).properties(height=380)
    layered.projection = basemap.projection()
    return layered


SPOT = {"longitude": "lon:Q", "latitude": "lat:Q"}


def _each(rows: pd.DataFrame, condition: str) -> tuple[alt.Chart, alt.Chart, str]:
    """One point an incident, the rows to count, and how many incidents a row is."""
    size = alt.expr(f"view === '{next(iter(basemap.VIEWS))}' ? 60 : 26")
    points = (
        alt.Chart(rows)
        .transform_filter(condition)
        .mark_point(size=size, strokeWidth=1.6, clip=True)
        .encode(
            **SPOT,
            shape=shape("by", BY_SHAPES, "Who acted"),
            **drawn_by_support("by", BY_COLOURS, "Who acted"),
            tooltip=[
                alt.Tooltip("when", title="Day"),
                alt.Tooltip("title", title="Incident"),
                alt.Tooltip("place", title="Place"),
                alt.Tooltip("precision", title="Place known to the"),
                alt.Tooltip("who", title="By"),
            ],
        )
    )
    return points, alt.Chart(rows), "1"


def _many(rows: pd.DataFrame, condition: str) -> tuple[alt.Chart, alt.Chart, str]:
    """One point for each place and actor, the larger the more incidents are chosen; the rest as in `_each`."""
    spots = ["place", "precision", "by", "lon", "lat"]
    unfolded = alt.Chart(fold(rows, [*spots, "who"], "year")).transform_flatten(["year", "n"])
    points = (
        unfolded.transform_filter(condition)
        .transform_aggregate(n="sum(n)", groupby=spots)
        .mark_point(strokeWidth=1.6, clip=True)
        .encode(
            **SPOT,
            shape=shape("by", BY_SHAPES, "Who acted"),
            color=colour("by", BY_COLOURS, "Who acted"),
            size=alt.Size("n:Q", title="How many", scale=alt.Scale(range=[25, 500])),
            tooltip=[
                alt.Tooltip("n:Q", title="Incidents"),
                alt.Tooltip("place:N", title="Place"),
                alt.Tooltip("precision:N", title="Place known to the"),
                alt.Tooltip("by:N", title="By"),
            ],
        )
    )
    return points, unfolded, "datum.n"


def map_table(rows: pd.DataFrame) -> pd.DataFrame:
    """What stands on the map, one row an incident, or if they are too many one row a place, actor and direction."""
    names = {"when": "Day", "title": "Incident", "place": "Place", "who": "By", "flow": "Direction"}
    if len(rows) <= ROOM:
        return rows[list(names)].rename(columns=names)
    counted = rows.groupby(["place", "by", "flow"], sort=False).size().rename("Incidents").reset_index()
    return counted.rename(columns={"place": "Place", "by": "By", "flow": "Direction"})


SOILS = {"IRN": "In Iran", "PAK": "In Pakistan", incidents.UNSETTLED: "Side not settled"}


AREA = 75  # px² of a mark an incident


def _numbers(rows: pd.DataFrame) -> str:
    return ", ".join(f"{place} {number}" for place, number in zip(rows["place"], rows["incidents"], strict=True))


def incident_map(found: pd.DataFrame, places: pd.DataFrame) -> alt.LayerChart:
    """Map of the border zone with the number of incidents at each place."""
    rows = incidents.by_place(found, places)
    soil = rows.groupby("soil")["incidents"].sum()
    zone = rows[rows["soil"].isin(SOILS) & rows["lon"].between(56, 67) & rows["lat"].between(24, 31)]
    far = rows[~rows.index.isin(zone.index)]
    middle, _, _, narrow = basemap.VIEWS["Border zone"]
    beyond = zone[(zone["lon"] - middle).abs() > narrow / 2]
    area = AREA * zone["incidents"]
    zone = zone.assign(area=area, lon=incidents.set_apart(zone, (area / 3.14) ** 0.5 / DEGREE + 0.01))
    zone, rows = (part.assign(soil=part["soil"].map(SOILS).fillna("Elsewhere")) for part in (zone, rows))
    points = alt.Chart(zone).encode(
        longitude="lon:Q",
        latitude="lat:Q",
        tooltip=[
            alt.Tooltip("place", title="Place"),
            alt.Tooltip("incidents", title="Incidents"),
            alt.Tooltip("first", title="First year"),
            alt.Tooltip("last", title="Last year"),
        ],
    )
    marks = points.mark_point(clip=True).encode(
        color=colour("soil", dict(zip(SOILS.values(), (IRN, PAK, JOINT), strict=True))),
        shape=shape("soil", dict(zip(SOILS.values(), ("circle", "square", "diamond"), strict=True))),
        size=alt.Size("area:Q", legend=None, scale=None),
    )
    several = points.transform_filter("datum.incidents > 1")
    numbers = several.mark_text(color=PAPER, fontWeight="bold", clip=True).encode(text="incidents:Q")
    chart = alt.layer(*basemap.layers(places, "Border zone", away=17, aside=17), marks, numbers).properties(height=380)
    chart.projection = basemap.projection("Border zone")
    return figure(
        chart,
        name="incidents-where",
        title="Where incidents happened",
        description=(
            f"Map of the border zone of Iran and Pakistan with the number of incidents at each place: of {soil.sum()} incidents with a known place "
            f"{soil['IRN']} were in Iran, {soil['PAK']} in Pakistan and {soil.drop(['IRN', 'PAK']).sum()} elsewhere or on a side that is not settled, "
            f"and the places with the most are {rows['place'].iloc[0]} and {rows['place'].iloc[1]} with {rows['incidents'].iloc[0]} each."
        ),
        caption=(
            f"The larger the mark, the more incidents; without a number it is one. Marks stand for towns or districts, not for exact spots; those that would cover each other "
            f"stand apart, away from the border. Outside the frame: {_numbers(far)}; on a narrow screen also {_numbers(beyond)}. "
            "Outlines: Natural Earth; the lines say nothing about rights."
        ),
        table=rows[["place", "soil", "incidents", "first", "last"]].set_axis(
            ["Place", "Where", "Incidents", "First year", "Last year"], axis=1
        ),
    )


FLOW_ORDER = [*incidents.FLOWS.values(), incidents.OTHER]


def incident_years(found: pd.DataFrame) -> alt.LayerChart:
    """One mark an incident, by year, in lanes by who acted against whom."""
    rows = incidents.flows_by_year(found)
    rows["support"] = support_of(rows["confidence"])
    rows["mark"] = rows["by"].where(rows["by"] != "Both states", "Joint")
    sizes = rows["flow"].value_counts()
    rows["lane"] = rows["flow"] + ": " + rows["flow"].map(sizes).astype(str)
    order = [f"{flow}: {sizes[flow]}" for flow in FLOW_ORDER if flow in sizes]
    years = rows["year"].value_counts()
    drawn = thin(rows, side="mark", finest="Y")
    drawn = drawn.assign(year=drawn["date"].dt.year, flow=drawn["lane"].str.split(":").str[0])
    keep = ["year", "lane", "flow", "slot", "mark", "title", "who", "support"]
    drawn, y, frame = lanes(kept(drawn, keep), order, rising=True)
    points = (
        alt.Chart(drawn)
        .mark_point(size=42, strokeWidth=1.5)
        .encode(
            x=alt.X(
                "year:Q",
                title=None,
                axis=alt.Axis(format="d", grid=False),
                scale=alt.Scale(domain=[int(rows["year"].min()) - 1, 2026]),
            ),
            y=y,
            shape=shape("mark", BY_SHAPES | {"Joint": "diamond"}, "Who acted"),
            **drawn_by_support("mark", BY_COLOURS | {"Joint": JOINT}, "Who acted"),
            **by_number(drawn),
            tooltip=[
                alt.Tooltip("year", title="Year"),
                alt.Tooltip("title", title="Incident"),
                alt.Tooltip("who", title="By"),
            ],
        )
    )
    return figure(
        (points + frame).properties(height=alt.Step(14)),
        name="incidents-by-year",
        title="Incidents by year and direction",
        description=(
            f"Chart of {len(rows)} incidents from {rows['year'].min()} to {rows['year'].max()} in lanes by direction: {sizes[FLOW_ORDER[0]]} by groups against Iran, "
            f"{sizes[FLOW_ORDER[1]]} by groups against Pakistan, {sizes[FLOW_ORDER[2]]} by Iran against Pakistan and {sizes[FLOW_ORDER[3]]} by Pakistan against Iran; "
            f"the year with the most is {years.idxmax()} with {years.max()}."
        ),
        caption=(
            f"{mark_says(drawn, 'One mark is one incident; marks of one year stand above one another.')} Joint: a data set records force by both states. Other acts: at home, in third states, "
            "or against people of both states. Hollow marks rest on weak support."
        ),
        table={"year": "Year", "flow": "Direction", "title": "Incident", "who": "By", "support": "Support"},
    )


ANSWER_SHAPES = {"In words": "circle", "With force": "diamond"}


def answer_times(answered: pd.DataFrame, places: pd.DataFrame) -> alt.Chart:
    """How long each answer took, as the range that the dates allow, one panel a side that answers."""
    rows = answered.assign(
        case=_cases(answered, places),
        who=answered["side"] + " answers",
        middle=(answered["low"] + answered["high"]) / 2,
        time=[_time(row.days, row.hours) for row in answered.itertuples()],
    )[["case", "incident", "answer", "side", "who", "kind", "time", "low", "high", "middle"]]
    quick, slow = rows.loc[rows["high"].idxmin()], rows.loc[rows["low"].idxmax()]
    force = rows["kind"] == "With force"
    scale = alt.Scale(type="sqrt", domain=[0, 40])
    axis = alt.Axis(values=[0, 1, 2, 4, 7, 14, 30], format="d", labelOverlap=False)
    base = alt.Chart(rows).encode(
        y=alt.Y("case:N", sort=list(dict.fromkeys(rows["case"])), title=None, axis=alt.Axis(grid=True, labelLimit=150)),
        color=alt.Color("side:N", legend=None, scale=alt.Scale(domain=["Iran", "Pakistan"], range=[IRN, PAK])),
        tooltip=[
            alt.Tooltip("incident", title="Incident"),
            alt.Tooltip("answer", title="Answer"),
            alt.Tooltip("time", title="Time"),
        ],
    )
    spans = base.mark_rule(size=3).encode(
        x=alt.X("low:Q", title="Days until the answer", scale=scale, axis=axis), x2="high:Q"
    )
    points = base.mark_point(size=85).encode(
        x=alt.X("middle:Q", scale=scale), shape=shape("kind", ANSWER_SHAPES, "Answer")
    )
    chart = (
        (spans + points)
        .properties(height=alt.Step(22))
        .facet(facet=alt.Facet("who:N", title=None, header=alt.Header(labelAnchor="start")), columns=1)
        .resolve_scale(y="independent")
    )
    return figure(
        chart,
        name="incidents-answers",
        title="How soon the side that was hit answered the other",
        description=(
            f"Two panels of {len(rows)} answers to incidents, {force.sum()} of them with force: the times run from {quick['time']} "
            f"({quick['case']}) to {slow['time']} ({slow['case']}), and the strike of 18 January 2024 came {rows[force].iloc[-1]['time']} after that of 16 January."
        ),
        caption=(
            "A bar is the range that the known dates allow. A mark without a bar has two clock times; that of 16 January 2024 is the time of sunset. The scale is stretched near zero. "
            "Only answers that stand in the chronology as acts of one state towards the other are seen."
        ),
        table={
            "case": "Incident at",
            "incident": "Incident",
            "answer": "Answer",
            "side": "Who answers",
            "kind": "How",
            "time": "Time",
        },
    )


def _cases(answered: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """Short names of incidents: place and month, with the day where two would be the same."""
    names = places.set_index("place_id")["name"]
    names = names.str.replace(r" \(.*| district|-Zahedan road|Border villages near ", "", regex=True)
    place, date = answered["place_id"].map(names), answered["date"]
    case = place + date.dt.strftime(", %b %Y")
    twice = answered["incident_id"].groupby(case).transform("nunique") > 1
    return case.where(~twice, place + ", " + date.dt.day.astype(str) + date.dt.strftime(" %b %Y"))


def _time(days: int, hours: float | None) -> str:
    if pd.notna(hours):
        return f"{hours:.0f} hours"
    return {0: "the same day", 1: "the next day"}.get(days, f"{days} days")


WORD = {True: "The group said so", False: "Only others, or nobody named"}


def groups_named(found: pd.DataFrame) -> alt.Chart:
    """Incidents by the group that is named for them, and whether the row reports the group's own word."""
    rows = incidents.naming(found)
    order = [*incidents.groups(found)["who"]]
    rows = rows.assign(word=rows["own_word"].map(WORD))
    counted = rows.groupby(["who", "word"]).size().rename("incidents").reset_index()
    total, own, nobody = len(rows), int(rows["own_word"].sum()), int((rows["who"] == incidents.NOT_NAMED).sum())
    names = list(WORD.values())
    room = alt.Scale(domain=[0, int(counted["incidents"].max()) + 1], nice=False)
    chart = (
        alt.Chart(counted)
        .mark_bar(height=13, strokeWidth=1.5)
        .encode(
            x=alt.X("incidents:Q", title="Number of incidents", scale=room, axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("who:N", sort=order, title=None),
            fill=alt.Fill("word:N", title=None, scale=alt.Scale(domain=names, range=[NEUTRAL, "transparent"])),
            stroke=alt.Stroke("word:N", title=None, scale=alt.Scale(domain=names, range=[NEUTRAL, NEUTRAL])),
            tooltip=[alt.Tooltip("who", title="Group"), alt.Tooltip("word", title="Who said so"), "incidents"],
        )
        .properties(height=alt.Step(24))
    )
    return figure(
        chart,
        name="incidents-groups",
        title="Groups named for incidents, and by whom",
        description=(
            f"Bars for {total} incidents by groups and gunmen: in {own} the row reports that the group itself said so, "
            f"in {total - own - nobody} only others name a group, and in {nobody} no group is named."
        ),
        caption="Filled bars: the group itself said that it acted. Hollow bars: others name it, or nobody is named. BLA, BNA and BRAS are Baloch armed groups; a table below gives their full names.",
        table={"who": "Group", "word": "Who said so", "incidents": "Incidents"},
    )


PARTS = {"Children": GREEN, "Women": JOINT, "Men, or not stated": NEUTRAL}


def dead_by_count(claims: pd.DataFrame, events: pd.DataFrame) -> alt.Chart:
    """The dead of both strikes by children, women and others, one bar a count."""
    rows = incidents.make_up(claims, list(STRIKES.values()))
    dates = events.set_index("event_id")["date"]
    where_hit = {STRIKES["Iran"]: "near Panjgur, Pakistan", STRIKES["Pakistan"]: "near Saravan, Iran"}
    rows = rows.assign(
        strike=day(rows["event_id"].map(dates)) + ", " + rows["event_id"].map(where_hit),
        claimant=rows["side"].astype("str").map(chronology.CLAIMANTS),
        short=rows["claimed_by"].map(_short_claimant),
        order=rows["part"].map(list(PARTS).index),
        kind=rows["side"].astype("str").map(list(chronology.CLAIMANTS).index),
    ).sort_values(["event_id", "kind"], kind="stable")[
        ["strike", "short", "claimed_by", "claimant", "part", "dead", "killed", "order"]
    ]
    counts = rows.drop_duplicates(["strike", "claimed_by"])
    strikes = list(dict.fromkeys(rows["strike"]))
    first, second = (counts[counts["strike"] == strike]["killed"] for strike in strikes)
    bars = (
        alt.Chart(rows)
        .mark_bar(height=12)
        .encode(
            x=alt.X("dead:Q", title="Killed, as stated (lowest number)", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("short:N", title=None, sort=None, axis=alt.Axis(labelLimit=150)),
            color=colour("part", PARTS),
            order="order:Q",
            tooltip=[
                alt.Tooltip("claimed_by", title="Said by"),
                alt.Tooltip("part", title="The dead"),
                alt.Tooltip("dead", title="Number"),
            ],
        )
        .properties(height=alt.Step(19))
        .facet(facet=alt.Facet("strike:N", title=None, sort=strikes, header=alt.Header(labelAnchor="start")), columns=1)
        .resolve_scale(y="independent")
    )
    return figure(
        bars,
        name="incidents-dead",
        title="Who the dead of the two strikes were, by each count",
        description=(
            f"Bars for {len(counts)} counts: all {len(first)} for the strike near Panjgur give {first.max()} dead, "
            f"while {len(second)} for the strikes near Saravan give {second.min()} to {second.max()} dead."
        ),
        caption="Each bar is one count that its author has not replaced. BNM: Baloch National Movement; the data below give the kind of each claimant. Where a count does not say how many were women or children, they are in the last part.",
        table={
            "strike": "Strike",
            "claimed_by": "Said by",
            "claimant": "Kind of claimant",
            "part": "The dead",
            "dead": "Number",
        },
    )


def _short_claimant(text: str) -> str:
    """A name of a claimant that fits beside a bar: without what stands in brackets or after a comma."""
    short = text.split(" (")[0].split(",")[0]
    for long, brief in SHORTER.items():
        short = short.replace(long, brief)
    return short if "(" not in text or short not in ("Paank",) else text


SHORTER = {
    "Foreign Office of Pakistan": "Foreign Office",
    "Commissioner of Makran": "Makran commissioner",
    "Government officials in Balochistan": "Officials to NBC",
    "Authorities in Balochistan": "Officials to CNN",
    "Pakistani intelligence report": "Intelligence report",
    "Unnamed Pakistani official sources": "Pakistan: unnamed",
    "Deputy governor Marhamati": "Iran: deputy governor",
    "Interior minister Vahidi": "Iran: interior minister",
    "Provincial official": "Iran: official (IRNA)",
    "Officials of the province": "Iran: officials (TASS)",
    "Local sources in Haqabad": "Local sources",
    "Baloch National Movement": "BNM",
}


def told_in_paper(events: pd.DataFrame, first: str = "2024-01-03", last: str = "2024-01-29") -> alt.LayerChart:
    """Events of January 2024 in two lanes: those that a passage of the paper speaks of, and the others."""
    rows = incidents.in_the_paper(events, first, last)
    rows["slot"] = rows.groupby(["told", "date"]).cumcount() + 1
    told = rows["told"].eq("The paper speaks of it")
    before = rows["date"] < events.set_index("event_id").loc[STRIKES["Iran"], "date"]
    sizes = rows["told"].value_counts()
    rows["lane"] = rows["told"] + ": " + rows["told"].map(sizes).astype(str)
    order = [f"{name}: {sizes[name]}" for name in ("The paper speaks of it", "The paper does not") if name in sizes]
    drawn = thin(rows)
    drawn = drawn.assign(day=day(drawn["date"]), told=drawn["lane"].str.split(":").str[0])
    days = list(dict.fromkeys(drawn["day"]))
    drawn, y, frame = lanes(kept(drawn, ["day", "title", "side", "told", "lane", "slot"]), order, rising=True)
    points = (
        alt.Chart(drawn)
        .mark_point(size=62, strokeWidth=1.6)
        .encode(
            x=alt.X("day:N", sort=days, title=None, axis=alt.Axis(labelAngle=-90, grid=True)),
            y=y,
            color=colour("side", SIDES),
            shape=shape("side", SIDE_SHAPES),
            **by_number(drawn),
            tooltip=[alt.Tooltip("day", title="Day"), alt.Tooltip("title", title="Event")],
        )
    )
    return figure(
        (points + frame).properties(height=alt.Step(15)),
        name="incidents-in-the-paper",
        title="January 2024: what the paper speaks of and what it does not",
        description=(
            f"Chart of {len(rows)} dated events from {days[0]} to {days[-1]} in two lanes: a passage of the paper speaks of {told.sum()} of them "
            f"and of {(told & before).sum()} of the {before.sum()} that came before the day of the first strike."
        ),
        caption=(
            "Iran, Pakistan: acts of one towards the other. Third party: acts by or towards anybody else, so also Iran's strikes in Iraq and Syria. Days without a recorded event "
            f"are left out.{mark_says(drawn, '')} Which passage of the paper speaks of which event is our judgement; one passage can stand for several events."
        ),
        table={"day": "Day", "title": "Event", "told": "In the paper", "side": "Kind of act"},
    )
