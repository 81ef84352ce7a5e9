"""The figures of the book. Each function takes frames and returns a plain Altair chart.

A figure says in its description, as one sentence computed from the data, what a reader who
cannot see it should know first.
"""

from .common import STRIKES
from .events import crisis_lanes, long_run, tolls
from .paper import verdicts
from .pipeline import remaining_km, route
from .trade import trade_at_a_glance

__all__ = ["STRIKES", "crisis_lanes", "long_run", "remaining_km", "route", "tolls", "trade_at_a_glance", "verdicts"]
