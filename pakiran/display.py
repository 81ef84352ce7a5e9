"""What a cell shows beside charts: computed sentences, claims with their evidence, lists of sources.

Text that comes from data is always escaped: a title can never become markup.
"""

import re
from html import escape

import pandas as pd
from IPython.display import Markdown

from . import claims as _claims
from .data import load, sources_of

VERDICT_MARKS = {
    "supported": "✓",
    "partly supported": "◐",
    "contradicted": "✗",
    "unverifiable": "?",
    "not a factual claim": "–",
}
FOUND = {"copy": "read in a copy", "dataset_file": "data file", "none": "no safe address to link"}


CHAPTERS = {
    "01-introduction": "Introduction",
    "03-immediate-responses-of-the-experts": "Responses of the experts",
    "04-implications": "Implications",
    "05-way-forward": "Way forward",
    "06-references": "References",
}


class Block:
    """A piece of page: `html` for the book and notebooks, `text` where no HTML is shown."""

    def __init__(self, html: str, text: str):
        self.html, self.text = html, text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


# What would be an element, an entity, a link away, a template or a formula in a paragraph; pages of the book may be linked.
ACTIVE = {
    r"&(?=#?\w+;)": "&amp;",
    r"<(?=[a-z/!?])": "&lt;",
    r"\](?=\((?![\w./-]+\.html[#)]))": r"\\]",
    r"(?<!\\)([{$])": r"\\\1",
}


def say(text: str) -> Markdown:
    """A paragraph whose numbers were computed; the cell passes an f-string. Words of the data stay words."""
    for form, plain in ACTIVE.items():
        text = re.sub(form, plain, text, flags=re.I)
    return Markdown(text)


def table(frame: pd.DataFrame, label: str) -> Block:
    """A small table to read. `label` names it for readers who cannot see it; columns are headings as they stand."""
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape('–' if pd.isna(value) else str(value))}</td>" for value in row) + "</tr>"
        for row in frame.itertuples(index=False)
    )
    html = (
        f'<div class="pk-table pk-whole" tabindex="0" role="region" aria-label="{escape(label, quote=True)}">'
        f"<table><caption>{escape(label)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return Block(html, frame.to_string(index=False))


def folded(summary: str, text: str) -> Block:
    """A computed answer that opens on request."""
    html = f"<details><summary>{escape(summary)}</summary><p>{escape(text)}</p></details>"
    return Block(html, text)


def claim_check(claims: pd.DataFrame, only: list[str] | None = None) -> Block:
    """Claims with verdict, reason and sources, in the order of the paper; `only` picks some by id.

    A short choice is shown open, a whole section folded. Only the whole section carries the anchors
    (`#int-05`), since the choice repeats claims of the same page.
    """
    chosen = claims if only is None else claims.set_index("claim_id").loc[only].reset_index()
    rows = _claims.evidence(chosen)
    items = [
        _claim_item(claim_id, group, anchored=only is None) for claim_id, group in rows.groupby("claim_id", sort=False)
    ]
    html = f'<ul class="pk-claims">{"".join(items)}</ul>'
    if only is None:
        html = f"<details><summary>All {len(items)} claims, with verdict, reason and sources</summary>{html}</details>"
    text = "\n".join(f"{row.claim_id} [{row.verdict}] {row.claim} {row.verdict_reason}" for row in chosen.itertuples())
    return Block(html, text)


def _claim_item(claim_id: str, rows: pd.DataFrame, anchored: bool) -> str:
    links = [_link(row) for row in rows.itertuples() if pd.notna(row.source_id)]
    sources = f'<span class="pk-sources">Sources: {"; ".join(links)}.</span>' if links else ""
    anchor = f' id="{claim_id.lower()}"' if anchored else ""
    return (
        f"<li{anchor}><strong>{claim_id}</strong> {_verdict(rows.iloc[0])}<br>{_evidence(rows.iloc[0])} {sources}</li>"
    )


def _verdict(claim: pd.Series) -> str:
    verdict = str(claim["verdict"])
    kind = str(claim["kind"]) + (f", {claim['forecast_class']}" if pd.notna(claim["forecast_class"]) else "")
    return (
        f'<span class="pk-verdict" data-verdict="{escape(verdict)}">{VERDICT_MARKS[verdict]} {escape(verdict)}</span> '
        f'<span class="pk-kind">({escape(kind)}; confidence {escape(str(claim["confidence"]))})</span>'
    )


def _evidence(claim: pd.Series) -> str:
    return f"The paper: {escape(claim['claim'])}<br>The evidence: {escape(claim['verdict_reason'])}"


def _link(row) -> str:
    name = escape(row.publisher) + (f", {escape(row.source_date)}" if pd.notna(row.source_date) else "")
    return f'<a href="{escape(row.url, quote=True)}">{name}</a>' if pd.notna(row.url) else name


def findings(found: list, folder: str = "") -> Block:
    """Main statements (`pakiran.statements`) with the rows behind them, their weakness, and the chapter that tests them."""
    items = "".join(
        f'<li id="finding-{row.key}">{escape(row.text)} <span class="pk-sources">({row.n} rows. {escape(row.weakness)} '
        f'<a href="{folder}{row.chapter}.html">{CHAPTERS[row.chapter]}</a>)</span></li>'
        for row in found
    )
    text = "\n".join(f"{row.text} ({row.n} rows. {row.weakness})" for row in found)
    return Block(f'<ol class="pk-findings">{items}</ol>', text)


def chapter_sources(*frames: pd.DataFrame) -> Block:
    """Every source behind the frames of a chapter, by publisher and date, folded."""
    found = pd.concat([sources_of(frame) for frame in frames]).drop_duplicates("source_id")
    found = found.sort_values(
        ["publisher", "date", "source_id"], key=lambda column: column.astype("str").str.casefold()
    )
    items = "".join(f'<li id="source-{row.source_id}">{_source(row)}</li>' for row in found.itertuples())
    count = f"{len(found)} sources by {found['publisher'].nunique()} publishers"
    html = f'<details><summary>{count}</summary><ul class="pk-source-list">{items}</ul></details>'
    return Block(html, count)


def _in_its_language(row) -> str:
    """The title, marked so that a screen reader speaks it and a browser sets it as its language asks."""
    if pd.isna(row.language) or row.language == "en":
        return escape(row.title)
    return f'<bdi lang="{escape(row.language)}">{escape(row.title)}</bdi>'


def _source(row) -> str:
    title = _in_its_language(row) if pd.notna(row.title) else "title not seen"
    linked = f'<a href="{escape(row.url, quote=True)}">{title}</a>' if pd.notna(row.url) else title
    facts = [
        escape(row.date) if pd.notna(row.date) else "no date",
        str(row.kind).replace("_", " "),
        f"language {escape(row.language)}" if pd.notna(row.language) and row.language != "en" else "",
        FOUND.get(str(row.url_kind), "")
        + (f" at {escape(row.read_at)}" if str(row.url_kind) == "copy" and pd.notna(row.read_at) else ""),
    ]
    return f"{escape(row.publisher)}: {linked} ({', '.join(fact for fact in facts if fact)})"


# --- the appendix: pages in a folder beside the chapters ---

ROLES = {"supports": "For", "contradicts": "Against", "context": "Context"}


def ledger(claims: pd.DataFrame, sections: pd.DataFrame, uses: pd.DataFrame, shared: pd.DataFrame) -> Block:
    """Every claim with its own anchor, verdict, reasons, sources, and where the book uses it.

    `uses` and `shared` come from `provenance.claim_uses` and `provenance.claims_by_table`. The list reads as it
    stands; on the page `_static/ledger.js` adds the filters. Sections of the paper without claims are left out.
    """
    sources = dict(list(_claims.evidence(claims).groupby("claim_id", sort=False)))
    places = uses.groupby("claim_id").apply(_places, include_groups=False).to_dict()
    tables_of = shared.groupby("claim_id")["table"].agg(_to_tables).to_dict()
    parts = []
    for section in sections.sort_values("order").itertuples():
        chosen = claims.loc[claims["section_id"] == section.section_id, "claim_id"]
        items = [_entry(sources[claim], places.get(claim, ""), tables_of.get(claim, "")) for claim in chosen]
        if items:
            anchor = f"ledger-{section.section_id.lower()}"
            title = f'<h3 id="{anchor}">{escape(section.title.split(" (")[0])}</h3>'
            parts.append(
                f'<section aria-labelledby="{anchor}">{title}<ul class="pk-claims">{"".join(items)}</ul></section>'
            )
    text = "\n".join(f"{row.claim_id} [{row.verdict}] {row.claim}" for row in claims.itertuples())
    return Block(f'<div class="pk-ledger">{"".join(parts)}</div>', text)


def verdict_key(claims: pd.DataFrame) -> Block:
    """The verdicts with their marks, what each means, and how many of the claims have it."""
    meanings = _claims.VERDICTS
    counts = claims["verdict"].astype("str").value_counts().reindex(list(meanings), fill_value=0)
    rows = [(f"{VERDICT_MARKS[name]} {name}", meaning, counts[name]) for name, meaning in meanings.items()]
    return table(pd.DataFrame(rows, columns=["Verdict", "Meaning", "Claims"]), "Marks and their meaning")


def _entry(rows: pd.DataFrame, places: str, tables_of: str) -> str:
    claim = rows.iloc[0]
    name = claim["claim_id"]
    where = f"Paragraph {claim['paragraph']}" + (
        f", “{escape(claim['anchor_words'])}”" if pd.notna(claim["anchor_words"]) else ""
    )
    alone = "" if claim["checked"] else " No source beside the paper was read for it."
    lines = [
        f'<a class="pk-id" href="#{name.lower()}">{name}</a> {_verdict(claim)}',
        _evidence(claim),
        f'<span class="pk-more">{where}.{_by_role(rows)}{alone}',
        (f"In the book: {places}. " if places else "")
        + (f"Same sources in: {tables_of}." if tables_of else "")
        + "</span>",
    ]
    read = f' data-class="{claim["forecast_class"]}"' if pd.notna(claim["forecast_class"]) else ""
    return f'<li id="{name.lower()}" data-kind="{escape(str(claim["kind"]))}"{read}>{"<br>".join(lines)}</li>'


def _by_role(rows: pd.DataFrame) -> str:
    """The sources of one claim, those for it before those against it."""
    said = rows["source_role"].astype("str")
    groups = {word: [_link(row) for row in rows[said == role].itertuples()] for role, word in ROLES.items()}
    return "".join(f" {word}: {'; '.join(links)}." for word, links in groups.items() if links)


def _to_tables(names: pd.Series) -> str:
    """Tables by name, each linked to its entry in the codebook."""
    page = "data-and-provenance.html#table-"
    return ", ".join(f'<a href="{page}{name.replace("_", "-")}">{name}</a>' for name in names)


def _places(uses: pd.DataFrame) -> str:
    """Chapters and figures that use one claim, as links."""
    names = {"chapter": "{}", "figure": "figure “{}”"}
    return ", ".join(
        _to_chapter(row.chapter, row.name, names[row.use].format(row.title)) for row in uses.itertuples(index=False)
    )


def _to_chapter(chapter: str, anchor: str, text: str) -> str:
    return f'<a href="../{chapter}.html{"#" + anchor if anchor else ""}">{escape(text)}</a>'


def codebook(cards: list) -> Block:
    """One folded entry for each table (`provenance.cards`): what it is, what it rests on, what rests on it, fields."""
    html = "".join(_card(card) for card in cards)
    text = "\n".join(f"{card.name}: {card.resource['rows']} rows. {card.resource['description']}" for card in cards)
    return Block(f'<div class="pk-codebook">{html}</div>', text)


def _card(card) -> str:
    resource, kinds = card.resource, card.sources["kind"].value_counts()
    publishers = card.sources["publisher"].value_counts()
    figures = [_to_chapter(row.chapter, row.figure, row.title) for row in card.figures.itertuples()]
    claims = [f'<a href="claims-ledger.html#{claim.lower()}">{claim}</a>' for claim in card.claims]
    facts = {
        "File": f"data/{escape(resource['path'])}, {resource['rows']} rows, {resource['bytes']:,} bytes",
        "Take away": _files(resource),
        "SHA-256": f"<code>{resource['hash'].removeprefix('sha256:')}</code>",
        "Licence": f'<a href="{escape(card.licence["path"], quote=True)}">{escape(card.licence["title"])}</a>',
        "Cite as": escape(card.citation),
        "Key": ", ".join(resource["schema"].get("primaryKey", [])) or "none",
        "Points to": ", ".join(_key(key) for key in resource["schema"].get("foreignKeys", [])),
        "Sources": f"{len(card.sources)} by {len(publishers)} publisher{'s' * (len(publishers) > 1)}"
        if len(card.sources)
        else "none of its own",
        "By kind": _counted(kinds[kinds > 0]),
        "By publisher": _counted(publishers.head(8)) + (", and others" if len(publishers) > 8 else ""),
        "Figures": ", ".join(figures),
        "Claims": ("" if card.name == "claims" or not claims else "sharing a source: ") + ", ".join(claims),
    }
    pairs = "".join(f"<dt>{name}</dt><dd>{fact}</dd>" for name, fact in facts.items() if fact)
    fields = "".join(_field(row) for row in card.fields.itertuples())
    summary = (
        f"<summary><code>{card.name}</code> ({resource['rows']} rows): {escape(resource['description'])}</summary>"
    )
    return f'<details id="table-{card.name.replace("_", "-")}">{summary}<ul aria-label="Fields">{fields}</ul><dl>{pairs}</dl></details>'


def _files(resource: dict) -> str:
    """Links from the page of the codebook to the files of one table."""
    folder, name = "../../downloads", resource["name"]
    return (
        f'<a href="{folder}/csv/{resource["path"]}" download>CSV</a>, '
        f'<a href="{folder}/parquet/{name}.parquet" download>Parquet</a>, '
        f'table <code>{name}</code> of the <a href="{folder}/pakiran.sqlite" download>SQLite</a> file, '
        f'sheet of the <a href="{folder}/pakiran.xlsx" download>workbook</a>'
    )


def _field(row) -> str:
    kind = row.type + (f", {row.unit}" if row.unit else "") + (f": {row.values}" if row.values else "")
    meaning = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(row.meaning, quote=False))
    return f'<li><code>{row.field}</code> <span class="pk-kind">({escape(kind)})</span> {meaning}</li>'


def _key(key: dict) -> str:
    return f"{key['fields'][0]} → {key['reference']['resource']}"


def _counted(counts: pd.Series) -> str:
    return ", ".join(f"{escape(str(name).replace('_', ' '))} {count}" for name, count in counts.items())


def glossary(terms: pd.DataFrame) -> Block:
    """Terms with their Urdu and Persian forms, each marked with its language and direction, and an anchor."""
    known = load("sources").set_index("source_id")
    names = terms.set_index("term_id")["term"]
    ordered = terms.sort_values("term", key=lambda column: column.str.casefold())
    items = "".join(_term(row, names, known) for row in ordered.itertuples())
    text = "\n".join(
        f"{row.term}: {row.definition} Urdu {row.urdu}; Persian {row.persian}." for row in ordered.itertuples()
    )
    return Block(f'<dl class="pk-glossary">{items}</dl>', text)


def _term(row, names: pd.Series, known: pd.DataFrame) -> str:
    forms = "".join(
        f'<span class="pk-form"><span class="pk-kind">{language}</span> <bdi lang="{code}" dir="rtl">{escape(form)}</bdi></span> '
        for language, code, form in (("Urdu", "ur", row.urdu), ("Persian", "fa", row.persian))
    )
    related = str(row.related).split() if pd.notna(row.related) else []
    see = ", ".join(f'<a href="#term-{term}">{escape(names[term])}</a>' for term in related)
    notes = [
        "" if row.native_reader_checked else "Forms not yet checked by a native reader.",
        f"Source: {_source(known.loc[row.source_id])}." if pd.notna(row.source_id) else "No source was read for it.",
        f"See also: {see}." if see else "",
    ]
    return (
        f'<div id="term-{row.term_id}"><dt>{escape(row.term)} <span class="pk-kind">({escape(str(row.kind))})</span></dt>'
        f'<dd>{forms}</dd><dd>{escape(row.definition)}</dd><dd class="pk-more">{" ".join(filter(None, notes))}</dd></div>'
    )
