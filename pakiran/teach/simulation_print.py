"""The simulation as printed: cards and sheets as HTML that prints to A4, and PDFs where a browser is found.

The same functions make the cards of the public page. Text from data is always escaped.
"""

import re
import subprocess
import tempfile
from collections import Counter
from html import escape
from itertools import pairwise
from pathlib import Path

import pandas as pd

from .. import browser
from . import simulation as sim

FULL = 692  # type in points times the root of the letters that fill a sheet, found by trying
STYLE = """
@page { size: A4; margin: 9mm 12mm; }
* { box-sizing: border-box; }
body { font: 9.6pt/1.25 Arial, Helvetica, "Liberation Sans", sans-serif; color: #000; background: #fff; margin: 0 auto; max-width: 186mm; }
article { break-after: page; padding: 0 0 4mm; }
article:last-child { break-after: auto; }
h1 { font-size: 1.65em; margin: 0 0 1mm; } h2 { font-size: 1.14em; margin: 2.4mm 0 1mm; border-bottom: .4pt solid #777; break-after: avoid; }
p { margin: 0 0 1.6mm; } ul, ol { margin: 0 0 1.6mm; padding-left: 5mm; } li { margin: 0 0 .6mm; break-inside: avoid; }
table { width: 100%; border-collapse: collapse; margin: 0 0 2mm; } tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: .5mm 1.5mm .5mm 0; border-bottom: .3pt solid #999; } th { font-weight: 600; }
.sim-when, .sim-sources { font-size: .88em; color: #333; } .sim-hour { font-size: 1.25em; font-weight: 600; }
.sim-moves { columns: 3; column-gap: 5mm; padding-left: 0; list-style: none; } .sim-moves li { font-size: .9em; }
.sheet td { height: 7.8mm; border: .3pt solid #777; padding: .5mm 1mm; } .sheet th { border: .3pt solid #777; padding: .5mm 1mm; }
.sim-losses td { padding: .15mm 1.5mm .15mm 0; } .sim-losses td:first-child { width: 31%; } .sim-losses td:nth-child(2), .sim-losses td:nth-child(3) { width: 7%; } .sim-losses th[colspan] { padding-top: 1mm; }
.sim-lots { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(3, 1fr); } .sim-lots li { height: 14mm; margin: 0; padding: 1.5mm 2mm; border: .4pt dashed #777; } .sim-lots strong { display: block; }
.number { text-align: right; white-space: nowrap; } td.number { padding-right: 3mm; }
svg { display: block; width: 100%; height: auto; max-height: 92mm; }
.foot { font-size: 8pt; color: #333; border-top: .3pt solid #999; padding-top: 1mm; margin-top: 2mm; }
@media screen { body { padding: 16px; } article { border-bottom: 1px solid #999; margin-bottom: 24px; } }
"""
PRESS = "Press and note keeper"
FOOT = "Data of the book on Pak-Iran relations, CC BY 4.0. In brackets: who had printed it by then (no dated report yet: the reports that we read came later or carry no day); + more sources; support of the row."


def document(title: str, articles: list[str]) -> str:
    """A whole page that needs nothing else: one article a sheet of paper."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>\n'
        + "\n".join(articles)
        + "\n</body></html>\n"
    )


def article(title: str, body: str, size: float = 9.6) -> str:
    """One sheet; `size` is that of its type in points."""
    return f'<article style="font-size: {size:g}pt"><h1>{escape(title)}</h1>{body}<p class="foot">{FOOT}</p></article>'


def _fitting(body: str) -> float:
    """Type as large as a card allows that is to stay one sheet: the area of a text grows with the square of its type."""
    letters = len(re.sub(r"<[^>]+>", "", body)) + 55 * (
        body.count("<li>") + body.count("<tr>") + 2 * body.count("<h2>")
    )
    return round(max(7.6, min(10.4, FULL / letters**0.5)), 1)


def signed(value: float) -> str:
    """A value with its sign; none for nought."""
    return f"{value:+g}" if value else "0"


def points(lines: list[str], kind: str = "ul") -> str:
    """Lines as a list, escaped; nothing without lines."""
    return f"<{kind}>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</{kind}>" if lines else ""


def table(heads: list[str], rows: list[tuple], numbers: tuple = ()) -> str:
    """A table; `numbers` are the columns that stand to the right."""

    def cell(tag, place, value):
        return f"<{tag}{' class=number' if place in numbers else ''}>{escape(str(value))}</{tag}>"

    head = "".join(cell("th", place, value) for place, value in enumerate(heads))
    body = "".join(f"<tr>{''.join(cell('td', place, value) for place, value in enumerate(row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def entry(item: sim.Item) -> str:
    """One row of a card, with its hour, its support and who printed it by then."""
    return f"<li><strong>{escape(item.title)}</strong> {_details(item, 2, escape(item.text))}</li>"


def _details(item: sim.Item, names: int, text: str = "") -> str:
    named = "; ".join(item.printed[:names]) or "no dated report yet"
    more = len(item.sources) - len(item.printed[:names])
    return (
        f'<span class="sim-when">{escape(item.when)}.</span> {text} '
        f'<span class="sim-sources">[{escape(named)}{f"; +{more}" if more > 0 else ""}. Support: {item.support}]</span>'
    )


def entries(items: list[sim.Item]) -> str:
    """The rows of a card that are told in full."""
    return f"<ul>{''.join(entry(item) for item in items if item.text)}</ul>"


def read_out(items: list[sim.Item], head: str) -> str:
    """The rows with a heading alone, at the end of the card: the press reads them aloud, nobody else has to."""
    brief = " ".join(f"<strong>{escape(item.title)}</strong> {_details(item, 1)}" for item in items if not item.text)
    return f"<{head}>Also known: the press reads the bold words aloud</{head}><p>{brief}</p>" if brief else ""


# --- cards ------------------------------------------------------------------------


def role_body(role: dict, head: str = "h2") -> str:
    """A role card without its title."""

    def part(title, body):
        return f"<{head}>{title}</{head}>{body}" if body else ""

    since = f"{sim.course('turns')['start']:%B %Y}"
    where = "happen in this province" if "region" in role else "show this side acting"
    count = f"Rows of the tables from {since} to the start that {where}: {role['count'] or 'none'}."
    moves = "".join(f"<li>{code} {escape(words)} ({signed(value)})</li>" for code, words, value in role["can"])
    limit = "up to three moves a turn" if role.get("counts") else "at most one move a turn"
    return "".join(
        [
            part("Who you are", f"<p>{escape(role['who'])}</p>"),
            part(
                "What your side had said or done in public" if "region" not in role else "What had happened, and who said what",
                f"<ul>{''.join(entry(item) for item in role['items'])}</ul>{points(role['spoken'])}",
            ),
            part("How much the record holds", f"<p>{count} {escape(role.get('record', ''))}</p>"),
            part("Aims stated in public (words of the rows)", points(role["stated"]) or "<p>The rows state none. Do not invent one for a real person.</p>"),
            part("What you know at the start", f"<p>The card of the first turn ({escape(sim.course('turns')['turn'][0]['name'])}). Everybody has it.</p>"),
            part("What you cannot know", points(role["unknown"])),
            part(f"What you can do ({limit}; code and value)", f'<ul class="sim-moves">{moves}</ul>'),
        ]
    )  # fmt: skip


def press_body(head: str = "h2") -> str:
    """The card of press and note keeper, without its title: what they do, and no fact."""
    told = sim.course("guide")["press"]
    parts = {"In every turn": told["turn"], "At the end": told["end"], "Take care": told["care"]}
    lists = "".join(f"<{head}>{title}</{head}>{points(lines)}" for title, lines in parts.items())
    return f"<{head}>Who you are</{head}><p>{escape(told['who'])}</p>{lists}"


def card_body(card: sim.Card, head: str = "h2") -> str:
    """The card of one turn without its title and hour."""
    more = f"<{head}>Also in print by now</{head}><ul>{''.join(entry(i) for i in card.more)}</ul>" if card.more else ""
    return (
        f'<p class="sim-when">Read and share: {card.reading} min. Decide: 3 min. Move and note: 1 min.</p>'
        f"<{head}>What is known</{head}>{entries(card.items)}"
        f"<{head}>The dead and injured, as each side states them</{head}>{_new_statements(card)}{_told(card)}{more}"
        f"<{head}>What is not known</{head}>{points(card.open)}<{head}>Decide now</{head}><p>{escape(card.task)}</p>"
        f"{read_out(card.items, head)}"
    )


def _new_statements(card: sim.Card) -> str:
    """A table of the statements that are new on a card, under the name of each event."""
    if card.losses.empty:
        return "<p>No statement with a day is new on this card.</p>"
    rows = []
    for event, part in card.losses.groupby("event", sort=False):
        rows.append(f'<tr><th colspan="4" scope="rowgroup">{escape(event)}</th></tr>')
        rows += [
            f"<tr><td>{escape(r.who)}{'' if r.stated_on == card.cut.day else escape(f', {r.day}', quote=False)}</td><td>{r.killed or '–'}</td><td>{r.injured or '–'}</td><td>{escape(r.said)}</td></tr>"
            for r in part.itertuples()
        ]
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("Who says so", "Killed", "Injured", "What is said"))
    return f'<table class="sim-losses" aria-label="The dead and the injured, by who says so"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _told(card: sim.Card) -> str:
    """What was said before; after the first card only of the two strikes, so that a card can be read in time."""
    told, first = card.told, card.number == 1
    told = told if first else told[told["event_id"].isin(sim.course("turns")["repeated"])]
    lines = [
        f"{r.event}: {r.said}; {r.statements} statement{'s' * (r.statements != 1)}."
        for r in sim.in_short(told).itertuples()
    ]
    before = f"<strong>Said before, newest number of each kind of speaker.</strong> {escape(' '.join(lines))} " if lines else ""  # fmt: skip
    earlier = "" if first else "All earlier losses stand on the cards before, which stay on the table."
    return f'<p class="sim-sources">{before}{earlier}</p>' if before or earlier else ""


# --- worksheet and paths ------------------------------------------------------------


def grid(real: pd.DataFrame | None = None, turns: int = 7) -> str:
    """Squared paper for the path, empty or with the path of the record."""
    top, low, left, wide, high = 40, -60, 44, 640, 400

    def x(turn):
        return left + turn * (wide - left) / turns

    def y(value):
        return 10 + (top - value) * (high - 40) / (top - low)

    lines = [
        f'<line x1="{left}" x2="{wide}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#888" stroke-width="{1.4 if v == 0 else 0.4}"/>'
        f'<text x="{left - 6}" y="{y(v) + 4:.1f}" text-anchor="end" font-size="12">{signed(v)}</text>'
        for v in range(low, top + 1, 10)
    ]
    lines += [
        f'<line x1="{x(t):.1f}" x2="{x(t):.1f}" y1="10" y2="{y(low):.1f}" stroke="#888" stroke-width=".4"/>'
        f'<text x="{x(t):.1f}" y="{high - 8}" text-anchor="middle" font-size="12">{f"Turn {t}" if t else "Start"}</text>'
        for t in range(turns + 1)
    ]
    if real is not None:
        steps = [(0, 0.0), *zip(real["turn"], real["path"], strict=True)]
        lines.append(
            f'<polyline fill="none" stroke="#000" stroke-width="2.4" points="{" ".join(f"{x(t):.1f},{y(v):.1f}" for t, v in steps)}"/>'
        )
        for (_, before), (t, v) in pairwise(steps):  # labels beside the line, not on it
            dx, anchor = (7, "start") if v < before else (-7, "end")
            lines.append(
                f'<circle cx="{x(t):.1f}" cy="{y(v):.1f}" r="4"/><text x="{x(t) + dx:.1f}" y="{y(v) - 7:.1f}" font-size="13" text-anchor="{anchor}">{v:+.1f}</text>'
            )
    says = "Squared paper for the path" if real is None else "Path of the record: " + ", ".join(f"turn {t} {v:+.1f}" for t, v in zip(real["turn"], real["path"], strict=True))  # fmt: skip
    return f'<svg viewBox="0 0 {wide + 30} {high}" role="img" aria-label="{says}"><title>{says}</title>{"".join(lines)}</svg>'


def worksheet(record: sim.Record) -> list[str]:
    """Three sheets: where moves are noted, where the path is drawn, and the table of codes."""
    turns = range(1, len(sim.cuts()))  # no names: they would tell what is to come
    rows = "".join(
        f"<tr><td>{number if row == 0 else ''}</td>{'<td></td>' * 5}</tr>" for number in turns for row in range(4)
    )
    heads = "".join(f'<th style="width:{w}%">{h}</th>' for h, w in (("Turn", 6), ("Actor", 15), ("Towards", 15), ("What was done, and why in a few words", 46), ("Code", 9), ("Value", 9)))  # fmt: skip
    note = "<p>One line a move. Only moves of Iran, Pakistan and Both enter the path. For all others write the value in brackets. A turn without a move: a dash.</p>"
    noted = article(
        "Worksheet: our moves",
        f'{note}<table class="sheet"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>',
        8.7,
    )
    sums = "".join(f"<tr><td>{number}</td><td></td><td></td><td></td></tr>" for number in turns)
    path = (
        "<p>Add up the values of Iran, Pakistan and Both in each turn. The path is the running sum. It starts at zero. Draw it here, and the path of the record after the game in another colour.</p>"
        f'<table class="sheet"><thead><tr><th>Turn</th><th>Moves</th><th>Sum of the turn</th><th>Path: running sum</th></tr></thead><tbody>{sums}</tbody></table>{grid()}'
        "<p>The scale counts what two states do to each other. It does not count the dead.</p>"
    )
    values = sim.codes(record)
    names = {"talk": "Talk", "cooperate": "Come closer", "press": "Press", "force": "Force"}
    table_of = "".join(f"<h2>{names[key]}</h2>" + table(["Code", "Move", "Value"], [(c, words, signed(values[c])) for c, words in group.items()], (2,)) for key, group in sim.course("moves").items())  # fmt: skip
    said = "<p>CAMEO codes and Goldstein values as the events of the book carry them. In doubt take the milder code, and write the doubt down.</p>"
    return [noted, article("Worksheet: our path", path), article("Table of moves", said + table_of, 8.7)]


# --- for the teacher ------------------------------------------------------------------


def guide() -> list[str]:
    """The facilitator's guide."""
    told = sim.course("guide")
    clock, plan = 0, []
    for step in told["schedule"]:
        plan.append((f"{clock} to {clock + step['minutes']}", step["what"]))
        clock += step["minutes"]
    parts = {part["title"]: f"<h2>{escape(part['title'])}</h2>{points(part['points'])}" for part in told["part"]}
    first = (
        "".join(f"<p>{escape(line)}</p>" for line in told["how"])
        + f"<h2>The session: {told['session']} minutes</h2>{table(['Minutes', 'What'], plan)}"
        + f"<h2>Seats at the tables</h2>{table(*seats())}{points(size_notes())}"
    )
    names = list(parts)
    return [
        article("Facilitator's guide", first + parts[names[0]], 9),
        article("Facilitator's guide: safety", "".join(parts[name] for name in names[1:3]) + parts["To leave the roles"]),
        article("Facilitator's guide: moves, debrief, problems", "".join(parts[n] for n in names[3:] if n != "To leave the roles") + f"<h2>Questions for the debrief</h2>{points(told['questions'], 'ol')}", 8.7),
    ]  # fmt: skip


def seats() -> tuple[list[str], list[tuple]]:
    """Headings and rows of a table: for each role its seats, by the size of the class and the game."""
    sizes = sim.course("guide")["size"]
    heads, columns = ["Role"], []
    for size in sizes:
        drawn = Counter((game, role) for game, role, *_ in sim.lots(size, PRESS))
        for game in range(1, len(size["games"]) + 1):
            several = f", room {game}" if len(size["games"]) > 1 else ""
            heads.append(f"{size['students']} students{several}")
            columns.append({role: count for (at, role), count in drawn.items() if at == game})
    names = [*(role["name"] for role in sim.course("roles")["role"]), PRESS]
    return heads, [(name, *(column.get(name, "–") for column in columns)) for name in names]


def size_notes() -> list[str]:
    """What to know of each size of class."""
    return [f"{size['students']} students: {size['note']}" for size in sim.course("guide")["size"]]


def lots() -> list[str]:
    """A sheet for each size of class: how lots are drawn, what to print, and the lots, to be cut."""
    sheets = []
    for size in sim.course("guide")["size"]:
        drawn = sim.lots(size, PRESS)
        cards = ", ".join(f"{role} {count}" for role, count in Counter(role for _, role, *_ in drawn).items())
        tables = len({(game, role) for game, role, *_ in drawn})
        several = len(size["games"]) > 1
        slips = "".join(
            f"<li><strong>{escape(role)}</strong>{f'Room {game}, ' if several else ''}seat {seat} of {of}</li>"
            for game, role, seat, of in drawn
        )
        copies = (
            f"<p><strong>Copies.</strong> Role cards: {escape(cards)}. First card: {len(drawn)}. "
            f"Cards of turns 2 to 7, and the table of moves: {tables} sets, one for each table. "
            f"Worksheet for the moves: {len(size['games'])}, for the press.</p>"
        )
        body = f'{points(sim.course("guide")["lots"]["points"])}<p>{escape(size["note"])}</p>{copies}<ul class="sim-lots">{slips}</ul>'
        sheets.append(article(f"Lots for {size['students']} students", body, 8.7))
    return sheets


def debrief(record: sim.Record) -> list[str]:
    """What happened turn by turn, what came out later, and the sources of all cards."""
    real = sim.real_moves(record)
    names = [turn["name"] for turn in sim.course("turns")["turn"]]
    rows = [
        (f"{m.turn} {names[m.turn - 1]}", f"{m.date.day} {m.date:%b}", m.actor, m.title, m.code, signed(m.value))
        for m in real.itertuples()
    ]
    heads = ["Decided after card", "Day", "Who", "What happened", "Code", "Value"]
    without = sim.path(real, armed=False)["path"].iloc[-1]
    note = f"<p>Dealings of the two states with each other, as coded in the book. Without acts of force the path would end at {without:+.1f}. The codes are judgements; the tables give a reason for each.</p>"  # fmt: skip
    sheets = [article("Record card: what happened", note + grid(sim.path(real)) + table(heads, rows, (5,)), 8.7)]
    last = sim.Cut(pd.Timestamp(sim.course("turns")["end"]))
    after = [sim.item(record, name, last, {}) for name in sim.course("turns")["after"]["events"]]
    later = "".join(
        f"<li>{escape(title)}: {escape(text)} ({escape(when)})</li>" for when, title, text in _later_rows(record)
    )
    sheets.append(article("The settlement", f"<ul>{''.join(entry(i) for i in after)}</ul><h2>Printed only after the end</h2><ul>{later}</ul><h2>Losses of both sides, as they stand in the tables today</h2>{_final_losses(record)}", 8.7))  # fmt: skip
    for card in sim.cards(record):
        found = sim.came_later(record, card.number)
        body = "".join(f"<h2>{title}</h2>{points(lines)}" for title, lines in found.items() if lines)
        sheets.append(article(f"What came out later: turn {card.number}, {card.name}", body, 8.7))
    sheets.append(article("Sources of the cards", source_lists(record), 8.7))
    return sheets


def _later_rows(record: sim.Record) -> list[tuple[str, str, str]]:
    """Rows on these days that were printed only after the end: day, heading, text."""
    rows = [record.row(name)[1] for name in sim.course("turns")["after"]["more"]]
    return [
        (
            f"{row['date'].day} {row['date']:%B %Y}" if row["date_precision"] == "day" else f"{row['date']:%B %Y}",
            row["title"],
            row["summary"],
        )
        for row in rows
    ]


def _final_losses(record: sim.Record) -> str:
    """Every standing statement with a number on the events of the cards, with those of both strikes together."""
    events = list(dict.fromkeys(e for turn in sim.course("turns")["turn"] for e in turn["events"]))
    claims = record.claims[record.claims["event_id"].isin(events) & ~record.claims["is_superseded"].astype(bool)]
    claims = claims[claims["killed_low"].notna()]
    rows = [
        (
            record.events.loc[event, "title"].split(" (")[0],
            "; ".join(f"{sim._number(c.killed_low, c.killed_high)} ({c.claimed_by})" for c in part.itertuples()),
        )
        for event, part in claims.groupby("event_id", sort=True)
    ]
    return table(["Event", "Killed (who says so)"], rows)


def source_lists(record: sim.Record) -> str:
    """For every row on a card all its sources, with links."""
    parts = []
    for card in sim.cards(record):
        lines = "".join(
            f"<li>{item.row}: {'; '.join(_source(record.sources.loc[name]) for name in item.sources)}</li>"
            for item in [*card.items, *card.more]
        )
        said = record.sources.loc[list(dict.fromkeys(card.losses["source_id"]))]
        lines += (
            f"<li>Statements on the dead and injured: {'; '.join(_source(row) for _, row in said.iterrows())}</li>"
            if len(said)
            else ""
        )
        parts.append(f"<h2>Turn {card.number}: {escape(card.name)}</h2><ul>{lines}</ul>")
    return "".join(parts)


def _source(row: pd.Series) -> str:
    name = f"{row['publisher']}, {row['date'] if pd.notna(row['date']) else 'no date'}"
    return f'<a href="{escape(row["url"], quote=True)}">{escape(name)}</a>' if pd.notna(row["url"]) else escape(name)


# --- files --------------------------------------------------------------------------


def sheets(record: sim.Record) -> dict[str, tuple[str, list[str]]]:
    """File (without its ending) -> title and sheets of paper."""
    cards = {
        card.number: (
            f"Turn {card.number}: {card.name}",
            f'<p class="sim-hour">{escape(card.hour)}</p>{card_body(card)}',
        )
        for card in sim.cards(record)
    }
    made = {number: article(title, body, _fitting(body)) for number, (title, body) in cards.items()}
    bodies = [(role["name"], role_body(role)) for role in sim.roles(record)]
    bodies.append((PRESS, press_body()))
    roles = [article(f"Role card: {name}", body, _fitting(body)) for name, body in bodies]
    return {
        "student/simulation/role-cards": ("Role cards", roles),
        "student/simulation/first-card": ("The card of the first turn", [made[1]]),
        "student/simulation/worksheet": ("Worksheet", worksheet(record)),
        "instructor/simulation/guide": ("Facilitator's guide", guide()),
        "instructor/simulation/lots": ("Lots for the roles", lots()),
        "instructor/simulation/turn-cards": ("Cards of the turns", list(made.values())),
        "instructor/simulation/debrief": ("What happened, and what came out later", debrief(record)),
    }


def build(out: Path) -> list[Path]:
    """Write every file below `out`; returns them. PDFs are made if a browser is there."""
    written = []
    for name, (title, articles) in sheets(sim.Record()).items():
        file = Path(out) / f"{name}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(document(f"{title}: a crisis at the hour", articles), encoding="utf-8")
        written += [file, *filter(None, [to_pdf(file)])]
    return written


def to_pdf(page: Path) -> Path | None:
    """The page as a PDF beside it, printed by a browser; None without one, or if it fails."""
    chromium = browser.installed()
    if not chromium:
        return None
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}", f"--print-to-pdf={target.resolve()}", page.resolve().as_uri()]  # fmt: skip
        subprocess.run(command, check=False, capture_output=True, timeout=120)
    return target if target.exists() else None
