"""Assignments: what each answer scores, what its check says, and that students get neither answers nor hidden tests."""

import inspect
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from numbers import Real

import nbformat
import pandas as pd
import pytest
from otter.api import grade_submission
from otter.test_files import ExceptionTestFile

from pakiran import check, load, months, targets
from pakiran.teach import assignments, marking

NAMES = assignments.names()
ANSWERS = {name: tomllib.loads((assignments.SOURCES / name / "answers.toml").read_text("utf-8")) for name in NAMES}
SOURCE = {name: {cell.id: cell.source for cell in assignments.source(name).cells} for name in NAMES}
WRITTEN = {"3-argument": {"q8"}}  # marked by a person, by the rubric


def listed(kind: str) -> list:
    """Every answer of a kind in the TOML files, as (assignment, answer), with a readable name."""
    return [
        pytest.param(name, answer, id=f"{name}-{answer['question']}-{number}")
        for name in NAMES
        for number, answer in enumerate(ANSWERS[name][kind])
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("course")
    assignments.build(out)
    return out


@pytest.fixture(scope="module")
def student(built):
    return built / "student" / "assignments"


@pytest.fixture(scope="module")
def teacher(built):
    return built / "instructor" / "assignments"


@pytest.fixture(scope="module")
def tests(teacher):
    """Assignment -> question -> its tests, hidden ones too, from the archive that the teacher grades with."""
    found = {}
    for name in NAMES:
        with zipfile.ZipFile(teacher / name / "autograder.zip") as archive:
            files = [member for member in archive.namelist() if member.startswith("tests/")]
            loaded = [ExceptionTestFile.from_string(archive.read(member).decode()) for member in files]
        found[name] = {test.name: test for test in loaded}
    return found


@pytest.fixture(scope="module")
def solved():
    """Assignment -> the variables after the solution notebook has run."""
    found = {}
    for name in NAMES:
        found[name] = {}
        for key, source in SOURCE[name].items():
            if key == "imports" or key.endswith(("-given", "-answer")):
                exec(source, found[name])
    return found


def answered(test: ExceptionTestFile) -> set[str]:
    """The variables that a question asks for: the parameters of its tests."""
    return {name for case in test.test_cases for name in inspect.signature(case.body.test_func).parameters}


def marked(test: ExceptionTestFile, variables: dict, code: str) -> tuple[float, str]:
    """Score of an answer, and what the student sees under the question. Answers of the solution are taken out first."""
    variables = {name: value for name, value in variables.items() if name not in answered(test)}
    exec(code, variables)
    test.run(variables)
    seen = [result.message for result in test.test_case_results if not result.test_case.hidden and not result.passed]
    return test.score, "\n".join(seen)


# --- scores ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_solution_has_full_marks_and_passes_every_check(name, tests, solved):
    for question, test in tests[name].items():
        score, seen = marked(test, solved[name], SOURCE[name][f"{question}-answer"])
        assert (score, seen) == (test.possible, ""), question


@pytest.mark.parametrize("name", NAMES)
def test_blank_scores_nothing_and_is_called_blank(name, student, tests, solved):
    notebook = nbformat.read(student / f"{name}.ipynb", as_version=4)
    blank = {cell.id.removesuffix("-answer"): cell.source for cell in notebook.cells if cell.id.endswith("-answer")}
    assert set(blank) == set(tests[name])
    for question, test in tests[name].items():
        score, seen = marked(test, solved[name], blank[question])
        assert score == 0 and re.search("blank|returns nothing", seen), (question, seen)


@pytest.mark.parametrize(("name", "answer"), listed("wrong"))
def test_wrong_answer_scores_what_it_should_and_shows_its_hint(name, answer, tests, solved):
    test = tests[name][answer["question"]]
    score, seen = marked(test, solved[name], answer["code"])
    assert score == answer["score"] < test.possible
    assert answer["hint"] in seen, seen


@pytest.mark.parametrize(("name", "answer"), listed("right"))
def test_right_answer_written_another_way_has_full_marks(name, answer, tests, solved):
    test = tests[name][answer["question"]]
    assert marked(test, solved[name], answer["code"]) == (test.possible, "")


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_three_wrong_answers_and_its_points(name, tests):
    questions = [answer["question"] for answer in ANSWERS[name]["wrong"]]
    assert {question: questions.count(question) >= 3 for question in tests[name]} == dict.fromkeys(tests[name], True)
    stated = [re.search(r"name: (\w+)\npoints: (\d+)", source) for source in SOURCE[name].values()]
    points = {found[1]: int(found[2]) for found in stated if found}
    assert {question: test.possible for question, test in tests[name].items()} == {
        question: value for question, value in points.items() if question not in WRITTEN.get(name, ())
    }
    assert sum(int(number) for number in re.findall(r"(\d+) points", SOURCE[name]["title"])) == sum(points.values())


# --- Otter itself, from start to end --------------------------------------------------------------


def graded(notebook, code: dict, path, archive) -> float:
    """Score that Otter gives a submission in which some answers are filled in."""
    for cell in notebook.cells:
        if cell.id.removesuffix("-answer") in code:
            cell.source = code[cell.id.removesuffix("-answer")]
    nbformat.write(notebook, path)
    return grade_submission(str(path), str(archive), quiet=True).total


@pytest.mark.parametrize("name", NAMES)
def test_otter_gives_the_same_scores(name, student, teacher, tests, tmp_path):
    archive, blank = teacher / name / "autograder.zip", student / f"{name}.ipynb"
    first = {answer["question"]: answer for answer in reversed(ANSWERS[name]["wrong"])}
    slips = {question: answer["code"] for question, answer in first.items()}
    right = {question: SOURCE[name][f"{question}-answer"] for question in tests[name]}
    scores = [
        graded(nbformat.read(blank, as_version=4), code, tmp_path / f"{name}.ipynb", archive)
        for code in ({}, right, slips)
    ]
    full, partly = sum(test.possible for test in tests[name].values()), sum(one["score"] for one in first.values())
    assert scores == [0, full, partly]


# --- what students get ----------------------------------------------------------------------------


def student_text(folder) -> str:
    """All that a student can read outside the data, with the cells and checks of notebooks as plain text."""
    parts = [path.read_text("utf-8") for path in folder.rglob("*") if path.suffix in (".py", ".md", ".txt")]
    for path in folder.glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        parts += [cell.source for cell in notebook.cells]
        parts += list(notebook.metadata["otter"]["tests"].values())
    return "\n".join(parts)


@pytest.mark.parametrize("name", NAMES)
def test_students_get_no_answer_and_no_hidden_test(name, student, built):
    text, chapters = student_text(student), public_text()
    secret = assignments.answers(assignments.SOURCES / name)
    assert len(secret) > 25
    assert [line for line in secret if line in text or line in chapters] == []
    assert not re.search(r"hidden=True|(BEGIN|END) SOLUTION|Rubric for", text)
    assert not [path for path in (built / "student").rglob("*") if path.suffix in (".zip", ".toml")]


def public_text() -> str:
    """The cells of the book's own notebooks."""
    paths = (assignments.ROOT / "chapters").rglob("*.ipynb")
    return "\n".join(cell.source for path in paths for cell in nbformat.read(path, as_version=4).cells)


def test_the_teacher_gets_what_students_do_not(teacher):
    for name in NAMES:
        with zipfile.ZipFile(teacher / name / "autograder.zip") as archive:
            parts = [archive.read(member).decode() for member in archive.namelist() if member.startswith("tests/")]
        solution = nbformat.read(teacher / name / f"{name}-solution.ipynb", as_version=4)
        text = "\n".join([*parts, *(cell.source for cell in solution.cells)])
        assert [line for line in assignments.answers(assignments.SOURCES / name) if line not in text] == []
    assert "Full marks" in (teacher / "3-argument" / "rubric.md").read_text("utf-8")


@pytest.mark.parametrize(("name", "answer"), listed("wrong"))
def test_a_hint_does_not_hold_the_answer(name, answer, tests, solved):
    """Nor does the line of the check that Otter prints above the hint."""
    test = tests[name][answer["question"]]
    _, seen = marked(test, solved[name], answer["code"])
    seen = re.sub(r"Error at line \d+", "", seen)
    values = [solved[name][variable] for variable in answered(test) if not callable(solved[name][variable])]
    numbers = {f"{value:.1f}".removesuffix(".0") for value in values if isinstance(value, Real) and abs(value) > 10}
    texts = {value for value in values if isinstance(value, str)}
    ids = {one for value in values if isinstance(value, set) for one in value}
    assert [one for one in numbers | texts | ids if re.search(rf"(?<![\w.]){re.escape(one)}(?![\w.])", seen)] == []


def test_two_builds_are_the_same_bytes(built, tmp_path):
    written = assignments.build(tmp_path)
    assert len(written) == len({path.relative_to(tmp_path) for path in written}) > 50
    assert [path for path in written if path.read_bytes() != (built / path.relative_to(tmp_path)).read_bytes()] == []


def test_the_student_folder_stands_alone(student):
    code = "import pakiran; from pakiran.teach import marking; print(pakiran.__file__, len(pakiran.load('events')))"
    bare = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    run = subprocess.run([sys.executable, "-c", code], cwd=student, env=bare, capture_output=True, text=True)
    assert run.stdout.split() == [str(student / "pakiran" / "__init__.py"), str(len(load("events")))], run.stderr
    pins = (assignments.ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert [line for line in (student / "requirements.txt").read_text("utf-8").splitlines() if line not in pins] == []


# --- the answers themselves, by the project's own rules -------------------------------------------


def test_confidence_follows_the_rule(solved):
    variables = solved["1-source-criticism"]
    known = load("sources").set_index("source_id")[["kind", "publisher"]]
    allowed = {
        bundle: check.confidence_cap([tuple(known.loc[one]) for one in ids])
        for bundle, ids in variables["bundles"].items()
    }
    assert variables["highest"] == allowed


def test_growth_is_the_growth_of_the_chapters(solved):
    found = solved["2-trade-statistics"]
    assert found["growth_pct"] == pytest.approx(targets.growth_between(1037.02, 10_000, 6))
    reached = targets.answer(1222, 2024, 5000, 2028, found["pace_pct"], []).reached
    assert found["reached"] == targets.period("PK_FISCAL_JUL_JUN", reached)


def test_the_model_answer_has_the_numbers_of_the_tables(solved):
    """The text that the teacher marks by quotes figures; students work some of them out in question 4."""
    found, imports = solved["3-argument"], load("trade_observed").set_index("observation_id")["pak_imports_usd_million"]
    answer = assignments.rubric("3-argument")
    after, before = imports["O2025-MOC"], imports["O2023-MOC"]
    assert f"imports were {after:,.0f} million dollars" in answer
    assert f"{100 * (after / before - 1):.0f} percent more than the {before:,.0f} million" in answer
    change = months.year_on_year(months.cells(load("trade_observed"))).set_index("start")
    february, march = change.loc["2024-02-01"], change.loc["2024-03-01"]
    assert round(february["change_pct"]) == -2 and "lay about two percent below" in answer
    both = (february["value"] + march["value"]) / (february["before"] + march["before"]) - 1
    assert f"rose by {100 * both:.0f} percent" in answer
    assert found["n"] == 4 and f"the median of four other months is {found['median_pct']:.0f}" in answer


def test_the_forecast_has_the_class_that_the_rubric_gives():
    claim = load("claims").set_index("claim_id").loc["IMP-31"]
    assert f"*{claim['forecast_class'].capitalize()}*" in SOURCE["3-argument"]["q8-rubric"]


# --- exercises that chapters share with assignments -----------------------------------------------


def test_shared_exercises_are_those_of_the_source():
    shared = assignments.exercises()
    assert len(shared) == 3
    for stem, text in shared.items():
        notebook = nbformat.read(assignments.ROOT / "chapters" / f"{stem}.ipynb", as_version=4)
        assert [cell.source for cell in notebook.cells if cell.id == "assignment-exercise"] == [text], stem
        assert "Solution" not in text and "Hint" in text


# --- reading answers ------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [42, 42.0, [42], pd.Series([42], index=["a"]), pd.Series([42]).sum(), (42.0,)])
def test_a_number_is_read_in_many_forms(answer):
    assert marking.number("x", answer) == 42


@pytest.mark.parametrize("answer", [..., None, "42", True, float("nan"), pd.NA, [1, 2], pd.Series([1, 2]), {42}])
def test_what_is_no_number_is_refused_with_a_reason(answer):
    with pytest.raises(marking.AnswerError, match="`x`"):
        marking.number("x", answer)


def test_sets_and_tables_are_read_in_many_forms():
    for answer in ({"A1", "B2"}, ["B2", "A1 "], pd.Series(["A1", "B2"]), "A1, B2", ("A1", "B2", "A1")):
        assert marking.ids("x", answer) == {"A1", "B2"}
    for answer in ({1: "a", "2": "b"}, pd.Series({"1": "a", "2": " b"}), [("1", "a"), ("2", "b"), ("3", ...)]):
        assert marking.table("x", answer) == {"1": "a", "2": "b"}
    assert marking.arrows({"1": "a → b", "2": "Joint"}) == {"1": "A->B", "2": "joint"}
    with pytest.raises(marking.AnswerError, match="blank at: 2"):
        marking.places("x", {"1": "a", "2": ...}, "12")
