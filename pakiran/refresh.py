"""Keep rows, bytes and hash of every table in the Data Package descriptor in step with the files."""

import hashlib
import json
from pathlib import Path

from .tables import DATA, DESCRIPTOR, descriptor


def measured(path: Path) -> dict:
    """Rows (without the header), bytes and SHA-256 of one CSV file."""
    raw = path.read_bytes()
    return {"rows": raw.count(b"\n") - 1, "bytes": len(raw), "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}


def stale(folder: Path = DATA) -> list[str]:
    """Names of the tables whose rows, bytes or hash in the descriptor differ from the file."""
    return [r["name"] for r in descriptor(folder)["resources"] if not measured(folder / r["path"]).items() <= r.items()]


def refresh(folder: Path = DATA) -> list[str]:
    """Write the measured values into the descriptor; returns the names of the tables that changed."""
    names, package = stale(folder), descriptor(folder)
    for resource in package["resources"]:
        resource.update(measured(folder / resource["path"]))
    if names:
        draft = folder / (DESCRIPTOR + ".new")
        try:
            draft.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            draft.replace(folder / DESCRIPTOR)  # in one step, so an interrupted run leaves the old file whole
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror, str(draft)) from None
    return names
