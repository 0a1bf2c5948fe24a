"""What a document asked for: the amount due that it printed, and what it calls its amounts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only. Documents of before have none of it; their codes tell what they told."""
    op.add_column("documents", sa.Column("total_label", sa.String(length=200), nullable=True))
    op.add_column("documents", sa.Column("due_label", sa.String(length=200), nullable=True))
    op.add_column("documents", sa.Column("due_cents", sa.Integer(), nullable=True))
