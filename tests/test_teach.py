"""The pages for teachers: minutes add up, links lead somewhere, weights make a hundred, outcomes can be seen."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from pakiran import load

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "chapters"
TEACH = CHAPTERS / "teach"
PAGES = sorted(TEACH.glob("*.md"))
SESSIONS = [TEACH / f"session-{number}.md" for number in range(1, 7)]
PARTS = ["The plan", "Before the session", "The activity, step by step", "Materials", "Common errors", "Board questions", "Homework"]  # fmt: skip
ROW = re.compile(r"^\| (\d):(\d\d) \| (\d+) \|", re.M)
QUIZZES = ["01", "02", "05", "04", "03", "06"]  # of the sessions, in order; the last has 07 as well


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def plan(path: Path) -> list[tuple[int, int]]:
    """Start and length, in minutes, of each row of the timed table of a page."""
    return [(60 * int(hour) + int(minute), int(length)) for hour, minute, length in ROW.findall(text(path))]


@pytest.mark.parametrize("page", [*SESSIONS, TEACH / "module.md"], ids=lambda page: page.stem)
def test_the_clock_runs_without_a_gap_to_ninety_minutes(page):
    clock = 0
    for start, length in plan(page):
        assert start == clock, f"a part begins at {start}, not at {clock} minutes"
        clock += length
    assert clock == 90


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.stem)
def test_every_part_of_the_plan_is_explained_in_its_minutes(page):
    """Each step stands under its hour, and the minutes in it, where given, are those of the plan."""
    steps = re.split(
        r"^\*\*(\d:\d\d) ", text(page).split("## The activity, step by step")[1].split("\n## ")[0], flags=re.M
    )
    told = dict(zip(steps[1::2], steps[2::2], strict=True))
    assert list(told) == [f"{start // 60}:{start % 60:02}" for start, _ in plan(page)]
    for (start, length), step in zip(plan(page), told.values(), strict=True):
        inside = [int(minutes) for minutes in re.findall(r"\((\d+) minutes\.\)", step)]
        assert not inside or sum(inside) == length, f"{page.stem}, minute {start}: {inside}"


@pytest.mark.parametrize("deck", sorted((ROOT / "course" / "slides").glob("session-*.md")), ids=lambda deck: deck.stem)
def test_the_plan_is_that_of_the_slides(deck):
    """A teacher has the page in one hand and the deck in the other."""
    parts = [int(minutes) for minutes in re.findall(r"^Part: (\d+) minutes", text(deck), re.M)]
    assert [length for _, length in plan(TEACH / deck.name)] == parts


@pytest.mark.parametrize("deck", sorted((ROOT / "course" / "slides").glob("session-*.md")), ids=lambda deck: deck.stem)
def test_parts_and_figures_come_in_the_order_of_the_slides(deck):
    """The parts have one name, and in each part the figures that both have stand in one order."""
    page = text(TEACH / deck.name)
    rows = re.findall(r"^\| \d:\d\d \| \d+ \| (.+?) \|", page, re.M)
    titles = re.findall(r"^Part: \d+ minutes, [^:]+: (.+)$", text(deck), re.M)
    assert [title for row, title in zip(rows, titles, strict=True) if title.casefold() not in row.casefold()] == []
    steps = page.split("## The activity, step by step")[1].split("\n## ")[0]
    pairs = zip(
        re.split(r"^\*\*\d:\d\d ", steps, flags=re.M), re.split(r"^Part: .*$", text(deck), flags=re.M), strict=True
    )
    for step, slides in pairs:
        linked = list(dict.fromkeys(re.findall(r"\]\(#([\w-]+)\)", step)))
        shown = re.findall(r"{figure}`([\w-]+)`", slides)
        assert [name for name in linked if name in shown] == [name for name in shown if name in linked]


@pytest.mark.parametrize(
    "guide", sorted((ROOT / "course" / "simulation").glob("guide.toml")), ids=lambda guide: guide.stem
)
def test_the_plan_of_session_five_is_that_of_the_simulation(guide):
    schedule = tomllib.loads(text(guide))["schedule"]
    assert [length for _, length in plan(SESSIONS[4])] == [part["minutes"] for part in schedule]


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.stem)
def test_a_session_has_all_its_parts(page):
    headings = re.findall(r"^## (.+)$", text(page), re.M)
    assert [name for name in headings if name in PARTS] == PARTS
    number = SESSIONS.index(page)
    assert f"Quiz{'zes' * (number == 5)} {QUIZZES[number]}" in text(page) and "worksheets.md" in text(page)
    errors = text(page).split("## Common errors")[1].split("\n## ")[0]
    assert len(re.findall(r"^\| ", errors, re.M)) >= 5 + 1
    assert len(re.findall(r"^\*\*.+?\*\* .*good answer", text(page).split("## Board questions")[1], re.M)) >= 4


def test_outcomes_are_mapped_and_can_be_seen():
    """Each outcome begins with a verb of doing, and names chapters, a session and an assessment."""
    table = text(TEACH / "module.md").split("\n## ")[1]
    rows = re.findall(r"^\| \d \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", table, re.M)
    assert len(rows) == 8
    for does, chapters, sessions, assessed in rows:
        assert re.match(r"\*\*[a-z]+\*\*", does) and not re.search(r"\b(understand|know|appreciate|learn)\b", does)
        assert ".ipynb)" in chapters and re.search(r"session-\d\.md", sessions)
        assert re.search(r"quiz|assignment|note", assessed)
    assert set(re.findall(r"session-(\d)", "".join(row[2] for row in rows))) == set("123456")
    assert set(re.findall(r"assignment (\d)", "".join(row[3] for row in rows))) == set("123")


def test_weights_make_a_hundred():
    sums = text(TEACH / "module.md").split("## How the assessment adds up")[1].split("For a project half-term")
    for table in sums:
        assert sum(map(int, re.findall(r"^\| [^|*]+ \| (\d+) \|", table, re.M))) == 100
    weights = text(TEACH / "rubric.md").split("## Weights")[1].split("Two parts of the project")[0]
    rows = re.findall(r"^\| (\w[\w ]*) \| (.+) \|$", weights, re.M)[1:]
    for column in range(4):
        cells = [cells.split(" | ")[column] for _, cells in rows]
        assert sum(int(cell) for cell in cells if cell.isdigit()) == (100 if column else 9)


def test_rubric_has_four_levels_in_each_row():
    rows = re.findall(r"^\| \*\*(\w[\w ]*)\*\* \|(.+)\|$", text(TEACH / "rubric.md").split("## Weights")[0], re.M)
    assert len(rows) == 7 and all(len(levels.split(" | ")) == 4 for _, levels in rows)


@cache
def names() -> set[str]:
    """Every figure of the book by name, and every place that a page names for links."""
    named = set()
    for path in CHAPTERS.rglob("*.ipynb"):
        named |= set(re.findall(r'"name": "([a-z][a-z0-9-]+)"', text(path)))
    return named | {name for page in PAGES for name in re.findall(r"^\(([a-z0-9-]+)\)=$", text(page), re.M)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page):
    claims = set(load("claims")["claim_id"].str.lower())
    for target in re.findall(r"\]\(([^)\s]+)\)", text(page)):
        file, _, anchor = target.partition("#")
        assert not file or (page.parent / file).exists(), target
        assert not anchor or anchor in names(), target
    for target in re.findall(r'href="([^"]+)"', text(page)):
        assert (claim := re.fullmatch(r"\.\./appendix/claims-ledger\.html#([a-z]+-\d+)", target)) and claim[
            1
        ] in claims, target


def test_pages_are_in_the_contents():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    part = next(part for part in contents["parts"] if part["caption"] == "Teach")
    listed = [chapter["file"] for chapter in part["chapters"]]
    assert {f"chapters/teach/{page.stem}" for page in PAGES} <= set(listed)
    captions = [part["caption"] for part in contents["parts"]]
    assert captions.index("Ask again") < captions.index("Teach") < captions.index("Appendix")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_labels_for_people_stand_in_quotation_marks(page):
    """The pages teach the rule, so they keep it."""
    own_voice = re.sub(r'"[^"\n]*"', "", text(page))
    assert not re.findall(r"\b(?:terrorists?|martyr(?:ed|s)?|regime|neutralised)\b", own_voice, re.I)


def test_prose_is_plain():
    for page in PAGES:
        for sentence in re.split(r"[.?!][\"*)]*\s", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text(page))):
            if "|" not in sentence and "```" not in sentence and "\n-" not in sentence:
                assert len(sentence.split()) <= 45, f"{page.stem}: {sentence}"
