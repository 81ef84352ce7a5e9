"""What came after the paper: ledger, dates named in reasons, open claims, and the explorer's two faces."""

import pandas as pd
import pytest
from faces import bars

from pakiran import charts, explore, load, since
from pakiran.data import package
from pakiran.explore import to_html

EVENTS = load("events")
EXPLORER = since.explorer(EVENTS)
LEDGER = since.ledger()


def test_publishers_are_counted_once_each():
    rows = pd.DataFrame({"row_id": ["a", "b", "c"], "source_id": ["s1", "s1", None]})
    links = pd.DataFrame(
        [("a", "s2", "corroborates"), ("a", "s3", "corroborates"), ("b", "s4", "reports_differently")],
        columns=["event_id", "source_id", "role"],
    )
    sources = pd.DataFrame({"source_id": ["s1", "s2", "s3", "s4"], "publisher": ["Dawn", "Dawn", "IRNA", "AP"]})
    assert since.publishers(rows, links, sources).tolist() == [2, 1, 0]


def test_ledger_holds_every_recent_row_of_its_tables():
    assert LEDGER["date"].min() >= since.FIRST and LEDGER["row_id"].is_unique
    assert (LEDGER["table"] == "events").sum() == (EVENTS["date"] >= since.FIRST).sum()
    assert set(LEDGER["strand"]) == set(since.STRANDS) and (LEDGER["publishers"] >= 1).all()


def test_coverage_adds_up():
    rows = since.coverage(LEDGER)
    assert rows["rows"].sum() == len(LEDGER)
    assert list(dict.fromkeys(rows["strand"])) == list(since.STRANDS)
    assert set(rows["quarter"]) <= set(since.quarters(since.FIRST, LEDGER["date"].max()))


def test_quarters_have_no_gap():
    names = since.quarters(pd.Timestamp("2024-03-01"), pd.Timestamp("2025-01-02"))
    assert names == ["Mar 2024", "Apr–Jun 2024", "Jul–Sep 2024", "Oct–Dec 2024", "Jan–Mar 2025"]


def test_update_log_by_hand():
    rows = pd.DataFrame(
        {
            "strand": ["Trade", "Trade", "Pipeline and energy", "Events"],
            "date": pd.to_datetime(["2025-01-01", "2026-01-01", "2026-02-01", "2026-03-01"]),
            "source_id": ["s1", "s2", "s1", "s2"],
        }
    )
    sources = pd.DataFrame({"source_id": ["s1", "s2"], "date": ["2026-03", "2025-12-01"]})
    log = since.update_log(rows, sources, "0.1.0", pd.Timestamp("2026-03-11")).set_index("Strand")
    assert log.loc["Trade"].tolist() == ["0.1.0", "2026-03-11", 2, "2026-01-01", "2026-03", 69]
    assert log.loc["Events", "Days before the version"] == 10


def test_update_log_of_this_version():
    about = package()
    log = since.update_log(LEDGER, load("sources"), about["version"], pd.Timestamp(about["created"][:10]))
    assert log["Rows since"].sum() == len(LEDGER) and (log["Days before the version"] > 0).all()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Agreed on 29 January 2024 and in March 2024.", []),
        ("A contract of 13 May 2024, a pact of September 2025.", ["13 May 2024", "September 2025"]),
        ("Visits in 2024 and 2025.", ["2025"]),
        ("Imports in fiscal 2022-23 and 2024-25.", ["2024-25"]),
        ("Fiscal 2023-24 ends after March.", ["2023-24"]),
        ("Events of January to April 2024.", ["April 2024"]),
        ("A goal for 2028, set in August 2023.", []),
        ("In April 2024, and again in April 2024.", ["April 2024"]),
    ],
)
def test_later_dates(text, found):
    assert since.later_dates(text) == found


def test_touched_claims_by_hand():
    claims = pd.DataFrame(
        {
            "claim_id": ["a", "b", "c"],
            "verdict_reason": ["In 2019.", "In May 2025.", "In January and in May 2025, as in 2012."],
        }
    )
    rows = since.touched(claims).set_index("claim_id")
    assert rows["rests"].to_dict() == {"b": "later evidence only", "c": "both"}


def test_telling_claims_are_touched():
    rows = since.touched(load("claims")).set_index("claim_id")
    assert {"EXP-15", "IMP-11", "IMP-25", "IMP-31"} <= set(rows.index)
    assert rows.loc["IMP-11", "rests"] == "later evidence only" and rows.loc["IMP-25", "rests"] == "both"


def test_every_open_claim_has_what_would_decide_it():
    """No unverifiable claim is left out: it stands in one of the two tables, and only there."""
    claims = load("claims")
    still_open = set(claims.loc[claims["verdict"] == "unverifiable", "claim_id"])
    assert still_open == set(since.DECIDERS) | set(since.REWORDED)
    assert set(since.REWORDED) == set(claims.loc[claims["forecast_class"] == "not testable", "claim_id"])
    deciding, reworded = since.open_claims(claims), since.reworded(claims)
    assert len(deciding) + len(reworded) == len(still_open)
    assert not deciding.isna().any().any() and not reworded.isna().any().any()


def test_force_between_by_hand():
    events = pd.DataFrame(
        {
            "event_id": ["a", "b", "c", "d"],
            "date": pd.to_datetime(["2024-05-01", "2024-05-01", "2024-01-16", "2025-01-01"]),
            "dyadic": [True, False, True, True],
            "cameo_code": ["190", "190", "195", "172"],
        }
    )
    assert since.force_between(events)["event_id"].tolist() == ["a"]


def test_one_use_of_force_by_a_state_is_coded_since():
    """No exchange of strikes was found; the shooting near Mashkel is the one act coded as force."""
    assert since.force_between(EVENTS)["event_id"].tolist() == ["IP-20240528-01"]


@pytest.mark.parametrize("field", EXPLORER.settings["field"][1])
@pytest.mark.parametrize("support", explore.SUPPORT)
def test_page_and_kernel_agree(field, support):
    kernel = {(row.quarter, row.side): row.events for row in EXPLORER.counts(field, support).itertuples()}
    assert bars(EXPLORER, "quarter", field=field, support=support) == kernel


def test_all_fields_show_all_events():
    assert EXPLORER.counts()["events"].sum() == (EVENTS["date"] >= since.FIRST).sum()
    assert [param.name for param in EXPLORER.chart.params] == list(EXPLORER.settings)


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    controls[0].value, controls[1].value = "Diplomacy", "high"
    assert table.value == to_html(EXPLORER.counts("Diplomacy", "high"))


def test_figures_draw_every_row_once():
    events = charts.events_since(EVENTS, since.FIRST).to_dict()
    status = load("pipeline_status")
    pipeline = charts.pipeline_since(status, since.FIRST).to_dict()
    assert max(map(len, events["datasets"].values())) == (EVENTS["date"] >= since.FIRST).sum()
    assert max(map(len, pipeline["datasets"].values())) == (status["date"] >= since.FIRST).sum()
