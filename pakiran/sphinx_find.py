"""Sphinx extension: the search finds single claims, events, people and terms, and reads Urdu and Persian.

Sphinx finds pages. Beside its results `_static/find.js` lists the entries of `pakiran.find`, each with a link
to its own place. Sphinx's index and both searches fold spellings by the same rules.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx import search
from sphinx.search.en import SearchEnglish

from . import find

ENTRIES = "find-entries.js"
END = re.compile(r"</(?:caption|dd|dt|h\d|li|p|summary|td|th)>|<br>")


class Search(SearchEnglish):
    """English, with words of other scripts split and spelled by our rules."""

    js_splitter_code = find.SPLITTER

    def split(self, input):
        """Words of a text, as they go into the index."""
        return find.split(input)


def part_words(app, doctree):
    """Let words of neighbouring cells and lines stay two words in the index: Sphinx takes the tags out, no more."""
    for node in doctree.findall(nodes.raw):
        if "html" in node.get("format", ""):
            node[:] = [nodes.Text(END.sub(r"\g<0>\n", node.astext()))]


def write_entries(app, error):
    """Write what is found by itself; a script, since pages opened from a folder may not fetch."""
    if error or app.builder.name != "html":
        return
    found = {"entries": find.entries(app.env.found_docs.__contains__), "words": find.words()}
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    Path(app.outdir, "_static", ENTRIES).write_text(f"window.pakiranFind={text};\n", encoding="utf-8")


def setup(app):
    """Register the extension (called by Sphinx)."""
    search.languages["en"] = Search
    app.add_js_file(ENTRIES)  # find.js and find.css come by lying in _static/
    app.connect("doctree-read", part_words)
    app.connect("build-finished", write_entries)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
