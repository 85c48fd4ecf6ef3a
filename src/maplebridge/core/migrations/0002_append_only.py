"""The database refuses to change or remove audit entries and seals, on both engines."""

from django.db import migrations

TABLES = ("core_auditentry", "core_auditseal")
KEPT = (
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "on_behalf_of",
    "deputy_for",
    "verb",
    "thing_kind",
    "thing_id",
    "facts",
)

POSTGRESQL = """
CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION core_audit_seal_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seal_id IS NOT NULL OR OLD.position IS NOT NULL
       OR ROW({old}) IS DISTINCT FROM ROW({new}) THEN
        RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER core_auditentry_no_delete BEFORE DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_auditentry_no_truncate BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_auditentry_seal_once BEFORE UPDATE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_seal_once();
CREATE TRIGGER core_auditseal_no_change BEFORE UPDATE OR DELETE ON core_auditseal
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_auditseal_no_truncate BEFORE TRUNCATE ON core_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
"""

SQLITE = """
CREATE TRIGGER core_auditentry_no_delete BEFORE DELETE ON core_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER core_auditentry_seal_once BEFORE UPDATE ON core_auditentry
WHEN OLD.seal_id IS NOT NULL OR OLD.position IS NOT NULL OR {changed}
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER core_auditseal_no_update BEFORE UPDATE ON core_auditseal
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER core_auditseal_no_delete BEFORE DELETE ON core_auditseal
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        old = ", ".join(f"OLD.{name}" for name in KEPT)
        new = ", ".join(f"NEW.{name}" for name in KEPT)
        schema_editor.execute(POSTGRESQL.format(old=old, new=new), params=None)
        return
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
    for statement in SQLITE.format(changed=changed).split("END;"):
        if statement.strip():
            schema_editor.execute(statement + "END", params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION core_audit_refuse() CASCADE")
        schema_editor.execute("DROP FUNCTION core_audit_seal_once() CASCADE")
        return
    for name in ("entry_no_delete", "entry_seal_once", "seal_no_update", "seal_no_delete"):
        schema_editor.execute(f"DROP TRIGGER core_audit{name}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
