"""The appendix: every claim, table and term is there, once, and marked as it should be."""

import ast
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from pakiran import charts, display, load, provenance, tables
from pakiran.check import RANK, check, confidence_cap
from pakiran.claims import FORECAST_CLASSES, KINDS, VERDICTS
from pakiran.refresh import refresh
from pakiran.tables import DATA

ROOT = Path(__file__).resolve().parent.parent
APPENDIX = ROOT / "chapters" / "appendix"
NOTEBOOKS = sorted(APPENDIX.glob("*.ipynb"))
GUIDE = (APPENDIX / "contribute.md").read_text(encoding="utf-8")


def tree(block: display.Block) -> BeautifulSoup:
    return BeautifulSoup(block.html, "html.parser")


@pytest.fixture(scope="module")
def ledger():
    uses, shared = provenance.claim_uses(), provenance.claims_by_table()
    return display.ledger(load("claims"), load("sections"), uses, shared)


def test_every_claim_has_exactly_one_anchor(ledger):
    ids = [item["id"] for item in tree(ledger).select("li")]
    assert sorted(ids) == sorted(load("claims")["claim_id"].str.lower()) and len(set(ids)) == len(ids)


def test_every_claim_has_what_the_filters_read(ledger):
    claims = load("claims").set_index("claim_id")
    for item in tree(ledger).select("li"):
        claim = claims.loc[item["id"].upper()]
        assert (
            item["data-kind"] == claim["kind"] and item.select_one("[data-verdict]")["data-verdict"] == claim["verdict"]
        )
        assert item.find_parent("section").h3 and claim["verdict_reason"] in item.get_text()


def test_every_verdict_leads_to_its_sources(ledger):
    roles = load("claims_sources")
    page = tree(ledger)
    for claim, group in roles.groupby("claim_id"):
        text = page.select_one(f"#{claim.lower()} .pk-more").get_text()
        assert all(f" {display.ROLES[role]}: " in text for role in group["role"].unique()), claim


def test_ledger_links_tables_to_their_entries_in_the_codebook(ledger):
    links = {a["href"].split("#")[1] for a in tree(ledger).select("a[href^='data-and-provenance.html#']")}
    entries = {details["id"] for details in tree(display.codebook(provenance.cards())).select("details")}
    assert links and links <= entries


def test_every_verdict_kind_and_class_is_explained():
    claims = load("claims")
    assert set(claims["verdict"].cat.categories) == set(VERDICTS) == set(display.VERDICT_MARKS)
    assert set(claims["kind"]) == set(KINDS) and set(claims["forecast_class"].cat.categories) == set(FORECAST_CLASSES)
    key = tree(display.verdict_key(claims))
    assert sum(int(row.select("td")[2].get_text()) for row in key.select("tbody tr")) == len(claims)


def test_verdicts_keep_the_confidence_rule_and_do_not_rest_on_the_paper():
    """As the page on methods says: only the sources that bear on the claim count, and the paper is none of them."""
    links = load("claims_sources").merge(load("sources"), on="source_id")
    bearing = links[links["role"] != "context"]
    assert not bearing["publisher"].str.startswith("The paper under study").any()
    claims = load("claims").set_index("claim_id")
    decided = claims[claims["verdict"].isin(["supported", "partly supported", "contradicted"])]
    for claim, group in bearing[bearing["claim_id"].isin(decided.index)].groupby("claim_id"):
        cap = confidence_cap(list(zip(group["kind"].astype(str), group["publisher"], strict=True)))
        assert RANK[str(decided.loc[claim, "confidence"])] <= RANK[cap], claim


def test_every_code_in_use_has_a_family():
    assert set(load("events")["cameo_code"].str[:2]) <= set(provenance.CAMEO)


def test_ledger_links_to_chapters_and_figures_that_exist(ledger):
    drawn = provenance.figures()
    known = {f"../{row.chapter}.html#{row.figure}" for row in drawn.itertuples()}
    shown = {
        f"../{row.chapter}.html" + (f"#{row.anchor}" if row.anchor else "")
        for row in provenance.claims_in_chapters().itertuples()
    }
    links = {a["href"] for a in tree(ledger).select("a[href^='../']")}
    assert links and links <= known | shown


def test_ledger_is_light(ledger):
    assert len(ledger.html.encode()) < 230_000  # with the frame of the page about 250 kB, 40 kB on the way


def test_every_table_and_field_is_in_the_codebook():
    page = tree(display.codebook(provenance.cards()))
    listed = {details["id"] for details in page.select("details")}
    assert listed == {f"table-{name.replace('_', '-')}" for name in tables()["table"] if not name.endswith("_sources")}
    for card in provenance.cards():
        entry = page.select_one(f"#table-{card.name.replace('_', '-')}")
        assert [li.code.get_text() for li in entry.select("ul > li")] == list(card.fields["field"])
        assert card.resource["hash"].removeprefix("sha256:") in entry.get_text()
        assert card.licence["title"] in entry.get_text() and "Cite as" in entry.get_text()


def test_every_term_has_language_direction_and_anchor():
    page, terms = tree(display.glossary(load("glossary"))), load("glossary")
    assert {div["id"] for div in page.select("dl > div")} == {f"term-{term}" for term in terms["term_id"]}
    for row in terms.itertuples():
        entry = page.select_one(f"#term-{row.term_id}")
        forms = {(form["lang"], form["dir"]): form.get_text() for form in entry.select("bdi")}
        assert forms == {("ur", "rtl"): row.urdu, ("fa", "rtl"): row.persian}
        assert ("not yet checked by a native reader" in entry.get_text()) == (not row.native_reader_checked)


def test_related_terms_exist():
    page = tree(display.glossary(load("glossary")))
    assert all(page.select_one(link["href"]) for link in page.select("a[href^='#term-']"))


def test_figures_of_the_appendix_say_what_they_show():
    made = [
        charts.sources_by_seat(provenance.sources_by_strand()),
        charts.confidence_by_table(provenance.confidence_by_table()),
        charts.goldstein_use(load("events")),
    ]
    descriptions = [chart.to_dict()["description"] for chart in made]
    assert f"{load('events')['dyadic'].sum()} coded acts" in descriptions[2]
    assert len({chart.to_dict()["usermeta"]["pakiran"]["name"] for chart in made}) == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_short_quiet_and_light(path):
    book = nbformat.read(path, as_version=4)
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    importing = [
        c.id for c in cells if any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.parse(c.source).body)
    ]
    assert importing == ["imports"]
    assert max(len([line for line in cell.source.splitlines() if line.strip()]) for cell in cells) <= 10
    assert not [o for cell in cells for o in cell.outputs if o.output_type in ("error", "stream")]
    assert path.stat().st_size < 1_000_000


# --- the walk through contribute.md -------------------------------------------


@pytest.fixture
def data(tmp_path):
    copy = Path(shutil.copytree(DATA, tmp_path / "data"))
    refresh(copy)
    return copy


def add(data: Path, name: str, lines: str) -> None:
    with (data / name).open("a", encoding="utf-8") as file:
        file.write(lines + "\n")


def messages(data: Path) -> list[str]:
    return [without_line(str(problem)) for problem in check(folder=data)]


def without_line(message: str) -> str:
    """The message without its line number, which grows with the table."""
    return re.sub(r"\.csv:\d+:", ".csv:", message)


def edit(path: Path, pattern: str, new: str) -> None:
    path.write_text(re.sub(pattern, new, path.read_text(encoding="utf-8")), encoding="utf-8")


def test_guide_shows_the_messages_that_contributors_see(data):
    boxes = re.findall(r"```text\n(.*?)\n```", GUIDE, re.S)
    said = [[without_line(line) for line in box.splitlines() if ".csv:" in line] for box in boxes]
    wrong_date, no_source, too_high, loaded_word = filter(None, said)
    starts = ("IP-20261101-01,since", "practice-press", "IP-20261101-01,PAK")
    event, source, actors = (next(box for box in boxes if box.startswith(start)) for start in starts)
    events = data / "events.csv"
    add(data, "events.csv", event)
    assert messages(data) == wrong_date
    edit(events, "1 November 2026", "2026-11-01")
    assert messages(data) == no_source
    add(data, "sources.csv", source)
    assert messages(data) == too_high
    edit(events, r",high,\n\Z", ",medium,\n")
    add(data, "event_actors.csv", actors)
    assert messages(data) == []
    assert f"{len(refresh(data))} tables refreshed" in GUIDE
    edit(events, "Practice row: a minister", "Practice row: a terrorist")
    assert messages(data) == loaded_word
