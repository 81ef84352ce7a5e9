"""Marks of schema.org for search engines: the book, its pages, the data, and the paper that they are about.

Each function returns a small dictionary; `script` writes it as JSON-LD that cannot end its element early.
"""

import json

import pandas as pd

from .citation import Work

CONTEXT = "https://schema.org"  # a name, not an address to fetch


def script(marks: dict) -> str:
    """A JSON-LD element for the head of a page; values that are empty are left out."""
    text = json.dumps({"@context": CONTEXT} | _filled(marks), ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{text.replace("<", chr(92) + "u003c")}</script>'


def _filled(marks: dict) -> dict:
    return {name: value for name, value in marks.items() if value not in ("", None, [])}


def person(author: dict) -> dict:
    """An author of CITATION.cff: a person, or a group under its own name."""
    if "name" in author:
        return {"@type": "Organization", "name": author["name"]}
    given, family = author.get("given-names", ""), author["family-names"]
    return {"@type": "Person", "givenName": given, "familyName": family, "name": f"{given} {family}".strip()}


def paper(entry: dict) -> dict:
    """The paper, as it is printed: an article in an issue of a volume (an entry of `references` in CITATION.cff)."""
    volume = {"@type": ["PublicationVolume", "Periodical"], "volumeNumber": str(entry["volume"]), "issn": entry["issn"]}
    issue = {"@type": "PublicationIssue", "issueNumber": str(entry["issue"]), "isPartOf": volume}
    return {
        "@type": "ScholarlyArticle",
        "name": entry["title"],
        "author": [person(author) for author in entry["authors"]],
        "datePublished": str(entry["year"]),
        "isPartOf": issue,
    }


def page(cited: Work, kind: str, about: dict, licence: str, summary: str) -> dict:
    """A page of the book as `kind` (Chapter, LearningResource), or the book itself; `about` is CITATION.cff."""
    marks = {
        "@type": kind,
        "name": cited.title,
        "description": summary,
        "author": [person(author) for author in cited.authors],
        "datePublished": cited.date.isoformat(),
        "version": cited.version,
        "inLanguage": cited.language,
        "license": licence,
        "url": cited.url,
    }
    if cited.book:
        return marks | {"isPartOf": {"@type": "Book", "name": cited.book}}
    return marks | {"keywords": about["keywords"], "about": [paper(entry) for entry in about["references"]]}


def dataset(cited: Work, package: dict, events: pd.DataFrame, searched: pd.DataFrame, files: list[dict]) -> dict:
    """The Data Package as one data set; `searched` are the public data sets that were consulted for it.

    `files` are its distributions; see `download`.
    """
    tables = [r["title"] for r in package["resources"] if not r["name"].endswith("_sources")]
    used = sorted(set(searched.loc[searched["used"], "name"]))
    span = f"{events['date'].min():%Y-%m}/{events['date'].max():%Y-%m}"
    return {
        "@type": "Dataset",
        "name": package["title"],
        "description": package["description"],
        "creator": [person(author) for author in cited.authors],
        "datePublished": package["created"][:10],
        "version": package["version"],
        "license": package["licenses"][0]["path"],
        "keywords": package["keywords"],
        "temporalCoverage": span,
        "spatialCoverage": [{"@type": "Country", "name": name} for name in ("Iran", "Pakistan")],
        "variableMeasured": tables,
        "isBasedOn": [{"@type": "CreativeWork", "name": name} for name in used],
        "isAccessibleForFree": True,
        "distribution": files,
        "url": cited.url,
    }


def download(name: str, address: str, media: str, size: int) -> dict:
    """One file of a data set; `size` in bytes."""
    marks = {"@type": "DataDownload", "name": name, "contentUrl": address}
    return marks | {"encodingFormat": media, "contentSize": f"{size} B"}
