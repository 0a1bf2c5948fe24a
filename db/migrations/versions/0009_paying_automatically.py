"""Paying automatically: the agreements, what was announced under them, and which payments came of that."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PLANNED = sa.text("state IN ('announced', 'charging')")


def upgrade() -> None:
    """Forward only."""
    op.add_column("company", sa.Column("takes_automatic_payments", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("payments", sa.Column("is_automatic", sa.Boolean(), server_default=sa.false(), nullable=False))
    _agreements()
    _tries()


def _agreements() -> None:
    op.create_table(
        "autopay",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.String(length=50), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("cap_cents", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("billed_from", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consent_version", sa.String(length=200), nullable=False),
        sa.Column("consent_text", sa.String(length=2000), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cap_cents > 0", name=op.f("ck_autopay_cap_positive")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_autopay_card_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_autopay_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_autopay_person_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_autopay")),
    )
    op.create_index("ix_autopay_on", "autopay", ["is_on", "customer_id"])


def _tries() -> None:
    states = sa.Enum("announced", "charging", "paid", "failed", "dropped", name="autopaytrystate", native_enum=False, length=32)
    op.create_table(
        "autopay_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("charge_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_autopay_tries_amount_positive")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_autopay_tries_customer_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_autopay_tries_invoice_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["outbox.id"], name=op.f("fk_autopay_tries_letter_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_autopay_tries_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autopay_tries")),
        sa.UniqueConstraint("invoice_id", "round", "attempt", name=op.f("uq_autopay_tries_invoice_id_round_attempt")),
    )
    op.create_index("ix_autopay_tries_letter_id", "autopay_tries", ["letter_id"])
    op.create_index("ix_autopay_tries_payment_id", "autopay_tries", ["payment_id"])
    op.create_index(
        "ix_autopay_tries_planned", "autopay_tries", ["charge_on", "customer_id"], sqlite_where=_PLANNED, postgresql_where=_PLANNED
    )
