"""The book's main statements: they hold on the rows as they are, and fail or fall silent when the rows change."""

import pytest

from pakiran import statements
from pakiran.display import CHAPTERS


@pytest.fixture
def data():
    return statements.tables()


def test_all_statements_hold_on_all_rows(data):
    found = statements.findings(data)
    assert len(found) == 10 and len({f.key for f in found}) == 10
    assert [f.key for f in found if not f.holds] == []
    assert all(f.n > 0 and f.weakness.endswith(".") and f.text.endswith(".") and f.chapter in CHAPTERS for f in found)


@pytest.mark.parametrize("minimum", statements.LEVELS)
def test_statements_never_break_when_rows_are_few(minimum):
    for found in statements.findings(statements.tables(minimum)):
        assert found.holds in (True, False, None) and "nan" not in found.text


def test_only_rows_of_the_asked_confidence_are_kept():
    assert (statements.tables("high")["events"]["confidence"] == "high").all()
    assert len(statements.tables("high")["claims"]) == len(statements.tables()["claims"])


def test_trade_statement_fails_when_imports_fall(data):
    observed = data["trade_observed"].copy()
    after = observed["observation_id"].isin(["OM2024-01-MOC", "OM2024-02-MOC", "OM2024-03-MOC"])
    observed.loc[after, "pak_imports_usd_million"] = 10.0
    assert statements.trade_after_the_strikes(data | {"trade_observed": observed}).holds is False


def test_trade_statement_by_hand(data):
    # 104.2 against 83.2, 86.1 against 669.1 - 505 - 76.4 = 87.7, 95.6 against 76.4: 285.9 against 247.3.
    assert "+25, -2, +25 percent" in statements.trade_after_the_strikes(data).text
    assert f"{285.9 / 247.3 - 1:+.0%} in all" in statements.trade_after_the_strikes(data).text


def test_mirror_gap_by_hand(data):
    # Imports of Pakistan 185 against 837, its exports 43 against 261.
    text = statements.trade_has_many_values(data).text
    assert f"{837 / 185:.1f} times" in text and f"{261 / 43:.1f} times" in text


def test_section_statement_needs_both_kinds(data):
    segments = data["pipeline_segments"]
    only_claims = segments[segments["statement_kind"] == "claimed_border"]
    assert statements.iranian_section_disputed(data | {"pipeline_segments": only_claims}).holds is None


def test_price_line_fails_when_a_point_moves(data):
    terms = data["pipeline_terms"].copy()
    terms.loc[terms["term"] == "Price point, JCC 70", "value"] = 12.0
    assert statements.penalty_not_computed(data | {"pipeline_terms": terms}).holds is False


def test_power_statement_fails_when_deliveries_double(data):
    links = data["energy_links"].copy()
    links.loc[links["value_kind"] == "delivered", "value"] *= 3
    found = statements.contracts_are_not_deliveries(data | {"energy_links": links})
    assert found.holds is not True


@pytest.mark.parametrize(("open_ended", "holds"), [(13, False), (14, True)])
def test_most_forecasts_means_more_than_half(data, open_ended, holds):
    claims = data["claims"].copy()
    forecasts = claims.index[claims["kind"] == "forecast"]
    assert len(forecasts) == 26
    claims.loc[forecasts, "forecast_class"] = "partly"
    claims.loc[forecasts[:open_ended], "forecast_class"] = "unverifiable"
    assert statements.forecasts_scored(data | {"claims": claims}).holds is holds


@pytest.mark.parametrize(("place", "killed", "holds"), [("IP-20240116-05", 20, True), ("IP-20240118-01", 0, None)])
def test_toll_statement_asks_for_dead_of_both_strikes_and_not_where_they_were_more(data, place, killed, holds):
    tolls = data["casualty_claims"].copy()
    tolls.loc[tolls["event_id"] == place, ["killed_low", "killed_high"]] = killed
    assert statements.tolls_differ(data | {"casualty_claims": tolls}).holds is holds


def test_hosting_is_noticed_if_somebody_foresaw_it(data):
    experts = data["experts"].copy()
    experts.loc[0, "summary"] = "Pakistan may host talks one day."
    assert statements.nobody_foresaw_the_talks(data | {"experts": experts}).holds is False


def test_repaired_citations_end_the_statement(data):
    citations = data["citations"].assign(problem="none")
    assert statements.citations_with_faults(data | {"citations": citations}).holds is False
