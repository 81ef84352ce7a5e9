"""Zip files whose bytes depend on their content only."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

EARLIEST = "1980-01-01"  # the first day that a zip can hold
PACKED = {".whl", ".zip", ".png", ".woff2"}  # to pack these again saves nothing


def write(target: Path | BinaryIO, entries: Iterable[tuple[str, str | bytes]], day: str = EARLIEST) -> None:
    """Write pairs of name and content in their order, all dated `day` (YYYY-MM-DD)."""
    if isinstance(target, Path):
        target.parent.mkdir(parents=True, exist_ok=True)
    date = (*map(int, day.split("-")), 0, 0, 0)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, date)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as from Unix, also when made elsewhere
            is_stored = name == "mimetype" or Path(name).suffix in PACKED  # an EPUB starts with a readable type
            entry.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=9)


def repack(made: Path | BinaryIO, target: Path | BinaryIO) -> None:
    """Copy a zip with its members in order of name and without their dates."""
    with zipfile.ZipFile(made) as old:
        write(target, ((name, old.read(name)) for name in sorted(old.namelist())))
