"""Everyone who can be in the portal, each with what they may see."""

from dataclasses import dataclass

from tests.replay.canary import Mark

DANAS, MARIAS, FIRM, OLIVES = "2041", "3107", "3212", "4155"
_WITHOUT_MONEY = frozenset({"orders", "orderlines", "orderevents", "routedservices", "locations"})
_OF_THE_ACCOUNT = frozenset({"customers", "contacts", "people", "shelfdocuments"})


@dataclass(frozen=True, slots=True)
class Role:
    """Someone at a door. `account` is the customer they are in, `also` one they could change to; the office is in none."""

    name: str
    email: str = ""
    account: str = ""
    also: str = ""
    access: str = ""  # a customer's: owner, payable, viewer or site-contact
    staff: str = ""  # the office's: admin, office or read-only
    looks: bool = False  # in Dana's place
    is_in: bool = True  # the second step is done, where there is one

    @property
    def is_customers(self) -> bool:
        """Whether they are one of a customer's people, and not only in the place of one."""
        return bool(self.access)

    @property
    def is_office(self) -> bool:
        """Whether the office's part of the house is theirs now."""
        return bool(self.staff) and self.is_in and not self.looks

    @property
    def sees_money(self) -> bool:
        """Whether invoices and payments of their account are shown to them."""
        return bool(self.account) and self.access != "site-contact"

    @property
    def pays(self) -> bool:
        """Whether they may pay in their account."""
        return self.access in {"owner", "payable"}

    def may_see(self, mark: Mark, numbers: dict[int, str], sites: frozenset[int]) -> bool:
        """Whether a text is for their eyes. `numbers` are the customers', `sites` the site contact's locations."""
        if self.is_office:
            return True
        if self.also and numbers[mark.customer] == self.also:
            return mark.table in {"customers", "people"}
        if numbers[mark.customer] != self.account:
            return False
        if self.access != "site-contact" or mark.table in _OF_THE_ACCOUNT:
            return True
        return mark.table in _WITHOUT_MONEY and mark.location in sites


NOBODY = Role("nobody")
DANA = Role("dana", "dana@example.com", DANAS, access="owner")
PAYABLE = Role("payable", "pat@example.com", DANAS, access="payable")
VIEWER = Role("viewer", "vera@example.com", DANAS, access="viewer")
SITE = Role("site contact", "stan@example.com", DANAS, access="site-contact")
MARIA = Role("maria", "maria@example.com", MARIAS, also=FIRM, access="owner")
MARIAS_FIRM = Role("maria in her firm", "maria@example.com", FIRM, also=MARIAS, access="owner")
OLIVE = Role("olive", "olive@example.com", OLIVES, access="owner")
OFFICE = Role("office", "office@example.com", staff="office")
READER = Role("reader of the office", "hank@example.com", staff="read-only")
ADMIN = Role("admin", "ida@example.com", staff="admin")
HALF_IN = Role("admin before the code", "ida@example.com", staff="admin", is_in=False)
LOOK = Role("office in dana's place", "office@example.com", DANAS, staff="office", looks=True)

EVERYONE = (NOBODY, DANA, PAYABLE, VIEWER, SITE, MARIA, MARIAS_FIRM, OLIVE, OFFICE, READER, ADMIN, HALF_IN, LOOK)
OF_CUSTOMERS = tuple(role for role in EVERYONE if role.is_customers)
OF_THE_OFFICE = tuple(role for role in EVERYONE if role.is_office)
