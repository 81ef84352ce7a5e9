"""No number in prose is typed by hand: in Markdown, in what cells say, and in titles, descriptions and captions.

A number is digits or a word such as *eleven*, *half* or *twice*. Ordinals (*third parties*), *one* and *both* are
no counts here. Dates are facts, and so are the names of things (`IP-20240118-01`, a code cell). What else may stand
as typed is listed with its reason in allowed_numbers.toml.
"""

import ast
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from pakiran import statements

ROOT = Path(__file__).resolve().parent.parent
SMALL = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
LARGE = "twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen"
PARTS = "half halves thirds quarter quarters twentieth twice thrice double doubled doubling"
WORDS = f"{SMALL} {LARGE} {PARTS}".replace(" ", "|")
NUMBER = re.compile(rf"\b(?:{WORDS})\b|\b(?:a|one) third of\b|(?<![\w.-])[-+]?\d[\d,.]*", re.I)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(
    rf"\b(?:\d{{1,2}} (?:(?:to|and) )?)*(?:{MONTHS})\b(?: (?:19|20)\d\d\b)?|\b(?:19|20)\d\ds?\b(?:-\d\d)*"
)
LISTED = tomllib.loads(Path(__file__).with_name("allowed_numbers.toml").read_text("utf-8"))


def forms(kind: str, number: str) -> dict[str, re.Pattern]:
    """The allowed forms of one kind of group, ready to be looked for; # stands for any number of this form."""
    listed = [form for group in LISTED[kind] for form in group["forms"]]
    return {form: re.compile(form.replace("#", f"(?:{number})"), re.I) for form in listed}


ALLOWED = forms("group", WORDS)
# The plan of a lesson comes first: "(10 minutes.)", "groups of four".
IN_LESSONS = forms("lesson", rf"{WORDS}|\d+") | ALLOWED
SHOWN = ("title", "description", "caption")  # what a chart says in words
SPOKEN = ("say", "folded", "Finding")
ELSEWHERE = {"languages", "teach"}  # translations are compared with their English; lessons have more forms
COURSE = ROOT / "course"
LESSONS = [
    path
    for folder in (ROOT / "chapters/teach", ROOT / "pakiran/teach", COURSE)
    for path in sorted(folder.rglob("*.*"))
    if path.suffix in {".md", ".ipynb", ".py", ".toml"} and path.name != "answers.toml"  # those are what students type
]
ASKED = {"answer", "right", "value", "given", "without"}  # expressions over the tables, and words of rows
PAGES = [
    path
    for path in sorted([*(ROOT / "chapters").rglob("*.ipynb"), *(ROOT / "chapters").rglob("*.md")])
    if not ELSEWHERE & set(path.parts)
]
MODULES = [path for path in sorted((ROOT / "pakiran").rglob("*.py")) if not ELSEWHERE & set(path.parts)]


def markdown(path: Path) -> str:
    """The prose of a notebook or page, without its code and its addresses."""
    if path.suffix == ".ipynb":
        text = "\n\n".join(cells(path, "markdown"))
    else:
        text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.S)
    text = re.sub(r"^ *(`{3,}).*?^ *\1", "", text, flags=re.S | re.M)
    text = re.sub(r"^ *(:{3,}|%|:\w[\w-]*:).*$|\]\([^)]*\)", "", text, flags=re.M)
    text = re.sub(r"`([^`\n]+)`", lambda mark: "code" if re.search("[A-Za-z_]", mark[1]) else mark[1], text)
    return re.sub(r"^ *\d+\. ", "", text, flags=re.M)


def cells(path: Path, kind: str) -> list[str]:
    """Sources of the cells of one kind; not by nbformat, which takes seconds to judge the outputs."""
    found = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == kind]
    return ["".join(cell["source"]) for cell in found]


def spoken(code: str) -> list[str]:
    """The typed parts of what a module or cell says: titles, descriptions, captions and sentences."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            said = [word.value for word in node.keywords if word.arg in SHOWN]
            found += [literal(part) for part in [*said, *(node.args if name in SPOKEN else [])]]
    return [text for text in found if " " in text]  # not a key


def literal(node: ast.AST) -> str:
    """The typed text of an expression, with … for what is computed."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp):
        return literal(node.left) + literal(node.right)
    if isinstance(node, ast.IfExp):
        return f"{literal(node.body)} {literal(node.orelse)}"
    return "…"


def typed(text: str, used: set[str] | None = None, allowed: dict[str, re.Pattern] = ALLOWED) -> list[str]:
    """The numbers of a text that stand in no allowed form, each with what is around it."""
    text = DATE.sub("(date)", re.sub(r"\s+", " ", text))
    for name, form in allowed.items():
        text, found = form.subn("(allowed)", text)
        if found and used is not None:
            used.add(name)
    return [text[max(0, number.start() - 40) : number.end() + 25] for number in NUMBER.finditer(text)]


def strings(value, key: str = ""):
    """Every text of a TOML file that is read by people, without the expressions in it."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from strings(part, key if key in ASKED else name)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, key)
    elif isinstance(value, str) and key not in ASKED and " " in value:
        yield re.sub(r"\{[^{}]*\}", "…", value)


@cache
def prose(path: Path) -> list[str]:
    """Every text of a page or module that readers see."""
    if path.suffix == ".py":
        return spoken(path.read_text("utf-8"))
    if path.suffix == ".toml":
        return list(strings(tomllib.loads(path.read_text("utf-8"))))
    said = [text for cell in cells(path, "code") for text in spoken(cell)] if path.suffix == ".ipynb" else []
    return [markdown(path), *said]


@pytest.mark.parametrize("path", [*PAGES, *MODULES], ids=lambda path: str(path.relative_to(ROOT)))
def test_numbers_in_prose_are_computed_or_listed(path):
    assert [number for text in prose(path) for number in typed(text)] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: str(path.relative_to(ROOT)))
def test_numbers_in_lessons_are_the_plans_own_or_computed(path):
    assert [number for text in prose(path) for number in typed(text, allowed=IN_LESSONS)] == []


def test_every_allowed_form_is_needed():
    used: set[str] = set()
    for path in [*PAGES, *MODULES]:
        for text in prose(path):
            typed(text, used)
    for path in LESSONS:
        for text in prose(path):
            typed(text, used, IN_LESSONS)
    assert sorted(set(IN_LESSONS) - used) == []


def on_a_page(folder: Path, sentence: str) -> str:
    """The prose of a page that holds this sentence."""
    page = folder / "page.md"
    page.write_text(f"# Title\n\n{sentence}\n", encoding="utf-8")
    return markdown(page)


@pytest.mark.parametrize(
    "sentence",
    [
        "Eleven meetings are on record.",
        "It holds two of the largest.",
        "The two ambassadors of 2024 were back.",
        "About two thirds of the rows are weak.",
        "A third of the claims held.",
        "Trade doubled, or grew twice as fast.",
        "<details><summary>Solution</summary>\n\nThe count is 1,222 million.\n\n</details>",
        "It rose by `42` percent.",
        "Iran named five members, and 18 billion dollars.",
        "The nine recommendations of three voices.",
    ],
)
def test_a_typed_count_is_found(tmp_path, sentence):
    assert typed(on_a_page(tmp_path, sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Eleven meetings are on record.",
        "Trade grew by fifty percent in one year.",
        "Say: the goal is five billion dollars.",
        "The crisis had sixteen days and 75 events.",
        "Two of the 160 claims are contradicted.",
        "| Year | Dead |\n|---|---|\n| 2023 | 11 |",
    ],
)
def test_a_typed_count_in_a_lesson_is_found(tmp_path, sentence):
    assert typed(on_a_page(tmp_path, sentence), allowed=IN_LESSONS)


def test_a_typed_count_in_a_description_is_found_and_a_computed_one_is_not():
    code = 'figure(chart, title="Trade", description=f"Bars for {n} counts: all seven give {a} dead.")\nsay(f"Of {n} rows, {k} are weak.")'
    first, second = spoken(code)
    assert typed(first) == ["Bars for … counts: all seven give … dead."] and typed(second) == []


def test_counts_of_the_landing_page_are_right():
    sessions = list((ROOT / "chapters/teach").glob("session-[0-9].md"))
    assert (len(statements.ALL), len(sessions)) == (10, 6)
