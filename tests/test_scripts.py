"""Words in Arabic letters: found in a text, given a language, and safe as HTML; bookmarks of a PDF named after headings."""

from types import SimpleNamespace

import pytest

from pakiran import scripts
from pakiran.editions.pdf import name_bookmarks


@pytest.mark.parametrize(
    ("text", "code", "html"),
    [
        ("Q&A <b>", "", "Q&amp;A &lt;b&gt;"),
        ("In اردو & more", "ur", 'In <bdi lang="ur" dir="rtl">اردو</bdi> &amp; more'),
        ("راه پیش رو", "", '<bdi lang="fa" dir="rtl">راه پیش رو</bdi>'),
        ("آگے کا راستہ", "", '<bdi lang="ur" dir="rtl">آگے کا راستہ</bdi>'),
        ("می\u200cگوید: 2", "fa", '<bdi lang="fa" dir="rtl">می\u200cگوید</bdi>: 2'),
    ],
)
def test_words_are_marked_and_the_rest_escaped(text, code, html):
    assert scripts.marked(text, code) == html


def test_bookmarks_take_the_words_of_their_headings_in_order():
    def entry(*children):
        return SimpleNamespace(title="اردواردو", children=list(children))

    tree = [entry(entry(), entry(entry())), entry()]
    name_bookmarks(tree, ["اردو", "b", "c", "d", "e"])
    assert tree[0].title == "اردو" and tree[0].children[1].children[0].title == "d" and tree[1].title == "e"
    with pytest.raises(ValueError, match="5 bookmarks for 1 headings"):
        name_bookmarks(tree, ["only one"])
