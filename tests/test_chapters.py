"""Every section chapter keeps to the skeleton, so that readers always know where they are."""

import ast
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted((ROOT / "chapters").glob("0[1-7]-*.ipynb"))
SECTIONS = [
    "What the paper says here",
    "What the data say",
    "Claim check",
    "Explore",
    "Other lenses",
    "Exercises",
    "Check yourself",
    "Sources of this chapter",
]
OWN_SECTIONS = {  # two chapters have no claims of a section to check
    "References": [
        "What the paper says here",
        "What the data say",
        "The audit",
        "Repaired list",
        "Reading further",
        "Exercises",
        "Check yourself",
        "Sources of this chapter",
    ],
    "Since the paper": [
        "What this chapter adds",
        "What the data say",
        "Claims that later evidence touches",
        "Explore",
        "What would decide the open claims",
        "Exercises",
        "Check yourself",
        "Sources of this chapter",
    ],
}
STRANDS = {"strand-trade", "strand-pipeline", "strand-events"}


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    return nbformat.read(request.param, as_version=4)


def text(chapter) -> str:
    return "\n\n".join(cell.source for cell in chapter.cells if cell.cell_type == "markdown")


def code(chapter) -> list:
    return [cell for cell in chapter.cells if cell.cell_type == "code"]


def test_there_are_chapters():
    assert CHAPTERS


def test_sections_stand_in_order(chapter):
    titles = re.findall(r"^# (.+)$", text(chapter), re.M)
    assert len(titles) == 1
    assert re.findall(r"^## (.+)$", text(chapter), re.M) == OWN_SECTIONS.get(titles[0], SECTIONS)


def test_opening_says_questions_and_time(chapter):
    opening = chapter.cells[0].source
    assert "Questions of this chapter" in opening and re.search(r"about \d+ minutes", opening)


def test_every_strand_has_a_data_cell(chapter):
    tags = {tag for cell in code(chapter) for tag in cell.metadata.get("tags", [])}
    assert tags >= STRANDS


def test_cells_are_short(chapter):
    lengths = {cell.id: len([line for line in cell.source.splitlines() if line.strip()]) for cell in code(chapter)}
    assert max(lengths.values()) <= 10, lengths


def test_imports_stand_in_one_cell_and_nothing_reaches_outside(chapter):
    importing = [
        cell.id
        for cell in code(chapter)
        if any(isinstance(n, (ast.Import, ast.ImportFrom)) for n in ast.parse(cell.source).body)
    ]
    assert len(importing) == 1
    source = "\n".join(cell.source for cell in code(chapter))
    assert not re.search(r"(^|\n)\s*[!%]|sys\.path|https?://|read_csv|open\(|os\.", source)


def test_every_cell_that_shows_something_has_its_output(chapter):
    empty = [cell.id for cell in code(chapter) if not cell.outputs and not ends_in_assignment_or_import(cell.source)]
    assert empty == []
    assert not [o for cell in code(chapter) for o in cell.outputs if o.output_type in ("error", "stream")]


def ends_in_assignment_or_import(source: str) -> bool:
    return isinstance(ast.parse(source).body[-1], (ast.Assign, ast.Import, ast.ImportFrom))


def test_exercises_have_folded_solutions(chapter):
    part = text(chapter).split("## Exercises")[1].split("## Check yourself")[0]
    exercises = re.findall(r"^\d+\. ", part, re.M)
    assert len(exercises) >= 3 and part.count("<summary>Solution</summary>") == len(exercises)


def test_check_yourself_is_one_cell_with_questions(chapter):
    quiz = [cell for cell in code(chapter) if cell.source.startswith("quiz(")]
    assert len(quiz) == 1 and "remove-input" in quiz[0].metadata["tags"]
    assert quiz[0].outputs[0]["data"]["text/html"].count("pk-question") >= 6


def test_notebook_is_clean(chapter):
    assert set(chapter.metadata) == {"kernelspec", "language_info"}
    assert [cell.execution_count for cell in code(chapter)] == list(range(1, len(code(chapter)) + 1))
    assert all(set(cell.metadata) <= {"tags"} for cell in chapter.cells)
