"""Benchmarks: `make bench`. Times are printed with their ratio to plain pandas in the same run, never asserted.

The second part multiplies the chronology and shows how loading, checking and the charts of events grow with it.
"""

import csv
import importlib
import inspect
import json
import math
import pkgutil
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

import pandas as pd
from altair import MaxRowsError
from redraw import redraws

import pakiran
from pakiran import charts, data, figures, incidents
from pakiran.check import check
from pakiran.refresh import refresh
from pakiran.tables import DATA

TIMES = (1, 3, 10, 30, 100)
GROWING = ("events", "event_actors", "events_sources")
MOVED = 20  # days at most between an event and its copy
LAYER_BEGINS = {"crisis": date(2023, 12, 1), "since": date(2024, 3, 1)}  # as in `pakiran.consistency`
SEED = 20240116


def best_of(action: Callable, times: int = 5, clock: Callable = time.perf_counter) -> float:
    """Shortest time in milliseconds, which is the least disturbed one: wall time, or what another clock measures."""
    spans = []
    for _ in range(times):
        start = clock()
        action()
        spans.append((clock() - start) * 1000)
    return min(spans)


def load_all() -> None:
    data._frame.cache_clear()
    for name in pakiran.tables()["table"]:
        pakiran.load(name)


def fresh(code: str) -> Callable:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def parts() -> None:
    """Loading, checking and drawing the data as they are."""
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
        ("new process: import pakiran, load all", best_of(fresh("import pakiran\nfor t in pakiran.tables()['table']: pakiran.load(t)"), 3)),
    ]  # fmt: skip
    for what, milliseconds in rows:
        print(f"{what:<42}{milliseconds:>9.1f} ms{milliseconds / plain:>8.1f} x")


def print_redraws() -> None:
    """Each control of each explorer of the built book: time until the chart is drawn again, in a browser."""
    found = redraws()
    title = "explorer, control: drawn again (median, longest)"
    print(f"\n{title}" if found else "\nNo built book, or no browser: redraw times were not measured.")
    for figure, control, times in found:
        print(f"{figure + ', ' + control:<42}{statistics.median(times):>9.1f} ms{max(times):>9.1f} ms")


# --- many times as many events ---------------------------------------------------------------------


def grow(folder: Path, times: int, seed: int = SEED) -> None:
    """Write the data package into `folder` with `times` as many events, made from the real ones. Nothing in it is true.

    A copy has its own id, title and summary, a day near that of its model, in one case of four another place, and the
    actors and sources of its model: so every key is known and every rule of `pakiran check` holds.
    """
    chance = random.Random(seed)
    for path in (*DATA.glob("*.csv"), DATA / "datapackage.json"):
        shutil.copy(path, folder)
    tables = {name: _records(folder / f"{name}.csv") for name in GROWING}
    places = sorted({row["place_id"] for row in tables["events"] if row["place_id"]})
    for name, rows in tables.items():
        copies = [row | {"event_id": _copy_id(row, number)} for number in range(1, times) for row in rows]
        if name == "events":
            copies = [_moved(row, places, chance) for row in copies]
            rows = sorted(rows + copies, key=lambda row: row["date"])
        else:
            rows = rows + copies
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    refresh(folder)


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _copy_id(row: dict[str, str], number: int) -> str:
    return f"{row['event_id']}-copy-{number}"


def _moved(row: dict[str, str], places: list[str], chance: random.Random) -> dict[str, str]:
    number = row["event_id"].rpartition("-")[2]
    row = row | {"title": f"{row['title'][:70]}, {number}", "summary": f"{row['summary']} Copy {number}."}
    if row["date_precision"] == "day":
        # Earlier, so that its sources are still later, and not into the layer before.
        day = date.fromisoformat(row["date"]) - timedelta(days=chance.randint(0, MOVED))
        row = row | {"date": max(day, LAYER_BEGINS.get(row["layer"], day)).isoformat()}
    return row | {"place_id": chance.choice(places)} if row["place_id"] and chance.random() < 0.25 else row


def reading(folder: Path):
    """Let `pakiran.load` read another folder."""
    data._frame.cache_clear()
    return mock.patch.object(data, "DATA", folder)


def frames(folder: Path) -> dict:
    """What the charts of events are made from: every table, `tables` as a whole, and `found` (the incidents)."""
    with reading(folder):
        tables = {name: pakiran.load(name) for name in pakiran.tables()["table"]}
    data._frame.cache_clear()
    found = incidents.incidents(tables["events"], tables["event_actors"], tables["actors"])
    return tables | {"tables": tables, "found": found}


EVENT_CHARTS = {
    "crisis, lanes by day": lambda known: charts.crisis_lanes(known["events"]),
    "January 2024, told or not": lambda known: charts.told_in_paper(known["events"]),
    "contacts, lanes by date": lambda known: charts.contacts(known["events"]),
    "events since, lanes by month": lambda known: charts.events_since(known["events"], pd.Timestamp("2024-04-01")),
    "incidents, lanes by year": lambda known: charts.incident_years(known["found"]),
    "incidents, map by place": lambda known: charts.incident_map(known["found"], known["places"]),
    "index by year": lambda known: charts.long_run(known["events"]),
}


def explorers(known: dict) -> dict[str, Callable]:
    """Every explorer of events: a function `..._explorer` of a module `pakiran.explore...` that takes some of `known`."""
    found = {}
    for module in pkgutil.iter_modules(pakiran.__path__):
        if not module.name.startswith("explore"):
            continue
        functions = inspect.getmembers(importlib.import_module(f"pakiran.{module.name}"), inspect.isfunction)
        for name, function in functions:
            needed = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            own = function.__module__ == f"pakiran.{module.name}"
            if (
                own
                and name.endswith("_explorer")
                and {"events", "tables", "found"} & set(needed) <= set(needed) <= set(known)
            ):
                found[name.replace("_", " ")] = lambda known, make=function, needed=needed: make(*(known[n] for n in needed)).chart  # fmt: skip
    return found


def size(chart) -> tuple[int, int]:
    """Rows that the specification of a chart embeds, and its bytes."""
    spec = figures.steady(chart.to_dict())
    return sum(map(len, spec["datasets"].values())), len(json.dumps(spec, ensure_ascii=False).encode())


def slope(rows: list[int], values: list[float]) -> float:
    """Exponent of a power of the rows, fitted by least squares: 1 is growth in step with the rows, 0 none."""
    x, y = [math.log(n) for n in rows], [math.log(v) for v in values]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def growth() -> None:
    """Load, check and specify charts with ever more events, and print how each grows.

    Processor time, since wall time also counts what else the machine does.
    """
    rows, loads, checks, sizes = [], [], [], {}
    print(
        f"\n{'events':>8}{'rows':>9}{'load ms':>10}{'a row us':>10}{'check ms':>10}{'a row us':>10}  (processor time)"
    )
    with tempfile.TemporaryDirectory() as place:
        for times in TIMES:
            folder = Path(place) / str(times)
            folder.mkdir()
            grow(folder, times)
            repeats = 3 if times < 30 else 1
            problems = check(folder=folder)
            assert not problems, problems[:3]
            with reading(folder):
                rows.append(sum(len(pakiran.load(name)) for name in pakiran.tables()["table"]))
                loads.append(best_of(load_all, repeats, time.process_time))
            checks.append(best_of(lambda where=folder: check(folder=where), repeats, time.process_time))
            known = frames(folder)
            for name, make in (EVENT_CHARTS | explorers(known)).items():
                sizes.setdefault(name, []).append(_size_or_reason(make, known))
            print(f"{len(known['events']):>8,}{rows[-1]:>9,}{loads[-1]:>10.0f}{loads[-1] / rows[-1] * 1000:>10.1f}{checks[-1]:>10.0f}{checks[-1] / rows[-1] * 1000:>10.1f}")  # fmt: skip
    print(f"fitted exponent of the rows: load {slope(rows, loads):.2f}, check {slope(rows, checks):.2f} (1 is linear)")
    print(f"\n{'chart: rows embedded, kB':<32}" + "".join(f"{f'{times} x':>15}" for times in TIMES))
    for name, found in sizes.items():
        print(f"{name:<32}" + "".join(f"{one:>15}" if isinstance(one, str) else f"{one[0]:>7,}{one[1] / 1000:>8.0f}" for one in found))  # fmt: skip


def _size_or_reason(make: Callable, known: dict) -> tuple[int, int] | str:
    try:
        return size(make(known))
    except (ValueError, MaxRowsError):  # what embeds too many rows is no figure (`figures.MAX_ROWS`)
        return "too many rows"


def main() -> None:
    parts()
    growth()
    print_redraws()


if __name__ == "__main__":
    main()
