"""What counts how much when a need and an offer are compared: every number in one place."""

from __future__ import annotations

# A score is out of 100. Each part earns its share of these points.
TECHNOLOGY = 62.0
FIGURES = 12.0
SECTOR = 8.0
STAGE = 6.0
PARTNERSHIP = 4.0
REGION = 4.0
LANGUAGE = 4.0

# What somebody did not say neither helps nor harms: it earns this share of its points.
NOT_SAID = 0.5

# How much one concept says, by its kind; a rare one says more (see `ranking.Rarity`).
OF_CONCEPTS = {
    "process": 3.0,
    "substance": 2.0,
    "sector": 1.2,
    "equipment": 1.2,
    "method": 0.6,
}
IN_TITLE = 1.6  # times as much for what stands in the title

# Technology: how its three views are mixed. The best view counts most, so that a profile filed
# under a neighbouring field is still found by what it says.
SPEAKS_OF_THE_SAME = 0.55
SAME_FIELD = 0.30
SAME_WORDS = 0.15

# Nearness of two fields of the taxonomy.
FIELD_EQUAL = 1.0
FIELD_HINTED = 0.7  # not filed there, but the text says so
GROUP_EQUAL = 0.25

# The most levels of readiness that an offer may lie below what is needed before it earns nothing.
READINESS_SPAN = 3
