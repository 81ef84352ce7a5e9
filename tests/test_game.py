"""The game: payoffs by hand, solutions by an independent backward induction, the kept grid, and both faces."""

import builtins
import html
import json
import random
import re

import pytest

from pakiran import figures, game, load

START = game.START
EXPLORER = game.explorer()
SOLVED = game.solved()
EVERY = game.settings()


# --- an independent solution: the payoffs written out, and backward induction from the last decision ---


def worth_by_hand(iran, pakistan, harm, relations, war):
    """Twice the payoffs of the six ends, so that all are whole numbers."""
    return [
        (2 * relations, 2 * relations),
        (2 * iran + 2 * relations, 2 * relations - 2 * harm),
        (2 * iran + relations, relations - harm),
        (2 * iran + relations, 2 * pakistan + relations),
        (4 * iran, 2 * pakistan - 2 * harm),
        (4 * iran - 2 * war, 4 * pakistan - 2 * war),
    ]


def backwards(**setting):
    """Best moves, calmer first where two pay alike, and the end: a tree of nested pairs, solved from the leaves."""
    none, accepted, protested, one_each, two_one, war = worth_by_hand(**setting)
    last = [two_one, war]
    fourth = 1 if last[1][1] > last[0][1] else 0
    third_choices = [one_each, last[fourth]]
    third = 1 if third_choices[1][0] > third_choices[0][0] else 0
    second_choices = [accepted, protested, third_choices[third]]
    second = max(range(3), key=lambda move: (second_choices[move][1], -move))
    first = 1 if second_choices[second][0] > none[0] else 0
    end = 0 if not first else 1 + second if second < 2 else 3 if not third else 4 + fourth
    return (first, second, third, fourth), end


def test_payoffs_by_hand():
    setting = {"iran": 3, "pakistan": 5, "harm": 6, "relations": 8, "war": 10}
    assert game.payoffs(**setting) == [(8, 8), (11, 2), (7, 1), (7, 9), (6, -1), (-4, 0)]
    assert [tuple(2 * value for value in pair) for pair in game.payoffs(**setting)] == worth_by_hand(**setting)


def test_the_rule_is_the_same_for_both_states():
    """Swap the states in the table of ends and the payoffs swap."""
    alike = game.payoffs(iran=3, pakistan=3, harm=6, relations=8, war=10)
    equal = game.ENDS.index[game.ENDS["iran_strikes"] == game.ENDS["pakistan_strikes"]]
    assert all(alike[end][0] == alike[end][1] for end in equal)
    swapped = game.payoffs(iran=9, pakistan=3, harm=6, relations=8, war=10)
    back = game.payoffs(iran=3, pakistan=9, harm=6, relations=8, war=10)
    assert all(swapped[end] == back[end][::-1] for end in equal)


def test_ends_of_plans():
    assert [game.end_of(plan) for plan in ((0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 0, 0), (1, 2, 0, 1), (1, 2, 1, 0), (1, 2, 1, 1))] == list(range(6))  # fmt: skip


# --- pygambit, the file and the independent solution agree ---


def test_the_file_agrees_with_backward_induction_everywhere():
    found = list(zip(SOLVED["moves"], SOLVED["end"], strict=True))
    assert found == [backwards(**setting) for setting in EVERY]
    assert len(found) == 5**5


@pytest.mark.parametrize("setting", [START, *random.Random(7).sample(EVERY, 60)], ids=lambda s: "-".join(map(str, s.values())))  # fmt: skip
def test_the_file_agrees_with_pygambit(setting):
    row = SOLVED.set_index(list(game.SETTINGS)).loc[tuple(setting.values())]
    found = game.solve(**setting)
    assert (found.moves, found.ties, found.end) == (row["moves"], row["ties"], row["end"])


@pytest.mark.parametrize("number", random.Random(3).sample(list(SOLVED.index[SOLVED["ties"] > 1]), 8))
def test_ties_are_told_and_go_to_the_calmer_move(number):
    found = game.equilibria(**EVERY[number])
    perfect = found[found["perfect"]]
    assert len(perfect) == SOLVED["ties"][number] > 1
    assert SOLVED["moves"][number] == backwards(**EVERY[number])[0]


def test_some_plans_rest_on_a_threat_that_would_not_be_carried_out():
    found = game.equilibria(**START)
    assert found["perfect"].sum() == 1 and len(found) > 1
    empty = found[~found["perfect"] & (found["end"] == "A strike, accepted")]
    assert all(moves[2] == 1 for moves in empty["moves"])  # Iran would strike again
    assert found.loc[found["perfect"], "moves"].iloc[0][2] == 0  # and would not


def test_the_way_of_january_needs_a_last_decision_for_war():
    """In the model only: Iran settles after one strike each because Pakistan would answer the next one too."""
    same = SOLVED[SOLVED["end"] == game.SEEN]
    assert len(same) == 1022 and all(moves[3] == 1 for moves in same["moves"])


def test_counts_add_up():
    reached = game.ends_reached(SOLVED)
    assert reached["settings"].sum() == len(SOLVED) and reached["seen"].sum() == 1
    table = game.by_control(SOLVED)
    assert (table.drop(columns="Control").sum(axis=1) == 1022).all()


def test_tables_to_read():
    assert game.ends().loc[2].to_list() == ["A strike, protested", 1, 0, "half", "half", "none"]
    controls = game.controls()
    assert list(controls["First setting"]) == list(START.values()) and controls["What it does"].str.len().min() > 20
    rows = game.seen_rows(load("events"))
    assert list(rows["Row"]) == list(game.SEEN_ROWS) and rows["Day"].iloc[0] == "16 January 2024"
    with pytest.raises(KeyError):
        game.seen_rows(load("events").iloc[:0])


def test_the_file_says_for_which_controls_it_was_made(tmp_path):
    kept = json.loads(game.GRID.read_text(encoding="utf-8"))
    other = tmp_path / "game.json"
    other.write_text(json.dumps(kept | {"values": [[1, 2]]}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"made for other controls: run python -m pakiran\.game"):
        game.grid(other)


def test_without_pygambit_there_is_one_clear_message(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "pygambit":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match="needs pygambit: pip install pygambit"):
        game.solve(**START)
    assert len(game.solved()) == len(EVERY)  # the page needs none


# --- both faces ---


def tree_on_the_page(**setting):
    """Moves with their state (played, best, worse), payoffs by end, and the lines of text that Vega draws."""
    spec = figures.for_width(figures.steady(EXPLORER.chart.to_dict()), figures.NARROW)
    for param in spec["params"]:
        param["value"] = setting.get(param["name"], param.get("value"))
    svg = html.unescape(figures.draw(spec))
    labels = re.findall(r'aria-label="([^"]*)"', svg)
    moves = [re.fullmatch(r"(.+) \(decision (\d)\): (\w+)", label) for label in labels]
    numbers = [re.fullmatch(r"(.+), (iran|pakistan): (-?[\d.]+)", label) for label in labels]
    return (
        {(found[1], int(found[2])): found[3] for found in moves if found},
        {(found[1], found[2]): float(found[3]) for found in numbers if found},
        svg,
    )


TIED = EVERY[SOLVED.index[SOLVED["ties"] > 1][0]]


@pytest.mark.parametrize("setting", [START, TIED, EVERY[0], EVERY[-1], EVERY[1234], EVERY[2500]])
def test_page_and_kernel_agree(setting):
    moves, numbers, svg = tree_on_the_page(**setting)
    kernel = EXPLORER.counts(**setting)
    decision = (kernel["State"] != kernel["State"].shift()).cumsum()
    words = kernel["Best"].map({True: "best", False: "worse"}).mask(kernel["Played"], "played")
    assert moves == dict(zip(zip(kernel["Move"], decision, strict=True), words, strict=True))
    at_ends = kernel.dropna(subset="Iran gets")
    for state in ("iran", "pakistan"):
        got = [numbers[end, state] for end in game.ENDS["end"]]
        assert got == at_ends[f"{state.capitalize()} gets"].to_list()
    found = game.solve(**setting)
    assert f"Solution: {game.ENDS['end'][found.end]}" in svg
    assert ("2 solutions" in svg) == (found.ties == 2)


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    other = {"iran": 7, "pakistan": 3, "harm": 14, "relations": 4, "war": 18}
    for control, value in zip(controls, other.values(), strict=True):
        control.value = value
    assert table.value == EXPLORER.counts(**other).to_html(index=False, border=0)


def test_controls_have_labels_and_the_settings_name_the_params():
    params = EXPLORER.chart.to_dict()["params"]
    bound = {param["name"]: param["bind"] for param in params if "bind" in param}
    assert list(bound) == list(EXPLORER.settings) and all(bind["name"].strip() for bind in bound.values())
    for name, (_, values, start) in EXPLORER.settings.items():
        assert list(range(bound[name]["min"], bound[name]["max"] + 1, bound[name]["step"])) == values
        assert start in values
