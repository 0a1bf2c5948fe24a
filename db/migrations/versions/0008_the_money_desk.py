"""The money desk: payments the office records, refunds on their way, voids, and what the daily comparison found."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_KINDS = (
    "payment-unknown",
    "payment-missing",
    "payment-amount",
    "payment-state",
    "return-unknown",
    "return-missing",
    "return-amount",
    "return-state",
)


def _where(name: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(name), "postgresql_where": sa.text(name)}


def upgrade() -> None:
    """Forward only."""
    _payments()
    _what_comes_back()
    _credit_uses()
    _voids()
    _differences()


def _payments() -> None:
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_late", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_payments_staff_id"), "staff", ["staff_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_payments_recorded_by_staff"),
            "(gateway = 'office') = (staff_id IS NOT NULL) AND (person_id IS NULL OR staff_id IS NULL)",
        )
        batch_op.create_index("ix_payments_desk_by_day", ["paid_on", "id"])
        batch_op.create_index("ix_payments_desk_by_amount", ["amount_cents", "id"])
        batch_op.create_index("ix_payments_desk_by_state", ["state", "paid_on", "id"])
        batch_op.create_index("ix_payments_desk_parked", ["paid_on", "id"], **_where("parked_reason IS NOT NULL"))
        batch_op.create_index("ix_payments_desk_late", ["paid_on", "id"], **_where("is_late"))
        batch_op.create_index("ix_payments_desk_refunded", ["paid_on", "id"], **_where("refunded_cents > 0"))


def _what_comes_back() -> None:
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("request_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("failure_code", sa.String(length=200), server_default=sa.text("''"), nullable=False))
        batch_op.create_unique_constraint(batch_op.f("uq_refunds_request_id"), ["request_id"])
        batch_op.create_index(
            "ix_refunds_on_their_way", ["state", "lease_until"], **_where("state IN ('requested', 'submitting', 'pending')")
        )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_disputes_by_state", ["state", "payment_id"])


def _credit_uses() -> None:
    with op.batch_alter_table("credit_uses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(batch_op.f("fk_credit_uses_staff_id"), "staff", ["staff_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_credit_uses_person_or_staff"), "(person_id IS NULL) <> (staff_id IS NULL)")


def _voids() -> None:
    op.create_table(
        "voids",
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_voids_payment_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_voids_staff_id")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_voids")),
    )


def _differences() -> None:
    op.create_table(
        "differences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*_KINDS, name="differencekind", native_enum=False, length=32), nullable=False),
        sa.Column("gateway", sa.String(length=50), nullable=False),
        sa.Column("reference", sa.String(length=255), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("here_cents", sa.Integer(), nullable=True),
        sa.Column("there_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("here", sa.String(length=200), nullable=False),
        sa.Column("there", sa.String(length=200), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_differences_payment_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_differences_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_differences")),
    )
    with op.batch_alter_table("differences", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_differences_payment_id"), ["payment_id"])
        batch_op.create_index("uq_differences_open", ["kind", "gateway", "reference"], unique=True, **_where("resolved_at IS NULL"))
        batch_op.create_index("ix_differences_by_resolved_at", ["resolved_at", "id"])
