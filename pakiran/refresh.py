"""Keep the Data Package descriptor in step: rows, bytes and hash of every table, and the address of the book."""

import hashlib
import json
from pathlib import Path

import yaml

from .address import of_site
from .tables import DATA, DESCRIPTOR, descriptor

SETTINGS = "_config.yml"  # beside the folder of the tables, where the book is there as well


def measured(path: Path) -> dict:
    """Rows (without the header), bytes and SHA-256 of one CSV file."""
    raw = path.read_bytes()
    return {"rows": raw.count(b"\n") - 1, "bytes": len(raw), "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}


def stale(folder: Path = DATA) -> list[str]:
    """Names of the tables whose rows, bytes or hash in the descriptor differ from the file."""
    return [r["name"] for r in descriptor(folder)["resources"] if not measured(folder / r["path"]).items() <= r.items()]


def homepage(folder: Path = DATA) -> str:
    """The public address that the settings of the book give; empty while they hold an example."""
    settings = yaml.safe_load((folder.parent / SETTINGS).read_text(encoding="utf-8"))
    return of_site(settings.get("html", {}).get("baseurl"), settings.get("repository", {}).get("url"))


def refresh(folder: Path = DATA) -> list[str]:
    """Write what is measured, and the public address, into the descriptor; returns the names of the changed tables."""
    names, package, old = stale(folder), descriptor(folder), descriptor(folder)
    for resource in package["resources"]:
        resource.update(measured(folder / resource["path"]))
    if (folder.parent / SETTINGS).exists():
        package.pop("homepage", None)
        package |= {"homepage": home} if (home := homepage(folder)) else {}
    if package != old:
        draft = folder / (DESCRIPTOR + ".new")
        try:
            draft.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            draft.replace(folder / DESCRIPTOR)  # in one step, so an interrupted run leaves the old file whole
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise OSError(error.errno, error.strerror, str(draft)) from None
    return names
