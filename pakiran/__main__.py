"""Command line: `python -m pakiran check [FILE ...]`, `... refresh` and `... translations`."""

import argparse
import sys
from pathlib import Path

from .check import check
from .refresh import refresh, stale


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m pakiran",
        description="Check the data files, refresh their checksums, or list what is to be translated.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="list every problem of the data files, one a line")
    checking.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="only these files (default: all of data/)"
    )
    commands.add_parser("refresh", help="write rows, bytes and hash of every table into data/datapackage.json")
    commands.add_parser("translations", help="list what is missing or stale in pakiran/translations/, ready to fill in")
    options = parser.parse_args(arguments)
    if options.command == "translations":
        from .languages import report  # draws the figures whose texts are translated

        print(report())
        return 0
    if options.command == "refresh":
        try:
            changed = refresh()
        except OSError as error:
            print(f"datapackage.json is unchanged: {error.strerror or error} ({error.filename})", file=sys.stderr)
            return 1
        print(
            f"datapackage.json: {len(changed)} table{'s' * (len(changed) != 1)} refreshed"
            + (": " + ", ".join(changed) if changed else "")
        )
        return 0
    problems = check(options.files or None)
    for problem in problems:
        print(problem)
    print(
        f"{len(problems)} problem{'s' * (len(problems) > 1)}" if problems else "data: no problem found", file=sys.stderr
    )
    if not problems and not options.files and (changed := stale()):
        print(f"changed since datapackage.json was written: {', '.join(changed)} (make refresh)", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
