"""Quizzes: every right answer follows from the tables, a changed table changes it, and the exports lose nothing."""

import io
import re
import tomllib
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from functools import cache
from html import unescape

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from pakiran.teach import exports, facts, quizzes

CHAPTERS = quizzes.chapters()
NASTY = '<img src=x onerror="alert(1)"> & "{1}" *a* `b` $c$ ~ = # \\ [*] 2. '


def raws(chapter: str) -> list[dict]:
    return tomllib.loads((quizzes.SOURCES / f"{chapter}.toml").read_text(encoding="utf-8"))["question"]


KEYS = [(chapter, raw["id"]) for chapter in CHAPTERS for raw in raws(chapter)]


@cache
def data() -> dict:
    return facts.tables()


@cache
def asked_in(chapter: str) -> list[quizzes.Question]:
    """Worked out when a test needs it, not while the tests are collected."""
    return nasty() if chapter == "markup" else quizzes.questions(chapter, data())


def everything() -> list[quizzes.Question]:
    return [question for chapter in CHAPTERS for question in asked_in(chapter)]


@pytest.fixture
def question(chapter, key):
    return next(question for question in asked_in(chapter) if question.key == key)


def expressions(raw: dict) -> list[str]:
    """Every expression of a question as it is written."""
    texts = [raw["ask"], raw.get("why", ""), raw.get("otherwise", ""), raw.get("wrong", "")]
    parts = raw.get("option", []) + raw.get("slip", [])
    texts += [part[name] for part in parts for name in ("text", "why") if name in part]
    values = [raw.get("answer"), *(part.get("right", part.get("value")) for part in parts), *raw.get("given", [])]
    fields = [found[1] for text in texts for found in quizzes._FIELD.finditer(text)]
    return fields + [value for value in values if isinstance(value, str)]


# --- the questions ------------------------------------------------------------


def test_each_chapter_has_a_quiz():
    assert list(quizzes.TITLES) == CHAPTERS
    assert all(6 <= len(asked) <= 8 for asked in map(asked_in, CHAPTERS))
    keys = [question.key for question in everything()]
    assert len(set(keys)) == len(keys) and all(re.fullmatch(r"[a-z-]+", key) for key in keys)


def test_kinds_and_true_and_false_are_mixed():
    kinds = Counter(question.kind for question in everything())
    assert set(kinds) == set(quizzes.KINDS) and min(kinds.values()) >= 6
    true = [question.options[0].right for question in everything() if question.kind == "true-false"]
    assert 3 <= sum(true) <= len(true) - 3


@pytest.mark.parametrize(("chapter", "key"), KEYS)
def test_question_is_whole(chapter, question):
    options = question.options
    texts = [question.ask, question.why, question.otherwise, *(o.text for o in options), *(o.why for o in options)]
    assert not [text for text in texts if re.search(r"[{}]|nan|NaT", text)]
    if question.kind == "number":
        assert question.unit and question.why and question.otherwise and question.answer == question.answer
    else:
        assert all(option.text and option.why.endswith(".") for option in options) and len(options) in (2, 4, 5)
        assert len({option.why for option in options}) == len(options)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_place_to_read_again_is_a_heading_of_the_chapter(chapter):
    notebook = nbformat.read(quizzes.SOURCES.parents[1] / f"chapters/{chapter}.ipynb", as_version=4)
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert {question.see for question in asked_in(chapter)} <= set(re.findall(r"^##+ (.+)$", text, re.M))
    assert asked_in(chapter) and f'quiz("{chapter}")' in [cell.source for cell in notebook.cells]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_number_is_typed_by_hand(chapter):
    """Dates, years and counts in words are fine; a figure of the data is worked out."""
    for raw in raws(chapter):
        parts = [raw.get(name, "") for name in ("ask", "why", "otherwise", "wrong")]
        parts += [
            part.get(name, "") for part in raw.get("option", []) + raw.get("slip", []) for name in ("text", "why")
        ]
        plain = quizzes._FIELD.sub("", " ".join(parts))
        plain = re.sub(r"\b(\d{1,2} (January|August)|fiscal \d{4}-\d\d|(19|20)\d\d)\b", "", plain)
        plain = plain.replace("21st of March", "").replace("20th of March", "").replace("5 billion (5,000 million)", "")
        assert not re.findall(r".{0,20}\d.{0,10}", plain), raw["id"]


def test_right_option_has_no_place_of_its_own():
    places = Counter(q.options.index(q.right[0]) for q in everything() if q.kind == "single")
    assert len(places) == 4 and max(places.values()) <= sum(places.values()) * 0.45


def test_right_option_is_not_known_by_its_length():
    longest = [max(q.options, key=lambda o: len(o.text)).right for q in everything() if q.kind == "single"]
    assert sum(longest) <= 0.5 * len(longest)


def test_order_of_options_does_not_hang_on_numbers_or_on_the_file():
    raw = raws("01-introduction")[1]
    turned = raw | {"option": raw["option"][::-1]}
    evidence = facts.Evidence(data())
    assert quizzes._made(raw, evidence) == quizzes._made(turned, evidence)


# --- the tables decide ----------------------------------------------------------


def put(table: str, column: str, value, **where):
    """A change of the tables: `value` in one column of the rows that `where` picks by the start of their text."""

    def change(tables: dict) -> dict:
        frame = tables[table].copy()
        chosen = pd.Series(True, index=frame.index)
        for name, start in where.items():
            chosen &= frame[name].astype("str").str.startswith(start)
        assert chosen.any(), (table, where)
        if isinstance(frame[column].dtype, pd.CategoricalDtype):
            frame[column] = frame[column].astype("object")
        frame.loc[chosen, column] = value
        return tables | {table: frame}

    return change


def drop(table: str, **where):
    """A change of the tables: the rows that `where` picks are not there."""

    def change(tables: dict) -> dict:
        frame = tables[table]
        gone = pd.Series(True, index=frame.index)
        for name, start in where.items():
            gone &= frame[name].astype("str").str.startswith(start)
        assert gone.any(), (table, where)
        return tables | {table: frame[~gone]}

    return change


def claim(claim_id: str, **fields):
    ((column, value),) = fields.items()
    return put("claims", column, value, claim_id=claim_id)


def imports(observation: str, value: float):
    return put("trade_observed", "pak_imports_usd_million", value, observation_id=observation)


CHANGES = {  # one change of a row for each question, that its answer hangs on
    "two-clocks": put("events", "time_local", "10:30", event_id="IP-20240118-01"),
    "counts-of-the-dead": put("casualty_claims", "killed_high", 20, event_id="IP-20240118-01"),
    "sums-of-hostile-acts": put("events", "goldstein", -2.0, event_id="IP-2024", cameo_code="19"),
    "years-without-an-act": put("events", "dyadic", True),
    "shared-months": put("trade_observed", "period_start", pd.Timestamp("2023-01-01"), observation_id="O2023-MOC"),
    "counted-or-stated": put("trade_observed", "total_usd_million", 9000.0, observation_id="O1401-IRICA"),
    "credit-for-calm": claim("INT-18", verdict="supported"),
    "what-is-an-incident": put("events", "cameo_code", "190", event_id="IP-20240116-03"),
    "no-score": put("events", "conflict_note", ""),
    "where-fighters-come-from": put("places", "country", "PAK", country="IRN"),
    "whose-account": claim("CTX-06", verdict="supported"),
    "ambassadors": claim("CTX-13", verdict_reason="Both states recalled their ambassadors."),
    "contract-and-flow": put("energy_links", "value", 100.0, link_id="EL070"),
    "customs-and-bank": put("trade_observed", "total_usd_million", 700.0, observation_id="O2023-SBP"),
    "empty-cell": put("experts", "escalation_risk", "low"),
    "share-of-low-risk": put("experts", "escalation_risk", "high", name="A"),
    "chance": put("experts", "escalation_risk", "low", date="2024-01-18"),
    "correspondence": put("references", "found_online", "yes", reference_id="R21"),
    "supported-opinion": claim("EXP-02", verdict="unverifiable"),
    "not-foreseen": put("experts", "summary", "Pakistan could be a host of talks.", expert_id="E01"),
    "may-suffer": imports("O2024-MOC", 500.0),
    "same-month": imports("OM2024-01-MOC", 70.0),
    "placebo-months": imports("OM2024-0", 10.0),
    "mirror-figures": imports("O2014-PBC-IR", 185.0),
    "iranian-section": put("pipeline_segments", "length_km", 1100.0, segment_id="SG015"),
    "years-of-penalty": put("pipeline_terms", "value", 9000.0, term_id="PT028"),
    "contract-and-series": put("energy_links", "value", 999.0, link_type="electricity", date="2025"),
    "done-in-part": put("recommendations", "status", "done"),
    "gap-without-meeting": put("events", "date", pd.Timestamp("2024-08-10"), event_id="IP-202411", dyadic="True"),
    "was-it-reached": put("trade_observed", "total_usd_million", 100.0, observation_id="COW4-200"),
    "growth-needed": imports("O2025-MOC", 2000.0),
    "pace-of-one-year": imports("O2025-MOC", 3000.0),
    "growth-from-zero": put("trade_observed", "total_usd_million", 700.0, observation_id="O2023-SBP"),
    "correct-but-older": put("citations", "problem", "wrong year", citation_id="C11"),
    "slips-of-form": put("citations", "problem", "wrong year", citation_id="C20"),
    "handbook": put("citations", "source_older_than_event", False, citation_id="C06"),
    "agreed-or-recommended": put("trade_milestones", "summary", "Both agreed.", milestone_id="M2023-01-39MOU"),
    "cited-claims": put("claims", "verdict", "supported", reference_id="R"),
    "not-found": put("references", "found_online", "yes"),
    "one-publisher": drop("events_sources", event_id="IP-2024"),
    "another-cause": claim("IMP-25", verdict="supported"),
    "never-proved": claim("EXP-15", verdict="contradicted"),
    "three-reports": put("pipeline_status", "status_after", "ended", status_id="PS101"),
    "part-of-the-target": imports("O2025-MOC", 2000.0),
    "scorable": put("claims", "forecast_class", "held"),
}


@pytest.mark.parametrize(("chapter", "key"), KEYS)
def test_a_changed_table_changes_the_question_or_stops_it(chapter, question):
    raw = next(raw for raw in raws(chapter) if raw["id"] == question.key)
    try:
        changed = quizzes._question(chapter, raw, facts.Evidence(CHANGES[question.key](data())))
    except quizzes.QuizError as error:
        assert chapter in str(error) and question.key in str(error)
        assert not re.search(r"KeyError|TypeError|IndexError|StopIteration", str(error)), error  # a reason, not a crash
    else:
        assert answer_of(changed) != answer_of(question)


def answer_of(question) -> tuple:
    return question.ask, question.answer, tuple((option.text, option.right) for option in question.options)


def test_every_question_asks_the_tables_and_every_fact_is_used():
    written = [expressions(raw) for chapter in CHAPTERS for raw in raws(chapter)]
    called = [set(re.findall(r"(\w+)\(", " ".join(found))) for found in written]
    assert all(found & set(facts.FACTS) for found in called)
    assert set().union(*called) == set(facts.FACTS)


def test_answers_by_hand():
    """Worked out from single rows with pencil and paper."""
    found = {question.key: question.answer for question in everything() if question.kind == "number"}
    # 18:12 at UTC+5 is 13:12; 04:30 at UTC+3:30 is 01:00 two days later.
    assert found["two-clocks"] == pytest.approx(24 + 11 + 48 / 60)
    assert found["shared-months"] == pytest.approx((31 + 31 + 30 + 31 + 30 + 31 + 31 + 28 + 20) / (365.25 / 12))
    assert found["contract-and-flow"] == pytest.approx(100 * 41 / 204, abs=0.2)
    assert found["share-of-low-risk"] == pytest.approx(1200 / 21)
    assert found["same-month"] == pytest.approx((104.2 / 83.2 - 1) * 100)
    assert found["years-of-penalty"] == pytest.approx(18000 / 365.25)
    assert found["growth-needed"] == pytest.approx(((5000 / 1222) ** (1 / 4) - 1) * 100)
    assert found["part-of-the-target"] == pytest.approx(12.22)


@pytest.mark.parametrize(
    "expression",
    [
        "open('x')",
        "().__class__",
        "load",
        "[1, 2]",
        "hours_between_strikes(x=1)",
        "1 < 2 < 3",
        "cell.__globals__",
        "'a' in 'b'",
        "lambda: 1",
    ],
)
def test_expressions_know_facts_and_nothing_else(expression):
    with pytest.raises(ValueError, match="no fact, value, arithmetic or comparison"):
        facts.Evidence({}).value(expression)


def made(**parts):
    """One question from a few words; the tables are not asked."""
    start = {"id": "x", "kind": "single", "ask": "?", "see": "s"}
    return quizzes._question("chapter", start | parts, facts.Evidence({}))


def test_faults_of_a_question_are_named():
    one, other = ({"text": text, "right": right, "why": "Why."} for text, right in (("a", True), ("b", False)))
    with pytest.raises(quizzes.QuizError, match="2 options are right, expected one"):
        made(option=[one, one | {"text": "c"}])
    with pytest.raises(quizzes.QuizError, match="read the same"):
        made(option=[one, other | {"text": "a"}])
    with pytest.raises(quizzes.QuizError, match="expected two or more, and a wrong one"):
        made(kind="multiple", option=[one, other])
    with pytest.raises(quizzes.QuizError, match=r"chapter, question 'x'.*no longer true: 1 > 2"):
        made(option=[one, other], given=["1 > 2"])
    with pytest.raises(quizzes.QuizError, match="can no longer be told from the answer"):
        made(kind="number", answer="10", tolerance=1, unit="u", slip=[{"value": "11.5", "why": "w"}])
    with pytest.raises(quizzes.QuizError, match="kind is 'essay'"):
        made(kind="essay")


@pytest.mark.parametrize(("chapter", "key"), KEYS)
def test_marking(chapter, question):
    if question.kind == "number":
        for edge in (-1, 0, 1):
            assert quizzes.mark(question, question.answer + edge * question.tolerance) == (True, [question.why])
        beyond = question.answer + 1.001 * question.tolerance + 0.001
        assert quizzes.mark(question, beyond) == (False, [question.otherwise])
        assert [quizzes.mark(question, slip.value) for slip in question.slips] == [
            (False, [s.why]) for s in question.slips
        ]
        return
    right = {option.text for option in question.right}
    assert quizzes.mark(question, right)[0]
    for option in question.options:
        expected = [] if option.right else [option.why]
        assert quizzes.mark(question, {option.text}) == (
            ({option.text} == right),
            [option.why] if {option.text} == right else expected,
        )


# --- the page --------------------------------------------------------------------


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_page_without_script_has_every_question_and_answer(chapter):
    block = quizzes.quiz(chapter)
    page = BeautifulSoup(block.html, "html.parser")
    items = page.select("ol.pk-quiz > li.pk-question")
    assert len(items) == len(asked_in(chapter)) and not page.select("script, form, input, [onclick], [style]")
    for item, question in zip(items, asked_in(chapter), strict=True):
        assert item.select_one(".pk-ask").get_text().startswith(question.ask)
        assert [o.get_text() for o in item.select(".pk-options > li")] == [o.text for o in question.options]
        folded = item.select_one("details")
        assert not folded.has_attr("open") and folded.select_one("summary").get_text() == "Answer"
        assert [w.get_text() for w in folded.select(".pk-answers .pk-why")] == [o.why for o in question.options]
        assert ["Right" in li.get_text() for li in folded.select(".pk-answers > li")] == [
            o.right for o in question.options
        ]
    assert all(
        text in block.text
        for question in asked_in(chapter)
        for text in (question.ask, *(o.why for o in question.options))
    )


def nasty() -> list[quizzes.Question]:
    """Questions whose every text holds markup and signs of the export formats."""
    options = tuple(
        quizzes.Option(f"{name} {NASTY}", right, f"why {name} {NASTY}")
        for name, right in (("a", True), ("b", False), ("c", True))
    )
    common = {"see": NASTY}
    return [
        quizzes.Question(key="s", ask=f"2. s {NASTY}", kind="single", options=options[:2], **common),
        quizzes.Question(key="m", ask=f"2. m {NASTY}", kind="multiple", options=options, **common),
        quizzes.Question(
            key="n",
            ask=f"2. n {NASTY}",
            kind="number",
            answer=1.5,
            tolerance=0.25,
            unit=NASTY,
            why=NASTY,
            otherwise=NASTY,
            slips=(quizzes.Slip(3.0, NASTY),),
            **common,
        ),
    ]


def test_markup_in_a_question_is_text(monkeypatch):
    monkeypatch.setattr(quizzes, "questions", lambda chapter: nasty())
    page = BeautifulSoup(quizzes.quiz("01-introduction").html, "html.parser")
    assert not page.select("img") and page.get_text().count(NASTY.strip()) >= 14


# --- the exports -------------------------------------------------------------------

# What Moodle reads, from its documentation (docs.moodle.org, "Moodle XML format") and its importer.
MOODLE_COMMON = {"name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "answer"}
MOODLE_OWN = {"multichoice": {"single", "shuffleanswers", "answernumbering"}, "truefalse": set(), "numerical": set()}
MOODLE_GRADES = {100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0}  # fmt: skip


def moodle(chapter: str, asked: list) -> list[ET.Element]:
    """The questions of a Moodle file, after a check of its frame."""
    content = exports.moodle(chapter, asked)
    assert content.startswith(b"<?xml")  # nothing before it, or Moodle's parser is confused
    root = ET.fromstring(content)
    assert root.tag == "quiz" and {child.tag for child in root} == {"question"}
    assert root[0].get("type") == "category" and root[0].findtext("category/text").startswith("$course$/")
    return list(root)[1:]


def html_text(node: ET.Element | None) -> str:
    assert node is not None and node.get("format") == "html"
    return BeautifulSoup(node.findtext("text"), "html.parser").get_text()


@pytest.mark.parametrize("name", [*CHAPTERS, "markup"])
def test_moodle_file_has_every_question_option_feedback_and_score(name):
    asked, chapter = asked_in(name), CHAPTERS[0] if name == "markup" else name
    nodes = moodle(chapter, asked)
    assert len(nodes) == len(asked)
    for node, question in zip(nodes, asked, strict=True):
        kind = node.get("type")
        assert {child.tag for child in node} == MOODLE_COMMON | MOODLE_OWN[kind]
        assert node.findtext("name/text") == f"{chapter}: {question.key}"
        assert html_text(node.find("questiontext")).startswith(question.ask)
        assert question.see in html_text(node.find("generalfeedback"))
        answers = node.findall("answer")
        grades = [float(answer.get("fraction")) for answer in answers]
        assert {abs(grade) for grade in grades} <= MOODLE_GRADES and sum(g for g in grades if g > 0) == pytest.approx(
            100, abs=1e-3
        )
        whys = [html_text(answer.find("feedback")) for answer in answers]
        if kind == "numerical":
            values = [(answer.findtext("text"), answer.findtext("tolerance")) for answer in answers]
            expected = [question.answer, *(slip.value for slip in question.slips)]
            assert [float(value) for value, _ in values[:-1]] == expected and values[-1] == ("*", "0")
            assert {float(tolerance) for _, tolerance in values[:-1]} == {question.tolerance}
            assert whys == [question.why, *(slip.why for slip in question.slips), question.otherwise]
            assert grades == [100] + [0] * (len(grades) - 1)
            continue
        assert whys == [option.why for option in question.options]
        assert [grade > 0 for grade in grades] == [option.right for option in question.options]
        if kind == "truefalse":
            assert [answer.findtext("text") for answer in answers] == ["true", "false"]
            continue
        assert [html_text(answer) for answer in answers] == [option.text for option in question.options]
        assert node.findtext("single") == str(question.kind == "single").lower()
        # Who takes everything, or nothing, gets nothing where several answers may be chosen.
        assert question.kind == "single" or sum(grades) == pytest.approx(0, abs=1e-3)


QTI = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}
QTI_KINDS = {"single": "multiple_choice_question", "multiple": "multiple_answers_question", "true-false": "true_false_question", "number": "numerical_question"}  # fmt: skip


def qti_text(node: ET.Element) -> str:
    """The text that a reader sees of an item's part; the converter curls quotation marks and dots."""
    return straight(BeautifulSoup(node.findtext(".//q:mattext", namespaces=QTI), "html.parser").get_text())


def straight(text: str) -> str:
    return " ".join(unescape(text).split())


@pytest.mark.parametrize("name", [*CHAPTERS, "markup"])
def test_qti_file_has_every_question_option_feedback_and_score(name):
    asked, chapter = asked_in(name), CHAPTERS[0] if name == "markup" else name
    archive = zipfile.ZipFile(io.BytesIO(exports.qti(chapter, asked)))
    assert archive.testzip() is None and "imsmanifest.xml" in archive.namelist()
    trees = {name: ET.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}
    listed = {file.get("href") for file in trees["imsmanifest.xml"].iter() if file.tag.endswith("}file")}
    assert listed == set(trees) - {"imsmanifest.xml"}
    items = next(tree for tree in trees.values() if tree.tag.endswith("questestinterop")).findall(".//q:item", QTI)
    assert len(items) == len(asked)
    for item, question in zip(items, asked, strict=True):
        assert item.get("title") == f"{chapter} {question.key}"
        assert item.find(".//q:fieldentry", QTI).text == QTI_KINDS[question.kind]
        assert qti_text(item.find("q:presentation", QTI)) == straight(question.ask)
        said = {node.get("ident"): qti_text(node) for node in item.findall("q:itemfeedback", QTI)}
        assert straight(question.see) in said["general_fb"]
        scored = [c for c in item.findall(".//q:respcondition", QTI) if c.find("q:setvar", QTI) is not None]
        assert [condition.findtext("q:setvar", namespaces=QTI) for condition in scored] == ["100"]
        condition = scored[0].find("q:conditionvar", QTI)
        if question.kind == "number":
            low, high = (float(condition.findtext(f".//q:{name}", namespaces=QTI)) for name in ("vargte", "varlte"))
            assert (low, high) == pytest.approx(
                (question.answer - question.tolerance, question.answer + question.tolerance), abs=1e-3
            )
            assert straight(question.why) == said["correct_fb"]
            assert all(straight(slip.why) in said["general_incorrect_fb"] for slip in question.slips)
            continue
        labels = item.findall(".//q:response_label", QTI)
        assert [qti_text(label) for label in labels] == [straight(option.text) for option in question.options]
        wrong = {node.text for node in condition.findall(".//q:not/q:varequal", QTI)}
        right = {node.text for node in condition.iter(f"{{{QTI['q']}}}varequal")} - wrong
        for label, option in zip(labels, question.options, strict=True):
            ident = label.get("ident")
            assert (ident in right) == option.right and straight(option.why) == said[f"{ident}_fb"]


def test_build_gives_students_no_answer_and_is_the_same_twice(tmp_path):
    first, second = (quizzes.build(tmp_path / name) for name in ("one", "two"))
    assert len(first) == 4 * len(CHAPTERS) and [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    assert {path.relative_to(tmp_path / "one").parts[0] for path in first} == {"student", "instructor"}
    for chapter in CHAPTERS:
        sheet = (tmp_path / f"one/student/quizzes/{chapter}.txt").read_text(encoding="utf-8")
        key = (tmp_path / f"one/instructor/quizzes/{chapter}-key.txt").read_text(encoding="utf-8")
        for question in asked_in(chapter):
            reasons = [question.why, question.otherwise, *(option.why for option in question.options)]
            assert question.ask in sheet and not [why for why in reasons if why and why in sheet]
            assert all(why in key for why in reasons if why != question.otherwise)
