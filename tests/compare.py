"""A chapter of this book beside stock pages: `make compare` writes tests/measured/comparison.json.

    python tests/compare.py [FOLDER OF A MODEL BOOK]

Stock means Jupyter Book with its default settings, and Altair's own output in the same chapter instead of ours. The
model book is any folder of notebooks with saved Altair charts, for example a clone of
https://github.com/uwdata/visualization-curriculum; two chapters of it are built the same way. Scripts that stock
pages ask of other hosts are answered from npm packages, as those hosts would; what no package holds gets no answer, and weighs nothing here.
"""

import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import nbformat
from altair.utils.html import spec_to_html
from built import SITE, chromium
from playwright.sync_api import sync_playwright
from serve import serve

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = "01-introduction"
MODEL = ("altair_introduction", "altair_interaction")
MEASURED = Path(__file__).with_name("measured") / "comparison.json"
PACKAGES = ("vega@6", "vega-lite@6", "vega-embed@7", "requirejs@2.3.4", "mathjax@3")
TIMES = 3
FIRST_CHART = """() => new Promise((found) => {
  const look = () => {
    const chart = document.querySelector(".pk-still svg, .vega-embed canvas, .vega-embed svg");
    chart && chart.getBoundingClientRect().width > 0 ? found(performance.now()) : setTimeout(look, 5);
  };
  look();
})"""


def stock_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook with Altair's own HTML in place of each chart's saved output."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            name = next((mime for mime in data if mime.startswith("application/vnd.vegalite")), None)
            if name:
                spec = json.loads(json.dumps(data[name]))
                spec["$schema"] = "https://vega.github.io/schema/vega-lite/v6.1.0.json"
                output["data"] = {"text/html": stock_html(spec, id(output))}
    return notebook


def stock_html(spec: dict, number: int) -> str:
    """What Altair's default renderer shows of a specification."""
    return spec_to_html(
        spec, mode="vega-lite", vega_version="6", vegaembed_version="7", vegalite_version="6.1.0",
        output_div=f"altair-viz-{number}", fullhtml=False, requirejs=False, template="universal",
    )  # fmt: skip


def stock_site(notebooks: list[Path], folder: Path) -> Path:
    """Build the notebooks with Jupyter Book's default settings, saved outputs reused."""
    for path in notebooks:
        nbformat.write(stock_notebook(path), folder / path.name)
    (folder / "_config.yml").write_text("title: Stock\nexecute:\n  execute_notebooks: 'off'\n", encoding="utf-8")
    first, *others = [path.stem for path in notebooks]
    toc = f"format: jb-book\nroot: {first}\n" + ("chapters:\n" if others else "")
    (folder / "_toc.yml").write_text(toc + "".join(f"  - file: {name}\n" for name in others), encoding="utf-8")
    subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", str(folder), "-qq"], check=True, capture_output=True
    )
    return folder / "_build/html"


def npm(folder: Path) -> Path:
    """Install what content delivery networks would send."""
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *PACKAGES], check=True
    )
    return folder / "node_modules"


def elsewhere(address: str, modules: Path) -> bytes | None:
    """What another host would answer, from the npm package of the same name."""
    found = re.search(r"/(?:npm|ajax/libs)/([\w.-]+?)(?:@[\w.-]+|/[\d.]+)(?:/(.*?))?(?:\?.*)?$", address)
    if not found:
        return None
    name, inner = found[1].replace("require.js", "requirejs"), found[2]
    package = modules / name
    if not package.is_dir():
        return None
    facts = json.loads((package / "package.json").read_text("utf-8"))
    main = facts.get("jsdelivr") or facts.get("unpkg") or facts.get("main")
    file = package / ("require.js" if name == "requirejs" else inner or main)
    return file.read_bytes() if file.is_file() else None


def view(browser, server, page: str, modules: Path) -> dict:
    """Open a page, note what its first view costs, then scroll to its end and note what reading it costs."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab, others, unanswered = context.new_page(), [], []

    def answer(route):
        if route.request.url.startswith((server.url, "data:", "blob:")):
            return route.continue_()
        body = elsewhere(route.request.url, modules)
        if body is None:
            unanswered.append(route.request.url)
            return route.abort()
        others.append(len(gzip.compress(body, 6)))
        return route.fulfill(body=body, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})

    def cost() -> dict:
        sent = [size for _, size in server.sent]
        return {"bytes": sum(sent) + sum(others), "requests": len(sent) + len(others) + len(unanswered)}

    tab.route("**/*", answer)
    server.sent.clear()
    tab.goto(f"{server.url}/{page}", wait_until="domcontentloaded")
    first_chart = tab.evaluate(FIRST_CHART)
    tab.wait_for_load_state("networkidle")
    first = cost()
    for chart in tab.locator(".pk-chart, .vega-embed").all():
        chart.scroll_into_view_if_needed()
        tab.wait_for_timeout(100)
    tab.wait_for_load_state("networkidle")
    found = {"charts": tab.locator(".pk-chart, .vega-embed").count(), "first view": first, "whole page": cost(),
             "other hosts": len(others) + len(unanswered), "first chart, ms": first_chart}  # fmt: skip
    context.close()
    return found


def main(model: Path | None) -> None:
    pages = {}
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        modules = npm(Path(place))
        chapter = [ROOT / f"chapters/{CHAPTER}.ipynb"]
        books = {"stock": chapter} | ({"model": [model / f"{name}.ipynb" for name in MODEL]} if model else {})
        sites = {"ours": (SITE, [f"chapters/{CHAPTER}.html"])}
        for name, notebooks in books.items():
            folder = Path(place, name)
            folder.mkdir()
            sites[name] = (stock_site(notebooks, folder), [f"{path.stem}.html" for path in notebooks])
        browser = play.chromium.launch(
            executable_path=chromium(play), args=["--no-sandbox", "--disable-background-networking"]
        )
        servers = {name: serve(site, policy=None) for name, (site, _) in sites.items()}
        for _ in range(TIMES):  # in turn, so that what else the machine does falls on all alike
            for name, (_, names) in sites.items():
                for page in names:
                    key = f"{name}: {Path(page).stem}"
                    pages.setdefault(key, []).append(view(browser, servers[name], page, modules))
        chrome = browser.version
        browser.close()
        made = {key: found[-1] | {"first chart, ms": round(statistics.median(f["first chart, ms"] for f in found))}
                for key, found in pages.items()}  # fmt: skip
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "repeat": "make compare MODEL=visualization-curriculum",
        "versions": {"Chromium": chrome}
        | {name: version(name) for name in ("jupyter-book", "sphinx-book-theme", "altair")},
        "load": round(os.getloadavg()[0] / (os.cpu_count() or 1), 1),
        "times": TIMES,
        "pages": made,
    }
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(MEASURED.read_text("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
