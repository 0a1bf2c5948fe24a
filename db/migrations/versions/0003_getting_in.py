"""Getting in: second factors, known browsers, who looks as whom, and what the office chooses for the portal."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "known_browsers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) <> (staff_id IS NULL)", name=op.f("ck_known_browsers_person_or_staff")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_known_browsers_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_known_browsers_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_browsers")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_known_browsers_token_hash")),
    )
    with op.batch_alter_table("known_browsers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_known_browsers_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_known_browsers_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_codes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("staff_id", "code_hash", name=op.f("uq_recovery_codes_staff_id_code_hash")),
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(sa.Column("allow_part_payments", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("least_part_cents", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("customers_edit_details", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("order_history_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("statement_footer", sa.String(length=500), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("banner", sa.String(length=500), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("banner_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("banner_until", sa.Date(), nullable=True))

    with op.batch_alter_table("one_time_tokens", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_one_time_tokens_customer_id"), "customers", ["customer_id"], ["id"])

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acting_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("totp_used_step", sa.Integer(), nullable=True))
