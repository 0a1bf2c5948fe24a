from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, text

from db.models import Base
from tools.check_migrations import differences


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def test_a_migrated_database_has_what_the_models_describe(engine: Engine) -> None:
    assert differences(engine, Base.metadata) == []


def test_a_table_that_no_migration_makes_is_named(engine: Engine) -> None:
    models = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(models)
    Table("forgotten", models, Column("id", Integer, primary_key=True))

    assert ["add_table" in difference for difference in differences(engine, models)] == [True]


def test_a_column_that_no_model_has_is_named(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE customers ADD COLUMN left_over INTEGER"))

    assert ["remove_column" in difference for difference in differences(engine, Base.metadata)] == [True]
