"""The way out: settings with which plain Sphinx, without Jupyter Book, builds the same sources (`make exit`).

They are read from `_config.yml`, so there is no second set of them to keep. Saved outputs are reused.
"""

import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
BOOK = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
OWN = BOOK["sphinx"]["config"]
OF_JUPYTER_BOOK = {"jupyter_book", "sphinx_comments"}  # their settings are not read here

project = html_title = BOOK["title"]
author, copyright = BOOK["author"], BOOK["copyright"]
language = OWN["language"]
extensions = [name for name in OWN["extensions"] if name not in OF_JUPYTER_BOOK]
exclude_patterns = BOOK["exclude_patterns"]
external_toc_path = str(ROOT / "_toc.yml")
external_toc_exclude_missing = BOOK["only_build_toc_files"]
numfig = True  # figures are cited by number; Jupyter Book's own default
latex_engine = BOOK["latex"]["latex_engine"]

myst_enable_extensions = BOOK["parse"]["myst_enable_extensions"]
nb_execution_mode = "force"
nb_execution_excludepatterns = ["*.ipynb"]  # these carry their outputs; strict nbval proves that they are fresh
nb_execution_timeout = BOOK["execute"]["timeout"]
nb_execution_raise_on_error = True
nb_output_stderr = BOOK["execute"]["stderr_output"]
nb_render_text_lexer = OWN["nb_render_text_lexer"]

html_theme = "sphinx_book_theme"
html_theme_options = {
    "repository_url": BOOK["repository"]["url"],
    "repository_branch": BOOK["repository"]["branch"],
    "home_page_in_toc": BOOK["html"]["home_page_in_navbar"],
} | OWN["html_theme_options"]
html_context = OWN["html_context"]
html_static_path = [str(ROOT / "_static")]
html_css_files = sorted(path.name for path in (ROOT / "_static").glob("*.css"))
html_js_files = sorted(path.name for path in (ROOT / "_static").glob("*.js"))
html_sourcelink_suffix = ""
