"""The audit as the office reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that someone did. Names stand for ids where they are known; `actor` and `subject` are else as they were kept."""

    id: int
    at: datetime
    actor: str
    acting_as: str
    action: str
    subject: str
    customer_number: str
    customer_name: str
    details: Mapping[str, Any]
    address: str
