"""The simulation on the public page: cards to unfold, and the tool that sets a class beside the record."""

import json
from dataclasses import dataclass
from html import escape

import pandas as pd

from ..charts.simulation import simulation_path
from ..display import Block, table
from . import simulation as sim
from . import simulation_print as printed

HINT = "1 Pakistan 041\n2 Both 037"  # shown in the empty field: two moves as they are written


def schedule() -> Block:
    """The session by minutes."""
    clock, rows = 0, []
    for step in sim.course("guide")["schedule"]:
        rows.append((f"{clock} to {clock + step['minutes']}", step["what"]))
        clock += step["minutes"]
    return table(pd.DataFrame(rows, columns=["Minutes", "What"]), f"A session of {clock} minutes")


def safety() -> Block:
    """The rules of safety, as the guide has them."""
    part = next(part for part in sim.course("guide")["part"] if part["title"].startswith("Safety"))
    return Block(printed.points(part["points"], "ol"), "\n".join(part["points"]))


def seats() -> Block:
    """Seats of each role in a class of 12, 20 and 35 students."""
    heads, rows = printed.seats()
    return table(pd.DataFrame(rows, columns=heads), "Seats of each role, by the size of the class")


def lots() -> Block:
    """How roles are drawn by lot."""
    told = [*sim.course("guide")["lots"]["points"], *printed.size_notes()]
    return Block(printed.points(told, "ul"), "\n".join(told))


def moves(record: sim.Record) -> Block:
    """What a team may do, with code and value."""
    values = sim.codes(record)
    rows = [(code, words, printed.signed(values[code])) for code, words in sim.move_labels().items()]
    return table(pd.DataFrame(rows, columns=["Code", "Move", "Value"]), "Moves, with CAMEO code and Goldstein value")


def role_cards(record: sim.Record) -> Block:
    """The role cards, folded."""
    roles = sim.roles(record)
    cards = "".join(_folded(f"role-{role['key']}", role["name"], printed.role_body(role, "h3")) for role in roles)
    cards += _folded("role-press", printed.PRESS, printed.press_body("h3"))
    return Block(f'<div class="pk-sim">{cards}</div>', "\n".join([*(role["name"] for role in roles), printed.PRESS]))


def turn_cards(record: sim.Record) -> Block:
    """The cards of the turns, folded, so that nobody reads ahead by chance."""
    cards = sim.cards(record)
    folded = "".join(
        _folded(
            f"turn-{card.number}",
            f"Turn {card.number}: {card.hour}",
            f'<p class="sim-hour">{escape(card.name)}</p>{printed.card_body(card, "h3")}',
        )
        for card in cards
    )  # the names would tell what is to come, so they stand inside
    return Block(f'<div class="pk-sim">{folded}</div>', "\n".join(f"Turn {card.number}: {card.hour}" for card in cards))


def _folded(anchor: str, title: str, body: str) -> str:
    return f'<details id="{anchor}"><summary>{escape(title)}</summary>{body}</details>'


def record_path(record: sim.Record):
    """Figure: the path of the record, with and without acts of force."""
    real = sim.real_moves(record)
    return simulation_path(sim.path(real), sim.path(real, armed=False))


def happened(record: sim.Record) -> Block:
    """What the two states did after each card, coded."""
    rows = [
        (m.turn, f"{m.date.day} {m.date:%b}", m.actor, m.title, m.code, printed.signed(m.value))
        for m in sim.real_moves(record).itertuples()
    ]
    return table(
        pd.DataFrame(rows, columns=["Turn", "Day", "Who", "What happened", "Code", "Value"]), "The record, turn by turn"
    )


def questions() -> Block:
    """Questions for the debrief."""
    asked = sim.course("guide")["questions"]
    return Block(printed.points(asked, "ol"), "\n".join(asked))


def rows_behind(record: sim.Record) -> list[pd.DataFrame]:
    """The rows of the cards, one frame a table, for the list of sources."""
    named = sim.course("turns")
    ids = [name for turn in [*named["turn"], named["after"]] for name in [*turn["events"], *turn.get("more", [])]]
    ids += [name for role in sim.course("roles")["role"] for name in role["said"]]
    found: dict[str, list[pd.Series]] = {}
    for name in dict.fromkeys(ids):
        where, row = record.row(name)
        found.setdefault(where, []).append(row)
    frames = [pd.DataFrame(rows).reset_index(drop=True) for rows in found.values()]
    return [*frames, record.claims[record.claims["event_id"].isin(ids)].reset_index(drop=True)]


@dataclass(frozen=True)
class Tool:
    """The class beside the record: `html` for the page, where a script works it, `widgets()` for a live kernel."""

    record: sim.Record

    def compare(self, text: str = "", armed: bool = True) -> tuple[pd.DataFrame, list[str]]:
        return sim.compare(self.record, text, armed)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        told = {
            "turns": len(sim.cuts()) - 1,
            "codes": sim.codes(self.record),
            "moves": list(sim.move_labels().items()),  # in pairs: a script would sort the keys
            "actors": sim.actors(),
            "armed": sim.ARMED,
            "hint": HINT,
            "record": sim.real_moves(self.record)[["turn", "actor", "code", "value"]].to_dict("records"),
        }
        html = (
            f'<div class="pk-sim pk-sim-tool" data-sim="{escape(json.dumps(told), quote=True)}">'
            "<noscript><p>This tool needs a script. The worksheet on paper does the same: add up the values of each turn.</p></noscript></div>"
        )
        return {"text/html": html, "text/plain": self.compare()[0].to_string(index=False)}

    def widgets(self):
        """The same field and box as ipywidgets, with numbers that Python computes."""
        import ipywidgets

        text = ipywidgets.Textarea(placeholder=HINT, description="Moves", rows=8)
        armed = ipywidgets.Checkbox(value=True, description="Count acts of force")
        shown = ipywidgets.HTML()

        def show(text, armed):
            frame, problems = self.compare(text, armed)
            said = "".join(f"<p>{escape(problem)}</p>" for problem in problems)
            shown.value = said + frame.to_html(index=False, border=0)

        ipywidgets.interactive_output(show, {"text": text, "armed": armed})
        return ipywidgets.VBox([text, armed, shown])
