"""News that a gateway pushed to us, kept once each."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, utc_now


class GatewayEventState(enum.Enum):
    """Whether the news was acted on."""

    RECEIVED = "received"
    DONE = "done"
    PARKED = "parked"


class GatewayEvent(Base):
    """One pushed event. Its id makes a second delivery harmless."""

    __tablename__ = "gateway_events"

    id: Mapped[str] = mapped_column(String(255), primary_key=True)  # the gateway's own id
    gateway: Mapped[str] = mapped_column(String(50))
    kind: Mapped[str] = mapped_column(String(100))
    facts: Mapped[dict[str, Any] | None]
    state: Mapped[GatewayEventState] = mapped_column(default=GatewayEventState.RECEIVED, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    done_at: Mapped[datetime | None]
