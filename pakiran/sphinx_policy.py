"""Sphinx extension: every page says which scripts may run on it, and that nothing comes from another host.

The policy stands in the page itself, so it holds wherever the book is put, and from a folder too. Scripts of the
page are named by their hashes; a script that gets in by another way does not run. Styles within the page stay
allowed: drawings and the theme use them, and they can load nothing from elsewhere.
"""

import base64
import hashlib
import html
import re
from pathlib import Path

META = '<meta http-equiv="Content-Security-Policy" content="{}" />'
FIRST = re.compile(r"<head[^>]*>\s*(<meta charset=[^>]*>)?", re.I)
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S | re.I)
HANDLER = re.compile(r"<[a-z][^>]*?\son[a-z]+=\"([^\"]*)\"", re.I)
BUTTONS = ["toggleFullScreen()", "window.print()"]  # of the theme


def policy(page: str) -> str:
    """The policy of one page (its HTML as text). `file:` lets it work from a folder; no web page may load that."""
    inline = [
        found["code"]
        for found in SCRIPT.finditer(page)
        if not re.search(r"\bsrc=|type=\"?application/(json|ld\+json)", found["attributes"])
    ]
    rest = SCRIPT.sub("", page)
    handlers = [html.unescape(code) for code in HANDLER.findall(rest)]
    if handlers:  # the search reads other pages, whose buttons are refused under its own policy otherwise
        handlers += BUTTONS
    scripts = ["'self'", "file:", *sorted({_hash(code) for code in inline + handlers})]
    if handlers:
        scripts.insert(2, "'unsafe-hashes'")  # the theme's two buttons carry their script as an attribute
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(scripts),
        "style-src": "'self' file: 'unsafe-inline'",
        "img-src": "'self' file: data: blob:",
        "font-src": "'self' file: data:",
        "media-src": "'self' file:",
        "connect-src": "'self' file:",
        "frame-src": "'self' file:",
        "form-action": "'self' file:",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def with_policy(page: str) -> str:
    """The page with its policy as the first thing after its encoding; a page that has one gets a new one."""
    page = re.sub(META.format('[^"]*'), "", page)
    return FIRST.sub(lambda found: found[0] + META.format(policy(page)), page, count=1)


def _hash(code: str) -> str:
    # Browsers turn the ends of lines before they hash.
    digest = hashlib.sha256(code.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def write_policies(app, error):
    """Put the policy into every page of the built site."""
    if error or app.builder.format != "html" or app.builder.name == "epub":
        return
    for path in sorted(Path(app.outdir).rglob("*.html")):
        if "_static" not in path.relative_to(app.outdir).parts:
            path.write_text(with_policy(path.read_text("utf-8")), encoding="utf-8", newline="\n")


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.connect("build-finished", write_policies, priority=900)  # after all that writes pages
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
