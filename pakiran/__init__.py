"""The research companion's own package: data, derived results, charts.

>>> import pakiran
>>> pakiran.tables()            # what there is
>>> events = pakiran.load("events")
>>> pakiran.sources_of(events)  # where it comes from
"""

from .data import cite, fields, load, sources_of, tables
from .tables import DataError

__version__ = "0.1.0"
__all__ = ["DataError", "cite", "fields", "load", "sources_of", "tables"]
