"""What a query of chosen columns finds."""

from typing import Any

from sqlalchemy import Row

Found = Row[*tuple[Any, ...]]  # a row whose columns are read by name
