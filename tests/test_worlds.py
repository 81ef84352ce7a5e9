"""The sentences of every notebook follow the data: in a world with other amounts, words or rows they say otherwise.

What a chapter says today is saved in it, and strict nbval holds it to that. So a sentence that is the same in both
other worlds rests on nothing that was changed; each such stands below with what it rests on.
"""

import json

import pytest
import worlds
from IPython.display import Markdown

from pakiran.teach import quizzes

SENTENCES = {
    path: {
        cell["id"]: "".join(output["data"]["text/markdown"])
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if "say(" in "".join(cell["source"]) and "text/markdown" in output.get("data", {})
    }
    for path in worlds.NOTEBOOKS
    if path.stem not in ("robustness", "simulation")  # compared setting by setting, card by card, in their own tests
}
BY_NAME = "counts rows of a table that is read row by row, by name, so that none can be added; tests of its module change them"
STILL = {
    "03-immediate-responses-of-the-experts/say-pipeline": BY_NAME,
    "04-implications/say-closures": BY_NAME,
    "04-implications/say-forecasts": BY_NAME,
    "05-way-forward/say-advice": BY_NAME,
    "05-way-forward/say-options": BY_NAME,
    "05-way-forward/say-schools": BY_NAME,
    "07-since-the-paper/say-touched": BY_NAME,
    "claims-ledger/counts": BY_NAME,
    "escalation-game/say-conditions": "a model with no data in it",
    "escalation-game/say-threats": "a model with no data in it",
    "methods/groups": "the lists of `pakiran.check`",
    "methods/rule": "the rule as the data package words it",
}


def test_nothing_crosses_over_from_another_world():
    """Whatever the order of the tests: here is said again what was said before."""
    before = quizzes.quiz("06-references").html
    with pytest.MonkeyPatch.context() as other:
        worlds.enter(
            other, {name: worlds.with_words(worlds.TRUE[name], name, " of elsewhere") for name in worlds.RESOURCES}
        )
        there = quizzes.quiz("06-references").html
    assert "of elsewhere" in there and quizzes.quiz("06-references").html == before


def said(notebook) -> dict[str, str]:
    shown = worlds.played(notebook, lambda source: "say(" in source)
    return {cell: found.data for cell, found in shown.items() if isinstance(found, Markdown)}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a growth from nothing, in a world where that is possible
def test_sentences_follow_the_data(monkeypatch):
    moved = set()
    for world in (worlds.measured_otherwise, worlds.with_more_rows):
        frames = {name: world(name) for name in worlds.RESOURCES}
        worlds.enter(monkeypatch, frames)
        for path, before in SENTENCES.items():
            after = said(path)
            moved |= {f"{path.stem}/{cell}" for cell, text in before.items() if after[cell] != text}
    every = {f"{path.stem}/{cell}" for path, found in SENTENCES.items() for cell in found}
    assert len(every) > 70 and every - moved == set(STILL)
    chapters = {place.split("/")[0] for place in moved}
    assert {path.stem for path in SENTENCES if SENTENCES[path]} - chapters <= {"escalation-game", "claims-ledger"}
