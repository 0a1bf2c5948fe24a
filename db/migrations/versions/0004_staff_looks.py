"""How a member of the office wishes to see the portal, and in which language."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("theme", sa.String(), server_default=sa.text("'system'"), nullable=False))
        batch_op.add_column(sa.Column("locale", sa.String(), server_default=sa.text("''"), nullable=False))
