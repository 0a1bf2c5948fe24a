"""Which payments' ends are still to be told to the person who began them; of those that were there before, none."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UNTOLD = sa.text("is_untold")


def upgrade() -> None:
    """Forward only."""
    op.add_column("payments", sa.Column("is_untold", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_payments_untold", "payments", ["customer_id", "person_id"], unique=False, sqlite_where=_UNTOLD, postgresql_where=_UNTOLD
    )
