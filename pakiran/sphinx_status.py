"""Sphinx extension: the tables of the status page, made while the book is built.

    ```{status} lighthouse
    ```

Measurements are read from ``tests/measured``, each with its date and the command that repeats it; tests are counted
in their files; the weights of all pages are taken from the finished site. No number of that page is typed by hand.
"""

import ast
import gzip
import html
import json
import platform
import re
import statistics
from importlib.metadata import version
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

MOST_BYTES = 400_000  # of a first view, gzipped; the stock theme sends 831 kB before its charts
MOST_REQUESTS = 20  # of a first view; the stock theme asks 28 times
MOST_OF_PAGE = 150_000  # of a document, gzipped: data of charts are part of it
PAGE = "chapters/appendix/status"
HERE = "<!-- weights of the pages -->"
ASSET = re.compile(r'<(?:link rel="stylesheet"[^>]*?href|script[^>]*? src)="([^"?#:]+)[^"]*"')


class Status(SphinxDirective):
    """One table of the status page, by its name."""

    required_arguments = 1

    def run(self):
        root = Path(self.env.srcdir)
        name = self.arguments[0]
        if name == "weights":
            return [nodes.raw("", HERE, format="html")]
        box = nodes.container()
        lines = {"promises": promises, "tests": tests, "versions": versions, "lighthouse": lighthouse,
                 "comparison": comparison}[name](root)  # fmt: skip
        self.state.nested_parse(StringList(lines, self.get_source_info()[0]), self.content_offset, box)
        return box.children


def table(head: list, rows: list) -> list[str]:
    """Lines of a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "/") for cell in row) + " |" for row in lines]


def kilobytes(size: float) -> str:
    """Bytes as the status page prints them."""
    return f"{size / 1000:,.0f} kB"


def measured(root: Path, name: str) -> dict:
    """What was measured last; empty in a copy of the book that came without it."""
    path = root / "tests/measured" / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def circumstances(found: dict) -> list[str]:
    """When, with what and on how busy a machine something was measured, and how to repeat it."""
    if not found:
        return ["Not measured for this copy of the book."]
    made_with = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    busy = f" The machine had {found['load']} tasks waiting for each processor, so times are worse than at rest."
    return [
        f"Measured on {found['date']} with {made_with}.{busy if found['load'] > 1 else ''} To repeat: `{found['repeat']}`.",
        "",
    ]


def promises(root: Path) -> list[str]:
    """What each page may weigh; `tests/site` holds the pages to it."""
    return [
        f"- First view of a page: at most {kilobytes(MOST_BYTES)}, gzipped, and {MOST_REQUESTS} requests.",
        f"- The page itself, with the data of its charts: at most {kilobytes(MOST_OF_PAGE)}, gzipped.",
    ]


def tests(root: Path) -> list[str]:
    """Test functions by kind; one may run for many pages or tables."""
    kinds = {"Data and code": "tests/test_*.py", "Built pages": "tests/site/test_*.py"}
    rows = [[kind, sum(map(functions, root.glob(pattern)))] for kind, pattern in kinds.items()]
    notebooks = [json.loads(path.read_text("utf-8")) for path in sorted((root / "chapters").rglob("*.ipynb"))]
    cells = sum(cell["cell_type"] == "code" for notebook in notebooks for cell in notebook["cells"])
    rows.append([f"Notebook cells run again, every output compared ({len(notebooks)} notebooks)", cells])
    return table(["Tests", "Number"], rows)


def functions(path: Path) -> int:
    """Number of test functions in a file."""
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    return sum(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree)


def versions(root: Path) -> list[str]:
    """The tools that this copy of the book was built with."""
    names = ("sphinx", "myst-nb", "sphinx-book-theme", "altair", "vl-convert-python", "pandas", "ipywidgets")
    rows = [["Python", platform.python_version()], *([name, version(name)] for name in names)]
    return table(["Built with", "Version"], rows)


def lighthouse(root: Path) -> list[str]:
    """Lighthouse's scores of the main pages, and what cost points."""
    found = measured(root, "lighthouse")
    if not found:
        return circumstances(found)
    groups = list(next(iter(found["pages"].values()))["scores"])
    rows = []
    for page, result in found["pages"].items():
        reasons = "; ".join(f"{group}: {', '.join(audits)}" for group, audits in result["lost"].items())
        rows.append(
            [page.removesuffix(".html"), *(result["scores"][group] for group in groups), reasons.replace("<", "&lt;")]
        )
    return circumstances(found) + table(
        ["Page", *(g.capitalize().replace("-", " ") for g in groups), "What cost points"], rows
    )


def comparison(root: Path) -> list[str]:
    """Weights beside those of stock pages, each with its ratio to ours."""
    found = measured(root, "comparison")
    if not found:
        return circumstances(found)
    ours = next(result for name, result in found["pages"].items() if name.startswith("ours"))
    columns = {
        "First view": (lambda r: r["first view"]["bytes"], kilobytes),
        "Requests": (lambda r: r["first view"]["requests"], str),
        "Read to the end": (lambda r: r["whole page"]["bytes"], kilobytes),
        "First chart": (lambda r: r["first chart, ms"], lambda value: f"{value:,} ms"),
    }
    rows = []
    for name, result in found["pages"].items():
        cells = [f"{show(get(result))} ({get(result) / get(ours):.1f} x)" for get, show in columns.values()]
        rows.append([name, result["charts"], *cells, result["other hosts"]])
    return circumstances(found) + table(["Page", "Charts", *columns, "Requests to other hosts"], rows)


# --- weights, from the finished site ----------------------------------------------


def packed(path: Path) -> int:
    """Bytes of a file as web hosts send it."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


def weigh(site: Path) -> list[tuple[str, int, int, int]]:
    """(page, its own bytes, bytes with its style sheets and scripts, number of these files and itself)."""
    known, rows = {}, []
    for page in sorted(site.rglob("*.html")):
        if "_static" in page.parts or page == site / "index.html":  # Jupyter Book's own redirect
            continue
        files = {(page.parent / name).resolve() for name in ASSET.findall(page.read_text("utf-8"))}
        sizes = [known.setdefault(file, packed(file)) for file in files if file.is_file()]
        own = packed(page)
        rows.append((page.relative_to(site).with_suffix("").as_posix(), own, own + sum(sizes), 1 + len(sizes)))
    return rows


def fill(app, error):
    """Put the weights of all pages on the status page, when all are written."""
    page = Path(app.outdir, f"{PAGE}.html")
    if error or app.builder.name != "html" or not page.exists():
        return
    rows = weigh(Path(app.outdir))
    whole = [row[2] for row in rows]
    text = f"<p>{len(rows)} pages: the median is {kilobytes(statistics.median(whole))}, the heaviest {kilobytes(max(whole))}.</p>"
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Page", "Document", "With style sheets and scripts", "Files")
    )
    body = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{kilobytes(own)}</td><td>{kilobytes(all_)}</td><td>{files}</td></tr>"
        for name, own, all_, files in rows
    )
    text += f'<table class="table" aria-label="Weight of each page"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    text = f'<div class="pst-scrollable-table-container">{text}</div>'  # scrolls by itself on a phone
    page.write_text(page.read_text("utf-8").replace(HERE, text), encoding="utf-8")


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.add_directive("status", Status)
    app.connect("build-finished", fill, priority=900)  # after all others: files are weighed as they are published
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
