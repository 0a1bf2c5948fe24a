"""The demo: its books come in by the door that any company's books use, then the people who may look at them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from db.demo import write_books
from db.engine import Database
from db.models import LetterState, StaffRole
from db.queries import audit, people
from db.queries import demo as queries
from portal_ui.books import import_books
from portal_ui.books.loading import Progress
from portal_ui.errors import PortalError

N_ = str  # marks a text for translation; the sign-in page translates it
PASSWORD = "roll off the truck"  # noqa: S105 - everyone's in the demo, and printed at its start
COMPANY = "Piney Hollow Hauling"


class OtherCompanyError(PortalError):
    """A database with another company's books is no place for the demo."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(f"This database holds the books of {name}, so the demo was not added. Give the demo a folder of its own.")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone who can sign in to the demo."""

    email: str
    name: str
    accounts: tuple[str, ...]  # customer numbers
    about: str


SIGN_INS = (
    DemoPerson("dana@example.com", "Dana Ortiz", ("2041",), N_("A contractor")),
    DemoPerson("maria@example.com", "Maria Lindqvist", ("3107", "3212"), N_("Her household and her firm: two accounts")),
    DemoPerson("olive@example.com", "Olive Haddad", ("4155",), N_("A restaurant chain on the commercial routes")),
    DemoPerson("large@example.com", "Grant Fontenot", ("5500",), N_("A developer with very many papers")),
)
OFFICE = ("office@example.com", N_("The hauler's office"))
ADMIN = ("admin@example.com", N_("Its administrator: changes the settings, sets up a second step first"))
_STAFF = ((OFFICE[0], "Ruth Calloway", StaffRole.OFFICE), (ADMIN[0], "Grace Whitlock", StaffRole.ADMIN))
_INVITED = DemoPerson("lukasz@example.org", "Łukasz Wójcik", ("6101",), "never set a password")
_BOUNCED = DemoPerson("harbormaster@example.org", "Tom Guidry", ("6120",), "the invitation came back")

# customer, brand, last four, month, years from now, default
_CARDS = (
    ("2041", "Visa", "4242", 8, 3, True),
    ("2041", "Mastercard", "4444", 2, 2, False),
    ("2041", "Discover", "1117", 5, -1, False),
    ("3107", "Visa", "1881", 11, 1, True),
    ("4155", "American Express", "8431", 4, 4, True),
)


def is_filled(session: Session) -> bool:
    """Whether the demo has its people already."""
    return queries.is_filled(session)


def fill(
    database: Database,
    folder: Path,
    *,
    today: date,
    invoices: int,
    orders: int,
    password_hash: Callable[[str], str],
    progress: Progress | None = None,
) -> None:
    """Make the demo company in an empty, migrated database; a filled one stays as it is.

    The books pass through a folder inside `folder` that is gone afterwards. `invoices` and `orders` are what
    large@example.com has. `progress` is handed on to the import.

    Raises:
        OtherCompanyError: the database holds a company already, and it is not the demo's.
    """
    _refuse_other_company(database)
    if database.read_now(is_filled):
        return
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="books-", dir=folder) as books:
        write_books(Path(books), today=today, large_invoices=invoices, large_orders=orders)
        import_books(database, Path(books), progress=progress)
    database.write_now(_let_in, today, password_hash(PASSWORD))


def _refuse_other_company(database: Database) -> None:
    name = database.read_now(people.company_name)
    if name not in ("", COMPANY):
        raise OtherCompanyError(name)


def _let_in(session: Session, today: date, password: str) -> None:
    """Open the portal, and give everyone their sign-in, all or nobody. One hash serves all: the password is public."""
    everyone = (*SIGN_INS, _INVITED, _BOUNCED)
    customers = queries.enable_customers(session, [number for person in everyone for number in person.accounts])
    queries.activate(session)
    for person in SIGN_INS:
        person_id = queries.add_person(session, person.email, person.name, password, [customers[number] for number in person.accounts])
        for number in person.accounts:
            _add_cards(session, number, customers[number], person_id, today)
    _invite(session, _INVITED, customers, _at(today, 9), LetterState.SENT, "250 2.0.0 OK")
    _invite(session, _BOUNCED, customers, _at(today, 6), LetterState.BOUNCED, "550 5.1.1 The email account does not exist.")
    for email, name, role in _STAFF:
        queries.add_staff(session, email, name, role, password)
    audit.add(session, at=datetime.now(UTC), actor="operator", action="demo.filled", subject="company")


def _add_cards(session: Session, number: str, customer_id: int, person_id: int, today: date) -> None:
    for owner, brand, last4, month, years, is_default in _CARDS:
        if owner != number:
            continue
        queries.add_card(
            session,
            customer_id,
            person_id,
            gateway_reference=f"demo_card_{owner}_{last4}",
            brand=brand,
            last4=last4,
            exp_month=month,
            exp_year=today.year + years,
            is_default=is_default,
        )


def _invite(session: Session, person: DemoPerson, customers: dict[str, int], at: datetime, state: LetterState, answer: str) -> None:
    """Someone who was written to and has no password yet."""
    customer_id = customers[person.accounts[0]]
    person_id = queries.add_person(session, person.email, person.name, None, [customer_id])
    queries.add_letter(session, person_id, customer_id, at, state, answer)


def _at(today: date, ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=ago), time(15, 20), UTC)
