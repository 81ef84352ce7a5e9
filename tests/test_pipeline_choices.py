"""The pipeline explorer: prices, sums and choices by hand, on the real rows, and both faces of each explorer."""

import html
import random
import re

import pandas as pd
import pytest

from pakiran import calculator, figures, load, pipeline, pipeline_choices
from pakiran.explore import to_html

TABLES = {
    name: load(name)
    for name in ("pipeline_terms", "pipeline_segments", "pipeline_status", "energy_links", "context_series")
}
TERMS, LINKS = TABLES["pipeline_terms"], TABLES["energy_links"]
FIXED, CONTROLS, START = (
    pipeline_choices.fixed(TABLES),
    pipeline_choices.inputs(TABLES),
    pipeline_choices.starts(TABLES),
)
BY_HAND = pipeline_choices.Fixed(build_years=2, gas_years=3, winter=0.25)
SETTING = {
    "cost": 1000, "volume": 1000, "difference": 2, "discount": 0, "penalty": 900, "settlement": 700,
    "delay": 4, "ruling": 1, "winter": 40,
}  # fmt: skip


# --- prices ---


def test_formula_is_read_from_the_three_printed_points():
    assert pipeline_choices.pipeline_price(TERMS) == (1, 0.12)
    assert pipeline_choices.lng_slope(LINKS) == 0.1337


def test_points_off_the_line_give_no_formula():
    other = TERMS.copy()
    other.loc[other["term_id"] == "PT037", "value"] = 9.5
    with pytest.raises(ValueError, match="PT036, PT037, PT038 do not lie on one line"):
        pipeline_choices.pipeline_price(other)


def test_prices_meet_at_73_dollars():
    """1 + 0.12 x = 0.1337 x at x = 1 / 0.0137; at 70 dollars the notes of EL063 give 9.36 and 9.40."""
    assert pipeline_choices.equal_oil(TERMS, LINKS) == pytest.approx(1 / 0.0137)
    assert pipeline_choices.oil_for(0.37, TERMS, LINKS) == pytest.approx(100)  # 13.37 against 13
    at_70 = pipeline_choices.price_explorer(TERMS, LINKS).counts(70)
    assert at_70["USD per MMBtu"].to_list() == [9.4, 9.36, -0.04]
    assert "9.36" in LINKS.set_index("link_id").loc["EL063", "conflict_note"]


def test_pipeline_gas_is_never_a_third_cheaper_on_these_formulas():
    """1 - 0.12 / 0.1337 is a tenth; the 30 percent of PT017 lies beyond any oil price."""
    most = pipeline_choices.cheaper_at_most(TERMS, LINKS)
    assert most == pytest.approx(10.247, abs=0.001) and most < TERMS.set_index("term_id").loc["PT017", "value"]
    dear = pipeline_choices.price_explorer(TERMS, LINKS).counts(10_000)["USD per MMBtu"]
    assert 100 * dear[2] / dear[1] < most


def test_critic_lies_off_the_line():
    points = pipeline.price_points(TERMS).set_index("term_id")
    fixed, slope = pipeline_choices.pipeline_price(TERMS)
    off = points["gas_usd_per_mmbtu"] - (fixed + slope * points["oil_usd_per_barrel"])
    assert set(off.index[off.abs() > 0.5]) == {"PT039", "PT040"}


# --- penalties ---


def test_each_printed_point_names_who_printed_it():
    fixed, slope = pipeline_choices.pipeline_price(TERMS)
    shown = pipeline_choices._price_table(pipeline.price_points(TERMS), fixed, slope, pipeline_choices.lng_slope(LINKS))
    assert shown["Printed point"].notna().tolist() == shown["Printed by"].notna().tolist()
    by = shown.dropna().set_index("Oil, USD a barrel")["Printed by"]
    assert by[70] == "Platts (PT037)" and by[110] == "Sustainable Development Policy Institute (SDPI) (PT039)"


# --- the Iranian side ---


def test_income_of_iran_by_hand():
    """750 million cubic feet are 750,000 MMBtu; at 9.40 dollars, 365 days: 2,573 million dollars."""
    assert pipeline_choices.income_of_iran(TABLES, 70) == pytest.approx(0.75 * 365 * 9.4)


def test_the_iranian_side_names_rows_that_exist_or_says_that_there_is_none():
    shown = pipeline_choices.iranian_side(TABLES)["What the tables hold"]
    assert (shown.str.contains(r"\b[A-Z]{2}\d{3}\b") | shown.str.contains("No row|table of penalty figures")).all()
    pipeline_choices.rows_behind(
        TABLES, *pipeline_choices.iranian_rows(TABLES)
    )  # raises KeyError for a row that is gone
    left = TABLES["pipeline_segments"].query("country == 'IRN'")["remaining_km"].dropna()
    assert f"{left.min():.0f} to {left.max():.0f} km" in " ".join(shown)


def test_amounts_in_the_words_of_rows_are_still_there():
    """Three sums that only the words of a row hold."""
    told = TABLES["pipeline_status"].set_index("status_id")["summary"]
    assert (
        "over USD 2 billion" in told["PS060"] and "USD 1 billion" in told["PS110"] and "USD 2 billion" in told["PS074"]
    )


def test_every_penalty_row_stands_in_the_table():
    rows = pipeline_choices.named_sums(TERMS)
    wanted = set(TERMS.loc[TERMS["term"].str.startswith(("Penalty figure", "Total of liabilities")), "term_id"])
    assert set(rows["Row"]) == wanted and len(rows) == len(wanted) == 16
    assert rows.set_index("Row").loc["PT024", "A day"] == "6.6"
    total = rows.set_index("Row").loc["PT030", ["Figure", "A day"]]
    assert total.to_list() == ["USD 20,000 million (total of liabilities)", "–"]


def test_penalty_calculator_is_the_one_of_the_chapter():
    explorer = pipeline_choices.penalty_explorer(TERMS)
    assert explorer.chart.usermeta["pakiran"]["name"] == "choices-penalty"
    assert explorer.counts(2.0, "2016-01-01", "2016-12-31")["total"].iloc[0] == 732


# --- build, wait or settle ---


def test_annuity_by_hand():
    assert pipeline_choices.annuity(0, 5) == 5
    assert pipeline_choices.annuity(0.1, 2) == pytest.approx(1 / 1.1 + 1 / 1.21)


def test_costs_by_hand_without_discount():
    """1,000 MMcf a day are 365 million MMBtu a year; a tenth fails (40 percent of a quarter); 2 dollars on 328.5 are 657."""
    assert pipeline_choices.discounted(BY_HAND, **SETTING) == pytest.approx([1000 - 3 * 657, 1000 - 3 * 657, 900, 700])


def test_costs_by_hand_at_ten_percent():
    """Year by year: 500 paid at the end of years 1 and 2, 657 saved at the end of years 3, 4 and 5."""
    now = 500 / 1.1 + 500 / 1.1**2 - 657 * (1 / 1.1**3 + 1 / 1.1**4 + 1 / 1.1**5)
    found = pipeline_choices.discounted(BY_HAND, **SETTING | {"discount": 10})
    assert found == pytest.approx([now, now / 1.1**4, 900 / 1.1, 700])


def test_equals_go_to_the_option_that_stands_first():
    assert pipeline_choices.cheapest([2, 1, 1, 3]) == "Build later"
    assert pipeline_choices.cheapest(pipeline_choices.discounted(BY_HAND, **SETTING | {"delay": 0})) == "Build now"


def test_even_values_make_options_equal():
    gap = pipeline_choices.even_difference(FIXED, START)
    assert pipeline_choices.discounted(FIXED, **START | {"difference": gap})[0] == pytest.approx(0, abs=1e-6)
    paid = pipeline_choices.even_settlement(FIXED, START)
    costs = pipeline_choices.discounted(FIXED, **START | {"settlement": paid})
    assert costs[2] == pytest.approx(costs[3])
    assert pipeline_choices.even_difference(FIXED, START | {"winter": 0}) < gap  # more gas needs a smaller gain on each


def test_sign_of_the_line_decides_between_now_and_later():
    for gap in (-2, 0, 1, 2, 4):
        now, later, *_ = pipeline_choices.discounted(FIXED, **START | {"difference": gap})
        assert (now < later) == (now < 0)


def test_volumes_agree_with_the_row():
    """PT019: 750 MMcf a day are about 274 million MMBtu a year."""
    assert pytest.approx(274, abs=0.5) == 750 * pipeline_choices.DAYS * pipeline_choices.MMBTU_PER_MMCF / 1e6
    assert "274 million MMBtu a year" in TERMS.set_index("term_id").loc["PT019", "conflict_note"]


def test_fixed_values_come_from_their_rows():
    assert (FIXED.build_years, FIXED.gas_years) == (3, 25)
    assert FIXED.winter == pytest.approx(90 / 365)


def test_starts_come_from_their_rows():
    expected = {
        "cost": 1806, "volume": 750, "difference": -0.04, "discount": 10, "penalty": 18000, "settlement": 2000,
        "delay": 10, "ruling": 2, "winter": 100,
    }  # fmt: skip
    assert expected == START
    known = set().union(*(set(table.iloc[:, 0]) for table in TABLES.values()))
    named = [set(re.findall(r"\b[A-Z]{2}\d{3}\b", row.row + " " + row.why)) for row in CONTROLS.itertuples()]
    assert set().union(*named) <= known
    assert [row.name for row, ids in zip(CONTROLS.itertuples(), named, strict=True) if not ids] == ["discount"]
    assert all(row.start in row.values for row in CONTROLS.itertuples())


def test_ranges_and_notes_of_the_controls_agree_with_the_rows():
    segment = TABLES["pipeline_segments"].set_index("segment_id")
    assert segment.loc["SG018", "cost_usd_million"] == 1200
    assert "USD 2,000 million for the line to Gwadar" in TERMS.set_index("term_id").loc["PT042", "value_text"]
    assert segment.loc["SG032", ["capacity_value", "capacity_unit"]].to_list() == [21.5, "million cubic metres per day"]
    exports = TABLES["context_series"].set_index("context_id").loc["CX068"]
    assert (exports["series"], exports["value"]) == ("gas_exports", 15)


def test_every_control_and_fixed_value_names_a_row():
    shown = pipeline_choices.defaults(TABLES)
    assert len(shown) == 4 + len(CONTROLS) + 4
    assert shown.loc[~shown["Row, and why"].str.match(r"[A-Z]{2}\d{3}"), "Control"].to_list() == [
        "Discount rate, percent a year"
    ]
    status = TABLES["pipeline_status"].set_index("status_id")
    assert status.loc[["PS046", "PS068"], "deadline_set"].to_list() == ["2014-12-31", "2024-03"]
    assert TERMS.set_index("term_id").loc["PT022", "value"] == calculator.START["rate"] == 1


def test_rows_behind_the_page_exist_and_a_wrong_id_is_named():
    found = pipeline_choices.rows_behind(TABLES, "PS097")
    assert "PS097" in set().union(*(set(table.iloc[:, 0]) for table in found))
    with pytest.raises(KeyError, match="XX999"):
        pipeline_choices.rows_behind(TABLES, "XX999")


def test_one_at_a_time_has_one_row_for_each_control():
    rows = pipeline_choices.one_at_a_time(FIXED, CONTROLS).set_index("Control")["Cheapest on the way"]
    assert len(rows) == len(CONTROLS)
    assert rows["LNG dearer by, USD per MMBtu"] == "Settle now, then Build later, then Build now"
    assert rows["Build later: delay, years"].startswith("Build now, then Build later")


# --- both faces ---

PRICES = pipeline_choices.price_explorer(TERMS, LINKS)
CHOICE = pipeline_choices.choice_explorer(TABLES)


def drawing(explorer, **setting) -> str:
    spec = figures.for_width(figures.steady(explorer.chart.to_dict()), figures.WIDE)
    for param in spec["params"]:
        if param["name"] in setting:
            param["value"] = setting[param["name"]]
    return html.unescape(figures.draw(spec)).replace("−", "-")


@pytest.mark.parametrize("oil", [20, 70, 73, 111, 150])
def test_prices_on_the_page_and_in_the_kernel(oil):
    svg = drawing(PRICES, oil=oil)
    for row in PRICES.counts(oil).itertuples(index=False):
        assert f">{row[0]}: {row[1]:.2f} USD per MMBtu<" in svg


def random_setting(seed: int) -> dict:
    pick = random.Random(seed)
    return {row.name: pick.choice(row.values) for row in CONTROLS.itertuples()}


@pytest.mark.parametrize(
    "setting", [START, START | {"discount": 0}, START | {"delay": 0}, *map(random_setting, range(6))]
)
def test_costs_and_map_on_the_page_and_in_the_kernel(setting):
    svg = drawing(CHOICE, **setting)
    shown = dict(re.findall(r'aria-label="([^":]+): (-?[\d,]+)[",]', svg))
    kernel = CHOICE.counts(**setting)
    page = {name: int(shown[name].replace(",", "")) for name in pipeline_choices.OPTIONS}
    assert page == pytest.approx(dict(zip(kernel["Option"], kernel["USD million"], strict=True)), abs=1)
    assert (
        re.findall(r'aria-label="([^":]+): [^"]*, the cheapest"', svg)
        == kernel.loc[kernel["Cheapest"], "Option"].to_list()
    )
    cells = re.findall(r'aria-label="LNG dearer by[^:]*: ([-\d.]+); Penalty[^:]*: ([\d,]+); Cheapest: ([^";]+)', svg)
    drawn = {(float(gap), int(amount.replace(",", ""))): name for gap, amount, name in cells}
    expected = pipeline_choices.cheapest_map(FIXED, setting)
    assert drawn == {(row.difference, row.penalty): row.option for row in expected.itertuples()}


def test_widgets_show_the_same_table():
    *controls, table = CHOICE.widgets().children
    setting = random_setting(99)
    for control, value in zip(controls, setting.values(), strict=True):
        control.value = value
    assert table.value == to_html(CHOICE.counts(**setting))


@pytest.mark.parametrize("explorer", [PRICES, CHOICE])
def test_controls_have_labels_and_the_settings_name_the_params(explorer):
    bound = {param["name"]: param["bind"] for param in explorer.chart.to_dict()["params"] if "bind" in param}
    assert list(bound) == list(explorer.settings) and all(bind["name"].strip() for bind in bound.values())
    for name, (_, values, start) in explorer.settings.items():
        steps = pd.Series(values).diff().dropna().round(6)
        assert (values[0], values[-1]) == (bound[name]["min"], bound[name]["max"]) and start in values
        assert (steps == bound[name]["step"]).all()
