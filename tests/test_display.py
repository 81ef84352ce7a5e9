"""What cells show: text from data is escaped, every claim carries its verdict and its sources."""

import pandas as pd

from pakiran import display, load


def test_table_escapes_everything():
    nasty = pd.DataFrame({"<b>": ["<script>alert(1)</script>", None]})
    html = display.table(nasty, '"><img src=x>').html
    assert "<script" not in html and "<img" not in html and "<b>" not in html and "–" in html


def test_every_claim_shows_verdict_reason_and_sources():
    claims = load("claims")
    html = display.claim_check(claims).html
    assert html.count("<li ") == len(claims)
    for claim in claims.itertuples():
        assert f'id="{claim.claim_id.lower()}"' in html
    sourced = load("claims_sources")["claim_id"].nunique()
    assert html.count("Sources: ") == sourced


def test_choice_of_claims_keeps_the_asked_order():
    html = display.claim_check(load("claims"), only=["INT-09", "INT-04"]).html
    assert html.index("INT-09") < html.index("INT-04") and "<details" not in html and "id=" not in html


def test_sources_are_listed_once():
    events = load("events").head(30)
    html = display.chapter_sources(events, events).html
    assert html.count("<li ") == len(set(display.sources_of(events)["source_id"]))


def test_plain_text_stands_where_no_html_is_shown():
    bundle = display.claim_check(load("claims").head(1))._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"} and "<" not in bundle["text/plain"].replace("<br>", "")
