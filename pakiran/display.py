"""What a cell shows beside charts: computed sentences, claims with their evidence, lists of sources.

Text that comes from data is always escaped: a title can never become markup.
"""

from html import escape

import pandas as pd
from IPython.display import Markdown

from . import claims as _claims
from .data import sources_of

VERDICT_MARKS = {
    "supported": "✓",
    "partly supported": "◐",
    "contradicted": "✗",
    "unverifiable": "?",
    "not a factual claim": "–",
}
READ_AT = {"copy": "read in a copy", "dataset_file": "data file", "none": "no address that is safe to link"}


class Block:
    """A piece of page: `html` for the book and notebooks, `text` where no HTML is shown."""

    def __init__(self, html: str, text: str):
        self.html, self.text = html, text

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}


def say(text: str) -> Markdown:
    """A paragraph whose numbers were computed; the cell passes an f-string."""
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


def claim_check(claims: pd.DataFrame, only: list[str] | None = None) -> Block:
    """Claims with verdict, reason and sources, in the order of the paper; `only` picks some by id.

    A short choice is shown open, a whole section folded.
    """
    chosen = claims if only is None else claims.set_index("claim_id").loc[only].reset_index()
    rows = _claims.evidence(chosen)
    items = [_claim_item(claim_id, group) for claim_id, group in rows.groupby("claim_id", sort=False)]
    html = f'<ul class="pk-claims">{"".join(items)}</ul>'
    if only is None:
        html = f"<details><summary>All {len(items)} claims, with verdict, reason and sources</summary>{html}</details>"
    text = "\n".join(f"{row.claim_id} [{row.verdict}] {row.claim} {row.verdict_reason}" for row in chosen.itertuples())
    return Block(html, text)


def _claim_item(claim_id: str, rows: pd.DataFrame) -> str:
    claim = rows.iloc[0]
    verdict = str(claim["verdict"])
    kind = str(claim["kind"]) + (f", {claim['forecast_class']}" if pd.notna(claim["forecast_class"]) else "")
    links = [_link(row) for row in rows.itertuples() if pd.notna(row.source_id)]
    sources = f'<span class="pk-sources">Read for this: {"; ".join(links)}.</span>' if links else ""
    return (
        f'<li id="{claim_id.lower()}"><strong>{claim_id}</strong> '
        f'<span class="pk-verdict" data-verdict="{escape(verdict)}">{VERDICT_MARKS[verdict]} {escape(verdict)}</span> '
        f'<span class="pk-kind">({escape(kind)}; confidence {escape(str(claim["confidence"]))})</span><br>'
        f"The paper: {escape(claim['claim'])}<br>The evidence: {escape(claim['verdict_reason'])} {sources}</li>"
    )


def _link(row) -> str:
    name = escape(row.publisher) + (f", {escape(row.source_date)}" if pd.notna(row.source_date) else "")
    return f'<a href="{escape(row.url, quote=True)}">{name}</a>' if pd.notna(row.url) else name


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


def _source(row) -> str:
    title = escape(row.title) if pd.notna(row.title) else "title not seen"
    linked = f'<a href="{escape(row.url, quote=True)}">{title}</a>' if pd.notna(row.url) else title
    facts = [
        escape(row.date) if pd.notna(row.date) else "no date",
        str(row.kind).replace("_", " "),
        f"language {escape(row.language)}" if pd.notna(row.language) and row.language != "en" else "",
        READ_AT.get(str(row.url_kind), "") + (f" at {escape(row.read_at)}" if pd.notna(row.read_at) else ""),
    ]
    return f"{escape(row.publisher)}: {linked} ({', '.join(fact for fact in facts if fact)})"
