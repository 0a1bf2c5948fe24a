"""Documents that prove themselves: a code, what it tells, the words to print them again, and what replaced them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_STANDS = sa.text("replaced_at IS NULL")


def upgrade() -> None:
    """Forward only. Papers of before have no code; their rows stay, each a subject of its own that nobody asks for."""
    op.create_table(
        "document_logos",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_document_logos")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.alter_column("created_at", new_column_name="issued_at", existing_type=sa.DateTime(timezone=True), existing_nullable=False)
        batch_op.drop_constraint("uq_documents_facts_hash", type_="unique")
        for name, kind in _words():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.add_column(sa.Column("code", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("total_cents", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("logo_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
    before = sa.text(
        "UPDATE documents SET subject = 'before codes: ' || CAST(id AS VARCHAR(20)), title = '', issuer = '', currency = '', remit_to = '',"
        " edition = '', facts = :nothing, dated_on = DATE(issued_at)"
    )
    op.get_bind().execute(before.bindparams(sa.bindparam("nothing", b"", type_=sa.LargeBinary())))
    with op.batch_alter_table("documents", schema=None) as batch_op:
        for name, kind in _words():
            batch_op.alter_column(name, existing_type=kind, nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_documents_code"), ["code"])
        batch_op.create_foreign_key(batch_op.f("fk_documents_logo_hash"), "document_logos", ["logo_hash"], ["hash"])
        batch_op.create_foreign_key(batch_op.f("fk_documents_replaced_by_id"), "documents", ["replaced_by_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_documents_replaced_when"), "replaced_by_id IS NULL OR replaced_at IS NOT NULL")
        batch_op.create_index(
            "uq_documents_standing", ["customer_id", "kind", "subject"], unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS
        )


def _words() -> list[tuple[str, Any]]:
    """What every document has from now on."""
    return [
        ("subject", sa.String(length=300)),
        ("title", sa.String(length=200)),
        ("issuer", sa.String(length=200)),
        ("dated_on", sa.Date()),
        ("currency", sa.String(length=200)),
        ("remit_to", sa.String(length=1000)),
        ("facts", sa.LargeBinary()),
        ("edition", sa.String(length=64)),
    ]
