"""Emergency overrides, asked by one person and decided by another."""

import sqlalchemy as sa
from alembic import op

from staffing.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LIVE = sa.text("status IN ('asked', 'granted')")
STATUSES = ("asked", "granted", "refused", "withdrawn", "expired")


def upgrade():
    op.create_table(
        "emergency_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("duty_minutes", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision_reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name=op.f("ck_emergency_override_two_persons")),
        sa.CheckConstraint(
            "status NOT IN ('granted', 'refused') OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_emergency_override_decided"),
        ),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_emergency_override_reason")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_emergency_override_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_emergency_override_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_emergency_override_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_emergency_override_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["slot_id", "facility_id", "agency_id"],
            ["slot.id", "slot.facility_id", "slot.agency_id"],
            name=op.f("fk_emergency_override_slot_id_facility_id_agency_id_slot"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_override")),
    )
    for column in ("slot_id", "clinician_id", "facility_id"):
        op.create_index(op.f(f"ix_emergency_override_{column}"), "emergency_override", [column])
    op.create_index(
        "uq_emergency_override_live_pair",
        "emergency_override",
        ["slot_id", "clinician_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade():
    op.drop_table("emergency_override")
