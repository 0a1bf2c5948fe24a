"""A pack of papers, as it stands."""

from dataclasses import dataclass
from enum import Enum

from portal_ui.views.grids import GridWish

_ALL = GridWish()


class PackState(Enum):
    """How far a pack is."""

    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PackView:
    """One account's pack. `missing` of the `done` papers could not be made; its list says which."""

    name: str
    kind: str  # orders, invoices, payments, or everything
    total: int
    done: int
    missing: int
    state: PackState
    size_bytes: int = 0  # once it is ready
    wish: GridWish = _ALL  # what it is of; with rows that were chosen one by one, nothing
    is_of_po: bool = False  # whether what was searched for is a PO number of its papers
