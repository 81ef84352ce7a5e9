"""Two Atom feeds (RFC 4287): the newest events of the chronology, and the log of versions.

Ids are made from the ids of the rows, so they stay the same when the book moves. Dates come from the data,
never from the clock: the same data give the same bytes.
"""

import uuid
from xml.etree import ElementTree as Xml

import pandas as pd

from . import since

ATOM = "http://www.w3.org/2005/Atom"
NEWEST = 50
ROOT = uuid.uuid5(uuid.NAMESPACE_OID, "pakiran")  # all ids hang on this name; changing it makes every entry new
KNOWN = {"day": "", "month": " Only the month is known.", "year": " Only the year is known."}


def events_feed(events: pd.DataFrame, sources: pd.DataFrame, package: dict, page: str, base: str = "") -> bytes:
    """The newest events. `page` is the address of the page that lists them, below `base` (the book's, if public).

    An entry is dated by its event; one that is known by its month has the first day of it, and says so.
    """
    newest = events.sort_values(["date", "order_in_day", "event_id"], na_position="first").iloc[::-1][:NEWEST]
    publisher = sources.set_index("source_id")["publisher"]
    entries = [
        {
            "id": _id(f"events/{row.event_id}"),
            "title": row.title,
            "updated": _instant(row.date),
            "link": f"{page}#{row.event_id}",
            "category": str(row.domain),
            "content": f"{row.summary}{KNOWN[str(row.date_precision)]} Support: {row.confidence}. "
            f"Main source: {publisher[row.source_id]}. Id: {row.event_id}.",
        }
        for row in newest.itertuples()
    ]
    return _feed("chronology", "Pakistan and Iran: newest events of the chronology", entries, package, base)


def updates_feed(log: pd.DataFrame, package: dict, page: str, base: str = "") -> bytes:
    """The log of versions, one entry a version and strand (see `since.update_log`)."""
    entries = [
        {
            "id": _id(f"updates/{line['Version']}/{line['Strand']}"),
            "title": f"Version {line['Version']}: {line['Strand'].lower()}",
            "updated": _instant(pd.Timestamp(line["Of"])),
            "link": page,
            "category": line["Strand"],
            "content": f"{line['Rows since']} rows since the paper. The newest row is of {line['Newest row']}, "
            f"its newest source of {line['Newest source']}.",
        }
        for line in log.to_dict("records")
    ]
    return _feed("updates", "Pakistan and Iran: versions of the tables", entries, package, base)


def log(package: dict, sources: pd.DataFrame) -> pd.DataFrame:
    """The log as the chapter "Since the paper" shows it."""
    return since.update_log(since.ledger(), sources, package["version"], pd.Timestamp(package["created"][:10]))


def _feed(name: str, title: str, entries: list[dict], package: dict, base: str) -> bytes:
    Xml.register_namespace("", ATOM)
    feed = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _add(feed, "id", _id(name))
    _add(feed, "title", title)
    _add(feed, "subtitle", package["title"])
    _add(feed, "updated", package["created"])
    _add(feed, "rights", package["licenses"][0]["title"])
    for one in package["contributors"]:
        _add(_add(feed, "author"), "name", one["title"])
    if base:  # without a public address, links are read from where the feed lies
        _add(feed, "link", rel="self", type="application/atom+xml", href=f"{base}{name}.xml")
    for entry in entries:
        node = _add(feed, "entry")
        for part in ("id", "title", "updated"):
            _add(node, part, entry[part])
        _add(node, "link", href=base + entry["link"])
        _add(node, "category", term=entry["category"])
        _add(node, "content", entry["content"], type="text")
    Xml.indent(feed)
    return Xml.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _add(parent: Xml.Element, name: str, text: str | None = None, **attributes: str) -> Xml.Element:
    node = Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    node.text = text
    return node


def _id(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(ROOT, name)}"


def _instant(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}T00:00:00Z"
