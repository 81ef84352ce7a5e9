"""Words in Arabic letters inside a text in Latin ones: where they are, and of which language."""

import re
from html import escape

ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
URDU = re.compile(r"[ٹڈڑںےہھ]")  # letters that Persian does not have
RUN = re.compile(rf"({ARABIC.pattern}(?:[\s\u200c،؛.:-]*{ARABIC.pattern})*)")


def pieces(text: str) -> list[str]:
    """The text cut where it changes between Arabic letters and others."""
    return [piece for piece in RUN.split(text) if piece]


def language(words: str) -> str:
    """Urdu where its own letters stand, else Persian: for words of which nothing tells the language."""
    return "ur" if URDU.search(words) else "fa"


def marked(text: str, code: str = "") -> str:
    """HTML of a text whose words in Arabic letters are of the language `code`, or of the one that they look like."""
    return "".join(
        f'<bdi lang="{code or language(piece)}" dir="rtl">{escape(piece, quote=False)}</bdi>'
        if ARABIC.search(piece)
        else escape(piece, quote=False)
        for piece in pieces(text)
    )
