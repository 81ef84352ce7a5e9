"""How long the explorers of a built site take to draw again after a control changes; `make bench` prints it."""

from pathlib import Path

from built import SITE, chromium

# For each control: up to eight of its values, one after the other; milliseconds until Vega has drawn.
MEASURE = """async (chart) => {
  const view = chart.vegaView;
  const times = {};
  for (const control of chart.querySelectorAll(".vega-bind [name]")) {
    const name = control.name, first = view.signal(name);
    const ends = [+control.min, +control.max], steps = [0, .15, .3, .45, .6, .75, .9, 1];
    const bound = JSON.parse(chart.querySelector("script").textContent).wide.signals.find((s) => s.name === name).bind;
    const values = control.type === "range"
      ? steps.map((part) => ends[0] + Math.round((ends[1] - ends[0]) * part / (+control.step || 1)) * (+control.step || 1))
      : (bound.options ?? [true, false]).slice(0, 8);
    times[name] = [];
    for (const value of [...values, first]) {
      const start = performance.now();
      await view.signal(name, value).runAsync();
      times[name].push(performance.now() - start);
    }
  }
  return times;
}"""


def redraws(site: Path = SITE) -> list[tuple[str, str, list[float]]]:
    """(figure, control, milliseconds of each change) of every explorer of the site; empty without site or browser."""
    pages = [page for page in sorted(site.rglob("*.html")) if '"bind":' in page.read_text("utf-8")]
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return []
    with sync_playwright() as play:
        path = chromium(play)
        if not (pages and path):
            return []
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        found = [row for page in pages for row in _of_page(browser, page)]
        browser.close()
    return found


def _of_page(browser, page: Path) -> list[tuple[str, str, list[float]]]:
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(page.as_uri())
    rows = []
    for chart in tab.locator(".pk-chart").all():
        if '"bind":' not in chart.locator("script").first.text_content():
            continue
        chart.scroll_into_view_if_needed()
        chart.locator(".pk-live .vega-bind").first.wait_for(timeout=20_000)
        name = chart.evaluate("(chart) => chart.closest('figure').id")
        rows += [(name, control, times) for control, times in chart.evaluate(MEASURE).items()]
    tab.close()
    return rows
