"""Do acts of one state draw like acts of the other in the days after? A test against shifted calendars, and its power."""

from itertools import product

import numpy as np
import pandas as pd

SIGNS = {-1: "Hostile acts", 1: "Friendly acts"}
WINDOWS = (7, 14, 30)
CRISIS = ("2024-01-01", "2024-01-31")
VARIANTS = {  # name -> with the crisis of January 2024, with answers inside one episode
    "All acts": (True, True),
    "Not within one episode": (True, False),
    "Without January 2024": (False, True),
    "Without both": (False, False),
}
EITHER = "either side"
DIRECTIONS = {EITHER: None, "Iran acts, Pakistan answers": "Iran", "Pakistan acts, Iran answers": "Pakistan"}
SEED = 20240116


def acts(events: pd.DataFrame) -> pd.DataFrame:
    """Acts of one state towards the other that are known to the day and coded above or below zero.

    Columns: `date`, `side` (who acts), `sign` (-1 hostile, 1 friendly), `episode` (missing if none).
    """
    sides = events["direction"].astype("str").map({"IRN->PAK": "Iran", "PAK->IRN": "Pakistan"})
    kept = events.assign(side=sides, sign=np.sign(events["goldstein"]).astype(int))
    kept = kept[kept["dyadic"].astype(bool) & (kept["date_precision"] == "day") & sides.notna() & (kept["sign"] != 0)]
    return kept[["date", "side", "sign", "episode"]].sort_values("date", ignore_index=True)


def hits(own: np.ndarray, other: np.ndarray, length: int, days: int, related: np.ndarray | bool = False) -> np.ndarray:
    """Whether each of one side's acts is followed, for every shift of the other side's dates around the year.

    `own` (..., n) and `other` (..., m) are days of the year, counted from 0, of a year of `length` days that is
    treated as a ring. An act is followed if one of the other's falls 1 to `days` days after it; pairs marked in
    `related` (n, m) do not count. Returns (..., n, length): the last axis is the shift, 0 the dates as they were.
    """
    shifts, own, other = np.arange(length, dtype=np.int16), own.astype(np.int16), other.astype(np.int16)
    gap = (other[..., None, :, None] + shifts - own[..., :, None, None]) % np.int16(length)
    inside = (gap >= 1) & (gap <= days)
    return (inside & ~np.asarray(related)[..., None]).any(axis=-2) if np.ndim(related) else inside.any(axis=-2)


def _years(rows: pd.DataFrame, crisis: bool) -> list[tuple[pd.DataFrame, pd.DataFrame, int]]:
    """Acts of Iran and of Pakistan, with `day`, and length of each year in which both acted."""
    if not crisis:
        rows = rows[~rows["date"].between(*CRISIS)]
    found = []
    for year, group in rows.groupby(rows["date"].dt.year):
        first = pd.Timestamp(f"{year}-01-01")
        if not crisis and f"{year}" == CRISIS[0][:4]:
            first = pd.Timestamp(CRISIS[1]) + pd.Timedelta(days=1)
        length = (pd.Timestamp(f"{year + 1}-01-01") - first).days
        group = group.assign(day=(group["date"] - first).dt.days)
        pair = group[group["side"] == "Iran"], group[group["side"] == "Pakistan"]
        if all(map(len, pair)):
            found.append((*pair, length))
    return found


def _related(own: pd.DataFrame, other: pd.DataFrame) -> np.ndarray:
    """Which pairs of acts belong to one episode."""
    mine, theirs = own["episode"].astype("object").to_numpy(), other["episode"].astype("object").to_numpy()
    return np.array([[a == b and pd.notna(a) for b in theirs] for a in mine])


def reciprocity(
    rows: pd.DataFrame, sign: int, days: int, variant: str = "All acts", direction: str = EITHER, seed: int = SEED
) -> dict:
    """Share of acts that the other side follows with one of like sign within `days`, against chance.

    Chance: within each calendar year the dates of Pakistan's acts are moved together around the year by every
    possible number of days (years are independent). So the spacing of each side's acts, and the number of acts of
    each year, stay as they were; only how the two series lie against one another is changed. All shifts are
    counted, so the distribution is exact and no random draw is needed.

    Returns `acts` (n, in years in which both sides have such acts), `years`, `followed`, `share`, `expected`,
    `chance_low`, `chance_high` (95 percent of shifts), `excess` (share less expected) with `low`, `high` (95
    percent, months resampled; NaN with fewer than five months, or where all or none are followed), and `p` (one-sided). Raises ValueError if no year
    has such acts of both sides.
    """
    crisis, inside = VARIANTS[variant]
    years = _years(rows[rows["sign"] == sign], crisis)
    if not years:
        raise ValueError(f"no year has acts of both sides: expected some {SIGNS[sign].lower()} of each")
    null, seen, parts = np.ones(1), 0, []
    for iran, pakistan, length in years:
        moved = _both(iran, pakistan, length, days, inside, DIRECTIONS[direction])
        count = sum(matrix.sum(axis=0) for _, matrix in moved)
        null = np.convolve(null, np.bincount(count) / length)
        seen += int(count[0])
        parts += [
            pd.DataFrame(
                {
                    "month": group["date"].dt.strftime("%Y-%m"),
                    "followed": matrix[:, 0],
                    "excess": matrix[:, 0] - matrix.mean(axis=1),
                }
            )
            for group, matrix in moved
        ]
    each = pd.concat(parts)
    n, reach = len(each), np.cumsum(null)
    low, high = _interval(each, seed)
    return {
        "acts": n,
        "years": len(years),
        "followed": seen,
        "share": seen / n,
        "expected": float(null @ np.arange(len(null)) / n),
        "chance_low": int(np.searchsorted(reach, 0.025)) / n,
        "chance_high": int(np.searchsorted(reach, 0.975)) / n,
        "excess": float(each["excess"].mean()),
        "low": low,
        "high": high,
        "p": float(min(1.0, null[seen:].sum())),
    }


def _both(iran, pakistan, length: int, days: int, inside: bool, only: str | None) -> list[tuple]:
    """Acts of each side and whether they are followed, for every shift of Pakistan's dates."""
    related = False if inside else _related(iran, pakistan)
    ahead = hits(iran["day"].to_numpy(), pakistan["day"].to_numpy(), length, days, related)
    back = hits(pakistan["day"].to_numpy(), iran["day"].to_numpy(), length, days, related if inside else related.T)
    back = np.roll(back[:, ::-1], 1, axis=1)  # to move Pakistan's dates forward is to move Iran's back
    return [pair for pair in ((iran, ahead), (pakistan, back)) if only in (None, pair[0]["side"].iloc[0])]


def _interval(each: pd.DataFrame, seed: int) -> tuple[float, float]:
    from scipy.stats import bootstrap  # here: it takes a second, and most pages do without

    months = each.groupby("month")["excess"].agg(["sum", "size"])
    if len(months) < 5 or each["followed"].nunique() < 2:  # nothing to resample
        return float("nan"), float("nan")
    found = bootstrap(
        (months["sum"].to_numpy(), months["size"].to_numpy()),
        lambda total, size, axis: total.sum(axis=axis) / size.sum(axis=axis),
        paired=True, vectorized=True, n_resamples=2000, method="percentile", rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return float(found.low), float(found.high)


def reciprocities(rows: pd.DataFrame, directions: tuple[str, ...] = (EITHER,)) -> pd.DataFrame:
    """`reciprocity` for both signs, all windows, all variants and the directions asked for: one row a test."""
    found = []
    for sign, days, variant, direction in product(SIGNS, WINDOWS, VARIANTS, directions):
        named = {"kind": SIGNS[sign], "days": days, "variant": variant, "direction": direction}
        found.append(named | reciprocity(rows, sign, days, variant, direction))
    return pd.DataFrame(found)


def direction_table(rows: pd.DataFrame, directions: list[str], days: int) -> pd.DataFrame:
    """`reciprocity` of one window by direction, with all acts and with neither crisis nor pairs of one episode, to read."""
    found = []
    for sign, direction, variant in product(SIGNS, directions, ("All acts", "Without both")):
        test = reciprocity(rows, sign, days, variant, direction)
        found.append(
            {
                "Acts": SIGNS[sign].split()[0],
                "Direction": direction.replace(" acts, ", ", then ").replace(" answers", ""),
                "Rows": variant,
                "n": test["acts"],
                "Followed": test["followed"],
                "Share": f"{test['share']:.0%}",
                "By chance": f"{test['expected']:.0%}",
                "p": chance_of(test["p"]),
            }
        )
    return pd.DataFrame(found)


EXTRA = (0.0, 0.1, 0.2, 0.3, 0.5)


def power(
    rows: pd.DataFrame, sign: int, days: int = 14, crisis: bool = True, extra: float = 0.3, runs: int = 300,
    seed: int = SEED,
) -> dict:  # fmt: skip
    """How often the test would find answers that are really there: share of simulated records with p below 0.05.

    In each run Pakistan's dates are first moved by chance within each year. Then each act of one side draws, with
    probability `extra`, one act of the other (each at most once, in the same year) to a day 1 to `days` after it.
    In the first half of the runs Pakistan answers, in the second half Iran. The numbers of acts stay those of the
    record. Returns `acts`, `runs`, `power` and its 95 percent interval `low`, `high` (Wilson). With `extra` 0 it is
    the rate of false alarms.
    """
    from scipy.stats import binomtest

    draw = np.random.default_rng([seed, sign + 1, days, int(crisis), round(extra * 100)])
    years = _years(rows[rows["sign"] == sign], crisis)
    null, seen = [np.ones(1)] * runs, np.zeros(runs, dtype=int)
    for iran, pakistan, length in years:
        one = np.tile(iran["day"].to_numpy(), (runs, 1))
        two = (pakistan["day"].to_numpy() + draw.integers(length, size=(runs, 1))) % length
        half = runs // 2
        _answer(one[:half], two[:half], length, days, extra, draw)
        _answer(two[half:], one[half:], length, days, extra, draw)
        back = np.roll(hits(two, one, length, days).sum(axis=1)[:, ::-1], 1, axis=1)
        count = hits(one, two, length, days).sum(axis=1) + back
        seen += count[:, 0]
        null = [np.convolve(before, np.bincount(row) / length) for before, row in zip(null, count, strict=True)]
    found = sum(chance[value:].sum() < 0.05 for chance, value in zip(null, seen, strict=True))
    span = binomtest(int(found), runs).proportion_ci(method="wilson")
    n = sum(len(iran) + len(pakistan) for iran, pakistan, _ in years)
    return {"acts": n, "runs": runs, "power": found / runs, "low": span.low, "high": span.high}


def _answer(own: np.ndarray, other: np.ndarray, length: int, days: int, extra: float, draw) -> None:
    """Move acts of `other`, in place, to soon after acts of `own`; both (runs, n)."""
    runs, m = other.shape
    order = draw.permuted(np.tile(np.arange(m), (runs, 1)), axis=1)
    turn = draw.permuted(np.tile(np.arange(own.shape[1]), (runs, 1)), axis=1)
    every = np.arange(runs)
    for place in range(min(own.shape[1], m)):
        day = (own[every, turn[:, place]] + draw.integers(1, days + 1, size=runs)) % length
        target = order[:, place]
        other[every, target] = np.where(draw.random(runs) < extra, day, other[every, target])


def powers(rows: pd.DataFrame, days: int = 14, runs: int = 300) -> pd.DataFrame:
    """`power` for both signs, with and without the crisis, and each effect of `EXTRA`: one row a simulation."""
    found = []
    for sign, crisis, extra in product(SIGNS, (True, False), EXTRA):
        named = {"kind": SIGNS[sign], "crisis": "in" if crisis else "out", "extra": extra}
        found.append(named | power(rows, sign, days, crisis, extra, runs))
    return pd.DataFrame(found)


def power_table(found: pd.DataFrame) -> pd.DataFrame:
    """Rows of `powers` to read: one row an effect, one column a series with its n, and the interval of each share."""
    rows = found.assign(
        series=found["kind"] + ", January 2024 " + found["crisis"] + " (n " + found["acts"].astype(str) + ")",
        said=[f"{row.power:.0%} ({row.low:.0%} to {row.high:.0%})" for row in found.itertuples()],
    )
    wide = rows.pivot(index="extra", columns="series", values="said")[list(dict.fromkeys(rows["series"]))]
    wide = wide.rename_axis(None, axis=1).rename(index="{:.0%}".format)
    return wide.rename_axis("Acts that draw an answer").reset_index()


def chance_of(p: float) -> str:
    """A p value as the page prints it, never as nought."""
    return "under 0.001" if p < 0.001 else f"{p:.3f}"
