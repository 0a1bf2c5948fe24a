"""Databases opened one after the other on the same engines."""

from typing import Any, Self

from sqlalchemy import Engine, event, make_url

from db.engine import Database


class MovableDatabase(Database):
    """Its engines go on to the next database with all that they have compiled, which is most of what a small test costs."""

    _at: dict[str, str]

    @classmethod
    def opened(cls, url: str) -> Self:
        """As `Database.open`, from where it can be moved."""
        database = cls.open(url)
        database._at = {"url": url}
        for engine in {database._reader.dialect: database._reader, database._writer.dialect: database._writer}.values():
            _lead(engine, database._at)
        return database

    def moved(self, url: str) -> Self:
        """The database at that address, of the same kind; the one before must be closed."""
        moved = type(self)(self._reader, self._writer, writers=self._writing._max_workers)
        moved._at = self._at
        moved._at["url"] = url
        return moved


def _lead(engine: Engine, at: dict[str, str]) -> None:
    """New connections of the engine go to the address that stands there by then."""

    @event.listens_for(engine, "do_connect")
    def lead(_dialect: object, _record: object, arguments: list[Any], named: dict[str, Any]) -> None:
        name = make_url(at["url"]).database
        if engine.dialect.name == "sqlite":
            arguments[0] = name
        else:
            named["dbname"] = name
