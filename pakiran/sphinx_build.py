"""Makes builds of the book quick and repeatable: outputs saved in notebooks may be reused, and no page depends on the time zone.

A Sphinx extension.
With SAVED_OUTPUTS set, notebooks are not run again: their saved outputs become the pages. `make test` builds so,
because strict nbval runs every cell and compares every output; `make book` runs everything.
Time axes are drawn in one zone, so that two builds have the same bytes.
"""

import os


def reuse_outputs(app, config):
    """Leave notebooks as they were saved; a Markdown page with code has no outputs to keep, so it is run."""
    if os.environ.get("SAVED_OUTPUTS"):
        config.nb_execution_excludepatterns = [*config.nb_execution_excludepatterns, "*.ipynb"]


def setup(app):
    """Register the extension (called by Sphinx)."""
    os.environ["TZ"] = "UTC"  # else Vega places the ticks of a time axis by the zone of whoever builds
    app.connect("config-inited", reuse_outputs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
