"""Sphinx extension: a line under the title of each notebook page that says where it can be run.

It appears once `repository.url` in `_config.yml` is an address on GitHub; before that, every link would be dead.
With it the notebooks themselves are put beside the pages (`launch/`), so that the one to download is always there.
"""

from html import escape
from pathlib import Path

from . import launch

FOLDER = launch.BRANCH


def place_of(config) -> launch.Repository | None:
    """The repository that the theme's settings name (Jupyter Book puts `repository` there)."""
    options = config.html_theme_options
    return launch.repository(options.get("repository_url"), options.get("repository_branch"))


def line(place: launch.Repository, path: str, download: str, hub: str = "") -> str:
    """The line for one chapter, as HTML."""
    links = {"Binder": place.binder(path), "Colab": place.colab(path)}
    links |= {"JupyterHub": place.hub(hub, path)} if hub else {}
    items = [f'<a href="{escape(address, quote=True)}">{name}</a>' for name, address in links.items()]
    items.append(f'<a href="{escape(download, quote=True)}" download>download the notebook</a>')
    return f'<p class="pk-run">Run this chapter: {", ".join(items)}</p>'


def add_line(app, page, template, context, doctree):
    """Put the line under the title of a page that is a notebook."""
    place = place_of(app.config)
    if not place or doctree is None or app.builder.name == "epub":
        return
    path = app.env.doc2path(page, base=False)
    if path.endswith(".ipynb"):
        download = context["pathto"](f"{FOLDER}/{path}", 1)
        text = line(place, path, download, app.config.pakiran_jupyterhub)
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{text}", 1)


def write_notebooks(app, error):
    """Put the notebooks that run elsewhere beside the pages."""
    place = place_of(app.config)
    if place and not error and app.builder.format == "html" and app.builder.name != "epub":
        launch.write(Path(app.outdir, FOLDER), place, book=Path(app.srcdir))


def setup(app):
    """Register the extension (called by Sphinx)."""
    app.add_config_value("pakiran_jupyterhub", "", "html")
    app.connect("html-page-context", add_line)
    app.connect("build-finished", write_notebooks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
