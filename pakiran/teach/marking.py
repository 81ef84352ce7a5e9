"""Reads a student's answer however it was written, and says what is wrong with its form.

The checks of the assignments import this module, so a student has it: it holds no answer. A slip that many
make is known only by its digest (`sign`), so that a hint can name the slip and the file does not show a value.

    python -m pakiran.teach.marking q1 c R17    prints the digest of the value R17 at the place c of question q1
"""

import hashlib
import math
import sys
from collections.abc import Iterable

import pandas as pd


class AnswerError(AssertionError):
    """The answer is not of the form that the question asks for; the message says what is wrong."""


def number(name: str, answer) -> float:
    """The answer as a plain number: an int, a float, a number of NumPy, or a Series or list that holds just one."""
    if isinstance(answer, (pd.Series, pd.Index, list, tuple)) or getattr(answer, "ndim", 0):
        values = list(answer)
        if len(values) != 1:
            raise AnswerError(f"`{name}` holds {len(values)} values: one number is asked for.")
        answer = values[0]
    _not_blank(name, answer)
    if isinstance(answer, str):
        raise AnswerError(f"`{name}` is text: give a number, without unit or sign for percent.")
    if isinstance(answer, bool) or not hasattr(answer, "__float__"):
        raise AnswerError(f"`{name}` is not a number but {type(answer).__name__}.")
    if math.isnan(value := float(answer)):
        raise AnswerError(f"`{name}` is empty (nan): one of the values that it is made from is missing.")
    return value


def near(answer: float, value: float, within: float = 0.1) -> bool:
    """Whether a number is the value, or the value rounded as asked; `within` is one unit of the last digit asked for."""
    return abs(number("answer", answer) - value) <= within * 1.001


def ids(name: str, answer) -> set[str]:
    """The answer as a set of ids: from a set, list, tuple, Series, Index or array, or text with spaces or commas."""
    _not_blank(name, answer)
    if isinstance(answer, pd.DataFrame):
        raise AnswerError(f"`{name}` is a whole table: give the ids alone.")
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    if not isinstance(answer, Iterable):
        raise AnswerError(f"`{name}` is {type(answer).__name__}: give a set of ids, such as {{'A1', 'A2'}}.")
    return {str(one).strip() for one in answer if not _blank(one)}


def table(name: str, answer) -> dict[str, str]:
    """The answer as a dict of text, from a dict, a Series or pairs; places that are still blank are left out."""
    _not_blank(name, answer)
    try:
        pairs = dict(answer.items() if hasattr(answer, "items") else answer)
    except (TypeError, ValueError):
        raise AnswerError(
            f"`{name}` is {type(answer).__name__}: give one value for each key, as in the frame above."
        ) from None
    return {str(key).strip(): str(value).strip() for key, value in pairs.items() if not _blank(value)}


def places(name: str, answer, keys: Iterable[str], allowed: Iterable[str] = ()) -> dict[str, str]:
    """`table`, and every key must be filled, with one of the allowed words where some are given."""
    given, allowed = table(name, answer), list(allowed)
    if missing := [key for key in keys if key not in given]:
        raise AnswerError(f"`{name}` is blank at: {', '.join(missing)}.")
    if other := [f"{key} ({given[key]})" for key in keys if allowed and given[key] not in allowed]:
        raise AnswerError(f"`{name}` has a value that is not in the list of the question at: {', '.join(other)}.")
    return given


def arrows(given: dict[str, str]) -> dict[str, str]:
    """Directions in one spelling: no spaces, `->` for any arrow, states in capitals, `joint` and the like in small letters."""
    plain = {key: value.replace(" ", "").replace("→", "->").replace("-->", "->") for key, value in given.items()}
    return {key: value.upper() if "->" in value else value.lower() for key, value in plain.items()}


def sign(question: str, place: str, value) -> str:
    """Digest of a value at a place of a question; the place of a whole set is the name of its variable."""
    value = " ".join(sorted(value)) if isinstance(value, (set, frozenset)) else value
    return hashlib.sha256(f"{question}|{place}|{value}".encode()).hexdigest()[:10]


def explain(question: str, given: dict, slips: dict[str, str]) -> None:
    """Raise the hint of the first known slip in the answer: `slips` maps a digest to what is wrong."""
    for place, value in given.items():
        if hint := slips.get(sign(question, place, value)):
            raise AnswerError(hint)


def _blank(answer) -> bool:
    return answer is None or answer is ...


def _not_blank(name: str, answer) -> None:
    if _blank(answer):
        raise AnswerError(f"`{name}` is still blank.")


if __name__ == "__main__":
    print(sign(*sys.argv[1:4]))
