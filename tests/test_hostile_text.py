"""Text of the data is text and nothing else: refused where it is read, and escaped where it is shown all the same."""

import json
import re

import altair as alt
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from pakiran import claims, display, figures, load, sphinx_figures
from pakiran.tables import DATA, _cell, descriptor

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "end of a script": "x</script><script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "address of a script": "javascript:alert(1)",
    "template": "{{ config }} {% raw %}",
    "Markdown link": "[click](javascript:alert(1))",
    "entity": "&lt;script&gt; &#60;",
    "comment": "<!-- --><svg onload=alert(1)>",
    "formula": '=HYPERLINK("https://example.org","x")',
    "order to a spreadsheet": "@SUM(1+1)*cmd|' /C calc'!A0",
    "right-to-left override": "abc\u202etxt.exe",
    "zero-width space": "pay\u200bpal",
    "isolate": "\u2066abc",
}
TEXT_FIELDS = [
    (resource["name"], field)
    for resource in descriptor(DATA)["resources"]
    for field in resource["schema"]["fields"]
    if field["type"] == "string"
]
TAGS = {"script", "img", "svg", "iframe", "object", "style", "link", "meta", "base", "form"}
NASTY = "".join(HOSTILE[name] for name in ("end of a script", "handler", "Markdown link", "entity", "comment"))


def test_every_text_column_refuses_each_hostile_value():
    """A column that takes one names it here; the project has none."""
    taken = []
    for table, field in TEXT_FIELDS:
        for name, value in HOSTILE.items():
            try:
                _cell(field, value)
                taken.append(f"{table}.{field['name']}: {name}")
            except ValueError as error:
                assert str(error)
    assert len(TEXT_FIELDS) > 200 and taken == []


@pytest.mark.parametrize(
    "text", ["+05:00", "-", "1 < 2 & 3 > 2", "IRN->PAK", "R&D; more", "a = b", "Q&A", "[sic] (so)", "–"]
)
def test_harmless_text_passes_or_is_refused_for_a_reason(text):
    if text == "-":
        with pytest.raises(ValueError, match="plain text"):
            _cell({"type": "string"}, text)
    else:
        assert _cell({"type": "string"}, text) == text


def spoilt(frame: pd.DataFrame, keep: tuple[str, ...]) -> pd.DataFrame:
    """Every cell of text hostile, save keys and what is looked up by its exact word."""
    texts = [c for c in frame.columns if frame[c].dtype == "str" and c not in keep and not c.endswith("_id")]
    return frame.assign(**{column: NASTY for column in texts})


def assert_only_text(html: str) -> BeautifulSoup:
    tree = BeautifulSoup(html, "html.parser")
    assert not tree.find_all(sorted(TAGS)), tree.find_all(sorted(TAGS))[:2]
    assert not [name for tag in tree.find_all() for name in tag.attrs if name.startswith("on")]
    assert NASTY in tree.get_text()
    return tree


@pytest.fixture
def hostile_sources(monkeypatch):
    """`load` for the display, with every text of the sources hostile and addresses that are none."""
    sources = spoilt(load("sources"), ("url", "date"))
    for module in (display, claims):
        monkeypatch.setattr(module, "load", lambda name: sources if name == "sources" else load(name))
    monkeypatch.setattr(display, "sources_of", lambda frame: sources.head(20))
    return sources


def test_tables_claims_sources_and_glossary_show_it_as_text(hostile_sources):
    assert_only_text(display.table(spoilt(load("events").head(3), ()), NASTY).html)
    assert_only_text(display.claim_check(spoilt(load("claims").head(5), ())).html)
    assert_only_text(display.chapter_sources(load("events")).html)
    assert_only_text(display.glossary(spoilt(load("glossary"), ("related",))).html)


def test_only_web_addresses_become_links():
    tree = BeautifulSoup(display.chapter_sources(load("events")).html, "html.parser")
    addresses = [link["href"] for link in tree.select("a[href]")]
    assert len(addresses) > 100 and all(re.match(r"https?://\w", address) for address in addresses)


def test_a_chart_carries_it_as_text_in_drawing_table_and_data():
    frame = pd.DataFrame({"name": [NASTY, "b"], "value": [1, 2]})
    chart = figures.figure(
        alt.Chart(frame).mark_bar().encode(x="value:Q", y="name:N", tooltip=["name:N"]),
        name="hostile",
        title=NASTY,
        description="Two bars whose names nobody should trust.",
        table={"name": "<b>Name</b>", "value": "Value"},
    )
    spec = chart.to_dict()
    assert_only_text(figures.table_html(spec))
    svg = sphinx_figures.still(figures.sized(spec)["wide"], "wide")
    assert not re.search(r"<(script|img|foreignObject|a)\b| on\w+=", svg)
    packed = sphinx_figures.live(figures.sized(spec))
    assert "<" not in packed and any(
        NASTY in row.values() for rows in json.loads(packed)["data"].values() for row in rows
    )
