"""Zip files whose bytes depend on their content only."""

import zipfile
from pathlib import Path


def write(target: Path, entries: dict[str, str | bytes], day: str) -> None:
    """Write `entries` (name -> content) in their order, all dated `day` (YYYY-MM-DD)."""
    date = (*map(int, day.split("-")), 0, 0, 0)
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, date)
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)
