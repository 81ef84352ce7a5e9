"""Does the long-run index hang on who reported? Publishers left out in turn, and full decades thinned to the size of early ones."""

import numpy as np
import pandas as pd

SEED = 20240116
EARLY = 2000  # decades before it are the thin ones


def coded(events: pd.DataFrame) -> pd.DataFrame:
    """Dyadic acts, joint ones included: `event_id`, `source_id`, `decade` (first year), `value` (Goldstein)."""
    kept = events[events["dyadic"].astype(bool)]
    decade = kept["date"].dt.year // 10 * 10
    return kept.assign(decade=decade, value=kept["goldstein"])[["event_id", "source_id", "decade", "value"]]


def publishers_of(rows: pd.DataFrame, links: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """One row an act and publisher that carries it (`event_id`, `publisher`); sources that report differently are left out."""
    further = links[links["role"] != "reports_differently"]
    pairs = pd.concat([rows[["event_id", "source_id"]], further[["event_id", "source_id"]]])
    pairs = pairs[pairs["event_id"].isin(rows["event_id"])].merge(sources[["source_id", "publisher"]], on="source_id")
    return pairs[["event_id", "publisher"]].drop_duplicates(ignore_index=True)


def leave_one_out(rows: pd.DataFrame, carried: pd.DataFrame) -> pd.DataFrame:
    """Mean value an act of each decade without the acts that one publisher alone carries: one row a decade and publisher.

    Columns: `decade`, `publisher`, `lost` (acts), `mean`. Publishers that alone carry no act of the decade are left out.
    """
    alone = carried[carried.groupby("event_id")["publisher"].transform("size") == 1]
    joined = rows.merge(alone, on="event_id")
    found = []
    for (decade, publisher), gone in joined.groupby(["decade", "publisher"]):
        rest = rows[(rows["decade"] == decade) & ~rows["event_id"].isin(gone["event_id"])]
        found.append({"decade": decade, "publisher": publisher, "lost": len(gone), "mean": rest["value"].mean()})
    return pd.DataFrame(found, columns=["decade", "publisher", "lost", "mean"])


def thinned(values: np.ndarray, size: int, draws: int = 2000, seed: int = SEED) -> np.ndarray:
    """Means of `size` values drawn without return, `draws` times. Raises ValueError if there are fewer than `size`."""
    if size > len(values):
        raise ValueError(f"{len(values)} values: expected at least {size}")
    picks = np.random.default_rng(seed).permuted(np.tile(values, (draws, 1)), axis=1)
    return picks[:, :size].mean(axis=1)


def coverage_index(events: pd.DataFrame, links: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The index by decade: `acts` (n), `mean` (Goldstein value an act), `plain` (with plus and minus one), `total`.

    `without_low`, `without_high`: range of the mean when one publisher is left out (the mean itself is in the range).
    `size` (acts of a typical early decade: median before 2000); `thin_low`, `thin_high`: 95 percent of the means of so
    many acts drawn from the decade; `same_sign`: share of draws on the same side of zero as the mean. The last
    four are missing for decades before 2000 and for those with no more acts than that.
    """
    rows = coded(events)
    out = leave_one_out(rows, publishers_of(rows, links, sources)).groupby("decade")["mean"].agg(["min", "max"])
    table = rows.groupby("decade")["value"].agg(
        acts="size", mean="mean", total="sum", plain=lambda v: np.sign(v).mean()
    )
    table["without_low"] = np.fmin(out["min"].reindex(table.index), table["mean"])
    table["without_high"] = np.fmax(out["max"].reindex(table.index), table["mean"])
    size = int(table.loc[table.index < EARLY, "acts"].median())
    table["size"] = size
    for decade in table.index[(table.index >= EARLY) & (table["acts"] > size)]:
        means = thinned(rows.loc[rows["decade"] == decade, "value"].to_numpy(), size)
        table.loc[decade, ["thin_low", "thin_high"]] = np.quantile(means, [0.025, 0.975])
        table.loc[decade, "same_sign"] = (np.sign(means) == np.sign(table.loc[decade, "mean"])).mean()
    return table.reset_index()
