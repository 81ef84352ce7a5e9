"""Decks of slides: their shape, where their numbers and figures come from, and that nothing is fetched."""

import html
import itertools
import re

import pytest

from pakiran import figures, load
from pakiran.teach import slides

SOURCES = sorted(slides.SOURCES.glob("session-*.md"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The decks, built once: name of the session -> HTML."""
    return {path.stem: path.read_text("utf-8") for path in slides.build(tmp_path_factory.mktemp("out"))}


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def source(request):
    return request.param.read_text("utf-8")


@pytest.fixture
def write(tmp_path):
    """`write(body)` builds a deck of two slides, the second of which has `body`."""

    def make(body):
        path = tmp_path / "session-9.md"
        path.write_text(f"# Session 9: Try\n\n---\n\n## Two\n\n{body}\n\nNotes:\n\nSay it.\n", encoding="utf-8")
        return slides.deck(path)

    return make


def roles(text, name):
    return re.findall(rf"{{{name}}}`([^`]+)`", text)


# --- the sources ---------------------------------------------------------------


def test_there_is_a_deck_for_each_session():
    assert [path.stem for path in SOURCES] == [f"session-{n}" for n in range(1, 7)]


def test_a_deck_has_its_parts(source):
    shown = slides.slides_of(source)
    assert 14 <= len(shown) <= 20
    assert all(len(re.findall(r"^##? .+", body, re.M)) == 1 for body, _ in shown)
    assert all(len(notes.split()) >= 15 for _, notes in shown)
    assert 4 <= len(roles(source, "figure")) <= 6
    assert (
        len(re.findall(r"^## Task for ", source, re.M)) >= 2 or "## Every turn" in source
    )  # a simulation is one long task
    assert len(re.findall(r"^> ", source, re.M)) >= 5  # questions for the board
    assert len(re.findall(r"typical error", source, re.I)) >= 3
    assert re.search(r"^## (For next time|After the module)", source, re.M) and "*Say at the start:*" in source
    assert source.count("*Avoid:*") >= 1


def test_the_plan_fills_ninety_minutes(source):
    parts = slides.plan(source)
    assert parts[0][0] == 0 and parts[-1][1] == 90
    assert all(before[1] == after[0] for before, after in itertools.pairwise(parts))
    assert roles(source, "plan") == ["minutes"]


def test_numbers_in_plain_text_are_dates_or_names(source):
    """The rule of the chapters: a figure from the data comes from the book, by a role."""
    plain = re.sub(r"\{\w+\}`[^`]*`", "", source)
    plain = re.sub(r"^# Session \d:|^Part: \d+ minutes|^\d+\. |-10|\+10|\b[A-Z]{3}-\d\d\b", "", plain, flags=re.M)
    plain = re.sub(r"\b(\d{1,2} )?(January|February|December|March)( \d{4})?|\b(19|20)\d\d\b", "", plain)
    assert not re.findall(r"\d[\d,.]*", plain), re.findall(r".{20}\d[\d,.]*.{10}", plain)
    assert not re.search(r"\b(billion|million|percent|per cent|dozen|hundred)\b", plain)


def test_no_role_picks_a_sentence_by_its_number(source):
    """Such a deck would break when the data grow."""
    words = [re.sub(r"\b(19|20)\d\d\b", "", place.partition(": ")[2]) for place in roles(source, "said")]
    assert [text for text in words if re.search(r"\d", text)] == []


def test_labels_of_one_side_stand_only_in_quotes(source):
    for word in ("terrorist", "martyr", "regime"):
        assert not re.search(rf'(?<!["“]){word}', re.sub(r'"[^"\n]*"', "", source), re.I)


def test_both_strikes_are_named_in_every_deck_that_speaks_of_the_dead(source):
    if re.search(r"\bdead\b", source):
        assert re.search(r"\bboth\b", source)


# --- what a deck takes from the book ---------------------------------------------


def test_a_sentence_is_the_chapters_own():
    saved = [
        d["text/markdown"] for stem, _, cell, d in slides.outputs() if stem.startswith("01") and cell == "say-tolls"
    ]
    text = slides.said("01/say-tolls: near Panjgur")
    assert html.unescape(text) in saved[0].replace("*", "") and re.search(r"\d", text) and text.endswith(".")


def test_claim_and_verdict_are_the_ledgers():
    row = load("claims").set_index("claim_id").loc["INT-05"]
    assert html.escape(row["claim"]) in slides.claim("INT-05") and row["verdict"] not in slides.claim("INT-05")
    assert row["verdict"] in slides.verdict("INT-05") and html.escape(row["verdict_reason"]) in slides.verdict("INT-05")


def test_event_has_its_day_and_says_that_support_is_weak():
    assert slides.event("IP-20240116-05").startswith("<b>16 January 2024</b>")
    weak = load("events").query("confidence == 'low'")["event_id"].iloc[0]
    assert "weak support" in slides.event(weak) and "weak" not in slides.event("IP-20240116-05")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{figure}`crisis-lanes`", "no figure of the book is called 'crisis-lanes'"),
        ("{figure}`forecast-trail`", "too tall"),
        ("{claim}`INT-99`", "table 'claims' has 0 rows"),
        ("{said}`01/say-tolls: dead`", "sentences of '01/say-tolls' have the words 'dead'"),
        ("{said}`01/say-nothing: dead`", "no chapter '01' has a computed sentence"),
        ("{number}`9`", "there is no role 'number'"),
    ],
)
def test_a_wrong_name_stops_the_build_with_one_message(write, body, says):
    with pytest.raises(slides.SlideError) as error:
        write(body)
    assert str(error.value).startswith("session-9.md, slide 2: ") and says in str(error.value)
    assert "\n" not in str(error.value)


def test_text_of_a_source_cannot_become_markup(write):
    assert "<img" not in write("<img src=x onerror=alert(1)>")


def test_enlarge_leaves_data_alone_and_small_type_behind():
    spec = {"mark": {"type": "text", "fontSize": 10, "dy": -9}, "datasets": {"a": [{"fontSize": 3}]},
            "config": {"axis": {"labelFontSize": 12, "labelLimit": 100}, "title": {"fontSize": 20}}}  # fmt: skip
    large = slides.enlarge(spec, 18)
    assert large["mark"] == {"type": "text", "fontSize": 18, "dy": -13}
    assert large["config"] == {"axis": {"labelFontSize": 18, "labelLimit": 150}, "title": {"fontSize": 20}}
    assert large["datasets"] is spec["datasets"] and spec["mark"]["fontSize"] == 10


# --- the decks -------------------------------------------------------------------


def test_a_deck_fetches_nothing(built):
    for name, deck in built.items():
        outside = re.sub(r'xmlns(:\w+)?="[^"]*"', "", deck)
        assert not re.search(r'https?://|(src|href)\s*=\s*"(?!#)|url\((?!#)|@import|fetch\(|import\(', outside), name
        assert len(deck) < 400_000, name


def test_figures_come_with_title_description_caption_and_place(built):
    for path in SOURCES:
        deck = built[path.stem]
        for name in roles(path.read_text("utf-8"), "figure"):
            spec, chapter, _ = slides.drawn()[name]
            part = re.search(rf'<figure class="\w+" data-figure="{name}">.*?</figure>', deck, re.S)[0]
            assert f'aria-label="{html.escape(spec["description"], quote=True)}"' in part
            assert html.escape(figures.title_of(spec)) in part and html.escape(chapter) in part
            assert html.escape(spec["usermeta"]["pakiran"].get("caption", "")) in part


def test_every_slide_has_its_number_and_its_notes(built):
    for path in SOURCES:
        count = len(slides.slides_of(path.read_text("utf-8")))
        assert re.findall(r'<article id="(\d+)">', built[path.stem]) == [str(n + 1) for n in range(count)]
        assert built[path.stem].count("<aside ") == count
        assert "{" not in re.sub(r"<(style|script)>.*?</\1>", "", built[path.stem], flags=re.S)


def test_ids_are_unique(built):
    for deck in built.values():
        ids = re.findall(r'\sid="([^"]+)"', deck)
        assert len(ids) == len(set(ids))


def test_the_script_stays_small():
    assert len((slides.PARTS / "slides.js").read_text("utf-8").splitlines()) < 100
