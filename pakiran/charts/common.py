"""What the figures share: colours and shapes of the sides, lanes, how weak support is drawn, and counts for crowds."""

import altair as alt
import pandas as pd

from ..figures import IRN, JOINT, OLIVE, PAK, THIRD

SIDES = {"Iran": IRN, "Pakistan": PAK, "Joint": JOINT, "Third party": THIRD, "Inside one state": OLIVE}
LANE_ORDER = ["Armed acts", "Diplomacy", "Border, trade, energy", "Third parties", "At home"]
SIDE_SHAPES = {
    "Iran": "circle",
    "Pakistan": "square",
    "Joint": "diamond",
    "Third party": "triangle-up",
    "Inside one state": "cross",
}
WEAK = "low"  # drawn hollow everywhere, so that a weak row never looks like a strong one


def colour(column: str, colours: dict[str, str], title: str | None = None) -> alt.Color:
    """Colour by the values of `column`, in the order of `colours`."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{column}:N", title=title, scale=scale)


def support_of(confidence: pd.Series) -> pd.Series:
    """The column `support` that `drawn_by_support` reads: `WEAK`, or "stronger"."""
    return confidence.astype("str").where(confidence == WEAK, "stronger")


def drawn_by_support(column: str, colours: dict[str, str], title: str | None = None) -> dict:
    """Encodings of a filled mark: colour by `column`, hollow where the column `support` is weak."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return {
        "color": alt.Color(f"{column}:N", title=title, scale=scale),
        "stroke": alt.Stroke(f"{column}:N", title=title, scale=scale),
        "fillOpacity": alt.condition(f"datum.support === '{WEAK}'", alt.value(0), alt.value(1)),
    }


def shape(column: str, shapes: dict[str, str], title: str | None = None) -> alt.Shape:
    """Shape by the values of `column`, in the order of `shapes`."""
    return alt.Shape(f"{column}:N", title=title, scale=alt.Scale(domain=list(shapes), range=list(shapes.values())))


def day(dates: pd.Series) -> pd.Series:
    """Days as the charts write them: 16 Jan."""
    return dates.dt.day.astype(str) + dates.dt.strftime(" %b")


def lanes(rows: pd.DataFrame, lanes: list[str], rising: bool) -> tuple[pd.DataFrame, alt.Y, alt.LayerChart]:
    """Stack the marks of each lane by `slot`, under the lane's name, which stands inside the plot.

    Names inside the plot leave a phone its full width. Returns the rows, the shared vertical
    channel, and the layer with names and lines between the lanes.
    """
    depth = rows.groupby("lane")["slot"].max()
    lanes = [lane for lane in lanes if lane in depth]
    slots = {lane: range(depth[lane], 0, -1) if rising else range(1, depth[lane] + 1) for lane in lanes}
    order = [f"{lane}|{slot}" for lane in lanes for slot in (0, *slots[lane])]
    y = alt.Y("row:N", sort=order, axis=None)
    heads = alt.Chart(pd.DataFrame({"row": [f"{lane}|0" for lane in lanes], "name": lanes})).encode(y=y)
    names = heads.mark_text(align="left", fontWeight="bold", dx=2).encode(x=alt.value(0), text="name:N")
    lines = heads.mark_rule(opacity=0.35, yOffset=-9)
    return rows.assign(row=rows["lane"] + "|" + rows["slot"].astype(str)), y, lines + names


def apart(lane: pd.Series, place: pd.Series, gap: float) -> pd.Series:
    """Slot of each mark in its lane, from 1: the first in which no mark stands closer than `gap`, so that none hides another."""
    slots, taken = {}, {}
    for index in place.sort_values(kind="stable").index:
        last = taken.setdefault(lane[index], [])
        free = [slot for slot, at in enumerate(last) if place[index] - at >= gap]
        slot = free[0] if free else len(last)
        last[slot : slot + 1] = [place[index]]
        slots[index] = slot + 1
    return pd.Series(slots).reindex(place.index)


def time_span(first: str, last: str) -> alt.Scale:
    """Time scale from one day to another, so that no mark sits on the edge."""
    days = [pd.Timestamp(day) for day in (first, last)]
    return alt.Scale(domain=[alt.DateTime(year=day.year, month=day.month, date=day.day) for day in days])


# --- more events than can be drawn one by one ------------------------------------------------------

CROWD = 1500  # marks; beyond it none can be told from the next, and the page would grow with every row
PERIODS = ("D", "W", "M", "Q", "Y")


def thin(rows: pd.DataFrame, side: str = "side", finest: str = "D", most: int = CROWD) -> pd.DataFrame:
    """The rows as they are; or, if they are more than `most`, one row for each period, lane and side.

    The period is the finest from `finest` on that keeps the bins within `most`. A bin has the columns of the rows and
    `n`, how many it stands for: `date` is the first day of its period, `title` says the number, `slot` keeps one line
    of its lane for each side, `support` is weak if that of all its rows is. What else a row tells is missing.
    """
    if len(rows) <= most:
        return rows
    weak = rows["support"].eq(WEAK) if "support" in rows else False
    for period in PERIODS[PERIODS.index(finest) :]:
        start = rows["date"].dt.to_period(period).dt.start_time.astype(rows["date"].dtype)
        bins = rows.assign(date=start, weak=weak).groupby(["date", "lane", side], observed=True)
        if bins.ngroups <= most:
            break
    drawn = bins.agg(n=("weak", "size"), weak=("weak", "min")).reset_index()
    return drawn.assign(
        title=drawn["n"].map("{:,} together".format),
        slot=drawn.groupby("lane")[side].transform(lambda sides: sides.astype("category").cat.codes + 1),
        support=drawn["weak"].map({True: WEAK, False: "stronger"}),
    ).reindex(columns=[*rows.columns, "n"])


def kept(drawn: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """What a chart embeds: these columns, and `n` where marks stand for several rows (`thin`)."""
    return drawn[[*columns, *drawn.columns.intersection(["n"])]]


def period_of(dates: pd.Series, drawn: pd.DataFrame) -> pd.Series:
    """The day under which `drawn` (see `thin`) shows each of these dates: itself, or the first day of its period."""
    if "n" not in drawn:
        return dates
    starts = drawn["date"].drop_duplicates().sort_values(ignore_index=True)
    return dates.map(lambda date: starts[max(starts.searchsorted(date, side="right") - 1, 0)])


def fold(rows: pd.DataFrame, keys: list[str], over: str) -> pd.DataFrame:
    """One row for each combination of `keys`, with two lists: the values of `over` that occur, and `n`, how often each.

    A chart takes it apart again with `transform_flatten([over, "n"])`: so a control can still choose by every single
    value of `over`, and what is embedded grows with the values there are and not with the rows.
    """
    counted = rows.groupby([*keys, over], observed=True, dropna=False).size().rename("n").reset_index()
    return counted.groupby(keys, observed=True, dropna=False)[[over, "n"]].agg(list).reset_index()


def by_number(drawn: pd.DataFrame) -> dict:
    """Encoding of marks that stand for several rows (`thin`): the larger the more. None for single rows."""
    return {"size": alt.Size("n:Q", title="How many", scale=alt.Scale(range=[25, 220]))} if "n" in drawn else {}


def mark_says(drawn: pd.DataFrame, single: str) -> str:
    """The sentence of a caption that says what a mark is: `single`, or that it stands for several rows."""
    together = "A mark stands for all that one side did in one field and period: the larger, the more; its number is in the table below."
    return together if "n" in drawn else single
