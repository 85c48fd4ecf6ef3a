"""The check of the whole book: every balance recomputed from the rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Drift:
    """An account whose counters are not what its transfers say."""

    account_id: UUID
    unit: str
    kind: str
    kept: tuple[int, int, int, int]
    recomputed: tuple[int, int, int, int]


# Recomputed from the rows alone, without the triggers' help, and in one statement, so that a ledger
# that is being written to shows no drift that is not there.
_RECOMPUTED = """
WITH leg AS (
  SELECT debit_id AS account_id, 0 AS posted_in,
    CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END AS posted_out, 0 AS held_in,
    CASE state WHEN 'pending' THEN amount WHEN 'settled' THEN -released
      WHEN 'voided' THEN -released WHEN 'expired' THEN -released ELSE 0 END AS held_out
  FROM ledger_transfer
  UNION ALL
  SELECT credit_id, CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END, 0,
    CASE state WHEN 'pending' THEN amount WHEN 'settled' THEN -released
      WHEN 'voided' THEN -released WHEN 'expired' THEN -released ELSE 0 END, 0
  FROM ledger_transfer),
told AS (
  SELECT account_id, SUM(posted_in) AS posted_in, SUM(posted_out) AS posted_out,
    SUM(held_in) AS held_in, SUM(held_out) AS held_out FROM leg GROUP BY account_id),
tail AS (
  SELECT account_id, SUM(posted_in) AS posted_in, SUM(posted_out) AS posted_out,
    SUM(held_in) AS held_in, SUM(held_out) AS held_out FROM ledger_ledgertail GROUP BY account_id)
SELECT a.id, a.unit, a.kind,
  a.posted_in + COALESCE(tail.posted_in, 0), a.posted_out + COALESCE(tail.posted_out, 0),
  a.held_in + COALESCE(tail.held_in, 0), a.held_out + COALESCE(tail.held_out, 0),
  COALESCE(told.posted_in, 0), COALESCE(told.posted_out, 0),
  COALESCE(told.held_in, 0), COALESCE(told.held_out, 0)
FROM ledger_ledgeraccount a
LEFT JOIN told ON told.account_id = a.id LEFT JOIN tail ON tail.account_id = a.id
"""


def recomputed() -> Iterator[tuple[Drift, bool]]:
    """Every account with its kept and recomputed counters, and whether the two differ. Streams."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTED)
        while rows := cursor.fetchmany(2_000):
            for key, unit, kind, *numbers in rows:
                kept, told = (tuple(int(n) for n in part) for part in (numbers[:4], numbers[4:]))
                account_id = key if isinstance(key, UUID) else UUID(hex=key)
                drift = Drift(account_id, unit, kind, _four(kept), _four(told))
                yield drift, kept != told


def _four(numbers: tuple[int, ...]) -> tuple[int, int, int, int]:
    a, b, c, d = numbers
    return a, b, c, d
