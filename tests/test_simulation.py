"""The crisis simulation: no card knows more than its hour, every card has its sources, and cards follow the data."""

import html
import re
import zlib
from types import SimpleNamespace

import pandas as pd
import pytest

from pakiran import browser, load
from pakiran.teach import simulation as sim
from pakiran.teach import simulation_page, simulation_print

RECORD = sim.Record()
CARDS = sim.cards(RECORD)
TURNS = sim.course("turns")["turn"]
LATER = r"\blater\b|next day|day before|days? after|the eve of|had not yet|soon after|went on to|would strike"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


@pytest.fixture(params=CARDS, ids=lambda card: f"turn-{card.number}")
def card(request):
    return request.param


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


# --- no card tells what came later ------------------------------------------------


def test_rows_of_a_card_are_not_later_than_its_hour(card):
    for item in card.items:
        row = RECORD.events.loc[item.row]
        assert row["date"] < card.cut.day or (
            row["date"] == card.cut.day and (card.cut.order is None or row["order_in_day"] <= card.cut.order)
        ), item.row


def test_statements_on_the_dead_were_made_by_then(card):
    tied = TURNS[card.number - 1].get("tied", {})
    for told in pd.concat([card.losses, card.told]).itertuples():
        day = RECORD.claims.loc[told.casualty_id, "stated_on"]
        if told.casualty_id in tied or any(told.casualty_id in turn.get("tied", {}) for turn in TURNS[: card.number]):
            continue  # comes with a row of the card; see the next test
        assert day < card.cut.day or (day == card.cut.day and card.cut.order is None), told.casualty_id


def test_a_tied_statement_has_the_source_of_its_row():
    for turn in TURNS:
        for claim, event in turn.get("tied", {}).items():
            row, said = RECORD.events.loc[event], RECORD.claims.loc[claim]
            assert said["source_id"] == row["source_id"] and abs((said["stated_on"] - row["date"]).days) <= 1


def test_rows_of_other_tables_were_in_print(card):
    for item in card.more:
        dates = RECORD.sources.loc[item.sources, "date"].dropna()
        assert dates[dates.str.len() == 10].min() <= f"{card.cut.day:%Y-%m-%d}", item.row


def test_printed_sources_are_not_later(card):
    named = [name for item in [*card.items, *card.more] for name in item.printed]
    days = [re.search(rf"(\d+) ({MONTHS})( \d{{4}})?$", name) for name in named]
    assert named and all(days)
    for found in days:
        assert pd.Timestamp(f"{found[1]} {found[2]} {found[3] or card.cut.day.year}") <= card.cut.day


def test_no_day_in_the_words_lies_ahead(card):
    """Days named in the text are past, but for those that a row announces."""
    text = plain(simulation_print.card_body(card))
    for day, month, year in re.findall(rf"\b(\d{{1,2}}) ({MONTHS})( 20\d\d)?", text):
        if f"{day} {month}" in card.announced or (day, month, card.number) == ("17", "January", 2):  # after midnight
            continue
        date = pd.Timestamp(f"{day} {month} {year or 2024}")
        assert date <= card.cut.day or (not year and date.month > 2), (card.number, day, month)


def test_no_word_looks_ahead(card):
    allowed = {"IP-20240103-02": "next day", "IP-20240105-01": "days after"}  # both lie before the first card
    for item in card.items:
        words = (item.title + " " + item.text).replace(allowed.get(item.row, "\0"), "")
        assert not re.search(LATER, words), (item.row, words)
    assert not card.losses["who"].str.contains("first reports|first week").any()


def test_announced_days_are_named_by_a_row_of_the_card(card):
    words = " ".join(item.text for item in card.items)
    assert all(day in words for day in card.announced)


def test_a_row_from_the_future_is_refused():
    early = sim.cuts()[1]
    with pytest.raises(ValueError, match="not known"):
        sim.item(RECORD, "IP-20240118-01", early, {})
    with pytest.raises(ValueError, match="not known"):
        sim.item(RECORD, "trade_milestones:M2024-01-IMPORTS", early, {})
    with pytest.raises(ValueError, match="not known"):  # its period is past, but it was printed in February
        sim.item(RECORD, "trade_observed:OM2023-12-MOC", early, {})


def test_a_midday_card_has_no_undated_hours():
    """Rows of a day without a place in it wait for the evening."""
    cut = sim.Cut(pd.Timestamp("2024-01-18"), 4)
    assert cut.knows(pd.Timestamp("2024-01-17")) and cut.knows(pd.Timestamp("2024-01-18"), 4)
    assert not cut.knows(pd.Timestamp("2024-01-18")) and not cut.knows(pd.Timestamp("2024-01-18"), pd.NA)
    assert not cut.knows(pd.Timestamp("2024-01-19"), 1) and not cut.knows(pd.NaT)


# --- cards follow the data ----------------------------------------------------------


def test_a_change_in_the_data_changes_the_card():
    events, claims = load("events"), load("casualty_claims")
    events.loc[events["event_id"] == "IP-20240117-05", "summary"] = "Changed words."
    claims.loc[claims["casualty_id"] == "IP-20240118-01-c4", ["killed_low", "killed_high"]] = 77
    changed = sim.cards(sim.Record(events=events, casualty_claims=claims))
    assert "Changed words." in simulation_print.card_body(changed[2])
    assert "<td>77</td>" in simulation_print.card_body(changed[4]) and "<td>77</td>" not in simulation_print.card_body(
        CARDS[4]
    )


def test_words_that_are_gone_from_a_row_stop_the_build():
    events = load("events")
    events.loc[events["event_id"] == "IP-20240118-01", "summary"] = "Another summary."
    with pytest.raises(ValueError, match="expected the words"):
        sim.cards(sim.Record(events=events))


def test_a_row_that_moves_to_a_later_day_stops_the_build():
    events = load("events")
    events.loc[events["event_id"] == "IP-20240117-05", "date"] = pd.Timestamp("2024-01-20")
    with pytest.raises(ValueError, match="IP-20240117-05"):
        sim.cards(sim.Record(events=events))


def test_every_dealing_of_the_two_states_is_on_a_card_or_explained():
    assert sim.left_out(RECORD) == []
    events = load("events")
    new = events[events["event_id"] == "IP-20240119-02"].assign(event_id="IP-20240120-09")
    assert sim.left_out(sim.Record(events=pd.concat([events, new]))) == ["IP-20240120-09"]


# --- sources, fairness, words ---------------------------------------------------------


def test_every_entry_has_sources(card):
    assert all(item.sources for item in [*card.items, *card.more]) and card.losses["source_id"].notna().all()
    body = simulation_print.source_lists(RECORD)
    assert all(item.row in body for item in card.items)


def test_times_are_no_finer_than_the_rows():
    row = {
        "date": pd.Timestamp("2024-01-18"),
        "date_precision": "day",
        "time_local": None,
        "utc_offset": None,
        "time_basis": None,
    }
    assert sim.when(pd.Series(row)) == "18 January 2024, in the course of the day"
    row |= {"time_local": "10:20", "utc_offset": "+05:00", "time_basis": "published"}
    assert sim.when(pd.Series(row)) == "18 January 2024, first dated report 10:20 in Pakistan"
    assert sim.when(pd.Series(row | {"date_precision": "month"})) == "January 2024"
    for item in (item for card in CARDS for item in card.items):
        assert pd.notna(RECORD.events.loc[item.row, "time_local"]) or not re.search(r"\d\d:\d\d", item.when), item.row


def test_hours_of_the_cards():
    assert [card.hour.split(", ", 1)[1] for card in CARDS] == [
        "about 15:39 in Pakistan, 14:09 in Iran", "end of the day", "end of the day", "about 13:10 in Pakistan, 11:40 in Iran",
        "end of the day", "end of the day", "early in the morning",
    ]  # fmt: skip


def test_losses_of_both_sides_stand_together():
    """From the second strike's counts on, every card tells of both strikes."""
    for card in CARDS[4:]:
        events = set(card.losses["event_id"]) | set(card.told["event_id"])
        assert {"IP-20240116-05", "IP-20240118-01"} <= events
    sides = set(RECORD.claims.loc[CARDS[4].losses["casualty_id"], "side"])
    assert {"iranian_official", "pakistani_official", "armed_group", "rights_group"} <= sides


def test_labels_are_somebody_elses():
    """In our own words no card uses a label; in rows it stands in quotation marks."""
    own = " ".join(str(sim.course(name)) for name in ("roles", "turns", "moves"))
    assert not re.search("terroris|martyr|regime|militant", own, re.I)
    for card in CARDS:
        text = " ".join(f"{item.title} {item.text}" for item in card.items)
        assert not re.search(r"terroris", re.sub(r'"[^"]*"', "", text)), card.number


def test_course_files_hold_no_number_of_dead_and_no_day():
    """Facts come from the data: the questions and tasks name none but the days of the tables."""
    for turn in TURNS:
        words = " ".join([*turn["open"], turn["task"]])
        assert not re.search(r"\d", re.sub("29 January", "", words)), words
    for role in sim.course("roles")["role"]:
        assert not re.search(r"\d", role["who"] + role.get("record", "") + " ".join(role["unknown"]))


# --- roles ------------------------------------------------------------------------------


def test_roles_know_nothing_after_the_start():
    for role in sim.roles(RECORD):
        assert role["items"] and all(RECORD.events.loc[item.row, "date"] <= sim.cuts()[0].day for item in role["items"])


def test_what_cards_say_of_silence_is_true():
    """Where a card says that the tables hold nothing, they hold nothing."""
    roles = {role["key"]: role for role in sim.roles(RECORD)}
    assert roles["saudi-arabia"]["count"] == roles["china"]["count"] == 0 and roles["united-states"]["count"] == 1
    saudi = RECORD.actors[RECORD.actors["actor_id"] == "SAU"]["event_id"]
    assert not RECORD.events.loc[saudi, "layer"].eq("crisis").any()


def test_aims_are_words_of_the_rows():
    frames = sim.Record(events=load("events").assign(summary="Other words."))
    with pytest.raises(ValueError):
        sim.roles(frames)


def test_every_move_has_a_value_of_the_book():
    values, labels = sim.codes(RECORD), sim.move_labels()
    assert set(labels) <= set(values) and all(set(role["moves"]) <= set(labels) for role in sim.course("roles")["role"])
    assert load("events").groupby("cameo_code")["goldstein"].nunique().max() == 1


# --- paths --------------------------------------------------------------------------------


def test_path_by_hand():
    """Turn 1: 1.0 - 2.0; turn 3: 5.0 once, since China's offer does not count; all other turns nothing."""
    moves, problems = sim.read_moves("1 Iran 041\n 1  pakistan 114 \n\n3 BOTH 037\n3 China 039", sim.codes(RECORD))
    assert problems == [] and list(moves["actor"]) == ["Iran", "Pakistan", "Both", "China"]
    path = sim.path(moves)
    assert list(path["sum"]) == [-1, 0, 5, 0, 0, 0, 0] and list(path["path"]) == [-1, -1, 4, 4, 4, 4, 4]
    assert list(path["moves"]) == [2, 0, 1, 0, 0, 0, 0]


def test_force_can_be_left_out():
    moves, _ = sim.read_moves("2 Iran 190\n2 Iran 041\n4 Pakistan 138", sim.codes(RECORD))
    assert sim.path(moves)["path"].iloc[-1] == -16 and sim.path(moves, armed=False)["path"].iloc[-1] == -6


def test_lines_that_cannot_be_read_are_named():
    _, problems = sim.read_moves("x\n9 Iran 041\n1 Nobody 041\n1 Iran 999\n0 Iran 041", sim.codes(RECORD))
    assert [problem.split(":")[0] for problem in problems] == [f"Line {n}" for n in range(1, 6)]


def test_the_record_holds_every_coded_dealing_once():
    real = sim.real_moves(RECORD)
    events = load("events")
    wanted = events[events["dyadic"].astype(bool) & events["date"].between("2024-01-17", "2024-01-29")]
    assert set(wanted["event_id"]) <= set(real["event_id"]) and not real["event_id"].duplicated().any()
    assert real[real["event_id"] == "IP-20240116-05"]["turn"].item() == 1
    assert real[real["event_id"] == "IP-20240118-01"]["turn"].item() == 3
    assert real[real["event_id"] == "IP-20240118-20"]["turn"].item() == 4  # without a place in the day: after midday
    for row in real.itertuples():  # done after its own card, known by the next
        event = RECORD.events.loc[row.event_id]
        before, after = sim.cuts()[row.turn - 1 : row.turn + 1]
        assert not before.knows(event["date"], event["order_in_day"]) and after.knows(
            event["date"], event["order_in_day"]
        )


def test_the_live_tool_shows_the_same_numbers():
    tool = simulation_page.Tool(RECORD)
    text, armed, shown = tool.widgets().children
    text.value = "1 Iran 041\n1 Iran 9999"
    assert "Line 2" in shown.value and tool.compare(text.value)[0].to_html(index=False, border=0) in shown.value
    armed.value = False
    assert tool.compare(text.value, False)[0].to_html(index=False, border=0) in shown.value


# --- guide and print -----------------------------------------------------------------------


def test_schedule_fills_the_session():
    guide = sim.course("guide")
    assert sum(step["minutes"] for step in guide["schedule"]) == guide["session"] == 90
    assert next(s["minutes"] for s in guide["schedule"] if s["what"].startswith("Turns")) == 7 * len(TURNS)


def test_reading_times_fill_the_turns():
    times = [card.reading for card in CARDS]
    assert sum(times) + 4 * len(times) == next(
        s["minutes"] for s in sim.course("guide")["schedule"] if s["what"].startswith("Turns")
    )
    assert f"{sum(times)} in all" in " ".join(s["what"] for s in sim.course("guide")["schedule"])


@pytest.mark.parametrize("card", CARDS[1:], ids=lambda card: f"turn {card.number}")
def test_a_card_can_be_read_in_its_time(card):
    """Shared by three: 150 words a minute for the longest part, a minute to tell the others; then the press reads."""
    body = simulation_print.card_body(card).partition("</p>")[2]  # without the line on the minutes
    known, dead, rest = re.match(
        "(.*)<h2>The dead and injured[^<]*</h2>(.*?)(<h2>.*)", body.partition("<h2>Also known")[0], re.S
    ).groups()
    longest = max(len(plain(part).split()) for part in (known, dead, rest))
    aloud = sum(len(item.title.split()) for item in card.items if not item.text)
    assert longest / 150 + 1 + aloud / 130 <= card.reading


@pytest.mark.parametrize("size", sim.course("guide")["size"], ids=lambda size: f"{size['students']} students")
def test_there_is_a_lot_for_each_student_and_a_card_for_each_lot(size):
    drawn = sim.lots(size, simulation_print.PRESS)
    assert len(drawn) == len(set(drawn)) == size["students"]
    _, articles = simulation_print.sheets(RECORD)["student/simulation/role-cards"]
    cards = {re.search("<h1>Role card: (.+?)</h1>", one)[1] for one in articles}
    for game in range(1, len(size["games"]) + 1):
        roles = {role for at, role, *_ in drawn if at == game}
        missing = {html.unescape(card) for card in cards} - roles
        assert roles <= cards and missing <= ({"Saudi Arabia"} if size["students"] == 12 else set())
    sheet = next(one for one in simulation_print.lots() if f"Lots for {size['students']} students" in one)
    assert sheet.split('class="sim-lots"')[1].count("<li>") == size["students"]
    heads, rows = simulation_print.seats()
    columns = [place for place, head in enumerate(heads) if head.startswith(f"{size['students']} ")]
    assert sum(row[place] for row in rows for place in columns if row[place] != "–") == size["students"]


def test_students_get_nothing_that_tells_the_end(tmp_path, monkeypatch):
    monkeypatch.setenv("PAKIRAN_BROWSER", "")
    files = sim.build(tmp_path)
    assert {file.suffix for file in files} == {".html"} and len(files) == 7
    student = " ".join(plain(file.read_text("utf-8")) for file in files if "student" in file.parts)
    assert "Role card: Pakistan" in student and "Turn 1: The eve" in student
    for turn in TURNS[1:]:
        assert turn["name"] not in student and turn["task"] not in student
    assert not re.search("Koh-e-Sabz|Sarmachar|liaison|Marhamati, first", student)
    real = sim.path(sim.real_moves(RECORD))
    assert f"{real['path'].min():+.1f}" not in student
    teacher = " ".join(plain(file.read_text("utf-8")) for file in files if "instructor" in file.parts)
    assert all(turn["name"] in teacher for turn in TURNS) and f"{real['path'].min():+.1f}" in teacher


@pytest.mark.skipif(not browser.installed(), reason="no browser to print with")
def test_one_card_is_one_sheet_of_a4(tmp_path):
    """Every card and worksheet in one document, printed once: as many pages of A4 as cards."""
    wanted = ("role-cards", "worksheet", "guide", "lots", "turn-cards")
    articles = [
        a for name, (_, sheets) in simulation_print.sheets(RECORD).items() if name.endswith(wanted) for a in sheets
    ]
    page = tmp_path / "all.html"
    page.write_text(simulation_print.document("All", articles), encoding="utf-8")
    made = pages(simulation_print.to_pdf(page).read_bytes())
    assert made.count == len(articles) and made.sizes == {(595, 842)}


def pages(pdf: bytes) -> SimpleNamespace:
    """Number and sizes (whole points) of the pages, read from the objects of a PDF, packed or not."""
    text = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            text += zlib.decompress(stream)
        except zlib.error:
            continue
    sizes = {
        (round(float(w)), round(float(h))) for w, h in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", text)
    }
    return SimpleNamespace(count=len(re.findall(rb"/Type\s*/Page\b", text)), sizes=sizes)
