"""What must never happen, held by the database: double bookings, an edited audit trail, edited answers.

Written by hand: autogenerate sees neither triggers nor the extension an EXCLUDE constraint needs.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HOLDING = "('accepted', 'confirmed', 'checked_in', 'worked')"
APPEND_ONLY = ("audit_entry", "communication_answer")

SQLITE_OVERLAP = f"""
CREATE TRIGGER placement_no_overlap_{{event}} BEFORE {{event}} ON placement
WHEN NEW.status IN {HOLDING}
BEGIN
  SELECT RAISE(ABORT, 'placement times must be whole epoch seconds')
  WHERE typeof(NEW.starts_at) <> 'integer' OR typeof(NEW.ends_at) <> 'integer';
  SELECT RAISE(ABORT, 'placement_no_overlap')
  FROM placement AS other
  WHERE other.clinician_id = NEW.clinician_id
    AND other.id IS NOT NEW.id
    AND other.status IN {HOLDING}
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at;
END
"""


def upgrade():
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_postgresql():
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(
        "ALTER TABLE placement ADD CONSTRAINT placement_no_overlap EXCLUDE USING gist "
        "(clinician_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) "
        f"WHERE (status IN {HOLDING})"
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def _guard_sqlite():
    for event in ("insert", "update"):
        op.execute(SQLITE_OVERLAP.format(event=event))
    for table in APPEND_ONLY:
        for event in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_append_only_{event} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("ALTER TABLE placement DROP CONSTRAINT placement_no_overlap")
        return
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER placement_no_overlap_{event}")
    for table in APPEND_ONLY:
        for event in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_append_only_{event}")
