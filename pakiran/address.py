"""The public address of the book: one rule, for everything that needs a whole address.

It comes from `_config.yml`: `html.baseurl` if that is set, else the GitHub Pages address of `repository.url`.
Names that are reserved for examples (RFC 2606) count as unset; then no whole address is printed anywhere.
"""

import re
from urllib.parse import urlsplit

EXAMPLE = re.compile(r"(.+\.)?(example(\.com|\.net|\.org)?|invalid|test|localhost)")


def public(address: str | None) -> str:
    """The address with one slash at its end; empty for none, for an example, and for what is no web address."""
    parts = urlsplit(address or "")
    if parts.scheme not in ("http", "https") or not parts.hostname or EXAMPLE.fullmatch(parts.hostname):
        return ""
    return f"{address.rstrip('/')}/"


def of_site(baseurl: str | None, repository: str | None) -> str:
    """Where the built book is published, or empty."""
    return public(baseurl) or public(_github_pages(repository))


def _github_pages(repository: str | None) -> str:
    parts = urlsplit(repository or "")
    owner, _, name = parts.path.strip("/").removesuffix(".git").partition("/")
    if parts.hostname != "github.com" or not name:
        return ""
    home = f"https://{owner.lower()}.github.io/"
    return home if name.lower() == f"{owner.lower()}.github.io" else f"{home}{name}/"
