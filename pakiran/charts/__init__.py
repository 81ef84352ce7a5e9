"""The figures of the book. Each function takes frames and returns a plain Altair chart.

A figure says in its description, as one sentence computed from the data, what a reader who
cannot see it should know first.
"""

from ..chronology import STRIKES
from .advice import contacts, pipeline_options, schools
from .crossings import border_closures
from .eve import before_the_strikes
from .events import crisis_lanes, long_run, tolls
from .experts import (
    agreement,
    correspondence,
    experts_explorer,
    motives,
    reactions_matrix,
    voices_and_week,
)
from .forecasts import forecast_trail
from .growth_spread import growth_intervals
from .incidents import answer_times, dead_by_count, groups_named, incident_map, incident_years, told_in_paper
from .index_coverage import index_and_coverage
from .mirror import many_values, spread_shares
from .months import months_around_strikes
from .paper import verdicts
from .pipeline import iran_lengths, penalty_rates, power, remaining_km, route
from .provenance import confidence_by_table, goldstein_use, sources_by_seat
from .reciprocity import acts_followed
from .references import citations_by_age
from .since import coverage, events_since, pipeline_since, trade_since
from .targets import growth_needed, target_ledger
from .ties import ties_and_disputes
from .trade import trade_at_a_glance

__all__ = [
    "STRIKES",
    "acts_followed",
    "agreement",
    "answer_times",
    "before_the_strikes",
    "border_closures",
    "citations_by_age",
    "confidence_by_table",
    "contacts",
    "correspondence",
    "coverage",
    "crisis_lanes",
    "dead_by_count",
    "events_since",
    "experts_explorer",
    "forecast_trail",
    "goldstein_use",
    "groups_named",
    "growth_intervals",
    "growth_needed",
    "incident_map",
    "incident_years",
    "index_and_coverage",
    "iran_lengths",
    "long_run",
    "many_values",
    "months_around_strikes",
    "motives",
    "penalty_rates",
    "pipeline_options",
    "pipeline_since",
    "power",
    "reactions_matrix",
    "remaining_km",
    "route",
    "schools",
    "sources_by_seat",
    "spread_shares",
    "target_ledger",
    "ties_and_disputes",
    "told_in_paper",
    "tolls",
    "trade_at_a_glance",
    "trade_since",
    "verdicts",
    "voices_and_week",
]
