"""Under which name the gateway knows an account of ours. One name serves one customer alone."""

from db.engine import Database
from db.queries import cards
from db.queries import customers as customer_queries
from db.scope import Scope
from portal_ui.gateways import GatewayUnreachableError, PaymentGateway
from portal_ui.payment_errors import GatewayAwayError


class GatewayAccounts:
    """Asks the gateway once for each account, and remembers."""

    def __init__(self, database: Database, gateway: PaymentGateway) -> None:
        self._db = database
        self._gateway = gateway
        self._known: dict[int, str] = {}

    async def reference(self, scope: Scope) -> str:
        """The gateway's reference of the account, made when there is none.

        Raises:
            GatewayAwayError: the gateway does not answer; nothing was done.
        """
        if scope.customer_id not in self._known:
            self._known[scope.customer_id] = await self._found(scope) or await self._made(scope)
        return self._known[scope.customer_id]

    async def _found(self, scope: Scope) -> str | None:
        return await self._db.read(cards.customer_reference, scope.customer_id, self._gateway.name)

    async def _made(self, scope: Scope) -> str:
        facts = await self._db.read(customer_queries.facts, scope)
        try:
            made = await self._gateway.ensure_customer(f"customer:{facts.number}", facts.name)
        except GatewayUnreachableError as away:
            raise GatewayAwayError from away
        return await self._db.write(cards.know_customer, scope.customer_id, self._gateway.name, made)
