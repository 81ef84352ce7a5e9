"""The quizzes for learning platforms: Moodle XML for Moodle, QTI 1.2 for Canvas and others.

Moodle XML carries all there is: an explanation for each option and for each typical slip, and the tolerance of a
number. QTI is made by text2qti; its numbers have no place for slips, so they stand in the explanation.
Texts go out escaped: markup in an option arrives as text.
"""

import io
import re
import xml.etree.ElementTree as ET
from html import escape

from .. import zips
from . import quizzes

# --- Moodle: https://docs.moodle.org/en/Moodle_XML_format ------------------------------


def moodle(chapter: str, asked: list) -> bytes:
    """One Moodle XML file: a category for the chapter, and its questions."""
    root = ET.Element("quiz")
    category = ET.SubElement(ET.SubElement(root, "question", type="category"), "category")
    ET.SubElement(category, "text").text = f"$course$/top/Pakistan-Iran relations/{quizzes.TITLES[chapter]}"
    for question in asked:
        root.append(_moodle_question(chapter, question))
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _moodle_question(chapter: str, question) -> ET.Element:
    kind = {"number": "numerical", "true-false": "truefalse"}.get(question.kind, "multichoice")
    node = ET.Element("question", type=kind)
    ET.SubElement(ET.SubElement(node, "name"), "text").text = f"{chapter}: {question.key}"
    _html(node, "questiontext", question.ask + (f" ({question.unit})" if question.unit else ""))
    _html(node, "generalfeedback", _pointer(chapter, question))
    for name, value in {"defaultgrade": "1", "penalty": "0.3333333", "hidden": "0"}.items():
        ET.SubElement(node, name).text = value
    if kind == "multichoice":
        ET.SubElement(node, "single").text = str(question.kind == "single").lower()
        ET.SubElement(node, "shuffleanswers").text = "true"
        ET.SubElement(node, "answernumbering").text = "ABCD"
    for text, fraction, why, tolerance in _moodle_answers(question):
        answer = ET.SubElement(
            node, "answer", fraction=fraction, format="html" if kind == "multichoice" else "plain_text"
        )
        ET.SubElement(answer, "text").text = f"<p>{escape(text)}</p>" if kind == "multichoice" else text
        _html(answer, "feedback", why)
        if tolerance is not None:
            ET.SubElement(answer, "tolerance").text = f"{tolerance:g}"
    return node


def _moodle_answers(question) -> list[tuple[str, str, str, float | None]]:
    """Answers as (text, fraction of the mark, feedback, tolerance). Moodle takes the first number that fits."""
    if question.kind == "number":
        slips = [(f"{slip.value!r}", "0", slip.why, question.tolerance) for slip in question.slips]
        right = (f"{question.answer!r}", "100", question.why, question.tolerance)
        return [right, *slips, ("*", "0", question.otherwise, 0)]
    if question.kind == "true-false":
        return [(o.text.lower(), "100" if o.right else "0", o.why, None) for o in question.options]
    return [(o.text, _fraction(question, o), o.why, None) for o in question.options]


def _fraction(question, option) -> str:
    """Share of the mark: right options add up to all of it; where several may be chosen, wrong ones take as much away."""
    right = len(question.right)
    if option.right:
        return _grade(100 / right)
    return "0" if question.kind == "single" else _grade(-100 / (len(question.options) - right))


def _grade(percent: float) -> str:
    """As Moodle writes it: it knows a fixed list of grades, with five decimals (33.33333)."""
    return f"{percent:.5f}".rstrip("0").rstrip(".")


def _html(parent: ET.Element, name: str, text: str):
    node = ET.SubElement(parent, name, format="html")
    ET.SubElement(node, "text").text = f"<p>{escape(text)}</p>"


def _pointer(chapter: str, question) -> str:
    return f"Read again: chapter “{quizzes.TITLES[chapter]}”, section “{question.see}”."


# --- QTI 1.2, by text2qti ----------------------------------------------------------------


def qti(chapter: str, asked: list) -> bytes:
    """One ZIP file with the quiz as QTI 1.2, the same bytes for the same questions."""
    from text2qti.config import Config
    from text2qti.qti import QTI
    from text2qti.quiz import Quiz

    source = _qti_source(chapter, asked)
    made = io.BytesIO(QTI(Quiz(source, config=Config(), source_name=chapter)).zip_bytes())
    out = io.BytesIO()
    zips.repack(made, out)
    return out.getvalue()


def _qti_source(chapter: str, asked: list) -> str:
    """The quiz in the plain format of text2qti, which reads Markdown."""
    lines = [f"Quiz title: {quizzes.TITLES[chapter]}", ""]
    for number, question in enumerate(asked, start=1):
        lines += [f"Title: {chapter} {question.key}", f"{number}. {plain(question.ask)}"]
        lines += [f"... {plain(_pointer(chapter, question))}"]
        if question.kind == "number":
            slips = [f"{quizzes.shown(slip.value)}: {slip.why}" for slip in question.slips]
            lines += [f"+ {plain(question.why)}", f"- {plain(' '.join([question.otherwise, *slips]))}"]
            lines += [f"= {question.answer!r} +- {question.tolerance!r}", ""]
            continue
        for letter, option in zip("abcdefgh", question.options, strict=False):
            mark = "*" if option.right else " "
            lines += [
                f"[{mark}] {plain(option.text)}"
                if question.kind == "multiple"
                else f"{mark.strip()}{letter}) {plain(option.text)}"
            ]
            lines += [f"... {plain(option.why)}"]
        lines += [""]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Text that Markdown leaves alone: every ASCII sign but letters, digits and spaces as a reference (`*` is `&#42;`)."""
    return re.sub(r"[!-/:-@\[-`{-~]", lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()))
