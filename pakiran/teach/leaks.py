"""Looks for answers where students or the public can read: in pages, notebooks, texts, and archives inside archives.

An answer counts as found however it is laid out: tags, colours of code and white space make no difference.
"""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping

TAG = re.compile(r"<[^>]*>")
NO_TEXT = (".pdf", ".png", ".jpg", ".ico", ".svgz", ".woff", ".woff2", ".ttf", ".otf", ".whl", ".mo", ".pyc")


def found(files: Mapping[str, bytes], answers: Iterable[str]) -> list[tuple[str, str]]:
    """Each (file, answer) where an answer can be read in a file; the files come as name and content."""
    wanted = {_bare(answer): answer for answer in answers}
    wanted.pop("", None)
    return [
        (name, answer)
        for name, data in files.items()
        for text in [readable(name, data)]
        for bare, answer in wanted.items()
        if bare in text
    ]


def readable(name: str, data: bytes) -> str:
    """All that can be read in a file, without white space; nothing for pictures, fonts and wheels."""
    if name.lower().endswith(NO_TEXT):
        return ""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join(readable(inner, packed.read(inner)) for inner in packed.namelist())
    text = data.decode("utf-8", errors="ignore")
    if name.endswith(".ipynb"):
        text = "\n".join(_strings(json.loads(text)))
    # As it stands as well as without tags: an answer may hold a "<" of its own.
    return _bare(text) + "\n" + _bare(html.unescape(TAG.sub("", text)))


def _strings(node) -> Iterable[str]:
    """Every text in a notebook; a cell's lines come joined, since an answer may run over several."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list) and node and all(isinstance(line, str) for line in node):
        yield "".join(node)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


def _bare(text: str) -> str:
    return "".join(text.split())
