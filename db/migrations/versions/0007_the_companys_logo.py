"""The company's logo, and whether the operator has said who the company is: then an import does not replace it unasked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only. Who was set up by the operator before this is known from the audit."""
    op.add_column("company", sa.Column("logo_key", sa.String(length=64), server_default=sa.text("''"), nullable=False))
    op.add_column("company", sa.Column("logo", sa.LargeBinary(), nullable=True))
    op.add_column("company", sa.Column("is_operators", sa.Boolean(), server_default=sa.false(), nullable=False))
    company = sa.table("company", sa.column("is_operators", sa.Boolean))
    audit = sa.table("audit", sa.column("action", sa.String))
    said = sa.exists().where(audit.c.action.in_(("company.init", "company.change")))
    op.execute(company.update().where(said).values(is_operators=sa.true()))
