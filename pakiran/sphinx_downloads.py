"""Sphinx extension: the built site offers its tables and figures as files, and the list of them.

The files are made when all pages have been read, so that the list can state every size. A page shows a list by

    ```{downloads} tables
    ```

with one of `whole` (files of all tables), `tables`, `figures`, `total`. Addresses are relative: they hold at any
base path, and in a folder. Formats without a folder beside them (PDF, EPUB) get the list without links.
"""

from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from . import figure_files, figures, table_files
from .data import package
from .sphinx_languages import foreign

WHOLE = {
    table_files.SQLITE: "SQLite database. All tables with their keys, for R, Python, SQL and DB Browser",
    table_files.WORKBOOK: "Excel workbook. One sheet a table, for Excel and LibreOffice",
    table_files.PACKAGE: "Data Package. All CSV files with their schema, for frictionless and archives",
    table_files.SUMS: "SHA-256 checksums of every file, for proof that a copy is whole",
}


class download_list(nodes.General, nodes.Element):  # noqa: N801 (docutils names nodes in lower case)
    """The place of a list; filled when a page is written."""


class Drawn(NamedTuple):
    """A figure of the book: where it stands and what it is called."""

    page: str
    name: str
    title: str
    lang: str


class Made(NamedTuple):
    """What a build has made: the size of each file, and the figures in the order of the pages."""

    sizes: dict[str, int]
    drawn: list[Drawn]


class Downloads(SphinxDirective):
    """A list of files to take away."""

    required_arguments = 1

    def run(self):
        if self.arguments[0] not in LISTS:
            raise self.error(f"downloads: {self.arguments[0]!r}: expected one of {', '.join(LISTS)}")
        return [download_list(kind=self.arguments[0])]


def on_site(builder) -> bool:
    """Whether the builder writes a site, with a folder for the files."""
    return builder.format == "html" and builder.name != "epub"


def address(builder, page: str, name: str) -> str:
    """Relative address of a file, seen from a page."""
    return relative_uri(builder.get_target_uri(page).split("#")[0], f"{table_files.FOLDER}/{name}")


def make(app, env):
    """Make every file, and write it where the builder makes a site; returns the pages that list them."""
    files, drawn, listing = table_files.files(), [], []
    for page in sorted(env.found_docs):
        tree = env.get_doctree(page)
        if next(tree.findall(download_list), None):
            listing.append(page)
        for node in tree.findall(lambda one: isinstance(one, nodes.figure) and "spec" in one):
            lang = node["spec"]["usermeta"]["pakiran"].get("lang", "en")
            drawn.append(Drawn(page, node["ids"][0], figures.title_of(node["spec"]), lang))
            files |= {f"figures/{name}": content for name, content in figure_files.files(node["spec"]).items()}
    files[table_files.SUMS] = table_files.checksums(files)
    app.pakiran_downloads = Made({name: len(content) for name, content in files.items()}, drawn)
    if on_site(app.builder):
        write(Path(app.outdir, table_files.FOLDER), files)
    return listing


def write(folder: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


# --- the lists ------------------------------------------------------------------


class Writer:
    """Makes the nodes of one page: text, and links where they lead somewhere."""

    def __init__(self, app, page: str):
        self.builder, self.page, self.made = app.builder, page, app.pakiran_downloads

    def link(self, name: str, label: str) -> list:
        """A link to a file, with its size."""
        words = nodes.Text(label)
        if on_site(self.builder):
            words = nodes.reference("", label, refuri=address(self.builder, self.page, name), internal=False)
        return [words, nodes.Text(f" ({table_files.size(self.made.sizes[name])})")]

    def figure(self, one: Drawn):
        """A link to a figure in the book."""
        title = nodes.Text(one.title) if one.lang == "en" else foreign("", one.title, lang=one.lang)
        if not on_site(self.builder):
            return title
        uri = self.builder.get_relative_uri(self.page, one.page).split("#")[0]
        return nodes.reference("", "", title, refuri=f"{uri}#{one.name}")


def whole(writer: Writer) -> list:
    """Files that hold all tables."""
    return [_bullets([[*writer.link(name, name), nodes.Text(f": {what}.")] for name, what in WHOLE.items()])]


def tables(writer: Writer) -> list:
    """Each table in each format."""
    items = []
    for resource in package()["resources"]:
        name = resource["name"]
        csv, parquet = writer.link(f"csv/{resource['path']}", "CSV"), writer.link(f"parquet/{name}.parquet", "Parquet")
        what = nodes.Text(f", {resource['title'].rstrip('.')}, {resource['rows']:,} rows: ")
        items.append([nodes.literal("", name), what, *csv, nodes.Text(", "), *parquet])
    return [_bullets(items)]


def list_figures(writer: Writer) -> list:
    """Each figure in each format, by page."""
    found = []
    for page, drawn in groupby(writer.made.drawn, key=lambda one: one.page):
        items = []
        for one in drawn:
            links = [writer.link(f"figures/{one.name}.{kind}", kind.upper()) for kind in ("svg", "png", "csv")]
            commas = [nodes.Text(": "), *links[0], nodes.Text(", "), *links[1], nodes.Text(", "), *links[2]]
            items.append([writer.figure(one), *commas])
        title = writer.builder.env.titles[page].deepcopy().children  # with the marks of its language
        found += [nodes.paragraph("", "", nodes.strong("", "", *title)), _bullets(items)]
    return found


def total(writer: Writer) -> list:
    """How large all files are together, and of which version."""
    sizes, drawn = writer.made.sizes, writer.made.drawn
    of_figures = sum(count for name, count in sizes.items() if name.startswith("figures/"))
    words = (
        f"There are {len(package()['resources'])} tables and {len(drawn)} figures, in {len(sizes)} files. "
        f"All files together have {table_files.size(sum(sizes.values()))}: the tables {table_files.size(sum(sizes.values()) - of_figures)}, "
        f"the figures {table_files.size(of_figures)}. Version {package()['version']} of the data."
    )
    return [nodes.paragraph("", words)]


LISTS = {"whole": whole, "tables": tables, "figures": list_figures, "total": total}


def _bullets(items: list[list]) -> nodes.bullet_list:
    return nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph("", "", *item)) for item in items))


def fill(app, tree, page):
    """Put each list in its place."""
    for node in list(tree.findall(download_list)):
        node.replace_self(LISTS[node["kind"]](Writer(app, page)))


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.add_node(download_list)
    app.add_directive("downloads", Downloads)
    app.connect("env-updated", make)
    app.connect("doctree-resolved", fill)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
