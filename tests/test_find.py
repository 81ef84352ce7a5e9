"""What the search finds: spellings that count as one, words, and the entries with their addresses."""

import pytest

from pakiran import find
from pakiran.data import load


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("جيش العدل", "جیش العدل"),  # Arabic and Persian yeh
        ("كرمان", "کرمان"),  # kaf
        ("عبداللہیان", "عبداللهیان"),  # heh of Urdu and of Persian
        ("لائحۂ", "لائحه"),  # a mark over a letter
        ("مُحَمَّد", "محمد"),  # vowel signs
        ("آب", "اب"),
        ("خـــط", "خط"),
        ("۱۴۰۱", "1401"),
        ("Café", "cafe"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert find.folded(one) == find.folded(other)


def test_letters_that_tell_words_apart_stay_apart():
    assert find.folded("ے") != find.folded("ی") and find.folded("ٹ") != find.folded("ت")


def test_a_parted_word_counts_as_its_parts_and_as_one():
    assert find.split("جیش‌العدل INT-05") == ["جیش", "العدل", "جیشالعدل", "int", "05"]


def test_entries_are_the_rows_of_the_tables():
    entries = find.entries(lambda page: True)
    kinds = [entry[0] for entry in entries]
    people = load("experts")["name"].nunique() + (load("glossary")["kind"] == "person").sum()
    assert kinds.count("Claims") == len(load("claims")) and kinds.count("Events") == len(load("events"))
    assert kinds.count("People") == people and kinds.count("Terms") == (load("glossary")["kind"] != "person").sum()
    assert all(address.split("#")[0].endswith(".html") and "#" in address for _, _, address, _ in entries)


def test_pages_that_are_not_built_have_no_entries():
    assert {entry[0] for entry in find.entries(find.LEDGER.__eq__)} == {"Claims"}


def test_events_show_the_date_as_exactly_as_it_is_known():
    titles = {entry[2].split("#")[1]: entry[1] for entry in find.entries(find.CHRONOLOGY.__eq__)}
    assert titles["IP-20240118-01"].startswith("18 January 2024: ") and titles["IP-19940101-01"].startswith("1994: ")
    assert "(Villages near Saravan)" in titles["IP-20240118-01"]
