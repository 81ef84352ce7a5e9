"""Strike, retaliate, settle: a small game tree for teaching, its solutions, and an explorer with two faces.

The payoffs are numbers to think with, not estimates. Page and widgets read `game.json`, which holds the
solution of every setting; `python -m pakiran.game` solves all with pygambit and writes it anew.
"""

import io
import itertools
import json
from fractions import Fraction
from pathlib import Path

import altair as alt
import pandas as pd

from .charts.common import SIDE_SHAPES
from .explore import Explorer
from .figures import INK, IRN, JOINT, NEUTRAL, PAK, PAPER, figure

GRID = Path(__file__).with_name("game.json")
SOLVER = "pygambit==17.0.0b2"
NUMBERS = "0123456789abcdef"  # one sign for each different answer in the file
SIGNS = ("played", "tie", "best", "worse")  # of a move: in every solution, in one of several, off the way, in none
TIE = "Two ends (a tie)"
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
SHORT = {
    "iran": "Iran's resolve",
    "pakistan": "Pakistan's resolve",
    "harm": "Harm",
    "relations": "Relations",
    "war": "War",
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
    """The end (position in `ENDS`) that a move for each decision leads to."""
    end = 0
    for move, (_, names) in zip(moves, DECISIONS, strict=True):
        if move < len(names) - 1:
            return end + move
        end += len(names) - 1
    return end


# --- solving -----------------------------------------------------------------


def _as_efg(**setting: int) -> str:
    """The game as Gambit's text format for trees, which stays the same from one version of pygambit to the next."""
    worth = [f"{{ {iran}, {pakistan} }}" for iran, pakistan in payoffs(**setting)]
    leaves = iter(
        [f't "" {k} "{name}" {pair}' for k, (name, pair) in enumerate(zip(ENDS["end"], worth, strict=True), 1)]
    )
    lines = ['EFG 2 R "Strike, retaliate, settle" { "Iran" "Pakistan" } ""']
    for number, (state, names) in enumerate(DECISIONS):
        moves = " ".join(f'"{name}"' for name in names)
        lines.append(f'p "" {STATES.index(state) + 1} {number // len(STATES) + 1} "" {{ {moves} }} 0')
        lines += [next(leaves) for _ in names[:-1]]
    return "\n".join([*lines, next(leaves), ""])


def equilibria(**setting: int) -> pd.DataFrame:
    """Every plan in pure moves from which no state gains by changing one move: `moves`, `end`, `perfect`.

    pygambit finds the plans (equilibria of the agent form). One is subgame-perfect if at every decision, reached
    or not, its move is worth as much as any other; pygambit gives the worth of each. Solved in whole fractions.
    Raises ImportError, in one sentence, where pygambit is not installed.
    """
    try:
        import pygambit
    except ImportError as error:
        raise ImportError(f"Solving the game needs pygambit: pip install {SOLVER}") from error
    game = pygambit.read_efg(io.StringIO(_as_efg(**setting)))
    found = [_plan(profile) for profile in pygambit.nash.enumpure_agent_solve(game).equilibria]
    rows = [(moves, ENDS["end"][end_of(moves)], perfect) for moves, perfect in found]
    return pd.DataFrame(rows, columns=["moves", "end", "perfect"])


def _plan(profile) -> tuple[tuple[int, ...], bool]:
    """The move of each decision in a solution of pygambit, and whether none of them rests on an empty threat."""
    chances = {history.actions: chance for state in STATES for history, chance in profile[state]}
    moves, perfect, way = [], True, ()
    for state, names in DECISIONS:
        moves.append(next(move for move, name in enumerate(names) if chances[way][name] == 1))
        worth = {history.actions: value for history, value in profile.history_values[state]}
        perfect &= worth[way] == max(worth[*way, name] for name in names)
        way = (*way, names[-1])
    return tuple(moves), perfect


def solve(**setting: int) -> tuple[tuple[int, ...], ...]:
    """All subgame-perfect plans by pygambit: more than one where two moves pay alike."""
    found = equilibria(**setting)
    return tuple(sorted(found.loc[found["perfect"], "moves"]))


# --- every setting, solved beforehand ---------------------------------------------


def settings() -> list[dict[str, int]]:
    """Every setting of the controls, the last control running fastest."""
    return [dict(zip(SETTINGS, values, strict=True)) for values in itertools.product(*_values())]


def _values() -> list[list[int]]:
    return [values for _, values, _ in SETTINGS.values()]


def _write_grid(path: Path = GRID) -> None:
    """Solve every setting with pygambit: the different answers, and for each setting the number of its answer."""
    found = [solve(**setting) for setting in settings()]
    answers = sorted(set(found))
    start = equilibria(**START)
    kept = {
        "solver": SOLVER,
        "values": _values(),
        "answers": [["".join(map(str, moves)) for moves in plans] for plans in answers],
        "found": "".join(NUMBERS[answers.index(plans)] for plans in found),
        "stable_at_start": ["".join(map(str, moves)) for moves in sorted(start["moves"])],
    }
    path.write_text(json.dumps(kept) + "\n", encoding="utf-8")


def grid(path: Path = GRID) -> dict:
    """What `_write_grid` wrote. Raises ValueError if it was made for other controls."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept["values"] != _values():
        raise ValueError(f"{path.name} was made for other controls: run python -m pakiran.game")
    return kept


def answers() -> list[tuple[tuple[int, ...], ...]]:
    """The different answers of all settings, each one or more subgame-perfect plans."""
    return [tuple(_moves(plan) for plan in plans) for plans in grid()["answers"]]


def _moves(plan: str) -> tuple[int, ...]:
    return tuple(map(int, plan))


def solved() -> pd.DataFrame:
    """Every setting with `plans` (all that are subgame-perfect) and `ends` (positions in `ENDS`); needs no pygambit."""
    different = answers()
    plans = [different[NUMBERS.index(number)] for number in grid()["found"]]
    return pd.DataFrame(settings()).assign(plans=plans, ends=[_ends_of(each) for each in plans])


def solution(**setting: int) -> tuple[tuple[int, ...], ...]:
    """The subgame-perfect plans of one setting of the controls, looked up."""
    return answers()[NUMBERS.index(grid()["found"][settings().index(setting)])]


def stable_at_start() -> pd.DataFrame:
    """The first setting's `equilibria`, from the file; needs no pygambit."""
    plans, perfect = map(_moves, grid()["stable_at_start"]), solution(**START)
    return pd.DataFrame(
        [(moves, ENDS["end"][end_of(moves)], moves in perfect) for moves in plans], columns=["moves", "end", "perfect"]
    )


def _ends_of(plans: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    return tuple(sorted({end_of(moves) for moves in plans}))


def ends_reached(rows: pd.DataFrame) -> pd.DataFrame:
    """How many settings lead to each end alone: `end`, `settings`, `seen` (the way of January 2024); last, the ties."""
    only = rows["ends"].where(rows["ends"].map(len) == 1).dropna().map(lambda ends: ends[0])
    count = only.value_counts().reindex(range(len(ENDS)), fill_value=0)
    table = pd.DataFrame({"end": ENDS["end"], "settings": count.to_numpy(), "seen": ENDS.index == SEEN})
    table.loc[len(table)] = [TIE, len(rows) - len(only), False]
    return table


def by_control(rows: pd.DataFrame, end: int = SEEN) -> pd.DataFrame:
    """For each control, how many settings lead to `end` alone at its lowest, second, ... highest value."""
    places = ["lowest", "second", "middle", "fourth", "highest"]
    found = [
        [SHORT[name], *(int(((rows[name] == value) & (rows["ends"] == (end,))).sum()) for value in values)]
        for name, (_, values, _) in SETTINGS.items()
    ]
    return pd.DataFrame(found, columns=["Control", *places])


def one_moved(rows: pd.DataFrame) -> pd.DataFrame:
    """The settings that differ from the first one in a single control: its `label` and `value`, and the `ends`."""
    near = [
        rows[(rows[name] != START[name]) & (rows[others] == [START[other] for other in others]).all(axis=1)].assign(
            label=label, value=rows[name]
        )
        for name, (label, _, _) in SETTINGS.items()
        for others in [[other for other in SETTINGS if other != name]]
    ]
    return pd.concat(near, ignore_index=True)[["label", "value", "ends"]]


def ends() -> pd.DataFrame:
    """How the tree can end, and how much of each control counts there, as a table to read."""
    share = {0: "none", 0.5: "half", 1: "all"}
    counted = {heading: ENDS[heading.lower()].map(share) for heading in ("Harm", "Relations", "War")}
    return pd.DataFrame({"End": ENDS["end"]} | counted)


def controls() -> pd.DataFrame:
    """The controls as a table to read. Their values come from no row: they are for teaching."""
    rows = [
        (label, f"{', '.join(map(str, values))}; at first {start}", MEANINGS[name])
        for name, (label, values, start) in SETTINGS.items()
    ]
    return pd.DataFrame(rows, columns=["Control", "Values", "What it does"])


def seen_rows(events: pd.DataFrame) -> pd.DataFrame:
    """What happened in January 2024, and which move of the tree stands for it. Raises KeyError if a row is missing."""
    rows = events.set_index("event_id").loc[list(SEEN_ROWS)]
    return pd.DataFrame(
        {
            "Day": [f"{day.day} {day:%B %Y}" for day in rows["date"]],
            "What happened": rows["title"] + " (" + rows.index + ")",
            "In the tree": list(SEEN_ROWS.values()),
        }
    ).reset_index(drop=True)


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


def signs(plans: tuple[tuple[int, ...], ...]) -> list[str]:
    """What each of the nine moves is (`SIGNS`), given all subgame-perfect plans."""
    return [_sign(plans, row.decision, row.move) for row in branches().itertuples()]


def _sign(plans: tuple[tuple[int, ...], ...], decision: int, move: int) -> str:
    holding = [plan for plan in plans if plan[decision] == move]
    before = tuple(len(names) - 1 for _, names in DECISIONS[:decision])
    played = sum(plan[:decision] == before for plan in holding)
    return "played" if played == len(plans) else "tie" if played else "best" if holding else "worse"


def _moves_table(plans: tuple[tuple[int, ...], ...], **setting: int) -> pd.DataFrame:
    """The moves of the tree: `State`, `Move`, `Sign`, and what each state gets where a move ends the game."""
    rows, worth = branches(), payoffs(**setting)
    gets = {
        f"{state} gets": [float(worth[end][i]) if pd.notna(end) else None for end in rows["end"]]
        for i, state in enumerate(STATES)
    }
    return pd.DataFrame({"State": rows["state"], "Move": rows["name"], "Sign": signs(plans)} | gets)


def headline(plans: tuple[tuple[int, ...], ...]) -> tuple[str, str]:
    """The solution in words, and a second line where there is a tie."""
    if len(plans) == 1:
        return f"Solution: {ENDS['end'][end_of(plans[0])]}", ""
    rows = branches().assign(sign=signs(plans))
    first = rows[rows["decision"] == rows.loc[rows["sign"] == "tie", "decision"].min()]
    names = " and ".join(first.loc[first["sign"] == "tie", "name"])
    return f"A tie: {len(plans)} solutions, as broken lines", f"{names} pay {first['state'].iloc[0]} alike."


def explorer() -> Explorer:
    """Five payoffs to choose, and the tree with its subgame-perfect path. Both faces look the answer up in the file."""

    def counts(
        iran: int = START["iran"],
        pakistan: int = START["pakistan"],
        harm: int = START["harm"],
        relations: int = START["relations"],
        war: int = START["war"],
    ) -> pd.DataFrame:
        """The moves of the tree with its solution (see `_moves_table`)."""
        setting = {"iran": iran, "pakistan": pakistan, "harm": harm, "relations": relations, "war": war}
        return _moves_table(solution(**setting), **setting)

    plans = solution(**START)
    (end,) = _ends_of(plans)
    iran_gets, pakistan_gets = map(float, payoffs(**START)[end])
    chart = figure(
        _page(),
        name="game-tree",
        title="Strike, retaliate, settle: a game for teaching",
        description=(
            f"Game tree of {len(DECISIONS)} decisions and {len(ENDS)} ends with controls for {len(SETTINGS)} payoffs; at first the solution is "
            f"{ENDS['end'][end].lower()}, which gives Iran {iran_gets:g} and Pakistan {pakistan_gets:g}."
        ),
        caption=(
            "Thick line: what is played. Thick and broken: played in one of several solutions, because two moves pay alike. Thin line: the best move at a decision that is not reached. Dotted: a worse move. "
            "Bold numbers: what the two get. Diamonds: the way of January 2024; nothing says that the payoffs were like these. "
            "Without scripts the tree shows the first setting."
        ),
        table=_moves_table(plans, **START),
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
        at=rows.index,
        row=row,
        top=(row - 1 - rows["move"]),
        x=x,
        x2=x + on.map({True: STEP, False: STUB}),
        text=text,
        next=following,
        seen=[pair in SEEN_MOVES for pair in zip(rows["decision"], rows["move"], strict=True)],
    )


LOOKS = {"played": (5, [1, 0]), "tie": (5, [9, 4]), "best": (1.6, [1, 0]), "worse": (1, [2, 4])}  # width and dashes


def _page() -> alt.LayerChart:
    rows = _rows()
    last = int(rows["row"].max())
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-2.2, last + 1.2], reverse=True, nice=False))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 100], nice=False))
    moves = _signed(alt.Chart(rows.drop(columns=["state", "end"]))).transform_calculate(
        say="datum.name + ' (decision ' + (datum.decision + 1) + '): ' + datum.sign"
    )
    lines = [
        layer
        for sign, (width, dash) in LOOKS.items()
        for layer in (
            moves.transform_filter(f"datum.sign === '{sign}'").mark_rule(strokeWidth=width, strokeDash=dash).encode(x=x, x2="x2", y=y, description="say:N"),
            moves.transform_filter(f"datum.sign === '{sign}'").mark_rule(strokeWidth=width, strokeDash=dash, aria=False).encode(x=x, y=alt.Y("top:Q", axis=None), y2="row"),
        )
    ]  # fmt: skip
    at = moves.transform_calculate(x="datum.x2").encode(x=x, y=y, text="text:N")
    text = {"align": "left", "dx": 10, "aria": False}
    names = [
        at.transform_filter(REACHED).mark_text(**text, fontWeight="bold"),
        at.transform_filter(f"!({REACHED})").mark_text(**text, opacity=0.85),
    ]
    seen = (
        moves.transform_filter("datum.seen")
        .transform_calculate(x=f"datum.x + {STUB} / 2 + 0.5")
        .mark_point(shape="diamond", size=70, color=PAPER, stroke=INK, strokeWidth=1.5, aria=False)
        .encode(x=x, y=y)
    )
    decide = pd.DataFrame([{"x": X0, "row": 0, "state": "Iran"}, *_deciders(rows)])
    circles = [
        alt.Chart(decide[decide["state"] == state])
        .mark_point(shape=SIDE_SHAPES[state], size=150, color=paint, aria=False)
        .encode(x=x, y=y)
        for state, paint in (("Iran", IRN), ("Pakistan", PAK))
    ]
    chart = alt.layer(*lines, seen, *circles, *names, *_numbers(rows, x, y), *_sayings(last, x, y))
    chart = chart.properties(height=25 * (last + 3))
    chart.params = [*_controls(), *_found()]
    return chart


REACHED = "datum.sign === 'played' || datum.sign === 'tie'"


def _signed(chart: alt.Chart) -> alt.Chart:
    """Add to rows of moves (`at`: position among the moves) the `sign` of each at the setting of the controls."""
    return chart.transform_calculate(sign="signs[found][datum.at]")


def _deciders(rows: pd.DataFrame) -> list[dict]:
    on = rows.dropna(subset="next")
    return [{"x": row.x2, "row": row.row, "state": row.next} for row in on.itertuples()]


def _numbers(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """What each state gets, in two columns at the right; bold where the game ends."""
    short = ENDS.rename(columns={"harm": "h", "relations": "r", "war": "w"})  # the long names are those of the controls
    leaves = rows.dropna(subset="end")
    ends = short.assign(row=leaves["row"].to_numpy(), at=leaves["at"].to_numpy())
    layers = []
    for state, other, place in (("iran", "pakistan", 80), ("pakistan", "iran", 99)):
        own, others = f"datum.{state}_strikes", f"datum.{other}_strikes"
        got = f"{state} * {own} - ({own} < {others} ? harm * datum.h : 0) + relations * datum.r - war * datum.w"
        base = (
            _signed(alt.Chart(ends.assign(x=place)))
            .transform_calculate(got=got)
            .transform_calculate(say=f"datum.end + ', {state}: ' + datum.got")
            .encode(x=x, y=y, text=alt.Text("got:Q", format="~r"), description="say:N")
        )
        layers += [
            base.transform_filter(REACHED).mark_text(align="right", fontWeight="bold"),
            base.transform_filter(f"!({REACHED})").mark_text(align="right"),
        ]
    return layers


def _sayings(last: int, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The lines of text above and below the tree."""
    lines = pd.DataFrame(
        [
            (0, -1.8, "bold", "solution"), (80, -0.9, "right", "Iran"), (99, -0.9, "right", "Pakistan"),
            (X0, 0, "first", "Iran decides"), (0, last + 0.9, "bold", "tie"),
        ],
        columns=["x", "row", "side", "text"],
    )  # fmt: skip
    words = "datum.text === 'solution' ? headlines[found] : datum.text === 'tie' ? ties[found] : datum.text"
    base = alt.Chart(lines).transform_calculate(words=words).encode(x=x, y=y, text="words:N")
    looks = {
        "bold": {"align": "left", "fontWeight": "bold"},
        "right": {"align": "right"},
        "first": {"align": "left", "dx": 12},
    }
    return [base.transform_filter(f"datum.side === '{side}'").mark_text(**look) for side, look in looks.items()]


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
    """The answer of the setting, looked up: which one it is, and what the tree shows for each."""
    place = "0"
    for name, values in zip(SETTINGS, _values(), strict=True):
        place = f"({place}) * {len(values)} + ({name} - {values[0]}) / {values[1] - values[0]}"
    words = [headline(plans) for plans in answers()]
    made = [
        alt.param(name="grid", value=grid()["found"]),
        alt.param(name="signs", value=[signs(plans) for plans in answers()]),
        alt.param(name="headlines", value=[first for first, _ in words]),
        alt.param(name="ties", value=[second for _, second in words]),
        alt.param(name="found", expr=f"indexof('{NUMBERS}', grid[{place}])"),
    ]
    return [param.param for param in made]


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
    _write_grid()
