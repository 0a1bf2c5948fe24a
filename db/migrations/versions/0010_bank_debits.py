"""Payments from bank accounts: whether the office offers them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    op.add_column("company", sa.Column("takes_bank_debits", sa.Boolean(), server_default=sa.false(), nullable=False))
