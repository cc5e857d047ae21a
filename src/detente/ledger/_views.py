"""The measures as views, so that any SQL client can ask for them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

__all__ = ["FALL", "HALF_WEIGHT", "RISE", "VIEWS", "create_views"]

RISE: Final = 0.5
"""Share of the way to a higher level that the tension index goes in a day."""
FALL: Final = 0.0943
"""Share of the way to a lower level that it goes in a day: 1 - 2 ** (-1 / 7), a half-life of seven days."""
HALF_WEIGHT: Final = 0.5
"""How much of a day's conflict its cooperation takes away."""

# Both directions of a pair, named in alphabetical order; ('*', '*') is the crisis, each event once.
_PAIR_DAYS: Final = """
CREATE VIEW pair_days AS
SELECT CASE WHEN actor <= recipient THEN actor ELSE recipient END AS one,
       CASE WHEN actor <= recipient THEN recipient ELSE actor END AS other,
       day,
       SUM(verbal_cooperation) AS verbal_cooperation,
       SUM(material_cooperation) AS material_cooperation,
       SUM(verbal_conflict) AS verbal_conflict,
       SUM(material_conflict) AS material_conflict,
       SUM(intensity) AS intensity,
       SUM(conflict) AS conflict,
       SUM(cooperation) AS cooperation,
       MAX(worst) AS worst,
       MAX(best) AS best,
       MAX(rung) AS rung
FROM dyad_days
GROUP BY CASE WHEN actor <= recipient THEN actor ELSE recipient END,
         CASE WHEN actor <= recipient THEN recipient ELSE actor END,
         day
"""

_LEVELS: Final = f"""
CREATE VIEW levels AS
SELECT one, other, day,
       CASE WHEN worst * conflict / (conflict + 1) > {HALF_WEIGHT} * best * cooperation / (cooperation + 1)
            THEN worst * conflict / (conflict + 1) - {HALF_WEIGHT} * best * cooperation / (cooperation + 1)
            ELSE 0 END AS level
FROM pair_days
"""

_TENSION: Final = f"""
CREATE VIEW tension AS
WITH RECURSIVE ends AS (
    SELECT one, other, MIN(day) AS first, MAX(day) AS last FROM levels GROUP BY one, other
), walk (one, other, day, last, tension) AS (
    SELECT ends.one, ends.other, ends.first, ends.last, 100 * {RISE} * levels.level
    FROM ends JOIN levels ON levels.one = ends.one AND levels.other = ends.other AND levels.day = ends.first
    UNION ALL
    SELECT walk.one, walk.other, {{next}}, walk.last,
           walk.tension + (100 * COALESCE(levels.level, 0) - walk.tension)
           * CASE WHEN 100 * COALESCE(levels.level, 0) > walk.tension THEN {RISE} ELSE {FALL} END
    FROM walk LEFT JOIN levels
         ON levels.one = walk.one AND levels.other = walk.other AND levels.day = {{next}}
    WHERE walk.day < walk.last
)
SELECT one, other, day, tension FROM walk
"""

VIEWS: Final = ("pair_days", "levels", "tension")
"""Names of the views."""


def create_views(connection: Connection) -> None:
    """Make the views in the connection's database."""
    following = (
        "date(walk.day, '+1 day')"
        if connection.dialect.name == "sqlite"
        else "CAST(walk.day + INTERVAL '1 day' AS date)"
    )
    for view in (_PAIR_DAYS, _LEVELS, _TENSION.format(next=following)):
        connection.execute(text(view.replace(":", "\\:")))
