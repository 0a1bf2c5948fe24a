"""The document shelf: files that the office puts up, for whom, and who took them along."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    _documents()
    op.create_table(
        "shelf_readers",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_shelf_readers_customer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["shelf_documents.id"], name=op.f("fk_shelf_readers_document_id")),
        sa.PrimaryKeyConstraint("document_id", "customer_id", name=op.f("pk_shelf_readers")),
    )
    op.create_index("ix_shelf_readers_by_customer", "shelf_readers", ["customer_id", "document_id"])
    op.create_table(
        "shelf_downloads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_shelf_downloads_customer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["shelf_documents.id"], name=op.f("fk_shelf_downloads_document_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shelf_downloads_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_downloads")),
    )
    op.create_index("ix_shelf_downloads_by_document", "shelf_downloads", ["document_id", "person_id"])


def _documents() -> None:
    kinds = sa.Enum(
        *("tax-form", "insurance", "contract", "price-sheet", "scale-ticket", "photo", "other"),
        name="shelfkind",
        native_enum=False,
        length=32,
    )
    op.create_table(
        "shelf_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("for_everyone", sa.Boolean(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("put_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_up_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("NOT (for_everyone AND order_id IS NOT NULL)", name=op.f("ck_shelf_documents_for_whom")),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_shelf_documents_size_positive")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_shelf_documents_ended_by")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shelf_documents_order_id")),
        sa.ForeignKeyConstraint(["put_up_by"], ["staff.id"], name=op.f("fk_shelf_documents_put_up_by")),
        sa.ForeignKeyConstraint(["replaces_id"], ["shelf_documents.id"], name=op.f("fk_shelf_documents_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_documents")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_shelf_documents_replaces_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_shelf_documents_request_id")),
    )
    op.create_index(op.f("ix_shelf_documents_file_hash"), "shelf_documents", ["file_hash"])
    op.create_index(op.f("ix_shelf_documents_order_id"), "shelf_documents", ["order_id"])
    of_all = sa.text("for_everyone")
    op.create_index("ix_shelf_documents_shown_to_all", "shelf_documents", ["id"], sqlite_where=of_all, postgresql_where=of_all)
