"""The three assignments: notebooks for students, and for the teacher the autograder, the solution and the rubric.

    python -m pakiran.teach.assignments OUT          writes OUT/student/assignments and OUT/instructor/assignments
    python -m pakiran.teach.assignments --exercises  renews the exercises that chapters share with assignments

Each assignment is written once, as a solution notebook in the format of Otter Assign, in `course/assignments/`.
Beside it `answers.toml` lists typical wrong answers, and right ones written another way, with the score each
should get. Two builds give the same bytes: cells that Otter adds get fixed ids, and zip files a fixed date.
"""

import ast
import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from .. import zips
from ..tables import DATA

ROOT = DATA.parent
SOURCES = ROOT / "course" / "assignments"
# What the notebooks import.
PACKAGE = ["__init__.py", "address.py", "data.py", "tables.py", "teach/__init__.py", "teach/marking.py"]
TOOLS = ["pandas", "jupyterlab", "otter-grader"]  # what a student installs, at the versions of requirements.txt

STUDENT_README = """\
# Assignments

You need Python 3.11, 3.12 or 3.13. Open a terminal in this folder, then:

    python3 -m venv env                        (Windows: py -3.12 -m venv env)
    source env/bin/activate                    (Windows: env\\Scripts\\activate)
    pip install -r requirements.txt
    jupyter lab

Open a notebook, run it from the top, fill the answer cells, and run the check under each question. Keep the notebooks in this folder: `pakiran` and `data` beside them hold the tables.
To hand in, save, then run the last cell: it makes one zip file. A check that passes says that the form is right, not that the answer is.
"""
INSTRUCTOR_README = """\
# Assignments: for the teacher only

Each folder holds `autograder.zip` (with the hidden tests), the solution, and `answers.toml`: typical wrong answers, why students write them, and the score each gets. `rubric.md` is for the written question of assignment 3, which no program marks.

Grade one submission on your own machine, in an environment with the requirements of the students' folder:

    otter run --autograder 1-source-criticism/autograder.zip submission.zip

The score stands in `results.json`. The same `autograder.zip` can be given to Gradescope, or to `otter grade` with Docker for a whole class. Submissions are programs of others: grade them in an account or a container that holds nothing of value.
"""


def names() -> list[str]:
    """The assignments, such as "1-source-criticism", in order."""
    return sorted(path.parent.name for path in SOURCES.glob("*/*.ipynb"))


def source(name: str) -> nbformat.NotebookNode:
    """The solution notebook of an assignment."""
    return nbformat.read(SOURCES / name / f"{name}.ipynb", as_version=4)


def build(out: Path) -> list[Path]:
    """Write the files for students and for the teacher below `out`; returns all of them."""
    student, teacher = out / "student" / "assignments", out / "instructor" / "assignments"
    for folder in (student, teacher):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    _shared(student)
    (student / "README.md").write_text(STUDENT_README, encoding="utf-8")
    (teacher / "README.md").write_text(INSTRUCTOR_README, encoding="utf-8")
    for name in names():
        _assign(name, student, teacher / name)
    return sorted(path for folder in (student, teacher) for path in folder.rglob("*") if path.is_file())


def _shared(folder: Path) -> None:
    """What every notebook needs beside it: the loading part of the package, the data, the requirements."""
    for part in PACKAGE:
        target = folder / "pakiran" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "pakiran" / part, target)
    shutil.copytree(DATA, folder / "data", ignore=shutil.ignore_patterns(".*", "__pycache__"))
    (folder / "requirements.txt").write_text(requirements(), encoding="utf-8")


def requirements() -> str:
    """The lines of our requirements.txt that a student needs."""
    pins = dict(re.findall(r"^([\w-]+)(==\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M))
    return "".join(f"{tool}{pins[tool]}\n" for tool in TOOLS)


def _assign(name: str, student: Path, teacher: Path) -> None:
    """Run Otter Assign in a folder of its own and keep what it makes, in a form that does not change from run to run."""
    from otter.assign import main as otter_assign  # here, so that the rest of the module works without Otter

    teacher.mkdir()
    with TemporaryDirectory() as work:
        inside, made = Path(work, "in"), Path(work, "out")
        _shared(inside)
        shutil.copyfile(SOURCES / name / f"{name}.ipynb", inside / f"{name}.ipynb")
        otter_assign(str(inside / f"{name}.ipynb"), str(made), no_pdfs=True, no_run_tests=True)
        _keep_notebook(made / "student" / f"{name}.ipynb", student / f"{name}.ipynb", name)
        _keep_notebook(made / "autograder" / f"{name}.ipynb", teacher / f"{name}-solution.ipynb", name)
        (archive,) = (made / "autograder").glob("*.zip")
        zips.repack(archive, teacher / "autograder.zip")
    shutil.copyfile(SOURCES / name / "answers.toml", teacher / "answers.toml")
    if text := rubric(name):
        (teacher / "rubric.md").write_text(text, encoding="utf-8")


def _keep_notebook(made: Path, kept: Path, name: str) -> None:
    """Copy a notebook; cells that are not in the source get an id by their place instead of a random one."""
    ours = {cell.id for cell in source(name).cells}
    notebook = nbformat.read(made, as_version=4)
    for number, cell in enumerate(notebook.cells):
        if cell.id not in ours:
            cell.id = f"otter-{number}"
        if cell.cell_type == "code":
            cell.execution_count = None  # nothing has been run
    kept.write_text(nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def rubric(name: str) -> str:
    """The rubrics of an assignment's written questions, from the solution notebook; empty if it has none."""
    parts = [cell.source for cell in source(name).cells if cell.id.endswith("-rubric")]
    return "\n\n".join(parts) + "\n" if parts else ""


def answers(folder: Path) -> list[str]:
    """What no student may read of the assignment in a source folder: solution lines, rubric, hidden assertions.

    Assertions stand as Otter writes them. Lines of a few characters, which can stand anywhere, are left out.
    """
    found = set()
    for cell in source(folder.name).cells:
        if cell.id.endswith("-answer"):
            found |= set(re.search(r"# BEGIN SOLUTION.*?\n(.*?)\s*# END SOLUTION", cell.source, re.S)[1].split("\n"))
        elif cell.id.endswith("-rubric"):
            found |= set(cell.source.split("\n"))
        elif "-hidden-" in cell.id:
            tests = ast.parse(cell.source.split("# END TEST CONFIG\n")[1])
            found |= {ast.unparse(node) for node in ast.walk(tests) if isinstance(node, ast.Assert)}
    lines = (line.strip() for line in found)
    return sorted(
        line for line in lines if len(line) > 12 and re.search(r"\w{3}", line)
    )  # the rule of a table tells nothing


# --- exercises that chapters share with assignments ----------------------------------------------


def exercises() -> dict[str, str]:
    """Chapter (stem) -> text of its exercise: the first paragraph and the hint of a question tagged with that chapter."""
    found = {}
    for name in names():
        for cell in source(name).cells:
            for tag in cell.metadata.get("tags", []):
                if tag.startswith("chapter-"):
                    found[tag.removeprefix("chapter-")] = _exercise(name, cell.source)
    return found


def _exercise(name: str, prompt: str) -> str:
    """An exercise without a solution, since the question is also set in an assignment."""
    heading, question, *_ = prompt.split("\n\n")
    (hint,) = re.findall(r"^> Hint: (.+)$", prompt, re.M)
    title = heading.split(": ", 1)[1]
    lines = [
        f"**From an assignment: {title}.** {question}",
        f"<details><summary>Hint</summary>\n\n{hint[0].upper()}{hint[1:]}\n\n</details>",
    ]
    return "\n\n".join(lines)


def _renew_exercises() -> list[Path]:
    """Put each shared exercise after the chapter's own ones; returns the chapters that changed."""
    changed = []
    for stem, text in exercises().items():
        path = ROOT / "chapters" / f"{stem}.ipynb"
        before = path.read_text(encoding="utf-8")
        notebook = nbformat.reads(before, as_version=4)
        cells = [cell for cell in notebook.cells if cell.id != "assignment-exercise"]
        place = [cell.id for cell in cells].index("exercises") + 1
        cells.insert(place, nbformat.v4.new_markdown_cell(text, id="assignment-exercise"))
        notebook.cells = cells
        after = nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"
        if after != before:
            path.write_text(after, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    if sys.argv[1] == "--exercises":
        print("\n".join(f"renewed {path.name}" for path in _renew_exercises()))
    else:
        print(f"{len(build(Path(sys.argv[1])))} files")
