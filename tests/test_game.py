"""The game: payoffs by hand, solutions by an independent backward induction, the kept grid, and both faces."""

import builtins
import html
import importlib.util
import itertools
import json
import random
import re
from pathlib import Path

import pytest

from pakiran import figures, game, load
from pakiran.explore import to_html

START = game.START
EXPLORER = game.explorer()
SOLVED = game.solved()
EVERY = game.settings()
TIED = EVERY[SOLVED.index[SOLVED["plans"].map(len) > 1][0]]
ROOT = Path(__file__).resolve().parent.parent


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
    """All subgame-perfect plans and their ends, solved from the last decision to the first; a tie keeps both moves."""
    none, accepted, protested, one_each, two_one, war = (
        (worth, end) for end, worth in enumerate(worth_by_hand(**setting))
    )
    iran, pakistan = 0, 1
    ways = [((), war)]  # the plans from the decision on, with what each of them leads to
    for who, quiet in [(pakistan, [two_one]), (iran, [one_each]), (pakistan, [accepted, protested]), (iran, [none])]:
        found = []
        for plan, onward in ways:
            reached = [*quiet, onward]
            most = max(worth[who] for worth, _ in reached)
            found += [((move, *plan), way) for move, way in enumerate(reached) if way[0][who] == most]
        ways = found
    return tuple(sorted(plan for plan, _ in ways)), tuple(sorted({end for _, (_, end) in ways}))


def stable(plan, **setting):
    """Whether no single decision, taken otherwise with all others as they are, pays its state more."""
    worth = worth_by_hand(**setting)
    for decision, (state, names) in enumerate(game.DECISIONS):
        who = game.STATES.index(state)
        others = [(*plan[:decision], move, *plan[decision + 1 :]) for move in range(len(names))]
        if max(worth[game.end_of(other)][who] for other in others) > worth[game.end_of(plan)][who]:
            return False
    return True


def test_stable_plans_at_the_start_are_nash_equilibria():
    """The page says so: no state gains by changing its whole plan, and no other plan has this property."""
    worth = worth_by_hand(**START)
    plans = list(itertools.product(*(range(len(names)) for _, names in game.DECISIONS)))
    mine = {who: [game.STATES.index(state) == who for state, _ in game.DECISIONS] for who in (0, 1)}

    def gains(plan, who):
        rest = [
            other for other in plans if all(own or a == b for own, a, b in zip(mine[who], plan, other, strict=True))
        ]
        return max(worth[game.end_of(other)][who] for other in rest) > worth[game.end_of(plan)][who]

    nash = {plan for plan in plans if not any(gains(plan, who) for who in (0, 1))}
    assert nash == set(game.stable_at_start()["moves"])


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


# --- the file, the independent solution and pygambit agree ---


def test_the_file_agrees_with_backward_induction_everywhere():
    found = list(zip(SOLVED["plans"], SOLVED["ends"], strict=True))
    assert found == [backwards(**setting) for setting in EVERY]
    assert len(found) == 5**5


def test_backward_induction_keeps_ties():
    """Worked out by hand: Pakistan gets 0 - 1 by a protest and 1 - 2 by striking back, as Iran then strikes again."""
    tied = {"iran": 1, "pakistan": 1, "harm": 2, "relations": 0, "war": 6}
    assert backwards(**tied) == (((1, 1, 1, 0), (1, 2, 1, 0)), (2, 4)) == (game.solution(**tied), (2, 4))
    assert game.signs(game.solution(**tied)) == [
        "worse",
        "played",
        "worse",
        "tie",
        "tie",
        "worse",
        "tie",
        "tie",
        "worse",
    ]
    assert game.headline(game.solution(**tied))[1] == "Protest and Strike back pay Pakistan alike."


def test_every_tie_lies_on_the_way():
    """So the line under the tree can always name the two moves that pay alike."""
    tied = SOLVED[SOLVED["plans"].map(len) > 1]
    assert len(tied) == 52 and all("tie" in game.signs(plans) for plans in tied["plans"].drop_duplicates())


def test_stable_plans_of_the_first_setting():
    every = itertools.product(*(range(len(names)) for _, names in game.DECISIONS))
    kept = game.stable_at_start()
    assert list(kept["moves"]) == [plan for plan in every if stable(plan, **START)]
    assert list(kept.loc[kept["perfect"], "moves"]) == list(backwards(**START)[0])


NEEDS_PYGAMBIT = pytest.mark.skipif(
    importlib.util.find_spec("pygambit") is None,
    reason="pygambit is not installed: it has no ready-made package for this machine (see requirements.txt)",
)
PART = [START, TIED, *random.Random(7).sample(EVERY, 40)]


@NEEDS_PYGAMBIT
@pytest.mark.parametrize("setting", PART, ids=lambda setting: "-".join(map(str, setting.values())))
def test_pygambit_finds_what_the_file_says(setting):
    assert game.solve(**setting) == game.solution(**setting)


@NEEDS_PYGAMBIT
def test_pygambit_finds_the_stable_plans():
    found = game.equilibria(**START).sort_values("moves", ignore_index=True)
    assert found.equals(game.stable_at_start())


def test_the_solver_is_the_one_of_the_requirements():
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(rf"^{re.escape(game.SOLVER)} *;", requirements, re.M)
    assert game.grid()["solver"] == game.SOLVER


def test_some_plans_rest_on_a_threat_that_would_not_be_carried_out():
    found = game.stable_at_start()
    assert found["perfect"].sum() == 1 and len(found) > 1
    empty = found[~found["perfect"] & (found["end"] == "A strike, accepted")]
    assert len(empty) and all(moves[2] == 1 for moves in empty["moves"])  # Iran would strike again
    assert found.loc[found["perfect"], "moves"].iloc[0][2] == 0  # and would not


def test_the_way_of_january_needs_a_last_decision_for_war():
    """In the model only: Iran settles after one strike each because Pakistan would answer the next one too."""
    same = SOLVED[SOLVED["ends"] == (game.SEEN,)]
    assert len(same) == 1022 and all(plan[3] == 1 for plans in same["plans"] for plan in plans)


def test_counts_add_up():
    reached = game.ends_reached(SOLVED)
    assert reached["settings"].sum() == len(SOLVED) and reached["seen"].sum() == 1
    assert reached["end"].iloc[-1] == game.TIE and reached["settings"].iloc[-1] == 52
    table = game.by_control(SOLVED)
    assert (table.drop(columns="Control").sum(axis=1) == 1022).all()


def test_one_control_moved_alone():
    near = game.one_moved(SOLVED)
    assert len(near) == 5 * 4 and not any(
        row.value == start
        for row in near.itertuples()
        for name, start in START.items()
        if row.label == game.SETTINGS[name][0]
    )
    there = near[near["ends"] == (game.SEEN,)].groupby("label")["value"].agg(list).to_dict()
    assert there == {game.SETTINGS["iran"][0]: [7, 9], game.SETTINGS["relations"][0]: [0, 4, 8]}
    assert set(near["ends"]) == {(game.SEEN,), (0,)}


def test_a_dearer_war_ends_an_exchange_in_other_ways_but_does_not_prevent_it():
    """What the page says of the last control, from the independent solution."""
    begins = {tuple(setting.values()): {plan[0] for plan in backwards(**setting)[0]} for setting in EVERY}
    by_others = {}
    for setting, first in begins.items():
        by_others.setdefault(setting[:-1], []).append(first)
    assert all(all(first == firsts[0] for first in firsts) for firsts in by_others.values())
    row = game.by_control(SOLVED).iloc[-1].to_list()[1:]
    top = row.index(max(row))
    assert 0 < top < 4 and row == sorted(row[:top]) + sorted(row[top:], reverse=True)


def test_iran_would_gain_by_a_strike_that_stays_unanswered():
    same = [worth_by_hand(**setting) for setting in EVERY if backwards(**setting)[1] == (game.SEEN,)]
    assert len(same) == 1022 and all(worth[4][0] > worth[game.SEEN][0] for worth in same)


def test_tables_to_read():
    assert game.ends().loc[2].to_list() == ["A strike, protested", "half", "half", "none"]
    controls = game.controls()
    assert controls["Values"].iloc[3] == "0, 4, 8, 12, 16; at first 12"
    assert len(controls) == len(START) and controls["What it does"].str.len().min() > 20
    rows = game.seen_rows(load("events"))
    assert rows["What happened"].iloc[0].endswith(f"({next(iter(game.SEEN_ROWS))})")
    assert rows["Day"].iloc[0] == "16 January 2024" and len(rows) == len(game.SEEN_ROWS)
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
    with pytest.raises(ImportError, match=f"needs pygambit: pip install {game.SOLVER}$"):
        game.solve(**START)
    assert len(game.solved()) == len(EVERY)  # the page needs none


# --- both faces ---


def tree_on_the_page(**setting):
    """Moves with their sign, payoffs by end, and the drawing with the lines of text that Vega writes."""
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


@pytest.mark.parametrize("setting", [START, TIED, EVERY[0], EVERY[-1], EVERY[1234], EVERY[2500]])
def test_page_and_kernel_agree(setting):
    moves, numbers, svg = tree_on_the_page(**setting)
    kernel = EXPLORER.counts(**setting)
    decision = (kernel["State"] != kernel["State"].shift()).cumsum()
    assert moves == dict(zip(zip(kernel["Move"], decision, strict=True), kernel["Sign"], strict=True))
    at_ends = kernel.dropna(subset="Iran gets")
    for state in ("iran", "pakistan"):
        got = [numbers[end, state] for end in game.ENDS["end"]]
        assert got == at_ends[f"{state.capitalize()} gets"].to_list()
    plans, ends = backwards(**setting)
    if len(plans) == 1:
        assert f"Solution: {game.ENDS['end'][ends[0]]}" in svg and "A tie" not in svg
    else:
        assert f"A tie: {len(plans)} solutions" in svg and "pay Pakistan alike" in svg


def test_widgets_show_the_same_table():
    *controls, table = EXPLORER.widgets().children
    other = {"iran": 7, "pakistan": 3, "harm": 14, "relations": 4, "war": 18}
    for control, value in zip(controls, other.values(), strict=True):
        control.value = value
    assert table.value == to_html(EXPLORER.counts(**other))


def test_controls_have_labels_and_the_settings_name_the_params():
    params = EXPLORER.chart.to_dict()["params"]
    bound = {param["name"]: param["bind"] for param in params if "bind" in param}
    assert list(bound) == list(EXPLORER.settings) and all(bind["name"].strip() for bind in bound.values())
    for name, (_, values, start) in EXPLORER.settings.items():
        assert list(range(bound[name]["min"], bound[name]["max"] + 1, bound[name]["step"])) == values
        assert start in values
