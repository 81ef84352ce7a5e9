"""The feeds keep the rules of RFC 4287, whatever the rows say, and change only with the data."""

import re
from datetime import datetime
from xml.etree import ElementTree as Xml

import pandas as pd
import pytest

from pakiran import feeds, load
from pakiran.data import package

A = f"{{{feeds.ATOM}}}"
EVENTS, SOURCES = load("events"), load("sources")
BASE = "https://book.pk/pak/"


def events_feed(events=EVENTS, base=""):
    return feeds.events_feed(events, SOURCES, package(), "chronology.html", base)


def updates_feed(base=""):
    return feeds.updates_feed(feeds.log(package(), SOURCES), package(), "since.html#log", base)


def problems(text: bytes) -> list[str]:
    """What RFC 4287 forbids, sections 4.1.1 and 4.1.2, and 3.3 on dates."""
    feed, found = Xml.fromstring(text), []
    entries = feed.findall(f"{A}entry")
    for node in (feed, *entries):
        for name in ("id", "title", "updated"):
            values = [child.text for child in node.findall(A + name)]
            if len(values) != 1 or not values[0] or values[0] != values[0].strip():
                found.append(f"{name}: {values}")
        found += [f"date: {d.text}" for d in node.findall(f"{A}updated") if not datetime.fromisoformat(d.text).tzinfo]
    if not [name.text for name in feed.findall(f"{A}author/{A}name") if name.text]:
        found.append("no author of the feed, and none of its entries has one")
    ids = [node.findtext(f"{A}id") for node in (feed, *entries)]
    if len(set(ids)) != len(ids) or not all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in ids):
        found.append("ids are not unique URIs")
    for entry in entries:
        links = [link for link in entry.findall(f"{A}link") if link.get("rel", "alternate") == "alternate"]
        if len(links) != 1 or not links[0].get("href"):
            found.append("an entry needs one link to its page")
    return found


@pytest.mark.parametrize("base", ["", BASE])
@pytest.mark.parametrize("made", [events_feed, updates_feed])
def test_feed_is_valid_and_always_the_same(made, base):
    text = made(base=base)
    assert problems(text) == [] and made(base=base) == text
    links = [link.get("href") for link in Xml.fromstring(text).iter(f"{A}link")]
    assert all(link.startswith(BASE) for link in links) if base else not any("//" in link for link in links)
    assert (b'rel="self"' in text) == bool(base)


def test_rules_find_a_broken_feed():
    text = events_feed()
    assert problems(text.replace(b"T00:00:00Z", b"T00:00:00"))
    assert problems(text.replace(b"<name>The companion's contributors</name>", b""))
    assert problems(re.sub(rb"<id>.*</id>", b"<id>x</id>", text))


def test_newest_events_in_order():
    feed = Xml.fromstring(events_feed())
    dates = [entry.findtext(f"{A}updated")[:10] for entry in feed.findall(f"{A}entry")]
    newest = EVENTS["date"].sort_values(ascending=False).dt.strftime("%Y-%m-%d").tolist()[: feeds.NEWEST]
    assert len(dates) == feeds.NEWEST and dates == newest
    assert feed.findtext(f"{A}updated") == package()["created"]


def test_ids_follow_the_rows_and_nothing_else():
    def by_row(text):
        entries = Xml.fromstring(text).findall(f"{A}entry")
        return {e.find(f"{A}link").get("href").partition("#")[2]: e.findtext(f"{A}id") for e in entries}

    before = by_row(events_feed())
    changed = EVENTS.assign(title="Other words", date=EVENTS["date"] + pd.Timedelta(days=3))
    assert by_row(events_feed(changed)) == before == by_row(events_feed(base=BASE))
    fewer = by_row(events_feed(EVENTS[EVENTS["event_id"] != next(iter(before))]))
    assert len(set(fewer.items()) & set(before.items())) == feeds.NEWEST - 1
    # Published ids may never change: readers would show every entry again.
    assert before["IP-20260623-01"] == "urn:uuid:d20c2ae2-41c7-5225-9ce1-cfc04fea45cd"


def test_text_of_rows_stays_text():
    hostile = "<script>alert(1)</script> & ]]> \"x\" 'y' جیش"
    feed = Xml.fromstring(events_feed(EVENTS.tail(3).assign(title=hostile, summary=hostile)))
    for entry in feed.findall(f"{A}entry"):
        assert entry.findtext(f"{A}title") == hostile and entry.findtext(f"{A}content").startswith(hostile)
        assert entry.find(f"{A}content").get("type") == "text" and not list(entry.find(f"{A}content"))


def test_month_is_not_told_as_a_day():
    rough = EVENTS[EVENTS["date_precision"] == "month"].tail(1)
    assert b"Only the month is known." in events_feed(rough)


def test_updates_have_one_entry_a_strand():
    titles = [e.findtext(f"{A}title") for e in Xml.fromstring(updates_feed()).findall(f"{A}entry")]
    assert titles == [
        f"Version {package()['version']}: {strand}" for strand in ("trade", "pipeline and energy", "events")
    ]
