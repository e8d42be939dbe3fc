"""Ratings gathered by links, answered, audited: the tables around the communication response."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from staffing.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (
    ("communication_response", "pooled_as"),
    ("communication_response", "questionnaire_version"),
    ("match_run", "options"),
    ("unit", "minimum_communication"),
)


def upgrade():
    op.create_table(
        "voluntary_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column(
            "attribute",
            sa.Enum(
                "race_ethnicity",
                "gender",
                "age_band",
                name="attribute",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_voluntary_group_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voluntary_group")),
        sa.UniqueConstraint(
            "agency_id",
            "person_key",
            "attribute",
            name=op.f("uq_voluntary_group_agency_id_person_key_attribute"),
        ),
    )
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "items",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "weights",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 2", name=op.f("ck_questionnaire_number")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_questionnaire_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["account.id"], name=op.f("fk_questionnaire_published_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_questionnaire_agency_id_number")),
    )
    op.create_table(
        "rater_suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rater", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("suspended_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lift_reason", sa.String(length=300), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_rater_suspension_times")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_rater_suspension_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["account.id"], name=op.f("fk_rater_suspension_lifted_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["suspended_by_id"], ["account.id"], name=op.f("fk_rater_suspension_suspended_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rater_suspension")),
    )
    with op.batch_alter_table("rater_suspension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rater_suspension_rater"), ["rater"], unique=False)
        batch_op.create_index(
            "uq_rater_suspension_running",
            ["agency_id", "rater"],
            unique=True,
            sqlite_where=sa.text("ends_at IS NULL"),
            postgresql_where=sa.text("ends_at IS NULL"),
        )

    op.create_table(
        "score_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "mapping",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdraw_reason", sa.String(length=300), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_score_import_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["account.id"], name=op.f("fk_score_import_imported_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["account.id"], name=op.f("fk_score_import_withdrawn_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_import")),
        sa.UniqueConstraint("id", "agency_id", name="uq_score_import_id_agency"),
    )
    op.create_table(
        "data_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=1000), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "asked",
                "done",
                "refused",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(length=1000), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'asked' OR answer IS NOT NULL", name=op.f("ck_data_correction_answered")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_data_correction_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_data_correction_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_data_correction_clinician_id_agency_id_clinician"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_correction")),
    )
    with op.batch_alter_table("data_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_correction_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_correction_status"), ["status"], unique=False)

    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("new_responses", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("new_responses >= 5", name=op.f("ck_digest_enough")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_digest_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_digest_clinician_id_agency_id_clinician"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("clinician_id", "month", name=op.f("uq_digest_clinician_id_month")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_clinician_id"), ["clinician_id"], unique=False)

    op.create_table(
        "equity_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("quarter", sa.Date(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column(
            "tables",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(run_id IS NULL) <> (quarter IS NULL)", name=op.f("ck_equity_report_run_or_quarter")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_equity_report_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["run_id", "agency_id"],
            ["match_run.id", "match_run.agency_id"],
            name=op.f("fk_equity_report_run_id_agency_id_match_run"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equity_report")),
        sa.UniqueConstraint("agency_id", "quarter", name=op.f("uq_equity_report_agency_id_quarter")),
        sa.UniqueConstraint("agency_id", "run_id", name=op.f("uq_equity_report_agency_id_run_id")),
    )
    op.create_table(
        "imported_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("role_code", sa.String(length=20), nullable=False),
        sa.Column(
            "setting",
            sa.Enum(
                "on_site", "virtual", name="setting", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "facility",
                "patient",
                "colleague",
                "caller",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "dimension",
            sa.Enum(
                "respect",
                "listening",
                "clarity",
                "informed_patient",
                "teamwork_handoff",
                "virtual_manner",
                "billing_clarity",
                name="dimension",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("always", sa.Integer(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "answers > 0 AND always BETWEEN 0 AND answers", name=op.f("ck_imported_score_counts")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_imported_score_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_imported_score_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id", "agency_id"],
            ["score_import.id", "score_import.agency_id"],
            name=op.f("fk_imported_score_import_id_agency_id_score_import"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_score")),
        sa.UniqueConstraint(
            "import_id",
            "clinician_id",
            "setting",
            "source",
            "dimension",
            "period_end",
            name=op.f("uq_imported_score_import_id_clinician_id_setting_source_dimension_period_end"),
        ),
    )
    with op.batch_alter_table("imported_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_score_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_imported_score_import_id"), ["import_id"], unique=False)

    op.create_table(
        "rating_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "leniency",
                "group_gap",
                "burst",
                "duplicate",
                "collusion",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rater", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=True),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column(
            "figures",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "dismissed",
                "suspended",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("status = 'open' OR decided_at IS NOT NULL", name=op.f("ck_rating_flag_decided")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rating_flag_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_rating_flag_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_rating_flag_decided_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_flag")),
        sa.UniqueConstraint(
            "agency_id",
            "kind",
            "rater",
            "about",
            "quarter",
            name=op.f("uq_rating_flag_agency_id_kind_rater_about_quarter"),
        ),
    )
    with op.batch_alter_table("rating_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_flag_rater"), ["rater"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_flag_status"), ["status"], unique=False)

    op.create_table(
        "rating_kiosk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rating_kiosk_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_rating_kiosk_made_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "facility_id", "agency_id"],
            ["unit.id", "unit.facility_id", "unit.agency_id"],
            name=op.f("fk_rating_kiosk_unit_id_facility_id_agency_id_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_kiosk")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_rating_kiosk_key_hash")),
    )
    with op.batch_alter_table("rating_kiosk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_kiosk_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_kiosk_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "coaching_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "setting",
            sa.Enum(
                "on_site", "virtual", name="setting", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "dimension",
            sa.Enum(
                "respect",
                "listening",
                "clarity",
                "informed_patient",
                "teamwork_handoff",
                "virtual_manner",
                "billing_clarity",
                name="dimension",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("dnr_id", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.String(length=1000), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("setback_percent", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "done", "stopped", name="status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("coach_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=1000), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_coaching_plan_days")),
        sa.CheckConstraint("setback_percent BETWEEN 0 AND 10", name=op.f("ck_coaching_plan_setback")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_coaching_plan_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_coaching_plan_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(["coach_id"], ["account.id"], name=op.f("fk_coaching_plan_coach_id_account")),
        sa.ForeignKeyConstraint(
            ["dnr_id"], ["do_not_return.id"], name=op.f("fk_coaching_plan_dnr_id_do_not_return")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_plan")),
    )
    with op.batch_alter_table("coaching_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coaching_plan_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_coaching_plan_status"), ["status"], unique=False)

    op.create_table(
        "feedback_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "incident",
                "complaint",
                "compliment",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "nature",
            sa.Enum(
                "clinical",
                "professional",
                name="nature",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "received",
                "in_review",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=1000), nullable=True),
        sa.Column("shared_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind = 'compliment' OR nature IS NOT NULL", name=op.f("ck_feedback_report_nature_given")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_feedback_report_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_feedback_report_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["facility_id", "agency_id"],
            ["facility.id", "facility.agency_id"],
            name=op.f("fk_feedback_report_facility_id_agency_id_facility"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
            name=op.f("fk_feedback_report_placement_id_facility_id_agency_id_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["account.id"], name=op.f("fk_feedback_report_reported_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_report")),
        sa.UniqueConstraint("id", "agency_id", name="uq_feedback_report_id_agency"),
    )
    with op.batch_alter_table("feedback_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_report_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_report_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_report_placement_id"), ["placement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_report_status"), ["status"], unique=False)

    op.create_table(
        "rating_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "upheld",
                "dismissed",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=1000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status = 'pending' OR decided_at IS NOT NULL", name=op.f("ck_rating_appeal_decided")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rating_appeal_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_rating_appeal_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_rating_appeal_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
            name=op.f("fk_rating_appeal_placement_id_facility_id_agency_id_placement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_appeal")),
        sa.UniqueConstraint(
            "clinician_id", "placement_id", name=op.f("uq_rating_appeal_clinician_id_placement_id")
        ),
    )
    with op.batch_alter_table("rating_appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_appeal_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_appeal_placement_id"), ["placement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_appeal_status"), ["status"], unique=False)

    op.create_table(
        "site_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("worked_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("voided_at", UtcDateTime(), nullable=True),
        sa.Column("void_reason", sa.String(length=300), nullable=True),
        sa.Column("voided_by_id", sa.Integer(), nullable=True),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "voided_at IS NULL OR void_reason IS NOT NULL", name=op.f("ck_site_response_void_reason")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_site_response_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_site_response_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
            name=op.f("fk_site_response_placement_id_facility_id_agency_id_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["voided_by_id"], ["account.id"], name=op.f("fk_site_response_voided_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_response")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_site_response_placement_id")),
    )
    with op.batch_alter_table("site_response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_response_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_response_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index("ix_site_response_place", ["facility_id", "worked_at"], unique=False)

    op.create_table(
        "rating_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column(
            "found",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "released",
                "hidden",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_rating_comment_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_rating_comment_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["communication_response.id"],
            name=op.f("fk_rating_comment_response_id_communication_response"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_comment")),
        sa.UniqueConstraint("response_id", name=op.f("uq_rating_comment_response_id")),
    )
    with op.batch_alter_table("rating_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_comment_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_comment_status"), ["status"], unique=False)

    op.create_table(
        "rating_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "facility",
                "patient",
                "colleague",
                "caller",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "card",
                "kiosk",
                "shared",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("rater_account_id", sa.Integer(), nullable=True),
        sa.Column("rater_clinician_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "issued",
                "used",
                "expired",
                "revoked",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("status <> 'used' OR used_at IS NOT NULL", name=op.f("ck_rating_link_used")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_rating_link_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f("fk_rating_link_issued_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
            name=op.f("fk_rating_link_placement_id_facility_id_agency_id_placement"),
        ),
        sa.ForeignKeyConstraint(
            ["rater_account_id"], ["account.id"], name=op.f("fk_rating_link_rater_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["rater_clinician_id"], ["clinician.id"], name=op.f("fk_rating_link_rater_clinician_id_clinician")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["communication_response.id"],
            name=op.f("fk_rating_link_response_id_communication_response"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_link")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_rating_link_code_hash")),
        sa.UniqueConstraint("response_id", name=op.f("uq_rating_link_response_id")),
    )
    with op.batch_alter_table("rating_link", schema=None) as batch_op:
        batch_op.create_index("ix_rating_link_expiry", ["status", "expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_link_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_link_placement_id"), ["placement_id"], unique=False)

    op.create_table(
        "recovery_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "never_on_respect",
                "complaint",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("clinician_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open", "told", "closed", name="status", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("told", sa.String(length=1000), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=1000), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("facility_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'closed' OR outcome IS NOT NULL", name=op.f("ck_recovery_case_outcome_given")
        ),
        sa.CheckConstraint(
            "(response_id IS NULL) <> (report_id IS NULL)", name=op.f("ck_recovery_case_one_cause")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_recovery_case_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["clinician_id", "agency_id"],
            ["clinician.id", "clinician.agency_id"],
            name=op.f("fk_recovery_case_clinician_id_agency_id_clinician"),
        ),
        sa.ForeignKeyConstraint(
            ["facility_id", "agency_id"],
            ["facility.id", "facility.agency_id"],
            name=op.f("fk_recovery_case_facility_id_agency_id_facility"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_recovery_case_owner_id_account")),
        sa.ForeignKeyConstraint(
            ["report_id", "agency_id"],
            ["feedback_report.id", "feedback_report.agency_id"],
            name=op.f("fk_recovery_case_report_id_agency_id_feedback_report"),
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["communication_response.id"],
            name=op.f("fk_recovery_case_response_id_communication_response"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_case")),
        sa.UniqueConstraint("report_id", name=op.f("uq_recovery_case_report_id")),
        sa.UniqueConstraint("response_id", name=op.f("uq_recovery_case_response_id")),
    )
    with op.batch_alter_table("recovery_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_case_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index("ix_recovery_case_due", ["status", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_case_facility_id"), ["facility_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recovery_case_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "site_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column(
            "dimension",
            sa.Enum(
                "arrival",
                "safety",
                "respect",
                name="dimension",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "never",
                "sometimes",
                "usually",
                "always",
                "not_applicable",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_site_answer_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["site_response.id"], name=op.f("fk_site_answer_response_id_site_response")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_answer")),
        sa.UniqueConstraint("response_id", "dimension", name=op.f("uq_site_answer_response_id_dimension")),
    )
    with op.batch_alter_table("site_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_answer_response_id"), ["response_id"], unique=False)

    op.add_column("communication_response", sa.Column("pooled_as", sa.String(length=64), nullable=True))
    op.add_column(
        "communication_response",
        sa.Column("questionnaire_version", sa.Integer(), server_default="1", nullable=False),
    )
    json = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.add_column("match_run", sa.Column("options", json, server_default="{}", nullable=False))
    op.add_column("unit", sa.Column("minimum_communication", sa.Integer(), nullable=True))
    _keep_answers()


def _keep_answers():
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER site_answer_append_only BEFORE UPDATE OR DELETE ON site_answer "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for event in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER site_answer_append_only_{event} BEFORE {event} ON site_answer "
            "BEGIN SELECT RAISE(ABORT, 'site_answer is append-only'); END"
        )


def downgrade():
    for table, column in ADDED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")  # batch mode would copy the table
    op.drop_table("site_answer")
    op.drop_table("recovery_case")
    op.drop_table("rating_link")
    op.drop_table("rating_comment")
    op.drop_table("site_response")
    op.drop_table("rating_appeal")
    op.drop_table("feedback_report")
    op.drop_table("coaching_plan")
    op.drop_table("rating_kiosk")
    op.drop_table("rating_flag")
    op.drop_table("imported_score")
    op.drop_table("equity_report")
    op.drop_table("digest")
    op.drop_table("data_correction")
    op.drop_table("score_import")
    op.drop_table("rater_suspension")
    op.drop_table("questionnaire")
    op.drop_table("voluntary_group")
