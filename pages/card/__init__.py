"""Entering a card: plain pages without sockets under a strict policy, so that nothing else runs where a card is entered."""

from fastapi import APIRouter

from pages.card.automatic import AutomaticPages
from pages.card.files import FilePages
from pages.card.paying import PayPages
from pages.plain import PlainPages


def router(plain: PlainPages) -> APIRouter:
    """The routes, for whoever may pay in the account they are in."""
    routes = APIRouter()
    routes.include_router(PayPages(plain).router())
    routes.include_router(FilePages(plain).router())
    routes.include_router(AutomaticPages(plain).router())
    return routes
