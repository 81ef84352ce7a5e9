"""The archives for teaching: what is inside, the same bytes twice, and no answer where a student can read it."""

import importlib
import io
import json
import subprocess
import sys
import types
import zipfile

import pytest

from pakiran.teach import archives, leaks

ANSWER = "growth = (5000 / base) ** (1 / years) - 1"


@pytest.fixture
def parts(monkeypatch, tmp_path):
    """Small stand-ins for the four modules that write the parts; `parts["student/..."]` is a file that they write."""
    files = {
        "student/assignments/1.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": ["growth = ...\n"]}]}),
        "student/simulation/role-cards.html": "<p>You speak for a state.</p>",
        "instructor/assignments/1.ipynb": json.dumps({"cells": [{"cell_type": "code", "source": [ANSWER]}]}),
        "instructor/slides/session-1.html": "<p>Notes</p>",
        "instructor/quizzes/01-moodle.xml": "<quiz/>",
        "instructor/simulation/turn-cards.html": "<p>18 January</p>",
    }

    def build(out):
        for name, text in files.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            (out / name).write_text(text)

    for name in archives.PARTS:
        fake = types.ModuleType(name)
        fake.build, fake.answers = build if name == "slides" else lambda out: None, lambda folder: [ANSWER]
        monkeypatch.setitem(sys.modules, f"pakiran.teach.{name}", fake)
    (tmp_path / "course/assignments/1-sources").mkdir(parents=True)
    (tmp_path / "course/archives").symlink_to(archives.COURSE / "archives")
    monkeypatch.setattr(archives, "COURSE", tmp_path / "course")
    return files


@pytest.fixture
def book(tmp_path):
    pages = tmp_path / "book"
    (pages / "chapters/teach").mkdir(parents=True)
    (pages / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=chapters/index.html" />')
    (pages / "chapters/index.html").write_text('<section id="take-it-with-you"><h2>Take it with you</h2></section>')
    (pages / "downloads").mkdir()
    (pages / "downloads/pakiran-9.pdf").write_bytes(b"x")  # an edition: not packed again
    (pages / "chapters/teach/session-1.html").write_text("<p>Plan</p>")
    return pages


def wheels(folder):
    (folder / "pandas-1-py3-none-any.whl").write_bytes(b"wheel")


def inside(archive):
    with zipfile.ZipFile(archive) as packed:
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


def test_who_gets_what(parts, book, tmp_path):
    student, instructor, room = (inside(path) for path in archives.build(tmp_path / "out", book, wheels))
    assert {"README.txt", "book/index.html", "assignments/1.ipynb", "simulation/role-cards.html"} == {
        name for name in student if not name.startswith("book/chapters")
    }
    assert {
        "assignments/1.ipynb",
        "slides/session-1.html",
        "quizzes/01-moodle.xml",
        "simulation/turn-cards.html",
    } <= set(instructor)
    assert "student/assignments/1.ipynb" in instructor and "book/chapters/teach/session-1.html" in instructor
    assert {"book/index.html", "teacher/slides/session-1.html", "student/assignments/1.ipynb"} <= set(room)
    assert {"wheels/pandas-1-py3-none-any.whl", "companion/data/events.csv", "companion/requirements.lock"} <= set(room)
    assert ANSWER.encode() in instructor["assignments/1.ipynb"].replace(b"\\", b"")
    for archive in (student, instructor, room):
        assert "book/downloads/pakiran-9.pdf" not in archive and b"Take it" not in archive["book/chapters/index.html"]
    for handed_out in (student, room):
        assert not leaks.found(handed_out, [ANSWER])
        assert not [name for name in handed_out if "course/" in name or "tests/" in name or "__pycache__" in name]


def test_the_same_bytes_twice(parts, book, tmp_path):
    first, second = (archives.build(tmp_path / name, book, wheels) for name in ("one", "two"))
    assert [path.name for path in first] == ["student.zip", "instructor.zip", "offline-room.zip"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    for path in first:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            assert names[0].endswith("README.txt") and names[1:] == sorted(names[1:])
            assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_pdf_is_the_same_however_often_it_is_printed(tmp_path):
    for name, moment, node in (("a", b"20260101120000+00'00'", 74), ("b", b"20270202130000+00'00'", 81)):
        ids = b"/ID (node%08d) /ID (node%08d) /K (node%08d)" % (node + 3, node, node + 3)
        (tmp_path / f"{name}.pdf").write_bytes(b"/CreationDate (D:" + moment + b")\n/Title (D: 12)" + ids)
    first, second = (archives.settled(tmp_path / f"{name}.pdf") for name in "ab")
    assert first == second and len(first) == (tmp_path / "a.pdf").stat().st_size
    assert b"Title (D: 12)" in first and first.endswith(b"(node00000001) /ID (node00000000) /K (node00000001)")


def test_readme_names_what_is_inside_and_nothing_else(parts, book, tmp_path):
    for path in archives.build(tmp_path / "out", book, wheels):
        told = archives.readme(path.stem).split("What is inside")[1].split("\n\n")[0]
        named = {
            line.split("/")[0].strip() for line in told.splitlines() if "/  " in line or line.startswith("  book/")
        }
        there = {name.split("/")[0] for name in inside(path) if "/" in name}
        assert there <= named <= there | {"quizzes"}, path.name  # the stand-ins write no quiz for students
        text = inside(path)["README.txt"].decode()
        assert "{" not in text and "\r\n" in text and max(map(len, text.splitlines())) < 130


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"cells": [{"source": ["growth = (5000 / base)\n", "  ** (1 / years) - 1"]}]}),
        json.dumps({"cells": [{"outputs": [{"text": [ANSWER]}]}]}),
    ],
    ids=["over two lines", "in an output"],
)
def test_an_answer_for_students_stops_the_archive(parts, book, tmp_path, text):
    parts["student/assignments/1.ipynb"] = text
    with pytest.raises(archives.ArchiveError, match=r"archive student would show answers.*assignments/1.ipynb"):
        archives.build(tmp_path / "out", book, wheels)
    assert not list((tmp_path / "out").glob("*.zip"))


def test_an_answer_in_the_notes_of_slides_stops_the_room_only_for_students(parts, book, tmp_path):
    parts["instructor/slides/session-1.html"] = f"<p>{ANSWER}</p>"
    with pytest.raises(archives.ArchiveError, match=r"offline-room would show answers.*teacher/slides"):
        archives.build(tmp_path / "out", book, wheels)


def test_without_a_network_two_archives_and_one_message(parts, book, tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(archives, "WHEELS", tmp_path / "wheels")
    asked = []
    monkeypatch.setattr(
        archives.subprocess,
        "run",
        lambda command, **_: asked.append(command) or subprocess.CompletedProcess(command, 1),
    )
    with pytest.raises(archives.ArchiveError, match="This needs a network once"):
        archives.build(tmp_path / "out", book)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["instructor.zip", "student.zip"]
    assert len(asked) == 2 and "--no-index" in asked[0] and "--no-index" not in asked[1]
    assert all("--require-hashes" in command and "--only-binary" in command for command in asked)


def test_without_a_book(tmp_path):
    with pytest.raises(archives.ArchiveError, match="make book"):
        archives.build(tmp_path / "out", tmp_path)


def test_answers_are_found_however_they_are_laid_out():
    page = b'<span class="n">growth</span> <span>=</span> <span>(</span>5000 / base) ** (1 /\n years) - 1'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/notes.txt", ANSWER)
    files = {"a.html": page, "b.zip": packed.getvalue(), "c.txt": b"growth = ...", "d.png": ANSWER.encode()}
    assert leaks.found(files, [ANSWER, " "]) == [("a.html", ANSWER), ("b.zip", ANSWER)]
    assert leaks.found({"e.html": b"<code>rows[a &lt; b]</code>", "f.txt": b"rows[a < b]"}, ["rows[a < b]"]) == [
        ("e.html", "rows[a < b]"),
        ("f.txt", "rows[a < b]"),
    ]


def test_parts_are_those_of_the_layout():
    """Each part has a source folder of its name, beside the texts for the archives."""
    assert {path.name for path in archives.COURSE.iterdir()} <= {*archives.PARTS, "archives"}


def test_no_answer_is_among_what_students_get(tmp_path, monkeypatch):
    """The real parts, except the slides: they make nothing for students. PDFs hold what their pages hold."""
    monkeypatch.setenv("PAKIRAN_BROWSER", "")
    for name in archives.PARTS:
        if name != "slides":
            importlib.import_module(f"pakiran.teach.{name}").build(tmp_path)
    files = {name: path.read_bytes() for name, path in archives.under(tmp_path / "student").items()}
    assert {name.split("/")[0] for name in files} == {"assignments", "quizzes", "simulation"}
    wanted = archives.answers()
    assert len(wanted) > 10, "no answers to look for"
    assert not leaks.found(files, wanted)
    assert leaks.found(
        {name: path.read_bytes() for name, path in archives.under(tmp_path / "instructor").items()}, wanted
    )


@pytest.mark.parametrize("name", archives.PARTS)
def test_every_part_can_be_built(name):
    part = importlib.import_module(f"pakiran.teach.{name}")
    assert callable(part.build) and (name != "assignments" or callable(part.answers))
