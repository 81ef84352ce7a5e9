"""Benchmarks: `make bench`. Times are printed with their ratio to plain pandas in the same run, never asserted."""

import subprocess
import sys
import time
from collections.abc import Callable

import pandas as pd

import pakiran
from pakiran import charts, data, figures
from pakiran.check import check
from pakiran.tables import DATA


def best_of(action: Callable, times: int = 5) -> float:
    """Shortest wall time in milliseconds, which is the least disturbed one."""
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        spans.append((time.perf_counter() - start) * 1000)
    return min(spans)


def load_all() -> None:
    data._frame.cache_clear()
    for name in pakiran.tables()["table"]:
        pakiran.load(name)


def fresh(code: str) -> Callable:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def main() -> None:
    plain = best_of(lambda: [pd.read_csv(path) for path in sorted(DATA.glob("*.csv"))])
    chart = charts.crisis_lanes(pakiran.load("events"))
    drawn = figures.for_width(chart.to_dict(), figures.WIDE)
    figures.draw(drawn)  # the first drawing starts the engine
    rows = [
        ("read all tables with plain pandas", plain),
        ("load all tables, typed and checked", best_of(load_all)),
        ("check the whole package", best_of(check)),
        ("draw one chart as SVG", best_of(lambda: figures.draw(drawn))),
        ("new process: import pandas", best_of(fresh("import pandas"), 3)),
        (
            "new process: import pakiran, load all",
            best_of(fresh("import pakiran\nfor t in pakiran.tables()['table']: pakiran.load(t)"), 3),
        ),
    ]
    for what, milliseconds in rows:
        print(f"{what:<42}{milliseconds:>9.1f} ms{milliseconds / plain:>8.1f} x")


if __name__ == "__main__":
    main()
