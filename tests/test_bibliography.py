"""The audit of the citations, and the repaired list in a form that a reference manager can read."""

import pandas as pd
import pytest

from pakiran import bibliography, charts, load

FIRST = pd.Timestamp("2024-01-16")


@pytest.fixture
def small():
    """Four entries and four citations, made up, with the outcomes worked out by hand."""
    columns = ["reference_id", "authors", "year", "date", "title", "container", "doi", "url_as_printed"]
    rows = [
        ("A1", "Zed, Q.", 2024, "2024-01-20", "On calm", "The Daily", None, "https://daily.example/on calm"),
        ("A2", "Ash, B.", 2020, None, "Old ties & 50% {more}", "Rev_iew, 4(2), 7-9", "10.1/a{b}", None),
        ("A3", "Ash, C.", 2020, "2020-05-01", "New ties?", "The Daily", None, None),
        ("A4", "Office of X", 2023, "2023-12-01", "Notice", "Office of X", None, None),
    ]
    references = pd.DataFrame(rows, columns=columns).assign(
        found_online=["yes", "not_found", "not_found", "yes"],
        actual_title=["On calm", None, None, "A notice of X"],
        source_id=["s1", None, None, "s2"],
        never_cited=[False, False, False, True],
        type=["news", "journal", "news", "official"],
    )
    sources = pd.DataFrame(
        [("s1", "https://daily.example/on-calm", "original", "The Daily"), ("s2", "https://copy.example", "copy", "X")],
        columns=["source_id", "url", "url_kind", "publisher"],
    )
    fields = ["citation_id", "section_id", "paragraph", "as_written", "form", "reference_id", "problem"]
    cited = [
        ("C1", "INT", 1, "(Zed, 2014)", "parenthetical", "A1", "wrong year"),
        ("C2", "INT", 2, "(Ash, 2020)", "parenthetical", None, "ambiguous"),
        ("C3", "CTX", 1, "(B. Ash, 2020)", "parenthetical", "A2", "none"),
        ("C4", "CTX", 2, "as some say", "narrative", None, "no matching reference"),
    ]
    citations = pd.DataFrame(cited, columns=fields).assign(
        source_older_than_event=[False, False, True, False],
        needs_repair=[True, True, True, True],
        suggested_fix=["(Zed, 2024)", "Name one", "Add a source", "Say who"],
    )
    return references, citations, sources


def test_ages_by_hand(small):
    references, citations, _ = small
    rows = bibliography.dated(citations, references, FIRST).set_index("citation_id")
    assert rows.loc["C1", "days"] == 4 and rows.loc["C1", "age"] == bibliography.AGES[2]
    assert pd.isna(rows.loc["C3", "days"]) and rows.loc["C3", "age"] == bibliography.AGES[0]
    assert rows.loc["C2", "age"] == bibliography.AGES[5] and "C4" not in rows.index


@pytest.mark.parametrize(
    ("days", "year", "age"),
    [(-366, 2023, 0), (-364, 2023, 1), (-1, 2024, 1), (0, 2024, 2), (16, 2024, 3), (None, 2024, 4), (None, 2023, 1)],
)
def test_edges_of_the_ages(days, year, age):
    days = float("nan") if days is None else days
    assert bibliography._age(days, year, FIRST) == bibliography.AGES[age]


def test_month_without_a_day_is_not_read_as_the_first():
    references = load("references")
    references.loc[references["reference_id"] == "R21", "date"] = "2024-01"
    rows = bibliography.dated(load("citations"), references, FIRST)
    assert rows.loc[rows["reference_id"] == "R21", "age"].tolist() == [bibliography.AGES[4]]
    fixed = bibliography.repaired(references, load("sources"))
    assert "month = jan\n}" in bibliography.bibtex(fixed) and "(2024, January)" in bibliography.listed(fixed).text


def test_repairs_say_the_problem(small):
    shuffled = small[1].iloc[[3, 1, 2, 0]]
    problems = bibliography.repairs(shuffled)["Problem"].tolist()
    assert problems == ["wrong year", "ambiguous", "source older than the event", "no citation"]


def test_a_mention_without_names_is_not_called_uncited():
    """After "Scholars have repeatedly highlighted it" a citation follows; what is missing are names."""
    rows = bibliography.repairs(load("citations"))
    named = rows[rows["Problem"].isin(["no citation", "nobody named"])].set_index("Place")["Problem"]
    assert named.to_dict() == {
        "INT p3": "no citation",
        "CTX p5": "nobody named",
        "EXP p6": "nobody named",
        "WAY p2": "no citation",
    }


def test_uncited_entries(small):
    references, citations, _ = small
    why = bibliography.uncited(citations, references).set_index("reference_id")["why"]
    assert why.to_dict() == {"A3": "perhaps meant by an unclear citation", "A4": "never cited"}


def test_repaired_list_by_hand(small):
    references, _, sources = small
    fixed = bibliography.repaired(references, sources).set_index("reference_id")
    assert fixed.index.tolist() == ["A2", "A3", "A4", "A1"]
    assert fixed["key"].tolist() == ["ash2020a", "ash2020b", "officeofx2023", "zed2024"]
    assert fixed["label"].tolist() == ["(B. Ash, 2020)", "(C. Ash, 2020)", "(Office of X, 2023)", "(Zed, 2024)"]
    assert (
        fixed.loc["A1", "address"] == "https://daily.example/on-calm"
        and fixed.loc["A1", "mended"] == "address corrected"
    )
    assert pd.isna(fixed.loc["A4", "address"]) and fixed.loc["A4", "mended"] == "title as on the page"


def test_escape_keeps_braces_balanced():
    assert bibliography.escape("A & B_1: 50% {x}") == r"A \& B\_1: 50\% \textbraceleft{}x\textbraceright{}"
    nasty = bibliography.escape("}\\{~^#$")
    assert nasty.count("{") == nasty.count("}") and "$" not in nasty.replace(r"\$", "")


def test_bibtex_of_awkward_entries_parses(small):
    pybtex = pytest.importorskip("pybtex.database")
    references, _, sources = small
    parsed = pybtex.parse_string(bibliography.bibtex(bibliography.repaired(references, sources)), "bibtex").entries
    old = parsed["ash2020a"]
    assert old.type == "article" and old.fields["pages"] == "7--9" and old.fields["journal"] == r"Rev\_iew"
    assert old.fields["doi"] == "10.1/a%7Bb%7D" and str(old.persons["author"][0]) == "Ash, B."
    assert parsed["officeofx2023"].persons["author"][0].last_names == ["{Office of X}"]
    assert parsed["zed2024"].fields["url"] == "https://daily.example/on-calm"


def test_whole_list_parses_with_one_entry_a_work():
    pybtex = pytest.importorskip("pybtex.database")
    references = load("references")
    parsed = pybtex.parse_string(
        bibliography.bibtex(bibliography.repaired(references, load("sources"))), "bibtex"
    ).entries
    assert len(parsed) == len(references) == 22
    assert sorted(int(entry.fields["year"]) for entry in parsed.values()) == sorted(references["year"])
    assert all(entry.persons and entry.fields["title"] for entry in parsed.values())
    assert [name for name, entry in parsed.items() if "editor" in entry.persons] == ["schuett2018"]


def test_every_label_of_the_list_is_unique():
    fixed = bibliography.repaired(load("references"), load("sources"))
    assert fixed["label"].is_unique and fixed["key"].is_unique
    assert {"(A. Shah, 2024)", "(M. K. Shah, 2024)", "(Bibi & Yousaf, 2020)"} <= set(fixed["label"])


def test_no_address_is_guessed():
    """An address in the list is one that was read; the printed ones with faults are gone."""
    fixed = bibliography.repaired(load("references"), load("sources"))
    assert set(fixed["address"].dropna()) <= set(load("sources")["url"])
    assert not fixed["address"].dropna().str.contains(" ").any()
    assert not fixed["address"].isin(load("references")["url_as_printed"].dropna()).any()


def test_main_statements_of_the_audit():
    """Of 23 citations ten have no problem of form; ten have a wrong year or name or an unclear match."""
    citations, references = load("citations"), load("references")
    problems = bibliography.in_text(citations)["problem"].value_counts()
    assert problems.sum() == 23 and problems["none"] == 10 and problems["style only"] == 3
    assert problems[list(bibliography.FAULTS)].sum() == 10
    assert bibliography.in_text(citations)["source_older_than_event"].sum() == 7
    assert bibliography.titles_agree(references).sum() == 10 and len(bibliography.titles_agree(references)) == 11
    assert set(bibliography.uncited(citations, references)["reference_id"]) == {"R03", "R12", "R17", "R18"}


def test_cited_claims_by_hand():
    claims = pd.DataFrame(
        {
            "topic": ["trade", "trade", "pipeline", "border", "theory"],
            "verdict": ["supported", "contradicted", "supported", "not a factual claim", "supported"],
            "cited_as": ["X", None, "Y", "Z", None],
        }
    )
    rows = bibliography.cited_claims(claims).set_index("strand")
    assert rows.loc["trade"].tolist() == [2, 1, 1, 1]
    assert rows.loc["events"].tolist() == [0, 0, 0, 0]
    assert rows.loc["all claims"].tolist() == [4, 2, 3, 2]


def test_what_is_shown_is_escaped():
    entry = load("references").head(1).assign(title="<script>", container="<b>", found_online="not_found")
    block = bibliography.listed(bibliography.repaired(entry, load("sources")))
    assert "<script>" not in block.html and "<b>" not in block.html and "<script>" in block.text
    assert "<i>" not in bibliography.copyable("<i>", "<i>").html
    fields = ["authors", "year", "title", "container", "note", "source_publisher", "source_url"]
    reading = pd.DataFrame([("<a>", 1979, "<i>T</i>", "P", "<script>", "<b>", 'https://x.example/"')], columns=fields)
    shown = bibliography._reading(next(reading.itertuples()))
    assert not any(mark in shown for mark in ("<script>", "<a>", "<i>", "<b>", 'example/""'))


def test_reading_list_names_every_work_and_where_it_was_checked():
    readings = load("readings")
    shown = bibliography.reading_list(readings)
    assert shown.html.count("<li>") == shown.html.count("[checked: ") == len(readings)
    assert shown.html.count("<strong>") == readings["theory"].nunique()
    assert "[checked: nan]" not in shown.html and "?." not in shown.html and ".." not in shown.html
    assert "[checked: Gale]" in shown.html  # no address that is safe to link


def test_a_probable_match_is_marked():
    fixed = bibliography.repaired(load("references"), load("sources")).set_index("reference_id")
    assert fixed.loc["R03", "mended"] == "title as on the page; probably the page that is meant"
    assert fixed["mended"].str.contains("probably").sum() == 1


def test_figure_draws_every_citation_once():
    rows = bibliography.dated(load("citations"), load("references"), FIRST)
    spec = charts.citations_by_age(rows).to_dict()
    drawn = max(spec["datasets"].values(), key=len)
    assert len(drawn) == 23 and sum(row["older"] for row in drawn) == 7
