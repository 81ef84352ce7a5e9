"""The chronology explorer: one selection of events, on a timeline, on a map and in a list with sources.

On the page the chart selects by its parameters, and `_static/events.js` lets the list follow it. In a kernel
`Chronology.counts` selects. Both also make the same CSV file and the same link for the same selection.
"""

import base64
import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import altair as alt
import pandas as pd

from . import chronology, incidents
from .charts import basemap
from .charts.common import SIDES, WEAK, drawn_by_support, shape
from .charts.incidents import FRAME
from .display import Block
from .explore import SUPPORT, Explorer, live_controls, page_controls
from .figures import INK, NEUTRAL, PAPER, figure

PAGE = "chapters/explore/chronology.html"
NAME = "explore-all-events"
MARKS = ["bricks_0_marks", "rough_1_marks"]  # names that the compiled chart gives to the marks of single events
FILE = "pakistan-iran-events.csv"
ANY = "any"
MOST = 500  # events: each has a mark and an entry in the list, and with more both would weigh over 150 kB (gzipped)
DIRECTIONS = {
    "Iran towards Pakistan": "IRN->PAK",
    "Pakistan towards Iran": "PAK->IRN",
    "Joint": "joint",
    "Third party": "third_party",
    "Inside one state": "domestic",
}
# Names of states that are no actor of the chronology, and of the border as a whole.
STATES = {
    "BEL": "Belgium",
    "CHE": "Switzerland",
    "INT": "Both sides of the border",
    "JOR": "Jordan",
    "NLD": "Netherlands",
    "UGA": "Uganda",
}
NOWHERE = "No place given"
COLUMNS = [  # of the CSV file; the page has all but the last two in its chart
    "event_id",
    "date",
    "date_precision",
    "title",
    "domain",
    "direction",
    "actors",
    "targets",
    "place",
    "province",
    "country",
    "confidence",
    "sources",
    "reported_differently",
]
ISO = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so
CHOSEN = (
    "utcyear(datum.t) >= first && utcyear(datum.t) <= last"
    f" && (domain === '{ANY}' || datum.domain === domain) && (direction === '{ANY}' || datum.direction === direction)"
    f" && (actor === '{ANY}' || indexof(datum.actors, actor) >= 0 || indexof(datum.targets, actor) >= 0)"
    f" && (place === '{ANY}' || datum.country === place || datum.country + ': ' + datum.province === place)"
    f" && indexof({SUPPORT}, datum.confidence) >= indexof({SUPPORT}, support)"
)


# --- the events --------------------------------------------------------------------------------


def rows(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Events in order of time, as the explorer draws, lists and saves them.

    `tables` has `events`, `event_actors`, `actors`, `places`, `events_sources` and `sources`. Columns are those of
    the CSV file, with `actors` and `targets` as lists of names and both source columns as lists of
    (publisher and date, address or None); and `day` (first day of the period that `date` names), `side`, `place_id`.
    A date is cut to its precision: 1947-08 is a month, 1949 a year.
    """
    events = tables["events"].sort_values(["date", "order_in_day", "event_id"], ignore_index=True)
    names = tables["actors"].set_index("actor_id")["name"]
    states = STATES | names[tables["actors"].set_index("actor_id")["kind"] == "state"].to_dict()
    places = tables["places"].set_index("place_id")
    precision = events["date_precision"].astype("str")
    found = pd.DataFrame(
        {
            "event_id": events["event_id"],
            "date": [f"{day:{ISO[known]}}" for day, known in zip(events["date"], precision, strict=True)],
            "date_precision": precision,
            "title": events["title"],
            "domain": events["domain"].astype("str"),
            "direction": events["direction"].astype("str"),
            "place": events["place_id"].map(places["name"]),
            "province": events["place_id"].map(places["admin_region"]),
            "country": events["place_id"].map(places["country"]).map(states),
            "confidence": events["confidence"].astype("str"),
            "day": events["date"],
            "side": events["direction"].astype("str").map(chronology.SIDES),
            "place_id": events["place_id"],
        }
    )
    for column, role in (("actors", "actor"), ("targets", "target")):
        taking = tables["event_actors"][tables["event_actors"]["role"] == role]
        by_event = taking["actor_id"].map(names).groupby(taking["event_id"]).agg(list)
        found[column] = _lists(events["event_id"], by_event)
    said = _said(tables)
    for column, differs in (("sources", False), ("reported_differently", True)):
        part = said[said["differs"] == differs]
        by_event = part["source"].groupby(part["event_id"]).agg(list)
        found[column] = _lists(events["event_id"], by_event)
    return found


def _lists(keys: pd.Series, known: pd.Series) -> list[list]:
    return [known.get(key, []) for key in keys]


def _said(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Who reports which event: `event_id`, `source` (publisher and date, address), `differs`; main sources first."""
    main = tables["events"][["event_id", "source_id"]].dropna().assign(role="main")
    links = pd.concat([main, tables["events_sources"]]).drop_duplicates(["event_id", "source_id"])
    merged = links.merge(tables["sources"], on="source_id", validate="many_to_one")
    name = merged["publisher"].str.cat(merged["date"].fillna(""), sep=", ").str.removesuffix(", ")
    address = merged["url"].astype(object).where(merged["url"].notna(), None)
    return merged[["event_id"]].assign(
        source=list(zip(name, address, strict=True)), differs=merged["role"] == "reports_differently"
    )


def settings(found: pd.DataFrame) -> dict[str, tuple]:
    """The controls: name -> (label, choices, start). A choice of a menu is (what is read, value)."""
    years = list(range(int(found["day"].dt.year.min()), int(found["day"].dt.year.max()) + 1))
    actors = found["actors"].explode().dropna(), found["targets"].explode().dropna()
    by_number = pd.concat(actors).value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return {
        "first": ("From year", years, years[0]),
        "last": ("To year", years, years[-1]),
        "domain": _menu("Domain", "All", [(name.capitalize(), name) for name in found["domain"].value_counts().index]),
        "direction": _menu("Direction", "All", list(DIRECTIONS.items())),
        "actor": _menu("Actor", "Anyone", [(name, name) for name in by_number.index]),
        "place": _menu("Place", "Anywhere", _places(found)),
        "support": ("Support at least", SUPPORT, SUPPORT[0]),
    }


def _menu(label: str, every: str, choices: list[tuple[str, str]]) -> tuple:
    return (label, [(every, ANY), *choices], ANY)


def _places(found: pd.DataFrame) -> list[tuple[str, str]]:
    """Countries by number of events, each followed by its provinces where it has several."""
    choices = []
    for country in found["country"].value_counts().index:
        provinces = sorted(found.loc[found["country"] == country, "province"].dropna().unique())
        names = [f"{country}: {province}" for province in provinces] if len(provinces) > 1 else []
        choices += [(name, name) for name in (country, *names)]
    return choices


# --- what is taken away: a file, a link --------------------------------------------------------


def to_csv(found: pd.DataFrame) -> str:
    """The rows as a CSV file (with the mark that lets spreadsheets read UTF-8); a cell can never run as a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(_text(value)) for value in row] for row in found[COLUMNS].itertuples(index=False))
    return "\ufeff" + file.getvalue()


def _text(value) -> str:
    if isinstance(value, list):
        separator = " | " if value and isinstance(value[0], tuple) else "; "
        return separator.join(", ".join(filter(None, v)) if isinstance(v, tuple) else v for v in value)
    return "" if pd.isna(value) else str(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _to_link(controls: dict[str, tuple], setting: dict, since=None, until=None) -> str:
    """Address of the page with a setting: only what differs from the first one, and the marked days."""
    changed = {name: setting[name] for name, (*_, start) in controls.items() if setting.get(name, start) != start}
    days = {"since": since, "until": until}
    changed |= {name: f"{pd.Timestamp(day):%Y-%m-%d}" for name, day in days.items() if day}
    return f"{PAGE}#{urlencode(changed)}" if changed else PAGE


# --- the list ----------------------------------------------------------------------------------


def listing(found: pd.DataFrame) -> str:
    """The events as an ordered list (HTML), each with what is known of it and its sources as links."""
    return f"<ol>{''.join(map(_item, found.itertuples()))}</ol>"


def _item(row) -> str:
    known = "" if row.date_precision == "day" else f" ({row.date_precision} only)"
    who = ", ".join(row.actors) + (f" → {', '.join(row.targets)}" if row.targets else "")
    place = NOWHERE.lower() if pd.isna(row.place) else row.place
    country = "" if pd.isna(row.country) or row.country == row.place else f" ({row.country})"
    towards = "" if row.side in ("Iran", "Pakistan") else row.side.lower()  # for these two `who` says it
    facts = filter(None, [who, row.domain, towards, f"{place}{country}", f"support {row.confidence}"])
    return (
        f'<li id="{row.event_id}"><time>{row.date}</time>{known} <b>{escape(row.title)}</b> '
        f'<span class="pk-kind">{escape("; ".join(facts))}; <code>{row.event_id}</code></span> '
        f"{_sources('Sources', row.sources)}{_sources('Reported differently', row.reported_differently)}</li>"
    )


def _sources(label: str, sources: Sequence[tuple[str, str | None]]) -> str:
    if not sources:
        return ""
    links = [
        f'<a href="{escape(address, quote=True)}">{escape(name)}</a>' if address else f"<span>{escape(name)}</span>"
        for name, address in sources
    ]
    return f'<span class="pk-sources">{label}: {"; ".join(links)}.</span> '


# --- the explorer ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chronology(Explorer):
    """The explorer with its list: `counts(...)` gives the chosen events, for the seven settings and two days."""

    found: pd.DataFrame

    def link(self, *, since=None, until=None, **setting) -> str:
        """Address of the page with this selection."""
        return _to_link(self.settings, setting, since, until)

    def listing(self) -> Block:
        """The list below the chart. It is whole without scripts; with them it follows the chart."""
        first = {name: start for name, (_, _, start) in self.settings.items()}
        facts = {"figure": NAME, "marks": MARKS, "file": FILE, "columns": COLUMNS, "settings": first}
        html = (
            f'<div class="pk-events" data-facts="{escape(json.dumps(facts), quote=True)}">'
            '<div class="pk-table" tabindex="0" role="region" aria-label="The selected events with their sources">'
            f"{listing(self.found)}</div></div>"
        )
        return Block(html, "\n".join(f"{row.date} {row.title} [{row.event_id}]" for row in self.found.itertuples()))

    def widgets(self):
        """The same controls as ipywidgets, with the number, the list, the file and the link of the selection."""
        import ipywidgets

        controls = live_controls(self.settings)
        room = {"style": controls["first"].style, "layout": controls["first"].layout}
        controls |= {
            name: ipywidgets.DatePicker(description=label, **room)
            for name, label in (("since", "First day"), ("until", "Last day"))
        }
        shown = ipywidgets.HTML()

        def show(**chosen):
            found = self.counts(**chosen)
            file = base64.b64encode(to_csv(found).encode()).decode()
            shown.value = (
                f'<p role="status"><b>{len(found)} of {len(self.found)} events</b></p>'
                f'<p><a download="{FILE}" href="data:text/csv;charset=utf-8;base64,{file}">Download as CSV</a>. '
                f"On the page: <code>{escape(self.link(**chosen))}</code></p>"
                f'<div tabindex="0" style="max-height: 24em; overflow: auto">{listing(found)}</div>'
            )

        ipywidgets.interactive_output(show, controls)
        return ipywidgets.VBox([*controls.values(), shown])


def events_explorer(tables: dict[str, pd.DataFrame]) -> Chronology:
    """All events, selected by years, domain, direction, actor, place and support; and by days on the timeline.

    It takes the newest `MOST` events, and says so if there are more.
    """
    every = rows(tables)
    found = every.tail(MOST).reset_index(drop=True)
    controls = settings(found)
    start = {name: first for name, (_, _, first) in controls.items()}
    year = found["day"].dt.year
    taking = found["actors"] + found["targets"]
    province = found["country"].str.cat(found["province"], sep=": ")

    def counts(*, since=None, until=None, **setting) -> pd.DataFrame:
        """The events of a setting, from the day `since` to the day `until` if given (both included)."""
        chosen = start | setting
        keep = year.between(chosen["first"], chosen["last"])
        keep &= found["confidence"].map(SUPPORT.index) >= SUPPORT.index(chosen["support"])
        for name in ("domain", "direction"):
            keep &= found[name].eq(chosen[name]) | (chosen[name] == ANY)
        keep &= taking.map(lambda names: chosen["actor"] in (ANY, *names))
        keep &= found["country"].eq(chosen["place"]) | province.eq(chosen["place"]) | (chosen["place"] == ANY)
        if since:
            keep &= found["day"] >= pd.Timestamp(since)
        if until:
            keep &= found["day"] <= pd.Timestamp(until)
        return found[keep].reset_index(drop=True)

    return Chronology(_chart(found, tables["places"], controls, len(every)), controls, counts, found)


# --- the chart ---------------------------------------------------------------------------------

DAY = "864e5"  # milliseconds
FEW, ONE = 12, 1  # years at most in which bars are months, and weeks
MAP_HEIGHT = 360
MANY = 25  # events at a place that has a name on the map, beside the names of the base map
# Labels stand inside the plot: beside it they would take a sixth of a phone.
INSIDE = alt.Axis(
    tickMinStep=1, format="d", labelAlign="left", labelBaseline="bottom", labelPadding=-2, ticks=False, domain=False
)
SPOTS = {"town": "circle", "district": "square", "province": "diamond"}


def _chart(found: pd.DataFrame, places: pd.DataFrame, controls: dict[str, tuple], known: int) -> alt.VConcatChart:
    span = alt.selection_interval(name="span", encodings=["x"])
    drawn = _drawn(found, places)
    chart = (
        alt.vconcat(
            _timeline(span, drawn),
            _rough(),
            _map(places, _busiest(found), span),
            _elsewhere(span),
            data=drawn,
            spacing=14,
        )
        .transform_calculate(t="toDate(datum.date)")
        .transform_filter(CHOSEN)
        .resolve_scale(x="independent", y="independent", color="shared", shape="independent")
    )
    chart.params[0].views = chart.params[0].views[:1]  # Altair gives the selection to each layer; Vega wants it in one
    views = list(basemap.VIEWS)[::-1]  # the whole region first
    part = alt.param(name="view", value=views[0], bind=alt.binding_select(options=views, name="Map of "))
    chart = chart.add_params(*page_controls(controls), part)
    counted = found.groupby(["domain", "side"]).size().unstack(fill_value=0)
    counted = counted.reindex(columns=list(SIDES), fill_value=0).loc[found["domain"].value_counts().index]
    newest = f"Only the newest {len(found):,} of {known:,} events are here. " if known > len(found) else ""
    rough, unplaced = (found["date_precision"] != "day").sum(), drawn["lat"].isna().sum()
    return figure(
        chart,
        name=NAME,
        title="All events: when, where, by whom",
        description=(
            f"Timeline and map of {len(found)} events from {found['date'].iloc[0][:4]} to {found['date'].iloc[-1][:4]} with controls for years, domain, direction, actor, place and support; "
            f"{rough} events are known only to the month or year, {unplaced} have no place that a map can show, and the place with the most is {found['place'].mode()[0]} with {found['place'].value_counts().max()}."
        ),
        caption=newest
        + (
            "Timeline: one brick is one event, in its year, month or week, by how many years are chosen. Drag over it to mark days: map and list then show only these; a double click clears them. "
            "Map: the larger the mark, the more events at a place. Places that are not in the frame, or have no position, stand below the map with their numbers. Hollow: weak support, on the map if all events of the place have it. "
            "Outlines: Natural Earth; lines follow who holds the ground and say nothing about rights. Without scripts all events are shown."
        ),
        table=counted.rename_axis(None, axis=1).reset_index().rename(columns={"domain": "Domain"}),
    )


def _drawn(found: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """What the chart embeds: the columns of the file but for the sources, the side, and where the mark stands.

    Marks of one spot stand beside each other, none nearer to the border; see `incidents.set_apart`.
    """
    used = places[places["place_id"].isin(found["place_id"]) & (places["precision"] != "country")].dropna(subset="lat")
    inside = used[used["lon"].between(*FRAME["lon"]) & used["lat"].between(*FRAME["lat"])]
    soil = inside["country"].where(inside["precision"] != "province", incidents.UNSETTLED)
    radius = pd.Series(incidents.STEP / 2, index=inside.index)
    inside = inside.assign(soil=soil, spot=inside["precision"].astype("str").replace("site", "town"))
    inside = inside.assign(lon=incidents.set_apart(inside, radius).round(2)).set_index("place_id")
    where = found["place_id"].map(places.set_index("place_id")["precision"].astype("str"))
    kept = [name for name in COLUMNS if name not in ("sources", "reported_differently")]
    drawn = found[[*kept, "side"]].assign(
        **{name: found["place_id"].map(inside[name]) for name in ("lat", "lon", "spot")},
        spotless=found["place"].fillna(NOWHERE).where(where != "country", found["place"] + ", place not known"),
    )
    empty = {name: "" for name in ("place", "province", "country", "spot")}
    return drawn.fillna(empty)


def _busiest(found: pd.DataFrame) -> list[str]:
    numbers = found["place"].value_counts()
    return numbers.index[numbers >= MANY].to_list()


def _timeline(span, drawn: pd.DataFrame) -> alt.LayerChart:
    """Bricks of one event in columns of a year, a month or a week, and the selection of days."""
    years = "(last - first + 1)"
    week = f"utc(first, 0, 1) + floor((datum.t - utc(first, 0, 1)) / (7 * {DAY})) * 7 * {DAY}"

    def edge(more: int) -> str:
        later = week if not more else f"{week} + 7 * {DAY}"
        month = f"utc(utcyear(datum.t), utcmonth(datum.t) + {more}, 1)"
        return f"{years} > {FEW} ? utc(utcyear(datum.t) + {more}, 0, 1) : {years} > {ONE} ? {month} : {later}"

    bricks = (
        alt.Chart(name="bricks")
        .transform_filter("datum.date_precision === 'day'")
        .transform_calculate(start=edge(0), end=edge(1), order=f"indexof({list(SIDES)}, datum.side)")
        .transform_window(
            top="row_number()",
            groupby=["start"],
            sort=[alt.SortField("order"), alt.SortField("date"), alt.SortField("event_id")],
        )
        .transform_calculate(below="datum.top - 1")
        .mark_rect(strokeWidth=0.7)
        .encode(
            x=_time("start", None),
            x2="end:T",
            y=alt.Y("top:Q", title=None, axis=INSIDE, scale=alt.Scale(domainMin=0)),
            y2="below:Q",
            opacity=alt.condition(span, alt.value(1), alt.value(0.25)),
            **_by_side(),
            tooltip=_tips(),
        )
    )
    days = alt.Chart(name="days").mark_point(opacity=0, size=1, aria=False).encode(x=_time("t", None)).add_params(span)
    number = (
        alt.Chart(drawn)  # all rows: where none is chosen, none would be left to write "0" on
        .transform_calculate(t="toDate(datum.date)")
        .transform_calculate(shown=f"{CHOSEN} ? 1 : 0")
        .transform_aggregate(n="sum(shown)")
        .transform_calculate(text=f"datum.n + ' of {len(drawn)} events chosen'")
        .mark_text(align="left", baseline="top", fontSize=13, fontWeight="bold")
        .encode(x=alt.value(0), y=alt.value(-20), text="text:N")
    )
    return alt.layer(days, bricks, number).properties(height=200)


def _time(field: str, title: str | None) -> alt.X:
    ends = {"domainMin": alt.expr("utc(first, 0, 1)"), "domainMax": alt.expr("utc(max(first, last) + 1, 0, 1)")}
    return alt.X(f"{field}:T", title=title, scale=alt.Scale(type="utc", nice=False, **ends), axis=alt.Axis(grid=False))


def _by_side() -> dict:
    encodings = drawn_by_support("side", SIDES, "Who acts")
    return encodings | {"fillOpacity": alt.condition(f"datum.confidence === '{WEAK}'", alt.value(0), alt.value(0.85))}


def _tips() -> list[alt.Tooltip]:
    names = {"date": "Date", "date_precision": "Known to the", "title": "Event", "actors": "Who", "targets": "Towards"}
    return [
        *(alt.Tooltip(f"{field}:N", title=title) for field, title in names.items()),
        alt.Tooltip("confidence:N", title="Support"),
    ]


def _rough() -> alt.LayerChart:
    """Events known only to the month or year, as long as what is known of them."""
    period = "datum.date_precision === 'year' ? utc(utcyear(datum.t) + 1, 0, 1) : utc(utcyear(datum.t), utcmonth(datum.t) + 1, 1)"
    bars = (
        alt.Chart(name="rough")
        .transform_filter("datum.date_precision !== 'day'")
        .transform_calculate(end=period)
        .mark_rect(strokeWidth=1.4, clip=True)
        .encode(
            x=_time("t", None).axis(None), x2="end:T", y=alt.value(17), y2=alt.value(29), **_by_side(), tooltip=_tips()
        )
    )
    number = (
        alt.Chart()
        .transform_filter("datum.date_precision !== 'day'")
        .transform_aggregate(n="count()")
        .transform_calculate(text="'Known only to the month or year: ' + datum.n")
        .mark_text(align="left", baseline="top")
        .encode(x=alt.value(0), y=alt.value(0), text="text:N")
    )
    return alt.layer(bars, number).properties(height=32)


SIGHT = basemap.in_sight(height=str(MAP_HEIGHT))


def _map(places: pd.DataFrame, named: list[str], span) -> alt.LayerChart:
    """The base map with one mark a place, as large as its number of events."""
    at_place = (
        alt.Chart()
        .transform_filter(span)
        .transform_filter("isValid(datum.lat)")
        .transform_calculate(strong=f"datum.confidence === '{WEAK}' ? 0 : 1")
        .transform_aggregate(n="count()", strong="max(strong)", groupby=["place", "country", "spot", "lon", "lat"])
    )
    marks = at_place.mark_point(strokeWidth=1.6, clip=True, color=NEUTRAL, stroke=NEUTRAL).encode(
        longitude="lon:Q",
        latitude="lat:Q",
        size=alt.Size("n:Q", legend=None, scale=alt.Scale(type="linear", domain=[1, 80], range=[70, 1100])),
        shape=shape("spot", SPOTS, "Place known to the"),
        fillOpacity=alt.condition("datum.strong === 0", alt.value(0), alt.value(0.8)),
        tooltip=[
            alt.Tooltip("place:N", title="Place"),
            alt.Tooltip("country:N", title="Country"),
            alt.Tooltip("n:Q", title="Events"),
        ],
    )
    numbers = at_place.transform_filter("datum.n > 4").mark_text(color=PAPER, fontWeight="bold", fontSize=11, clip=True)
    numbers = numbers.encode(longitude="lon:Q", latitude="lat:Q", text="n:Q")
    aside = alt.expr(basemap.into_frame("datum.place"))
    names = at_place.transform_filter(f"indexof({named}, datum.place) >= 0 && {SIGHT}")
    names = names.mark_text(fontSize=11, dx=aside, dy=23, clip=True).encode(
        longitude="lon:Q", latitude="lat:Q", text="place:N"
    )
    layered = alt.layer(*basemap.layers(places), marks, numbers, names).properties(height=MAP_HEIGHT)
    layered.projection = basemap.projection(height=str(MAP_HEIGHT))
    return layered


def _elsewhere(span) -> alt.LayerChart:
    """Places outside the frame of the map, or without a position, with their numbers."""
    missing = alt.Chart().transform_filter(span).transform_filter(f"!(isValid(datum.lat) && {SIGHT})")
    total = missing.transform_aggregate(n="count()").transform_calculate(
        text="'Not in the frame of the map: ' + datum.n", spotless="''"
    )
    y = alt.Y("spotless:N", axis=None, sort=alt.SortField("n", order="descending"))
    base = missing.transform_aggregate(n="count()", groupby=["spotless"]).transform_calculate(
        text="datum.spotless + ': ' + datum.n"
    )
    base = base.encode(y=y)
    bars = base.mark_bar(color=NEUTRAL, height=13, opacity=0.35).encode(
        x=alt.X("n:Q", title=None, axis=None, scale=alt.Scale(domainMin=0))
    )
    names = base.mark_text(align="left", fontSize=11, color=INK).encode(x=alt.value(8), text="text:N")
    head = total.mark_text(align="left").encode(x=alt.value(0), y=alt.value(-12), text="text:N")
    return alt.layer(bars, names, head).properties(height=alt.Step(15))
