"""Translations: numbers come from the English text, what has changed is found, and every page can be read."""

import re

import pytest

from pakiran import languages, summaries
from pakiran.data import load
from pakiran.figures import is_sentence

CODES = languages.codes()


@pytest.fixture(params=CODES)
def one(request):
    return languages.Language(request.param)


@pytest.fixture
def small(monkeypatch, tmp_path):
    """A language of two texts, of which the English is known."""
    text = '[about]\nchecked_by = ""\ncolumn = "persian"\ndigits = "۰۱۲۳۴۵۶۷۸۹٬٫٪"\n[values]\nMay = "مه"\n[words]\n'
    text += (
        '["count"]\nen = "Of {1} rows {2} are new since {3} {4}."\ntext = "از {1} سطر UN، {2} از {3} {4} تازه است."\n'
    )
    (tmp_path / "fa.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)

    def make(english):
        monkeypatch.setattr(languages, "english", lambda: english)
        return languages.Language("fa")

    return make


@pytest.mark.parametrize(
    ("text", "marked", "values"),
    [
        ("Of 1,317 rows 0.3% fell.", "Of {1} rows {2} fell.", ["1,317", "0.3%"]),
        ("It changed by +25, -2 in FY2024-25.", "It changed by {1}, {2} in FY{3}-{4}.", ["+25", "-2", "2024", "25"]),
        ("On 3 May 2024 they may march; March 1 too.", "On {1} {2} {3} they may march; {4} {5} too.", ["3", "May", "2024", "March", "1"]),
    ],
)  # fmt: skip
def test_numbers_and_months_leave_marks(text, marked, values):
    assert languages.marked(text) == (marked, values)


def test_numbers_are_those_of_today_in_the_digits_of_the_language(small):
    persian = small({"count": "Of 1,250 rows 3% are new since 2 May."})
    assert persian.plain("count") == "از ۱٬۲۵۰ سطر UN، ۳٪ از ۲ مه تازه است."
    assert '<bdi dir="ltr">۱٬۲۵۰</bdi> سطر <bdi lang="en" dir="ltr">UN</bdi>' in persian.html("count")


def test_changed_english_makes_a_translation_stale_and_english_is_shown(small):
    persian = small({"count": "Of 5 rows <2 are younger than 3 May.", "new": "One more."})
    assert persian.gaps() == {"count": "stale", "new": "missing"}
    assert persian.html("count", "p") == '<p lang="en" dir="ltr">Of 5 rows &lt;2 are younger than 3 May.</p>'
    assert '# stale\n["count"]\nen = "Of {1} rows <{2} are younger than {3} {4}."' in languages.report()
    assert small({}).unused() == ["count"]


def test_what_is_not_translated_is_listed_on_the_page(one):
    """A changed English sentence stops no build: it is shown in English until somebody has translated it."""
    listed = re.findall(r"<code>(.+?)</code>", languages.gaps(one.code).html)
    assert listed == [*one.gaps()] and set(one.messages) - set(one.unused()) <= set(languages.english())


def test_every_mark_stands_in_the_translation_and_no_number_is_typed(one):
    for key, entry in one.messages.items():
        assert set(languages.MARK.findall(entry["text"])) == set(languages.MARK.findall(entry["en"])), key
        assert not re.search(r"\d", languages.MARK.sub("", entry["text"])), key


def test_texts_have_no_markup_and_letters_of_the_language_only(one):
    foreign = {"ur": "يكه", "fa": "يكہےں"}[one.code]  # forms of other languages, which search and fonts would miss
    for key, entry in one.messages.items():
        assert not re.search(f"[<>*`{foreign}]", entry["text"]), key


def test_descriptions_of_figures_are_sentences(one):
    for name in languages.FIGURES:
        assert is_sentence(one.plain(f"figure.{name}.description")), name


def test_a_figure_keeps_its_drawing_and_has_its_own_name():
    chart, english = languages.figure("ur", "pipeline-at-a-glance"), languages.figure_of("pipeline-at-a-glance")
    meta = chart.usermeta["pakiran"]
    assert meta["name"] == "pipeline-at-a-glance-ur" and meta["lang"] == "ur"
    assert chart.to_dict()["layer"] == english.to_dict()["layer"]
    assert meta["table"] == english.usermeta["pakiran"]["table"]


def test_the_main_figures_are_those_of_the_chapters():
    assert [languages.figure_of(name).usermeta["pakiran"]["name"] for name in languages.FIGURES] == [*languages.FIGURES]


def test_the_glossary_is_whole(one):
    html = languages.glossary(one.code).html
    assert html.count("<tr>") == len(load("glossary"))


def test_until_a_native_reader_has_checked_a_file_the_page_says_so(one):
    assert one.about["checked_by"] or one.html("page.notice", "p") in languages.opening(one.code).html


def test_counts_in_summaries_add_up():
    numbers = [int(n) for n in re.findall(r"\d+", summaries.armed_incidents())]
    assert sum(numbers[1:5]) <= numbers[0] and numbers[5] <= numbers[6]
    events, acts, warm, cold = (int(n) for n in re.findall(r"\d+", summaries.after_the_paper()))
    assert warm + cold <= acts <= events


def test_the_pages_begin_as_the_landing_page_does():
    first = languages.english()["page.intro"].partition(". ")[0] + "."
    assert first in (languages.FOLDER.parents[1] / "chapters/index.md").read_text(encoding="utf-8")
