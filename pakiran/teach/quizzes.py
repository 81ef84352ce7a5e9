"""Quizzes, one a chapter: questions from `course/quizzes/`, asked on the page and exported for learning platforms.

    quiz("01-introduction")               # the last cell of a chapter's "Check yourself"
    python -m pakiran.teach.quizzes OUT   # writes OUT/student/quizzes and OUT/instructor/quizzes

A file has `[[question]]` tables with `id`, `kind`, `ask`, `see` (a heading of the chapter, where the answer stands)
and, by kind:

    single, multiple   `[[question.option]]` with `text`, `right` and `why`
    true-false         `answer`, `why` (for the right choice) and `wrong` (for the other one)
    number             `answer`, `tolerance`, `unit`, `why`, `otherwise` (a hint), and `[[question.slip]]` with
                       `value` and `why` for numbers that a typical slip leads to

Texts may hold `{fact(...)}` or `{fact(...):,.0f}`; `right`, `answer`, `value` may be expressions (`pakiran.teach.facts`).
`given` lists expressions that must be true, or the question makes no sense any more.
"""

import hashlib
import re
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from docutils.nodes import make_id

from ..display import Block
from ..tables import HOME
from . import facts

SOURCES = HOME / "course/quizzes"
KINDS = ("single", "multiple", "true-false", "number")
TITLES = {
    "01-introduction": "Introduction",
    "02-contextualizing-recent-developments": "Contextualizing Recent Developments",
    "03-immediate-responses-of-the-experts": "Immediate Responses of the Experts",
    "04-implications": "Implications",
    "05-way-forward": "Way Forward",
    "06-references": "References",
    "07-since-the-paper": "Since the paper",
}
HOW = {
    "single": "Choose one answer.",
    "multiple": "Choose every right answer.",
    "true-false": "Choose one answer.",
    "number": "Write a number.",
}
_FIELD = re.compile(r"\{([^{}]+?)(?::([^{}\"()]+))?\}")  # an expression, and a format after a colon
SLACK = 1e-9  # a number on the edge of what is accepted counts


class QuizError(ValueError):
    """A question that the tables no longer carry, or that is not written as it should be."""


@dataclass(frozen=True)
class Option:
    """One choice and what a reader is told who takes it."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True)
class Slip:
    """A wrong number that a typical slip leads to, and what the slip was."""

    value: float
    why: str


@dataclass(frozen=True)
class Question:
    """A question as it is asked today: every number worked out from the tables."""

    key: str
    kind: str
    ask: str
    see: str
    options: tuple[Option, ...] = ()
    answer: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    why: str = ""
    otherwise: str = ""
    slips: tuple[Slip, ...] = ()

    @property
    def right(self) -> tuple[Option, ...]:
        """The right options."""
        return tuple(option for option in self.options if option.right)


def questions(chapter: str, data: facts.Tables | None = None) -> list[Question]:
    """The questions of one chapter, asked of all tables or of those in hand.

    Raises QuizError, with the chapter and the question, where the tables no longer carry a question.
    """
    evidence = facts.Evidence(data or _tables())
    return [_question(chapter, raw, evidence) for raw in _source(chapter)]


def chapters() -> list[str]:
    """Chapters with a quiz, in their order."""
    return sorted(path.stem for path in SOURCES.glob("*.toml"))


@cache
def _tables() -> facts.Tables:
    return facts.tables()


def _source(chapter: str) -> list[dict]:
    return tomllib.loads((SOURCES / f"{chapter}.toml").read_text(encoding="utf-8"))["question"]


def _question(chapter: str, raw: dict, evidence: facts.Evidence) -> Question:
    try:
        made = _made(raw, evidence)
        problem = _problem(made)
    except (ArithmeticError, KeyError, IndexError, TypeError, ValueError, StopIteration) as error:
        raise QuizError(f"{chapter}, question {raw.get('id')!r}: {error!r}") from error
    if problem:
        raise QuizError(f"{chapter}, question {made.key!r}: {problem}")
    return made


def _made(raw: dict, evidence: facts.Evidence) -> Question:
    broken = [expression for expression in raw.get("given", []) if evidence.value(expression) is not True]
    if broken:
        raise ValueError(f"no longer true: {broken[0]}")

    def text(name: str) -> str:
        return fill(raw.get(name, ""), evidence)

    common = {"key": raw["id"], "kind": raw["kind"], "ask": text("ask"), "see": raw["see"]}
    match raw["kind"]:
        case "number":
            slips = [
                Slip(float(_value(slip["value"], evidence)), fill(slip["why"], evidence))
                for slip in raw.get("slip", [])
            ]
            return Question(
                **common, answer=float(_value(raw["answer"], evidence)), tolerance=raw["tolerance"], unit=raw["unit"],
                why=text("why"), otherwise=text("otherwise"), slips=tuple(slips),
            )  # fmt: skip
        case "true-false":
            true = bool(_value(raw["answer"], evidence))
            says = {True: text("why"), False: text("wrong")}
            return Question(
                **common, options=(Option("True", true, says[true]), Option("False", not true, says[not true]))
            )
        case "single" | "multiple":
            options = [
                Option(
                    fill(option["text"], evidence),
                    bool(_value(option["right"], evidence)),
                    fill(option["why"], evidence),
                )
                for option in sorted(raw["option"], key=lambda option: _shuffled(raw["id"], option["text"]))
            ]
            return Question(**common, options=tuple(options))
    raise ValueError(f"kind is {raw['kind']!r}, expected one of {', '.join(KINDS)}")


def _shuffled(question: str, text: str) -> str:
    """Where an option stands: mixed, but the same in every build and whatever the numbers in it are."""
    return hashlib.sha256(f"{question}\n{text}".encode()).hexdigest()


def _value(value, evidence: facts.Evidence):
    return evidence.value(value) if isinstance(value, str) else value


def fill(text: str, evidence: facts.Evidence) -> str:
    """A text with its `{expression:format}` fields worked out."""

    def worked_out(field: re.Match) -> str:
        return format(evidence.value(field[1]), field[2] or "")

    return _FIELD.sub(worked_out, text)


def _problem(made: Question) -> str | None:
    """What is wrong with a question as the tables make it, or None."""
    if made.kind == "number":
        for slip in made.slips:
            if abs(slip.value - made.answer) <= made.tolerance * 2:
                return f"the slip {slip.value:g} can no longer be told from the answer {made.answer:g}"
        return None
    if len({option.text for option in made.options}) < len(made.options):
        return "two options read the same"
    number, of = len(made.right), len(made.options)
    if made.kind == "multiple":
        return (
            None if 2 <= number < of else f"{number} of {of} options are right, expected two or more, and a wrong one"
        )
    return None if number == 1 else f"{number} options are right, expected one"


def mark(question: Question, given: float | set[str] | str) -> tuple[bool, list[str]]:
    """Whether an answer is right, and what the reader is told; the script of the page does the same.

    `given` is a number, or the text of the chosen option, or the set of chosen texts.
    """
    if question.kind == "number":
        if abs(given - question.answer) <= question.tolerance + SLACK:
            return True, [question.why]
        near = [slip.why for slip in question.slips if abs(given - slip.value) <= question.tolerance + SLACK]
        return False, near[:1] or [question.otherwise]
    chosen = {given} if isinstance(given, str) else given
    wrong = [option.why for option in question.options if option.text in chosen and not option.right]
    right = chosen == {option.text for option in question.right}
    return right, [option.why for option in question.right] if right else wrong


# --- the page -------------------------------------------------------------------


def quiz(chapter: str) -> Block:
    """The questions of one chapter, to be shown by a cell.

    The HTML reads as questions with folded answers wherever it is shown; on the published page
    `_static/quiz.js` makes forms of it that mark themselves.
    """
    asked = questions(chapter)
    items = "".join(_item(question) for question in asked)
    return Block(f'<ol class="pk-quiz">{items}</ol>', _as_text(chapter, asked))


def _item(question: Question) -> str:
    facts_of = (
        "" if question.answer is None else f' data-answer="{question.answer!r}" data-tolerance="{question.tolerance}"'
    )
    return (
        f'<li class="pk-question" id="check-{question.key}" data-kind="{question.kind}"{facts_of}>'
        f'<p class="pk-ask">{escape(question.ask)} <em>{_how(question)}</em></p>{_choices(question)}'
        f"<details><summary>Answer</summary>{_answers(question)}"
        f'<p class="pk-see">Read again: <a href="#{make_id(question.see)}">{escape(question.see)}</a></p></details></li>'
    )


def _how(question: Question) -> str:
    return HOW[question.kind] + (f" Unit: {escape(question.unit)}." if question.unit else "")


def _choices(question: Question) -> str:
    items = "".join(f"<li>{escape(option.text)}</li>" for option in question.options)
    return f'<ol class="pk-options" type="A">{items}</ol>' if items else ""


def _answers(question: Question) -> str:
    """Every answer with its explanation: right ones marked by a word and a sign, not by colour."""
    if question.kind == "number":
        slips = "".join(
            f'<li data-value="{s.value!r}">About {shown(s.value)}: <span class="pk-why">{escape(s.why)}</span></li>'
            for s in question.slips
        )
        return (
            f'<p><strong>About {shown(question.answer)} {escape(question.unit)}.</strong> <span class="pk-why">{escape(question.why)}</span></p>'
            f'<ul class="pk-slips">{slips}</ul><p class="pk-otherwise">{escape(question.otherwise)}</p>'
        )
    items = "".join(
        f'<li data-right="{str(option.right).lower()}"><strong>{_named(option)}</strong> <span class="pk-why">{escape(option.why)}</span></li>'
        for option in question.options
    )
    return f'<ol class="pk-answers" type="A">{items}</ol>'


def _named(option: Option) -> str:
    """Whether an option is right; a right one by its words, since the letter before it is drawn and not written."""
    return f"{_sign(option)}: {escape(option.text)}" if option.right else f"{_sign(option)}."


def _sign(option: Option) -> str:
    return "✓ Right" if option.right else "✗ Wrong"


def shown(value: float) -> str:
    """A number as a reader would write it: three digits are enough here, whole numbers stay whole."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _as_text(chapter: str, asked: list[Question], answers: bool = True) -> str:
    """The quiz as plain text: to print, and for viewers that show no HTML."""
    lines = [f"Check yourself: {TITLES[chapter]}"]
    for number, question in enumerate(asked, start=1):
        how = HOW[question.kind] + (f" Unit: {question.unit}." if question.unit else "")
        lines += ["", f"{number}. {question.ask} {how}"]
        lines += [f"   {letter}) {option.text}" for letter, option in _lettered(question)]
    if answers:
        lines += ["", "Answers"]
        for number, question in enumerate(asked, start=1):
            lines += ["", f"{number}. (read again: {question.see})", *_answer_lines(question)]
    return "\n".join(lines)


def _lettered(question: Question) -> list[tuple[str, Option]]:
    return list(zip("ABCDEFGH", question.options, strict=False))


def _answer_lines(question: Question) -> list[str]:
    if question.kind == "number":
        slips = [f"   Not {shown(slip.value)}: {slip.why}" for slip in question.slips]
        return [f"   About {shown(question.answer)} {question.unit}. {question.why}", *slips]
    return [f"   {letter}) {_sign(option)}. {option.why}" for letter, option in _lettered(question)]


# --- files for the classroom ------------------------------------------------------


def build(out: Path) -> list[Path]:
    """Write sheets without answers for students; keys, Moodle XML and QTI for the teacher. Returns the files."""
    from . import exports  # its library is not needed to read a chapter

    student, instructor = (Path(out) / who / "quizzes" for who in ("student", "instructor"))
    for folder in (student, instructor):
        folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for chapter in chapters():
        asked = questions(chapter)
        files[student / f"{chapter}.txt"] = _as_text(chapter, asked, answers=False).encode() + b"\n"
        files[instructor / f"{chapter}-key.txt"] = _as_text(chapter, asked).encode() + b"\n"
        files[instructor / f"{chapter}-moodle.xml"] = exports.moodle(chapter, asked)
        files[instructor / f"{chapter}-qti.zip"] = exports.qti(chapter, asked)
    for path, content in files.items():
        path.write_bytes(content)
    return list(files)


if __name__ == "__main__":
    print("\n".join(map(str, build(Path(sys.argv[1])))))
