"""Three archives for a course: what a student may have, what only the teacher may have, and a room without internet.

    python -m pakiran.teach.archives OUT BOOK      BOOK is the folder of the built pages

The parts come from the other modules of this package. The same sources make the same bytes. An archive for
students in which an answer to an assignment can be read is not written.
"""

import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from itertools import chain
from pathlib import Path

from .. import zips
from ..editions import downloads
from . import leaks

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "course"
PARTS = ("assignments", "quizzes", "slides", "simulation")
# What it takes to run a notebook. Not `course` (it holds the answers), nor `tests` (they prove the answers).
SOURCES = (
    "chapters", "data", "pakiran", "_static", "_config.yml", "_toc.yml", "pyproject.toml", "requirements.txt",
    "requirements.lock", "README.md", "LICENSE", "LICENSE-CONTENT.md", "CITATION.cff",
)  # fmt: skip
PASSED_BY = {"__pycache__", ".ipynb_checkpoints", ".ruff_cache"}
WHEELS = Path(sys.prefix) / "wheels"  # kept in the environment, so that only the first archive needs a network

Files = dict[str, Path]


class ArchiveError(RuntimeError):
    """An archive cannot be made; the message says why and what to do."""


def build(out: Path, book: Path, wheels: Callable[[Path], None] | None = None) -> list[Path]:
    """Write student.zip, instructor.zip and offline-room.zip to `out`; `wheels(folder)` fetches the programs.

    The first two are written even if the programs for the third cannot be had. Raises ArchiveError.
    """
    if not (book / "index.html").exists():
        raise ArchiveError(f"There is no built book in {book}. Build it first: make book")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for part in PARTS:
            import_module(f"pakiran.teach.{part}").build(work)
        pages = {f"book/{name}": path for name, path in downloads.without_copies(book, work).items()}
        student = under(work / "student")
        student_parts = {f"student/{name}": path for name, path in student.items()}
        sources = {name: path for part in SOURCES for name, path in under(ROOT / part, f"companion/{part}").items()}
        contents = {
            "student": pages | student,
            "instructor": pages | student_parts | under(work / "instructor"),
            "offline-room": pages | student_parts | sources | under(work / "instructor" / "slides", "teacher/slides"),
        }
        for name in ("student", "offline-room"):
            _refuse_answers(name, contents[name])
        made = [_pack(out / f"{name}.zip", contents[name], readme(name)) for name in ("student", "instructor")]
        (work / "wheels").mkdir()
        (wheels or _fetch_wheels)(work / "wheels")
        room = contents["offline-room"] | under(work / "wheels", "wheels")
        return [*made, _pack(out / "offline-room.zip", room, readme("offline-room"))]


def under(path: Path, name: str = "") -> Files:
    """The files of a folder, or one file, by their names in the archive."""
    if path.is_file():
        return {name: path}
    inside = [(file.relative_to(path), file) for file in path.rglob("*") if file.is_file()]
    return {f"{name}/{part.as_posix()}".lstrip("/"): file for part, file in inside if not PASSED_BY & set(part.parts)}


def _refuse_answers(name: str, files: Files) -> None:
    """Raise ArchiveError where an answer can be read in one of the files."""
    seen = leaks.found({file: path.read_bytes() for file, path in files.items()}, answers())
    if seen:
        places = sorted({file for file, _ in seen})
        raise ArchiveError(f"The archive {name} would show answers, so it is not written: {', '.join(places)}")


def answers() -> list[str]:
    """What no student may read: solution lines and hidden tests of every assignment."""
    read = import_module("pakiran.teach.assignments").answers
    return [answer for folder in sorted((COURSE / "assignments").glob("*/")) for answer in read(folder)]


def readme(name: str) -> str:
    """The text that explains an archive. It names the kind of computer that the programs are for."""
    text = (COURSE / "archives" / f"{name}.txt").read_text(encoding="utf-8")
    machine = f"{platform.system()} ({platform.machine()})"
    return text.replace("{machine}", machine).replace("{python}", "{}.{}".format(*sys.version_info))


def _pack(path: Path, files: Files, text: str) -> Path:
    """Write a zip: README.txt and the files by name.

    Lines of README.txt end as Windows wants them: the old Notepad shows others as one line.
    """
    contents = ((name, settled(file)) for name, file in sorted(files.items()))  # one at a time: some are large
    entries = chain([("README.txt", text.replace("\n", "\r\n"))], contents)
    zips.write(path, ((f"{path.stem}/{name}", content) for name, content in entries))
    return path


def settled(path: Path) -> bytes:
    """The content of a file; in a PDF what changes with each printing becomes fixed, at the same length.

    That is the moment of printing, and the numbers that the browser gave to the parts of the page.
    """
    data = path.read_bytes()
    if path.suffix != ".pdf":
        return data
    data = re.sub(rb"(?<=Date \(D:)[^)]*", lambda moment: re.sub(rb"\d", b"0", moment[0]), data)
    numbers = {number: rank for rank, number in enumerate(sorted(set(re.findall(rb"\(node(\d{8})\)", data))))}
    return re.sub(rb"\(node(\d{8})\)", lambda part: b"(node%08d)" % numbers[part[1]], data)


def _fetch_wheels(folder: Path) -> None:
    """Put every pinned program, for this kind of computer, into `folder`. Raises ArchiveError without a network."""
    if _download(folder, "--no-index"):
        return
    print("Fetching the programs for the offline room; the first time this takes some minutes ...", flush=True)
    if not (_download(WHEELS) and _download(folder, "--no-index")):
        raise ArchiveError(
            "The archive offline-room was not written: the programs of requirements.lock could not be fetched. "
            "This needs a network once; run `make course` again when there is one. The other two archives are ready."
        )


def _download(folder: Path, *options: str) -> bool:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    WHEELS.mkdir(parents=True, exist_ok=True)
    pinned = ["--only-binary", ":all:", "--require-hashes", "--requirement", str(ROOT / "requirements.lock")]
    done = subprocess.run(
        [*pip, *pinned, "--find-links", str(WHEELS), "--dest", str(folder), *options], stderr=subprocess.DEVNULL
    )
    return done.returncode == 0


if __name__ == "__main__":
    try:
        for archive in build(Path(sys.argv[1]), Path(sys.argv[2])):
            print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB")
    except ArchiveError as error:
        sys.exit(str(error))
