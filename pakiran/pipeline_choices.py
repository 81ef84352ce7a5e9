"""The pipeline explorer: two gas prices from one oil price, printed penalties, and build, wait or settle.

Arithmetic on printed figures, for Pakistan's purse alone. It is not advice. Each explorer has two faces
(see `explore`): the page computes in Vega, a kernel computes in Python.
"""

import dataclasses
import re

import altair as alt
import pandas as pd

from . import calculator, pipeline
from .charts.common import colour, shape
from .explore import Explorer
from .figures import INK, IRN, JOINT, NEUTRAL, OLIVE, THIRD, figure

# --- two prices from one oil price ---------------------------------------------------

PRINTED_LINE = ("PT036", "PT037", "PT038")  # three points that Platts printed
QATAR = "EL063"
PIPE, LNG = "Pipeline, at the border", "LNG from Qatar, contract"
OIL = list(range(20, 151))


def pipeline_price(terms: pd.DataFrame) -> tuple[float, float]:
    """Fixed part (USD per MMBtu) and part per dollar of oil, of the line through the three printed points.

    Raises ValueError if the points do not lie on one line (to a cent): then no formula may be read from them.
    """
    points = pipeline.price_points(terms).set_index("term_id").loc[list(PRINTED_LINE)]
    oil, gas = points["oil_usd_per_barrel"].to_list(), points["gas_usd_per_mmbtu"].to_list()
    slope = (gas[-1] - gas[0]) / (oil[-1] - oil[0])
    fixed = gas[0] - slope * oil[0]
    if any(abs(fixed + slope * x - y) > 0.005 for x, y in zip(oil, gas, strict=True)):
        raise ValueError(f"the points {', '.join(PRINTED_LINE)} do not lie on one line")
    return round(fixed, 6), round(slope, 6)


def lng_slope(links: pd.DataFrame) -> float:
    """Part of the Brent price (USD a barrel) that a million Btu of LNG costs in the contract with Qatar of 2016."""
    summary = links.set_index("link_id").loc[QATAR, "summary"]
    return round(float(re.search(r"([\d.]+) percent of Brent", summary).group(1)) / 100, 6)


def equal_oil(terms: pd.DataFrame, links: pd.DataFrame) -> float:
    """Oil price (USD a barrel) at which both gases cost the same. Below it LNG is cheaper, above it the pipeline."""
    return oil_for(0, terms, links)


def oil_for(difference: float, terms: pd.DataFrame, links: pd.DataFrame) -> float:
    """Oil price (USD a barrel) at which LNG is dearer by `difference` (USD per MMBtu) on the two formulas."""
    fixed, slope = pipeline_price(terms)
    return (fixed + difference) / (lng_slope(links) - slope)


def cheaper_at_most(terms: pd.DataFrame, links: pd.DataFrame) -> float:
    """Percent by which pipeline gas can be cheaper than LNG on these two formulas: the limit at ever dearer oil."""
    return 100 * (1 - pipeline_price(terms)[1] / lng_slope(links))


def price_explorer(terms: pd.DataFrame, links: pd.DataFrame) -> Explorer:
    """The two gas prices at an oil price of the reader's choice, beside the printed points."""
    (fixed, slope), lng = pipeline_price(terms), lng_slope(links)
    points = pipeline.price_points(terms)
    start = int(points.set_index("term_id").loc["PT037", "oil_usd_per_barrel"])

    def counts(oil: float = start) -> pd.DataFrame:
        """Both prices and their difference at one oil price (USD a barrel), in USD per MMBtu, to the cent."""
        pipe, sea = fixed + slope * oil, lng * oil
        return pd.DataFrame({"Gas": [PIPE, LNG, "LNG dearer by"], "USD per MMBtu": [round(pipe, 2), round(sea, 2), round(sea - pipe, 2)]})  # fmt: skip

    same = equal_oil(terms, links)
    chart = figure(
        _price_page(points, fixed, slope, lng, start),
        name="choices-prices",
        title="Two gas prices from one oil price",
        description=(
            f"Two price lines over the oil price with a control for it: at {start} dollars a barrel pipeline gas costs {fixed + slope * start:.2f} and contract LNG "
            f"{lng * start:.2f} dollars per million Btu, and the lines cross at {same:.0f} dollars a barrel."
        ),
        caption=(
            "Pipeline: the line through points printed in 2010 (squares); the contract itself is not public. Crosses: the points of a critic, which lie elsewhere. LNG: the printed percentage "
            "of Brent in Qatar's contract of 2016. Both oil prices are taken as one. Not in either line: pipes inside Pakistan, turning LNG back into gas. Without scripts the chart shows one oil price."
        ),
        table=_price_table(points, fixed, slope, lng),
    )
    return Explorer(chart, {"oil": ("Oil, USD a barrel", OIL, start)}, counts)


def _price_table(points: pd.DataFrame, fixed: float, slope: float, lng: float) -> pd.DataFrame:
    oil = sorted({*points["oil_usd_per_barrel"].astype(int), 20, 150})
    at = points["oil_usd_per_barrel"].astype(int)
    printed = points.groupby(at)["gas_usd_per_mmbtu"].first()
    printers = (points["said_by"] + " (" + points["term_id"] + ")").groupby(at).agg("; ".join)
    return pd.DataFrame(
        {
            "Oil, USD a barrel": oil,
            "Pipeline, formula": [round(fixed + slope * x, 2) for x in oil],
            "LNG, contract": [round(lng * x, 2) for x in oil],
            "Printed point": [printed.get(x) for x in oil],
            "Printed by": [printers.get(x) for x in oil],
        }
    )


def _price_page(points: pd.DataFrame, fixed: float, slope: float, lng: float, start: int) -> alt.VConcatChart:
    says = pd.DataFrame({"line": range(3), "say": [PIPE, LNG, "LNG dearer by"]})
    pipe, sea = f"({fixed} + {slope} * oil)", f"({lng} * oil)"
    words = (
        alt.Chart(says)
        .transform_calculate(usd=f"datum.line == 0 ? {pipe} : datum.line == 1 ? {sea} : {sea} - {pipe}")
        .transform_calculate(words="datum.say + ': ' + format(datum.usd, '.2f') + ' USD per MMBtu'")
        .mark_text(align="left", dx=-28)
        .encode(x=alt.value(0), y=alt.Y("line:O", axis=None), text="words:N")
        .properties(height=alt.Step(19))
    )
    ends = [
        {"gas": gas, "oil": x, "usd": round(a + b * x, 3)}
        for gas, a, b in ((PIPE, fixed, slope), (LNG, 0, lng))
        for x in (OIL[0], OIL[-1])
    ]
    x = alt.X("oil:Q", title="Oil, USD a barrel", scale=alt.Scale(domain=[OIL[0], OIL[-1]], nice=False))
    y = alt.Y("usd:Q", title="USD per MMBtu", axis=alt.Axis(tickCount=5))
    looks = {PIPE: IRN, LNG: THIRD}
    dash = alt.StrokeDash("gas:N", title=None, scale=alt.Scale(domain=list(looks), range=[[1, 0], [6, 4]]))
    lines = alt.Chart(pd.DataFrame(ends)).mark_line(strokeWidth=2.5).encode(x=x, y=y, color=colour("gas", looks), strokeDash=dash)  # fmt: skip
    marks = points.assign(kind=points["term_id"].isin(PRINTED_LINE).map({True: "square", False: "cross"}))
    marks = marks.rename(columns={"oil_usd_per_barrel": "oil", "gas_usd_per_mmbtu": "usd"})
    tips = [alt.Tooltip("term_id", title="Row"), alt.Tooltip("said_by", title="Said by"), alt.Tooltip("oil", title="Oil"), alt.Tooltip("usd", title="Gas")]  # fmt: skip
    dots = alt.Chart(marks).mark_point(size=80, color=INK).encode(x=x, y=y, shape=alt.Shape("kind:N", scale=None), tooltip=tips)  # fmt: skip
    rule = alt.Chart(pd.DataFrame({"one": [1]})).transform_calculate(oil="oil").mark_rule().encode(x=alt.X("oil:Q"))
    chart = alt.vconcat(words, (lines + rule + dots).properties(height=230), spacing=14)
    slider = alt.binding_range(min=OIL[0], max=OIL[-1], step=1, name="Oil, USD a barrel ")
    chart.params = [alt.param(name="oil", value=start, bind=slider).param]
    return chart


# --- penalties -------------------------------------------------------------------------


def penalty_explorer(terms: pd.DataFrame) -> Explorer:
    """The calculator of the chapter on implications, under a name of its own on this page."""
    explorer = calculator.penalty_calculator(terms)
    chart = figure(explorer.chart, name="choices-penalty", title="From a daily rate to a sum")
    return dataclasses.replace(explorer, chart=chart)


def named_sums(terms: pd.DataFrame) -> pd.DataFrame:
    """Every penalty figure, and the one total of liabilities, in order of time, as a table to read.

    "A day" is the rate in USD million a day: as printed, or the sum spread evenly from January 2015 to the report.
    """
    total = terms[terms["term"].str.startswith("Total of liabilities")]
    total = total.assign(value_text=total["value_text"] + " (total of liabilities)")
    rows = pd.concat([pipeline.penalties(terms), total]).sort_values("date")
    when = rows["date"].dt.strftime("%B %Y").mask(rows["date_precision"] == "year", rows["date"].dt.strftime("%Y"))
    day = rows["per_day"].map(lambda rate: "–" if pd.isna(rate) else f"{rate:.1f}")
    shown = rows[["term_id", "value_text", "said_by"]].assign(when=when, day=day)
    return shown[["term_id", "when", "value_text", "said_by", "day"]].set_axis(
        ["Row", "Reported", "Figure", "Who said it", "A day"], axis=1
    ).reset_index(drop=True)  # fmt: skip


# --- build, wait or settle -------------------------------------------------------------

OPTIONS = ("Build now", "Build later", "Await the ruling", "Settle now")
COLOURS = dict(zip(OPTIONS, ("#009E73", OLIVE, NEUTRAL, JOINT), strict=True))
SIGNS = dict(zip(OPTIONS, ("square", "triangle-up", "circle", "cross"), strict=True))
MMBTU_PER_MMCF = 1000  # 750 MMcf a day are about 274 million MMBtu a year (PT019)
DAYS = 365
MAP_DIFFERENCES = [step / 2 for step in range(-8, 9)]  # USD per MMBtu
MAP_PENALTIES = list(range(0, 20001, 2000))  # USD million


@dataclasses.dataclass(frozen=True)
class Fixed:
    """What no control changes: years of building, years of gas, and the share of the year that is winter."""

    build_years: float
    gas_years: float
    winter: float


def fixed(tables: dict[str, pd.DataFrame]) -> Fixed:
    """Building time (SG025), length of the contract (PT003) and days of winter (CX066), from their rows."""
    segment = tables["pipeline_segments"].set_index("segment_id").loc["SG025"]
    months = float(re.search(r"(\d+) months", segment["summary"]).group(1))
    years = tables["pipeline_terms"].set_index("term_id").loc["PT003", "value"]
    winter = tables["context_series"].set_index("context_id").loc["CX066"]
    return Fixed(months / 12, float(years), ((winter["period_end"] - winter["period_start"]).days + 1) / DAYS)


def inputs(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The controls: `name`, `label`, `values`, `start`, the `row` it comes from and `why`. No row: a choice of this page."""
    terms, links = tables["pipeline_terms"], tables["energy_links"]
    term, segment, status, context = (
        tables[name].set_index(key)
        for name, key in (
            ("pipeline_terms", "term_id"),
            ("pipeline_segments", "segment_id"),
            ("pipeline_status", "status_id"),
            ("context_series", "context_id"),
        )
    )
    cost = round(segment.loc["SG025", "cost_usd_million"])
    oil = pipeline.price_points(terms).set_index("term_id").loc["PT037", "oil_usd_per_barrel"]
    a, b = pipeline_price(terms)
    gap = round(lng_slope(links) * oil - (a + b * oil), 2)
    deficit = context.loc["CX066", "value"] / segment.loc["SG032", "capacity_value"]
    longer = status.loc["PS102"]
    from_now = longer["date"].year  # years are counted from the January of the report
    ruling = int(re.search(r"ruling in \d{4} or (\d{4})", longer["summary"]).group(1))
    rows = [
        ("cost", "Cost of the line, USD million", [cost + 100 * k for k in range(-10, 21)], cost, "SG025",
         "Estimate that the gas company gave the Supreme Court in 2020, rounded; others run from 1,200 (SG018) to 2,000 (PT042)."),
        ("volume", "Volume, MMcf a day", list(range(250, 1001, 50)), int(term.loc["PT001", "value"]), "PT001",
         "Contract volume; an option ran to 1,000 (PT002)."),
        ("difference", "LNG dearer by, USD per MMBtu", [round(gap + 0.1 * k, 2) for k in range(-50, 51)], gap, "PT037, EL063",
         f"The two prices at {oil:.0f} dollars a barrel, from the first explorer."),
        ("discount", "Discount rate, percent a year", list(range(0, 21)), 10, "none", "No row names a rate: a choice of this page."),
        ("penalty", "Penalty after a ruling, USD million", list(range(0, 20001, 500)), int(term.loc["PT029", "value"]), "PT029",
         "What the petroleum secretary told parliament it could be; other figures run from none (PT027) upwards."),
        ("settlement", "Settlement now, USD million", list(range(0, 20001, 500)), int(status.loc["PS074", "amount_value"]), "PS074",
         "No row names a settlement: what Iran says it has spent stands in for it."),
        ("delay", "Build later: delay, years", list(range(0, 21)), int(longer["deadline_set"]) - from_now + 1, "PS102",
         "More time, to 2035, as web reports of January 2026 have it."),
        ("ruling", "Years to a ruling", list(range(0, 11)), ruling - from_now, "PS102", "A ruling in 2027 or 2028, by the same reports: the later year."),
        ("winter", "Not delivered in winter, percent", list(range(0, 101, 5)), min(100, round(100 * deficit)), "CX066, SG032",
         f"No row gives a share. Iran's reported winter deficit is {deficit:.0f} times the contract volume, so it could take all; that Iran still exported 15 billion cubic metres in 2024 (CX068) speaks for less."),
    ]  # fmt: skip
    # As objects: pandas would make 1806 into 1806.0 beside a price.
    return pd.DataFrame(rows, columns=["name", "label", "values", "start", "row", "why"], dtype=object)


def defaults(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What every control of the page starts from, and what no control changes, with the row it comes from, to read."""
    start, set_ = calculator.START, fixed(tables)
    oil = pipeline.price_points(tables["pipeline_terms"]).set_index("term_id").loc["PT037", "oil_usd_per_barrel"]
    rows = [
        ("Oil, USD a barrel", f"{oil:.0f}", "PT037", "The middle one of the three printed points."),
        ("Penalty, USD million a day", f"{start['rate']:g}", "PT022", "The lowest rate in print."),
        ("Penalty from", start["first_day"], "PS046", "The first day after the first date for gas."),
        (
            "Penalty to",
            start["last_day"],
            "PS068",
            "The deadline of the notice with which the largest sum is first reported.",
        ),
    ]
    rows += [(row.label, f"{row.start:,}", row.row, row.why) for row in inputs(tables).itertuples()]
    rows += [
        ("Fixed: years of building", f"{set_.build_years:g}", "SG025", "From the same statement as the cost."),
        ("Fixed: years of gas", f"{set_.gas_years:g}", "PT003", "Length of the contract."),
        (
            "Fixed: days of winter",
            f"{set_.winter * DAYS:.0f}",
            "CX066",
            "The row gives the winter; its first and last day are ours.",
        ),
        ("Fixed: MMBtu in an MMcf", f"{MMBTU_PER_MMCF:,}", "PT019", "Rounded, as in the note of this row."),
    ]
    return pd.DataFrame(
        [(control, first, f"{row}: {why}") for control, first, row, why in rows],
        columns=["Control", "First setting", "Row, and why"],
    )


def rows_behind(tables: dict[str, pd.DataFrame], *further: str) -> list[pd.DataFrame]:
    """The rows that the page rests on: named in `defaults`, in the prices and penalties, and `further` ids."""
    shown, terms = defaults(tables), tables["pipeline_terms"]
    text = " ".join(shown["Row, and why"])
    ids = {
        *re.findall(r"\b[A-Z]{2}\d{3}\b", text),
        *pipeline.price_points(terms)["term_id"],
        *named_sums(terms)["Row"],
        QATAR,
        *further,
    }
    found = [table[table.iloc[:, 0].isin(ids)] for table in tables.values()]
    missing = ids - {row for table in found for row in table.iloc[:, 0]}
    if missing:
        raise KeyError(f"no rows {sorted(missing)} in {', '.join(tables)}")
    return found


def starts(tables: dict[str, pd.DataFrame]) -> dict[str, float]:
    """The first setting of the controls, by name."""
    return inputs(tables).set_index("name")["start"].to_dict()


def annuity(rate: float, years: float) -> float:
    """Worth today of 1 at the end of each of these years, at a yearly rate such as 0.1 (the sum of a geometric series)."""
    return years if rate == 0 else (1 - (1 + rate) ** -years) / rate


def discounted(
    terms: Fixed, *, cost, volume, difference, discount, penalty, settlement, delay, ruling, winter
) -> list[float]:
    """Discounted cost of each of `OPTIONS`, in USD million of today; below zero is a gain. Buying LNG is the zero.

    Building costs the same each year, then gas comes for the length of the contract; payments fall at the end of a
    year. A later line is the same line after the delay, with nothing paid for the delay. After a ruling the
    penalty is paid and nothing is built. A settlement is paid today.
    """
    rate = discount / 100
    delivered = 1 - winter / 100 * terms.winter
    gain = volume * DAYS * MMBTU_PER_MMCF / 1e6 * delivered * difference  # USD million a year
    after = (1 + rate) ** -terms.build_years
    now = cost / terms.build_years * annuity(rate, terms.build_years) - gain * after * annuity(rate, terms.gas_years)
    return [now, now * (1 + rate) ** -delay, penalty * (1 + rate) ** -ruling, float(settlement)]


def even_difference(terms: Fixed, setting: dict) -> float:
    """Price difference (USD per MMBtu) at which building now costs nothing in the end."""
    none, one = (discounted(terms, **setting | {"difference": value})[0] for value in (0, 1))
    return none / (none - one)


def even_settlement(terms: Fixed, setting: dict) -> float:
    """Settlement (USD million) that costs as much as awaiting the ruling."""
    return discounted(terms, **setting)[OPTIONS.index("Await the ruling")]


def cheapest(costs: list[float]) -> str:
    """The option with the lowest cost; of equals the one that stands first."""
    return OPTIONS[min(range(len(costs)), key=costs.__getitem__)]


def cheapest_map(terms: Fixed, setting: dict) -> pd.DataFrame:
    """Which option is cheapest over price difference and penalty: `difference`, `penalty`, `option`; else as `setting`."""
    rows = [
        (gap, sum_, cheapest(discounted(terms, **setting | {"difference": gap, "penalty": sum_})))
        for gap in MAP_DIFFERENCES
        for sum_ in MAP_PENALTIES
    ]
    return pd.DataFrame(rows, columns=["difference", "penalty", "option"])


def income_of_iran(tables: dict[str, pd.DataFrame], oil: float) -> float:
    """What Iran would be paid in a full year at one oil price, in USD million: contract volume at the printed line.

    Income and no gain: no row holds what it costs Iran to get and send the gas.
    """
    a, b = pipeline_price(tables["pipeline_terms"])
    volume = tables["pipeline_terms"].set_index("term_id").loc["PT001", "value"]
    return volume * DAYS * MMBTU_PER_MMCF / 1e6 * (a + b * oil)


def iranian_side(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What a sum for Iran would need, and what the tables hold of it, to read; a row is named or said to be missing."""
    term, status, segment, context = (
        tables[name].set_index(tables[name].columns[0])
        for name in ("pipeline_terms", "pipeline_status", "pipeline_segments", "context_series")
    )
    oil = pipeline.price_points(tables["pipeline_terms"]).set_index("term_id").loc["PT037", "oil_usd_per_barrel"]
    none = "No row."
    left = segment.loc[segment["country"].eq("IRN"), "remaining_km"].dropna()
    rows = [
        ("What Iran is paid for the gas", f"About {income_of_iran(tables, oil):,.0f} million dollars a year at {oil:.0f} dollars a barrel: the contract volume (PT001) at the printed line (PT037), if gas comes on every day."),
        ("What it costs Iran to get and send this gas", none),
        ("What its own line has cost", f"{status.loc['PS022', 'amount_value'] / 1000:g} billion dollars for the first part, in {status.loc['PS022', 'date'].year} (PS022). Iranian officials said later, for all that is built: over 2 billion (PS060), {status.loc['PS074', 'amount_value'] / 1000:g} billion (PS074), 1 billion (PS110)."),
        ("What its last part would still cost", f"No sum in dollars. Lengths said to be left run from {left.min():.0f} to {left.max():.0f} km ({left.idxmin()}, {left.idxmax()}). Iran also says that its part is complete (PS109, PS110)."),
        ("What it receives without a line", "The penalty or a settlement, as in the table of penalty figures. No row shows a document, and none that such a sum was paid."),
        ("What it would owe if it were late", f"{term.loc['PT021', 'value_text']} (PT021). No ceiling is named."),
        ("Other uses of the same gas", f"At home: a winter deficit of {context.loc['CX066', 'value']:.0f} million cubic metres a day (CX066), against a contract of {segment.loc['SG032', 'capacity_value']:g} (SG032). Exports of {context.loc['CX068', 'value']:.0f} billion cubic metres in 2024 (CX068). Their price: no row."),
        ("What sanctions and arbitration cost Iran", none),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["A full account needs", "What the tables hold"])


def iranian_rows(tables: dict[str, pd.DataFrame]) -> list[str]:
    """The rows named in `iranian_side`."""
    return re.findall(r"\b[A-Z]{2}\d{3}\b", " ".join(iranian_side(tables)["What the tables hold"]))


def one_at_a_time(terms: Fixed, controls: pd.DataFrame) -> pd.DataFrame:
    """Which options are cheapest while one control runs from its lowest to its highest value and the rest stay."""
    start = controls.set_index("name")["start"].to_dict()
    rows = []
    for row in controls.itertuples():
        won = [cheapest(discounted(terms, **start | {row.name: value})) for value in row.values]
        rows.append((row.label, f"{row.values[0]:,}", f"{row.start:,}", f"{row.values[-1]:,}", ", then ".join(dict.fromkeys(won))))  # fmt: skip
    return pd.DataFrame(rows, columns=["Control", "Lowest", "First setting", "Highest", "Cheapest on the way"])


def choice_explorer(tables: dict[str, pd.DataFrame]) -> Explorer:
    """Nine inputs, the discounted cost of four options, and a map of the cheapest over two of the inputs."""
    terms, controls = fixed(tables), inputs(tables)
    start = controls.set_index("name")["start"].to_dict()

    def counts(**setting: float) -> pd.DataFrame:
        """The discounted cost of each option in USD million, whole; what is not given keeps its first value."""
        costs = discounted(terms, **start | setting)
        best = cheapest(costs)
        return pd.DataFrame(
            {"Option": OPTIONS, "USD million": [round(cost) for cost in costs], "Cheapest": [name == best for name in OPTIONS]}
        )  # fmt: skip

    shown, places = counts(), cheapest_map(terms, start)["option"].value_counts()
    chart = figure(
        _choice_page(terms, controls),
        name="choices-build-wait-settle",
        title="Build now, build later, await the ruling, or settle",
        description=(
            f"Bars of the discounted cost of {len(OPTIONS)} options with controls for {len(controls)} inputs, and a map of the cheapest over price difference and penalty; at first "
            f"the cheapest is {cheapest(discounted(terms, **start)).lower()} with {shown['USD million'].min():,} million dollars, and over the map {places.idxmax().lower()} is cheapest most often."
        ),
        caption=(
            "Cost to Pakistan in dollars of today, beside buying the same gas as LNG; below zero is a gain. The map takes its two inputs from the axes and all others from the controls; "
            "its signs are those at the ends of the bars, and the ring is the setting of the controls. Arithmetic, not advice. Without scripts the chart shows the first setting."
        ),
        table=shown,
    )
    settings = {row.name: (row.label, row.values, row.start) for row in controls.itertuples()}
    return Explorer(chart, settings, counts)


def _choice_page(terms: Fixed, controls: pd.DataFrame) -> alt.VConcatChart:
    chart = alt.vconcat(_cost_bars(), _cheapest_map(), spacing=22)
    chart.params = [item.param for item in (*_choice_controls(controls), *_choice_sums(terms))]
    return chart


def _choice_controls(controls: pd.DataFrame) -> list:
    return [
        alt.param(
            name=row.name,
            value=row.start,
            bind=alt.binding_range(
                min=row.values[0], max=row.values[-1], step=round(row.values[1] - row.values[0], 2), name=row.label + " "
            ),
        )
        for row in controls.itertuples()
    ]  # fmt: skip


def _choice_sums(terms: Fixed) -> list:
    """The same sums as `discounted`, as expressions of the page; what the map needs stays apart."""
    years = {
        years: f"(discount == 0 ? {years} : (1 - pow(1 + discount / 100, -{years})) / (discount / 100))"
        for years in (terms.build_years, terms.gas_years)
    }
    sums = {
        "building": f"cost / {terms.build_years} * {years[terms.build_years]}",
        "per_dollar": (
            f"volume * {DAYS * MMBTU_PER_MMCF / 1e6} * (1 - winter / 100 * {terms.winter}) "
            f"* pow(1 + discount / 100, -{terms.build_years}) * {years[terms.gas_years]}"
        ),
        "wait": "pow(1 + discount / 100, -delay)",
        "to_ruling": "pow(1 + discount / 100, -ruling)",
    }
    return [alt.param(name=name, expr=expr) for name, expr in sums.items()]


def _costs(difference: str, penalty: str) -> list[str]:
    """Expressions of the four costs."""
    now = f"(building - {difference} * per_dollar)"
    return [now, f"({now} * wait)", f"({penalty} * to_ruling)", "settlement"]


def _cost_bars() -> alt.LayerChart:
    a, b, c, d = _costs("difference", "penalty")
    rows = pd.DataFrame({"number": range(len(OPTIONS)), "option": OPTIONS})
    base = alt.Chart(rows).transform_calculate(
        cost=f"datum.number == 0 ? {a} : datum.number == 1 ? {b} : datum.number == 2 ? {c} : {d}",
        best=_first_least(a, b, c, d),
    )
    base = base.transform_calculate(
        words="datum.option + ': ' + format(datum.cost, ',.0f') + (datum.number == datum.best ? ', the cheapest' : '')"
    ).encode(y=alt.Y("option:N", title=None, sort=list(OPTIONS), axis=None))
    x = alt.X("cost:Q", title="USD million of today", axis=alt.Axis(format=",d", tickCount=4, grid=False))
    bars = base.mark_bar(height=6, yOffset=9, opacity=0.6).encode(x=x, color=colour("option", COLOURS).legend(None))
    ends = base.mark_point(size=80, yOffset=9).encode(
        x=x,
        color=colour("option", COLOURS).legend(None),
        shape=shape("option", SIGNS).legend(None),
        description="words:N",
    )
    text = {"align": "left", "dy": -7, "aria": False}
    plain = base.transform_filter("datum.number != datum.best").mark_text(**text)
    bold = base.transform_filter("datum.number == datum.best").mark_text(**text, fontWeight="bold")
    words = [layer.encode(x=alt.value(0), text="words:N") for layer in (plain, bold)]
    return alt.layer(bars, ends, *words).properties(height=alt.Step(38))


def _first_least(a: str, b: str, c: str, d: str) -> str:
    """Expression for the number of the lowest of four, the first of equals."""
    return f"{a} <= min({b}, {c}, {d}) ? 0 : {b} <= min({c}, {d}) ? 1 : {c} <= {d} ? 2 : 3"


def _cheapest_map() -> alt.LayerChart:
    cells = pd.DataFrame([(gap, sum_) for gap in MAP_DIFFERENCES for sum_ in MAP_PENALTIES], columns=["gap", "sum"])
    x = alt.X("gap:Q", title="LNG dearer by, USD per MMBtu", scale=alt.Scale(domain=[-4.4, 4.4], nice=False), axis=alt.Axis(values=[-4, -2, 0, 2, 4], format="~r", grid=False))  # fmt: skip
    y = alt.Y("sum:Q", title="Penalty, USD million", scale=alt.Scale(domain=[-900, 20900], nice=False), axis=alt.Axis(format=",d", tickCount=5, grid=False))  # fmt: skip
    names = str(list(OPTIONS))
    marks = (
        alt.Chart(cells)
        .transform_calculate(option=f"{names}[{_first_least(*_costs('datum.gap', 'datum.sum'))}]")
        .mark_point(size=62)
        .encode(
            x=x,
            y=y,
            color=colour("option", COLOURS, "Cheapest"),
            shape=shape("option", SIGNS, "Cheapest"),
            tooltip=[
                alt.Tooltip("option:N", title="Cheapest"),
                alt.Tooltip("gap:Q", title="LNG dearer by"),
                alt.Tooltip("sum:Q", title="Penalty", format=",d"),
            ],
        )
    )
    here = (
        alt.Chart(pd.DataFrame({"one": [1]}))
        .transform_calculate(gap="clamp(difference, -4.2, 4.2)", sum="penalty")
        .mark_point(size=260, filled=False, stroke=INK, strokeWidth=2.5, aria=False)
        .encode(x=x, y=y)
    )
    return (marks + here).properties(height=250)
