"""Lighthouse on the chapters and main pages of the built book: `make lighthouse` writes tests/measured/lighthouse.json.

Not part of `make test`: the score for speed depends on what else the machine does. Needs npm and a browser.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from built import SITE, chromium
from playwright.sync_api import sync_playwright
from serve import serve

VERSION = "12.8.2"  # the newest that runs on Node 20
MEASURED = Path(__file__).with_name("measured") / "lighthouse.json"
GROUPS = ("performance", "accessibility", "best-practices", "seo")
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for pattern in ("*.html", "chapters/*.html", "chapters/explore/*.html", "chapters/appendix/*.html", "chapters/teach/*.html")
    for path in SITE.glob(pattern)
    if path.name not in ("genindex.html", "search.html", "404.html") and path != SITE / "index.html"
)  # fmt: skip
COMMAND = os.environ.get("LIGHTHOUSE", f"npx --yes lighthouse@{VERSION}").split()
FLAGS = "--headless=new --no-sandbox --disable-background-networking"


def report(address: str, browser: str) -> dict:
    """What Lighthouse says of one page, as it sees it on a middling phone on a slow network."""
    done = subprocess.run(
        [*COMMAND, address, "--output=json", "--quiet", f"--chrome-flags={FLAGS}", f"--only-categories={','.join(GROUPS)}"],
        env=os.environ | {"CHROME_PATH": browser}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def summary(found: dict) -> dict:
    """Scores of a report, and the audits that cost points."""
    lost = {}
    for group, category in found["categories"].items():
        audits = [(found["audits"][ref["id"]], ref["weight"]) for ref in category["auditRefs"]]
        lost[group] = [
            " ".join(filter(None, [audit["title"], audit.get("displayValue", "").replace("\xa0", " ")]))
            for audit, weight in audits
            if weight and audit["score"] is not None and audit["score"] < 0.9
        ]
    return {
        "scores": {group: round(category["score"] * 100) for group, category in found["categories"].items()},
        "lost": {group: audits for group, audits in lost.items() if audits},
    }


def main(pages: list[str]) -> None:
    with sync_playwright() as play:
        browser = chromium(play)
    if not browser:
        sys.exit("No Chromium found: install it (apt install chromium, or playwright install chromium)")
    server, found = serve(SITE), {}
    for page in pages:
        raw = report(f"{server.url}/{page}", browser)
        found[page] = summary(raw)
        print(page, *found[page]["scores"].values(), found[page]["lost"] or "", flush=True)
        keep(found, raw)  # at once: a run takes minutes, and may be stopped
    server.shutdown()


def keep(found: dict, raw: dict) -> None:
    """Write what was found so far, with the versions that the last report names."""
    agent = raw["environment"]["hostUserAgent"].split("Chrome/")[1].split(" ")[0]
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "repeat": "make lighthouse",
        "load": round(os.getloadavg()[0] / (os.cpu_count() or 1), 1),  # above 1 the machine was busy: speed reads lower
        "versions": {"Lighthouse": raw["lighthouseVersion"], "Chromium": agent},
        "pages": found,
    }
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or PAGES)
