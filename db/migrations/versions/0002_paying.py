"""Paying: drafts, cards put on file, credit used on the portal, and what open pages watch."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.create_table(
        "account_changes",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_account_changes_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_account_changes")),
    )
    op.create_table(
        "credit_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_credit_uses_amount_positive")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_credit_uses_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_credit_uses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_uses")),
        sa.UniqueConstraint("request_id", name=op.f("uq_credit_uses_request_id")),
    )
    with op.batch_alter_table("credit_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_uses_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "gateway_customers",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=50), nullable=False),
        sa.Column("reference", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_gateway_customers_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "gateway", name=op.f("pk_gateway_customers")),
        sa.UniqueConstraint("reference", name=op.f("uq_gateway_customers_reference")),
    )
    op.create_table(
        "payment_drafts",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_payment_drafts_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_payment_drafts_person_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_payment_drafts")),
    )
    with op.batch_alter_table("payment_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_drafts_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_drafts_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "card_setups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitting", "requires_action", "succeeded", "failed", "canceled", name="cardsetupstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("gateway", sa.String(length=200), nullable=False),
        sa.Column("gateway_reference", sa.String(length=255), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("consent_version", sa.String(length=200), nullable=False),
        sa.Column("failure_code", sa.String(length=200), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_setups_card_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_card_setups_customer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_card_setups_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_setups")),
        sa.UniqueConstraint("gateway_reference", name=op.f("uq_card_setups_gateway_reference")),
        sa.UniqueConstraint("key", name=op.f("uq_card_setups_key")),
        sa.UniqueConstraint("request_id", name=op.f("uq_card_setups_request_id")),
    )
    with op.batch_alter_table("card_setups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_setups_customer_id"), ["customer_id"], unique=False)

    with op.batch_alter_table("allocations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credit_use_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_allocations_payment_id_invoice_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_allocations_credit_use_id"), ["credit_use_id"], unique=False)
        batch_op.create_index(
            "uq_allocations_first",
            ["payment_id", "invoice_id"],
            unique=True,
            sqlite_where=sa.text("credit_use_id IS NULL"),
            postgresql_where=sa.text("credit_use_id IS NULL"),
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_allocations_payment_id_invoice_id_credit_use_id"), ["payment_id", "invoice_id", "credit_use_id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_allocations_credit_use_id"), "credit_uses", ["credit_use_id"], ["id"])

    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fingerprint", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("detached_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("credit_applications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credit_use_id", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_credit_applications_credit_memo_id_invoice_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_credit_applications_credit_use_id"), ["credit_use_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_credit_applications_credit_memo_id_invoice_id_credit_use_id"), ["credit_memo_id", "invoice_id", "credit_use_id"]
        )
        batch_op.create_index(
            "uq_credit_applications_of_books",
            ["credit_memo_id", "invoice_id"],
            unique=True,
            sqlite_where=sa.text("credit_use_id IS NULL"),
            postgresql_where=sa.text("credit_use_id IS NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_credit_applications_credit_use_id"), "credit_uses", ["credit_use_id"], ["id"])

    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parked_reason", sa.String(length=500), nullable=True))
        batch_op.create_index(
            "ix_payments_live",
            ["customer_id", "state", "lease_until"],
            unique=False,
            sqlite_where=sa.text("state IN ('created', 'submitting', 'requires_action', 'processing')"),
            postgresql_where=sa.text("state IN ('created', 'submitting', 'requires_action', 'processing')"),
        )
