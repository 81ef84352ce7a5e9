"""Strike, retaliate, settle: a small game tree for teaching, its solutions, and an explorer with two faces.

The payoffs are numbers to think with, not estimates. A kernel solves the game with pygambit. The page
reads `game.json`, which holds the solution of every setting; `python -m pakiran.game` writes it anew.
"""

import itertools
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import altair as alt
import pandas as pd

from .explore import Explorer
from .figures import INK, IRN, JOINT, NEUTRAL, PAK, PAPER, SHAPES, figure

GRID = Path(__file__).with_name("game.json")
STATES = ("Iran", "Pakistan")
# Who decides, and the moves from the calmest to the hardest. The hardest leads on, every other one ends the game.
DECISIONS = (
    ("Iran", ("Hold back", "Strike")),
    ("Pakistan", ("Accept", "Protest", "Strike back")),
    ("Iran", ("Settle", "Strike again")),
    ("Pakistan", ("Settle", "Strike again")),
)
# How each path ends: strikes by Iran and by Pakistan, share of the harm that is left to the side with
# fewer strikes, share of the good relations that is left, and whether there is war.
ENDS = pd.DataFrame(
    [
        ("No strike", 0, 0, 0, 1, 0),
        ("A strike, accepted", 1, 0, 1, 1, 0),
        ("A strike, protested", 1, 0, 0.5, 0.5, 0),
        ("One strike each, then settled", 1, 1, 0, 0.5, 0),
        ("Two strikes to one, then settled", 2, 1, 1, 0, 0),
        ("Two strikes each, then war", 2, 2, 0, 0, 1),
    ],
    columns=["end", "iran_strikes", "pakistan_strikes", "harm", "relations", "war"],
)
SEEN, SEEN_MOVES = 3, {(0, 1), (1, 2), (2, 0)}  # the way of January 2024: its end, and each decision with its move
# name -> (label, values, start). The steps are set so that two moves seldom pay the same.
SETTINGS = {
    "iran": ("Iran: showing resolve at home", [1, 3, 5, 7, 9], 5),
    "pakistan": ("Pakistan: showing resolve at home", [1, 3, 5, 7, 9], 5),
    "harm": ("Each: harm of a strike left unanswered", [2, 6, 10, 14, 18], 10),
    "relations": ("Each: value of good relations", [0, 4, 8, 12, 16], 12),
    "war": ("Each: cost of a war between the two", [2, 6, 10, 14, 18], 10),
}
MEANINGS = {
    "iran": "Iran gains it with each strike of its own.",
    "pakistan": "Pakistan gains it with each strike of its own.",
    "harm": "The state that has struck less often loses it; after a protest only half.",
    "relations": "Both keep all of it after no strike or an accepted one, half after a protest or one strike each, nothing after that.",
    "war": "Both lose it after two strikes each.",
}
SEEN_ROWS = {  # rows of January 2024 -> what the tree makes of them
    "IP-20240116-05": "Iran: strike",
    "IP-20240116-07": "no move: in the tree a protest ends the game",
    "IP-20240117-05": "no move, as above",
    "IP-20240118-01": "Pakistan: strike back",
    "IP-20240119-02": "Iran: settle. The tree gives this move to Iran alone",
}
START = {name: start for name, (_, _, start) in SETTINGS.items()}


def payoffs(iran: int, pakistan: int, harm: int, relations: int, war: int) -> list[tuple[Fraction, Fraction]]:
    """What each end is worth to Iran and to Pakistan, in the order of `ENDS`; the rule is the same for both."""
    return [
        tuple(
            gain * own - harm * (Fraction(end.harm) if own < other else 0) + relations * Fraction(end.relations) - war * end.war
            for gain, own, other in (
                (iran, end.iran_strikes, end.pakistan_strikes),
                (pakistan, end.pakistan_strikes, end.iran_strikes),
            )
        )
        for end in ENDS.itertuples()
    ]  # fmt: skip


def end_of(moves: tuple[int, ...]) -> int:
    """The end (position in `ENDS`) that a best move for each decision leads to."""
    end = 0
    for move, (_, names) in zip(moves, DECISIONS, strict=True):
        if move < len(names) - 1:
            return end + move
        end += len(names) - 1
    return end


# --- solving -----------------------------------------------------------------


@dataclass(frozen=True)
class Solution:
    """`moves`: the best move of each decision; `ties`: how many such plans there are, of which this is the calmest."""

    moves: tuple[int, ...]
    ties: int

    @property
    def end(self) -> int:
        return end_of(self.moves)


def tree(**setting: int):
    """The game as a pygambit tree, and its four decisions. Raises ImportError, in one sentence, without pygambit."""
    try:
        import pygambit
    except ImportError as error:
        raise ImportError("Solving the game needs pygambit: pip install pygambit==16.7.0") from error
    game = pygambit.Game.new_tree(players=list(STATES))
    ends = [game.add_outcome(name, list(worth)) for name, worth in zip(ENDS["end"], payoffs(**setting), strict=True)]
    node, nodes = game.root, []
    for state, names in DECISIONS:
        game.append_move(node, state, list(names))
        nodes.append(node)
        *quiet, node = node.children
        for child in quiet:
            game.set_outcome(child, ends.pop(0))
    game.set_outcome(node, ends.pop(0))
    return game, nodes


def equilibria(**setting: int) -> pd.DataFrame:
    """Every plan in pure moves from which no state gains by changing one move: `moves`, `end`, `perfect`.

    pygambit finds the plans (equilibria of the agent form). One is subgame-perfect if at every decision, reached
    or not, its move is worth as much as any other; pygambit gives the worth of each. Solved in whole fractions.
    """
    game, nodes = tree(**setting)
    import pygambit

    rows = []
    for plan in pygambit.nash.enumpure_agent_solve(game).equilibria:
        moves = tuple(next(i for i, move in enumerate(node.infoset.actions) if plan[move] == 1) for node in nodes)
        best = all(
            plan.node_value(node.player, node) == max(plan.node_value(node.player, child) for child in node.children)
            for node in nodes
        )
        rows.append((moves, ENDS["end"][end_of(moves)], best))
    return pd.DataFrame(rows, columns=["moves", "end", "perfect"])


def solve(**setting: int) -> Solution:
    """The subgame-perfect plan by pygambit; of several, the one with the calmer move at the last decision that differs."""
    found = equilibria(**setting)
    perfect = sorted(found.loc[found["perfect"], "moves"], key=lambda moves: moves[::-1])
    return Solution(perfect[0], len(perfect))


# --- every setting, solved beforehand ---------------------------------------------


def settings() -> list[dict[str, int]]:
    """Every setting of the controls, the last control running fastest."""
    return [dict(zip(SETTINGS, values, strict=True)) for values in itertools.product(*_values())]


def _values() -> list[list[int]]:
    return [values for _, values, _ in SETTINGS.values()]


def write_grid(path: Path = GRID) -> None:
    """Solve every setting with pygambit: for each, four best moves and the number of solutions, one digit each."""
    solved = (solve(**setting) for setting in settings())
    digits = "".join("".join(map(str, (*found.moves, found.ties))) for found in solved)
    path.write_text(json.dumps({"values": _values(), "digits": digits}) + "\n", encoding="utf-8")


def grid(path: Path = GRID) -> str:
    """The digits that `write_grid` wrote. Raises ValueError if they were made for other controls."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept["values"] != _values():
        raise ValueError(f"{path.name} was made for other controls: run python -m pakiran.game")
    return kept["digits"]


def solved() -> pd.DataFrame:
    """Every setting with `moves`, `ties` and `end` (position in `ENDS`), from the file; needs no pygambit."""
    digits, width = grid(), len(DECISIONS) + 1
    found = [tuple(map(int, digits[at : at + width])) for at in range(0, len(digits), width)]
    frame = pd.DataFrame(settings())
    return frame.assign(
        moves=[row[:-1] for row in found], ties=[row[-1] for row in found], end=[end_of(row[:-1]) for row in found]
    )


def ends_reached(rows: pd.DataFrame) -> pd.DataFrame:
    """How many settings lead to each end: `end`, `settings`, `seen` (the way of January 2024)."""
    count = rows["end"].value_counts().reindex(range(len(ENDS)), fill_value=0)
    return pd.DataFrame({"end": ENDS["end"], "settings": count.to_numpy(), "seen": ENDS.index == SEEN})


def by_control(rows: pd.DataFrame, end: int = SEEN) -> pd.DataFrame:
    """For each control, how many settings lead to `end` at its lowest, second, ... highest value."""
    places = ["lowest", "second", "middle", "fourth", "highest"]
    found = [
        [label, *(int(((rows[name] == value) & (rows["end"] == end)).sum()) for value in values)]
        for name, (label, values, _) in SETTINGS.items()
    ]
    return pd.DataFrame(found, columns=["Control", *places])


def ends() -> pd.DataFrame:
    """How the tree can end, and how much of each control counts there, as a table to read."""
    share = {0: "none", 0.5: "half", 1: "all"}
    words = ENDS.assign(**{name: ENDS[name].map(share) for name in ("harm", "relations", "war")})
    headings = ["End", "Strikes by Iran", "Strikes by Pakistan", "Harm", "Relations kept", "Cost of war"]
    return words.set_axis(headings, axis=1)


def controls() -> pd.DataFrame:
    """The controls as a table to read. Their values come from no row: they are for teaching."""
    rows = [
        (label, ", ".join(map(str, values)), start, "none, for teaching", MEANINGS[name])
        for name, (label, values, start) in SETTINGS.items()
    ]
    return pd.DataFrame(rows, columns=["Control", "Values", "First setting", "Source row", "What it does"])


def seen_rows(events: pd.DataFrame) -> pd.DataFrame:
    """What happened in January 2024, and which move of the tree stands for it. Raises KeyError if a row is missing."""
    rows = events.set_index("event_id").loc[list(SEEN_ROWS)]
    return pd.DataFrame(
        {
            "Day": [f"{day.day} {day:%B %Y}" for day in rows["date"]],
            "What happened": rows["title"],
            "In the tree": list(SEEN_ROWS.values()),
            "Row": rows.index,
        }
    )


# --- the explorer -------------------------------------------------------------------


def branches() -> pd.DataFrame:
    """The nine moves of the tree: `decision`, `state`, `move`, `name`, and the `end` it leads to (missing if it leads on)."""
    rows = [
        (decision, state, move, name)
        for decision, (state, names) in enumerate(DECISIONS)
        for move, name in enumerate(names)
    ]
    frame = pd.DataFrame(rows, columns=["decision", "state", "move", "name"])
    leads_on = (frame["state"] != frame["state"].shift(-1)) & (frame["decision"] < len(DECISIONS) - 1)
    return frame.assign(end=(~leads_on).cumsum().sub(1).astype("Int64").mask(leads_on))


def moves_table(moves: tuple[int, ...], **setting: int) -> pd.DataFrame:
    """The moves of the tree: `State`, `Move`, `Best`, `Played`, and what each state gets where a move ends the game."""
    rows, worth = branches(), payoffs(**setting)
    best = rows["move"] == rows["decision"].map(dict(enumerate(moves)))
    last = next((k for k, (_, names) in enumerate(DECISIONS) if moves[k] < len(names) - 1), len(DECISIONS) - 1)
    gets = {
        f"{state} gets": [float(worth[end][i]) if pd.notna(end) else None for end in rows["end"]]
        for i, state in enumerate(STATES)
    }
    return pd.DataFrame(
        {"State": rows["state"], "Move": rows["name"], "Best": best, "Played": best & (rows["decision"] <= last)} | gets
    )


def explorer() -> Explorer:
    """Five payoffs to choose, and the tree with its subgame-perfect path."""

    def counts(
        iran: int = START["iran"],
        pakistan: int = START["pakistan"],
        harm: int = START["harm"],
        relations: int = START["relations"],
        war: int = START["war"],
    ) -> pd.DataFrame:
        """The moves of the tree with the solution that pygambit finds (see `moves_table`)."""
        setting = {"iran": iran, "pakistan": pakistan, "harm": harm, "relations": relations, "war": war}
        return moves_table(solve(**setting).moves, **setting)

    at_start = solved().set_index(list(SETTINGS)).loc[tuple(START.values())]
    shown = moves_table(at_start["moves"], **START)
    chart = figure(
        _page(),
        name="game-tree",
        title="Strike, retaliate, settle: a game for teaching",
        description=(
            f"Game tree of {len(DECISIONS)} decisions and {len(ENDS)} ends with controls for {len(SETTINGS)} payoffs; at first the solution is "
            f"{ENDS['end'][at_start['end']].lower()}, which gives Iran {START['relations']} and Pakistan {START['relations']}."
        ),
        caption=(
            "Thick line: what is played. Solid thin line: the best move at a decision that is not reached. Dashed: a worse move. "
            "Diamonds: the way of January 2024, one way among six; nothing says that the payoffs were like these. The numbers are payoffs for teaching, not estimates. "
            "Without scripts the tree shows the first setting."
        ),
        table=shown,
    )
    return Explorer(chart, SETTINGS, counts)


# The tree is drawn as an indented list, so that it can be read on a phone: one row for each move, under its decision.
X0, STEP, STUB = 2, 9, 7  # percent of the width: first decision, indent of the next, length of a branch


def _rows() -> pd.DataFrame:
    """The branches with their place (`row`; `top` of their decision; `x` to `x2`), their text, and who decides `next`."""
    rows = branches()
    on = rows["end"].isna()
    following = (rows["decision"] + 1).map(dict(enumerate(state for state, _ in DECISIONS))).where(on)
    text = rows["name"] + (". " + following + " decides").where(on, "")
    text += rows["end"].map({SEEN: " (January 2024)", len(ENDS) - 1: ": war"}).fillna("")
    x = X0 + STEP * rows["decision"]
    row = rows.index + 1
    return rows.assign(
        row=row,
        top=(row - 1 - rows["move"]),
        x=x,
        x2=x + on.map({True: STEP, False: STUB}),
        text=text,
        next=following,
        seen=[pair in SEEN_MOVES for pair in zip(rows["decision"], rows["move"], strict=True)],
    )


def _page() -> alt.LayerChart:
    rows = _rows()
    last = int(rows["row"].max())
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-2.2, last + 1.2], reverse=True, nice=False))
    y_top = alt.Y("top:Q", axis=None)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 100], nice=False))
    on = " && ".join(
        f"(datum.decision <= {k} || best{k} == {len(names) - 1})" for k, (_, names) in enumerate(DECISIONS[:-1])
    )
    own = (
        " : ".join(f"datum.decision == {k} ? best{k}" for k in range(len(DECISIONS) - 1))
        + f" : best{len(DECISIONS) - 1}"
    )
    moves = (
        alt.Chart(rows.drop(columns=["state", "end"]))
        .transform_calculate(best=f"datum.move == ({own})")
        .transform_calculate(played=f"datum.best && {on}")
        .transform_calculate(
            say="datum.name + ' (decision ' + (datum.decision + 1) + '): ' + (datum.played ? 'played' : datum.best ? 'best' : 'worse')"
        )
    )
    looks = {"datum.played": (5, [1, 0]), "datum.best && !datum.played": (1.6, [1, 0]), "!datum.best": (1, [3, 3])}
    lines = [
        layer
        for when, (width, dash) in looks.items()
        for layer in (
            moves.transform_filter(when).mark_rule(strokeWidth=width, strokeDash=dash).encode(x=x, x2="x2", y=y, description="say:N"),
            moves.transform_filter(when).mark_rule(strokeWidth=width, strokeDash=dash, aria=False).encode(x=x, y=y_top, y2="row"),
        )
    ]  # fmt: skip
    at = moves.transform_calculate(x="datum.x2").encode(x=x, y=y)
    text = {"align": "left", "dx": 10, "aria": False}
    names = at.transform_filter("!datum.played").mark_text(**text, opacity=0.85).encode(text="text:N")
    played = at.transform_filter("datum.played").mark_text(**text, fontWeight="bold").encode(text="text:N")
    seen = (
        moves.transform_filter("datum.seen")
        .transform_calculate(x=f"datum.x + {STUB} / 2 + 0.5")
        .mark_point(shape="diamond", size=70, color=PAPER, stroke=INK, strokeWidth=1.5, aria=False)
        .encode(x=x, y=y)
    )
    decide = pd.DataFrame([{"x": X0, "row": 0, "state": "Iran"}, *_deciders(rows)])
    sign = {"Iran": SHAPES["Iran"], "Pakistan": SHAPES["Pakistan"]}
    circles = [
        alt.Chart(decide[decide["state"] == state])
        .mark_point(shape=sign[state], size=150, color=paint, aria=False)
        .encode(x=x, y=y)
        for state, paint in (("Iran", IRN), ("Pakistan", PAK))
    ]
    chart = alt.layer(*lines, seen, *circles, names, played, *_numbers(rows, x, y), *_sayings(last, x, y))
    chart = chart.properties(height=25 * (last + 3))
    chart.params = [*_controls(), *_found()]
    return chart


def _deciders(rows: pd.DataFrame) -> list[dict]:
    on = rows.dropna(subset="next")
    return [{"x": row.x2, "row": row.row, "state": row.next} for row in on.itertuples()]


def _numbers(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """What each state gets, in two columns at the right."""
    short = ENDS.rename(columns={"harm": "h", "relations": "r", "war": "w"})  # the long names are those of the controls
    ends = short.assign(row=rows.dropna(subset="end")["row"].to_numpy())
    layers = []
    for state, other, place in (("iran", "pakistan", 80), ("pakistan", "iran", 99)):
        own, others = f"datum.{state}_strikes", f"datum.{other}_strikes"
        got = f"{state} * {own} - ({own} < {others} ? harm * datum.h : 0) + relations * datum.r - war * datum.w"
        layers.append(
            alt.Chart(ends.assign(x=place))
            .transform_calculate(got=got)
            .transform_calculate(say=f"datum.end + ', {state}: ' + datum.got")
            .mark_text(align="right")
            .encode(x=x, y=y, text=alt.Text("got:Q", format="~r"), description="say:N")
        )
    return layers


def _sayings(last: int, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The lines of text above and below the tree."""
    names = json.dumps(list(ENDS["end"]))
    lines = pd.DataFrame(
        [
            (0, -1.8, "left", "end"), (80, -0.9, "right", "Iran"), (99, -0.9, "right", "Pakistan"),
            (X0, 0, "first", "Iran decides"), (0, last + 0.9, "left", "ties"),
        ],
        columns=["x", "row", "side", "text"],
    )  # fmt: skip
    words = (
        f"datum.text == 'end' ? 'Solution: ' + {names}[reached] : datum.text == 'ties' ? "
        "(ties > 1 ? 'Moves pay alike here: ' + ties + ' solutions, the calmest is shown.' : '') : datum.text"
    )
    base = alt.Chart(lines).transform_calculate(words=words).encode(x=x, y=y, text="words:N")
    return [
        base.transform_filter(f"datum.side == '{side}'").mark_text(align=align, dx=dx, fontWeight=weight)
        for side, align, dx, weight in (("left", "left", 0, "bold"), ("right", "right", 0, "normal"), ("first", "left", 12, "normal"))
    ]  # fmt: skip


def _controls() -> list[alt.Parameter]:
    return [
        alt.param(
            name=name,
            value=start,
            bind=alt.binding_range(min=values[0], max=values[-1], step=values[1] - values[0], name=label + " "),
        ).param
        for name, (label, values, start) in SETTINGS.items()
    ]


def _found() -> list[alt.Parameter]:
    """The solution of the setting, looked up in the digits."""
    place = "0"
    for name, values in zip(SETTINGS, _values(), strict=True):
        place = f"({place}) * {len(values)} + ({name} - {values[0]}) / {values[1] - values[0]}"
    width = len(DECISIONS) + 1
    made = {
        "digits": alt.param(name="digits", value=grid()),
        "place": alt.param(name="place", expr=f"{width} * ({place})"),
    }
    for number in range(width):
        name = f"best{number}" if number < len(DECISIONS) else "ties"
        made[name] = alt.param(name=name, expr=f"toNumber(substring(digits, place + {number}, place + {number + 1}))")
    end, steps = 0, []
    for number, (_, names) in enumerate(DECISIONS):
        steps.append(f"best{number} < {len(names) - 1} ? {end} + best{number}")
        end += len(names) - 1
    made["reached"] = alt.param(name="reached", expr=" : ".join([*steps, str(end)]))
    return [param.param for param in made.values()]


# --- all settings together ------------------------------------------------------------


def ends_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """How many settings of the controls lead to each end."""
    count = ends_reached(rows)
    total, most = count["settings"].sum(), count.loc[count["settings"].idxmax()]
    note = count["seen"].map({True: " (January 2024)", False: ""})
    base = alt.Chart(count.assign(words=count["end"] + note)).encode(
        y=alt.Y("end:N", sort=list(count["end"]), axis=None)
    )
    size = alt.X("settings:Q", title="Settings of the controls", axis=alt.Axis(format=",d", tickCount=3, grid=False))
    bars = base.mark_bar(height=9, yOffset=8).encode(
        x=size, color=alt.condition("datum.seen", alt.value(JOINT), alt.value(NEUTRAL)), tooltip=["end", "settings"]
    )
    words = base.transform_calculate(words="datum.words + ': ' + format(datum.settings, ',d')")
    names = words.mark_text(align="left", dx=2, dy=-7).encode(x=alt.value(0), text="words:N")
    return figure(
        (bars + names).properties(height=alt.Step(36)),
        name="game-ends",
        title="Where the settings lead",
        description=(
            f"Bars of {total:,} settings of the payoffs by the end that the solution leads to: most, {most['settings']:,}, lead to {most['end'].lower()}, "
            f"and {count['settings'][SEEN]:,} to {ENDS['end'][SEEN].lower()}."
        ),
        caption="Each setting counts once. The numbers say how the controls are built; they are no probabilities.",
        table=count[["end", "settings"]].set_axis(["End", "Settings"], axis=1),
    )


if __name__ == "__main__":
    write_grid()
