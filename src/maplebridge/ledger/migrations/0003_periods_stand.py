"""Transfers move their accounts, nothing is entered into a closed period, and what is sealed stands."""

from importlib import import_module

from django.db import migrations

run = import_module("maplebridge.ledger.migrations.0002_guards").run

TABLES = ("ledger_bookpage", "ledger_checkpoint")
SEALED_BY = ("ledger_voucher", "ledger_bookpage", "ledger_checkpoint")

POSTGRESQL = [
    # Accounts are visited in the order of their ids, so that two statements never wait for each
    # other in a circle. A leg of an unconstrained account is appended and locks nothing.
    # Whoever enters holds a shared lock of the book, whoever closes it an exclusive one: so no row
    # can be on its way into a period that is being closed. The check reads after the lock.
    """
    CREATE FUNCTION ledger_apply() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE leg record;
    BEGIN
      PERFORM pg_advisory_xact_lock_shared(
                hashtext('maplebridge.ledger.book'), hashtext(b.book_id::text))
         FROM (SELECT DISTINCT book_id FROM entered) b;
      IF EXISTS (SELECT 1 FROM entered e JOIN ledger_bookperiod p
                     ON p.book_id = e.book_id AND p.ends_at > e.at) THEN
        RAISE EXCEPTION 'ledger_period_closed' USING ERRCODE = '23514';
      END IF;
      FOR leg IN
        SELECT a.id, a.constrained, sum(l.posted_in) AS posted_in, sum(l.posted_out) AS posted_out,
               sum(l.held_in) AS held_in, sum(l.held_out) AS held_out,
               bool_or(l.asked AND a.constrained AND NOT EXISTS (
                 SELECT 1 FROM ledger_wallet_code w WHERE w.kind = a.kind AND w.code = l.code
               )) AS forbidden
          FROM (
            SELECT debit_id AS account_id, resolves_id IS NULL AND reverses_id IS NULL AS asked,
                   code, 0::bigint AS posted_in,
                   CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END AS posted_out,
                   0::bigint AS held_in,
                   CASE WHEN state = 'pending' THEN amount ELSE -released END AS held_out
              FROM entered
            UNION ALL
            SELECT credit_id, false, code,
                   CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END,
                   0::bigint,
                   CASE WHEN state = 'pending' THEN amount ELSE -released END,
                   0::bigint
              FROM entered
          ) l
          JOIN ledger_ledgeraccount a ON a.id = l.account_id
         GROUP BY a.id
         ORDER BY a.id
      LOOP
        IF leg.forbidden THEN
          RAISE EXCEPTION 'ledger_wallet_codes' USING ERRCODE = '23514';
        ELSIF leg.constrained THEN
          UPDATE ledger_ledgeraccount
             SET posted_in = posted_in + leg.posted_in, posted_out = posted_out + leg.posted_out,
                 held_in = held_in + leg.held_in, held_out = held_out + leg.held_out
           WHERE id = leg.id;
        ELSE
          INSERT INTO ledger_ledgertail (account_id, posted_in, posted_out, held_in, held_out)
               VALUES (leg.id, leg.posted_in, leg.posted_out, leg.held_in, leg.held_out);
        END IF;
      END LOOP;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transfer_apply AFTER INSERT ON ledger_transfer
      REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply()
    """,
    """
    CREATE FUNCTION ledger_check_period() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE before record;
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF OLD.state <> 'closed' OR NEW.state <> 'sealed'
           OR (OLD.id, OLD.book_id, OLD.number, OLD.ends_at, OLD.closed_at)
              IS DISTINCT FROM (NEW.id, NEW.book_id, NEW.number, NEW.ends_at, NEW.closed_at)
           OR OLD.starts_at IS DISTINCT FROM NEW.starts_at THEN
          RAISE EXCEPTION 'ledger_append_only' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
      END IF;
      SELECT p.number, p.ends_at INTO before FROM ledger_bookperiod p
       WHERE p.book_id = NEW.book_id ORDER BY p.number DESC LIMIT 1;
      IF NEW.state <> 'closed' OR NEW.number <> COALESCE(before.number, 0) + 1
         OR NEW.starts_at IS DISTINCT FROM before.ends_at THEN
        RAISE EXCEPTION 'ledger_periods_follow_each_other' USING ERRCODE = '23514';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_period_guard BEFORE INSERT OR UPDATE ON ledger_bookperiod
      FOR EACH ROW EXECUTE FUNCTION ledger_check_period()
    """,
    """
    CREATE TRIGGER ledger_period_no_delete BEFORE DELETE ON ledger_bookperiod
      FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_period_no_truncate BEFORE TRUNCATE ON ledger_bookperiod
      FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_voucher_no_delete BEFORE DELETE ON ledger_voucher
      FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_voucher_no_truncate BEFORE TRUNCATE ON ledger_voucher
      FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
    # A salt may be emptied, nothing else.
    """
    CREATE TRIGGER ledger_voucher_stands BEFORE UPDATE ON ledger_voucher
      FOR EACH ROW WHEN (length(NEW.salt) > 0 OR NEW.leaf <> OLD.leaf OR NEW.number <> OLD.number
        OR NEW.period_id <> OLD.period_id OR NEW.transfer_id <> OLD.transfer_id)
      EXECUTE FUNCTION ledger_refuse()
    """,
    *(
        f"CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        for table in TABLES
    ),
    """
    CREATE FUNCTION ledger_check_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM entered e WHERE NOT EXISTS (
           SELECT 1 FROM ledger_bookperiod p WHERE p.id = e.period_id AND p.state = 'closed')) THEN
        RAISE EXCEPTION 'ledger_sealed_once' USING ERRCODE = '23514';
      END IF;
      RETURN NULL;
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_sealed_once AFTER INSERT ON {table}"
        " REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_sealing()"
        for table in SEALED_BY
    ),
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER {table}_sealed_once ON {table}" for table in SEALED_BY),
    *(f"DROP TRIGGER {table}_no_truncate ON {table}" for table in TABLES),
    *(f"DROP TRIGGER {table}_stands ON {table}" for table in TABLES),
    "DROP TRIGGER ledger_voucher_stands ON ledger_voucher",
    "DROP TRIGGER ledger_voucher_no_truncate ON ledger_voucher",
    "DROP TRIGGER ledger_voucher_no_delete ON ledger_voucher",
    "DROP TRIGGER ledger_period_no_truncate ON ledger_bookperiod",
    "DROP TRIGGER ledger_period_no_delete ON ledger_bookperiod",
    "DROP TRIGGER ledger_period_guard ON ledger_bookperiod",
    "DROP TRIGGER ledger_transfer_apply ON ledger_transfer",
    "DROP FUNCTION ledger_apply()",
    "DROP FUNCTION ledger_check_sealing()",
    "DROP FUNCTION ledger_check_period()",
]

_APPEND_ONLY = "BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END"
SQLITE = [
    """
    CREATE TRIGGER ledger_transfer_period BEFORE INSERT ON ledger_transfer
    BEGIN
      SELECT RAISE(ABORT, 'ledger_period_closed')
       WHERE EXISTS (SELECT 1 FROM ledger_bookperiod p
                      WHERE p.book_id = NEW.book_id AND p.ends_at > NEW.at);
    END
    """,
    """
    CREATE TRIGGER ledger_period_follows BEFORE INSERT ON ledger_bookperiod
    BEGIN
      SELECT RAISE(ABORT, 'ledger_periods_follow_each_other')
       WHERE NEW.state <> 'closed'
          OR NEW.number <> 1 + COALESCE((SELECT max(p.number) FROM ledger_bookperiod p
                                          WHERE p.book_id = NEW.book_id), 0)
          OR NEW.starts_at IS NOT (SELECT max(p.ends_at) FROM ledger_bookperiod p
                                    WHERE p.book_id = NEW.book_id);
    END
    """,
    f"""
    CREATE TRIGGER ledger_period_stands BEFORE UPDATE ON ledger_bookperiod
      WHEN OLD.state <> 'closed' OR NEW.state <> 'sealed' OR OLD.id <> NEW.id
        OR OLD.book_id <> NEW.book_id OR OLD.number <> NEW.number OR OLD.ends_at <> NEW.ends_at
        OR OLD.closed_at <> NEW.closed_at OR OLD.starts_at IS NOT NEW.starts_at
    {_APPEND_ONLY}
    """,
    f"CREATE TRIGGER ledger_period_no_delete BEFORE DELETE ON ledger_bookperiod {_APPEND_ONLY}",
    f"""
    CREATE TRIGGER ledger_voucher_stands BEFORE UPDATE ON ledger_voucher
      WHEN length(NEW.salt) > 0 OR NEW.leaf <> OLD.leaf OR NEW.number <> OLD.number
        OR NEW.period_id <> OLD.period_id OR NEW.transfer_id <> OLD.transfer_id
    {_APPEND_ONLY}
    """,
    f"CREATE TRIGGER ledger_voucher_no_delete BEFORE DELETE ON ledger_voucher {_APPEND_ONLY}",
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {_APPEND_ONLY}"
        for table in TABLES
        for verb in ("update", "delete")
    ),
    *(
        f"CREATE TRIGGER {table}_sealed_once BEFORE INSERT ON {table} WHEN NOT EXISTS ("
        "SELECT 1 FROM ledger_bookperiod p WHERE p.id = NEW.period_id AND p.state = 'closed')"
        " BEGIN SELECT RAISE(ABORT, 'ledger_sealed_once'); END"
        for table in SEALED_BY
    ),
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {table}_sealed_once" for table in SEALED_BY),
    *(f"DROP TRIGGER {table}_no_{verb}" for table in TABLES for verb in ("update", "delete")),
    "DROP TRIGGER ledger_voucher_no_delete",
    "DROP TRIGGER ledger_voucher_stands",
    "DROP TRIGGER ledger_period_no_delete",
    "DROP TRIGGER ledger_period_stands",
    "DROP TRIGGER ledger_period_follows",
    "DROP TRIGGER ledger_transfer_period",
]

guard = run(POSTGRESQL, SQLITE)
unguard = run(POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [migrations.RunPython(guard, unguard)]
