"""How Alembic reaches the database: by the URL it is handed."""

from alembic import context
from sqlalchemy import create_engine

from db.models import Base


def run() -> None:
    """Apply the migrations, each in a transaction of its own."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
