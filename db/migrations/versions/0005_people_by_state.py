"""The office's lists: customers by name, and the throttle of each person's email found without hashing everyone's."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only."""
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email_hash", sa.String(length=64), server_default=sa.text("''"), nullable=False))
    people = sa.table("people", sa.column("id", sa.Integer), sa.column("email", sa.String), sa.column("email_hash", sa.String))
    bind = op.get_bind()
    for person_id, email in bind.execute(sa.select(people.c.id, people.c.email)).all():
        digest = hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()
        bind.execute(people.update().where(people.c.id == person_id).values(email_hash=digest))
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index("ix_customers_by_name", ["name", "id"], unique=False)
