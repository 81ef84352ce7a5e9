"""Sentences that sum up the tables: said on the landing page and, translated, on the language pages."""

from . import display, incidents, since
from .data import load


def behind_the_book() -> str:
    """How many rows of each strand, and how many sources."""
    events, sources = load("events"), load("sources")
    return (
        f"Behind the book stand {len(events)} dated events, {len(load('trade_observed'))} trade figures, {len(load('trade_targets'))} announced targets, "
        f"{len(load('pipeline_status'))} pipeline milestones and {len(sources):,} sources by {sources['publisher'].nunique()} publishers. "
        f"The newest event is of {events['date'].max():%d %B %Y}. Events of 2026 rest on fewer and younger sources than the rest."
    )


def verdicts() -> str:
    """How many claims have which verdict, and what *supported* means."""
    count = load("claims")["verdict"].value_counts()
    return (
        f"Of {count.sum()} claims, {count['supported']} are supported, {count['partly supported']} partly supported, {count['contradicted']} contradicted and "
        f"{count['unverifiable']} unverifiable; {count['not a factual claim']} state a value or advice. *Supported* means that sources other than the paper say the same. "
        "For opinions and motives it means that others share the reading, not that it is proved."
    )


def armed_incidents() -> str:
    """Who is reported to have acted against whom, and why that is no score."""
    found = incidents.incidents(load("events"), load("event_actors"), load("actors"))
    flows, language = found["flow"].value_counts(), display.sources_of(found)["language"].astype("str").value_counts()
    return (
        f"The chronology has {len(found)} armed incidents: {flows['Groups against Iran']} by groups against Iran, {flows['Groups against Pakistan']} by groups against Pakistan or its people, "
        f"{flows['Iran against Pakistan']} by Iran against Pakistan and {flows['Pakistan against Iran']} by Pakistan against Iran. "
        f"This is no score: {language['en']} of the {language.sum()} sources are in English, and attacks that the press tied to the other state are more likely to be in it."
    )


def after_the_paper() -> str:
    """What the chronology has since the paper, act by act."""
    newer = load("events").query("date >= @first", local_dict={"first": since.FIRST})
    values = newer.loc[newer["dyadic"].astype(bool), "goldstein"]
    return (
        f"Since the newest source of the paper the chronology has {len(newer)} events. {len(values)} of them are acts of one state towards the other: "
        f"{(values > 0).sum()} are coded as cooperative and {(values < 0).sum()} as hostile. The codes are our judgement, and many friendly acts are courtesies."
    )


ALL = {
    "behind-the-book": behind_the_book,
    "verdicts": verdicts,
    "armed-incidents": armed_incidents,
    "after-the-paper": after_the_paper,
}
