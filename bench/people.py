"""People who may look into the large books, and how one of them signs in."""

from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bench.large_books import LARGE, MIDDLE
from bench.servers import SECRET, Server
from db.engine import Database
from db.models import Access, Customer, Person, SignInSession
from portal_ui.passwords import hash_password

EIGHT = tuple(f"person{at}@example.com" for at in range(1, 9))  # at the customer with 5,000 invoices
LARGE_PERSON = "large@example.com"  # at the customer with 100,000
PASSWORD = "three roads to the quarry"  # noqa: S105 - of a database that is thrown away


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a browser of a signed-in person brings along."""

    cookie: str
    user_agent: str = "bench"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of each of their requests."""
        return {"Cookie": self.cookie, "User-Agent": self.user_agent, "Accept": "text/html", "Accept-Encoding": "gzip, deflate, br"}


def let_in(database: Database) -> None:
    """Give everyone access, with a password that the servers started here accept."""
    database.write_now(_let_in, hash_password(PASSWORD, SECRET))


def _let_in(session: Session, password_hash: str) -> None:
    for table in (SignInSession, Access, Person):
        session.execute(delete(table))
    session.execute(update(Customer).where(Customer.id.in_((MIDDLE, LARGE))).values(portal_enabled=True))
    for email, customer_id in (*((email, MIDDLE) for email in EIGHT), (LARGE_PERSON, LARGE)):
        person = Person(email=email, name="Dana Ortiz", password_hash=password_hash)
        session.add(person)
        session.flush()
        session.add(Access(person_id=person.id, customer_id=customer_id))


def sign_in(server: Server, email: str) -> SignedIn:
    """Sign in through the form, as a browser does."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    form = urlencode({"email": email, "password": PASSWORD, "next": "/"})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.url, "User-Agent": "bench"}
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
    if answer.status != 303 or not cookie:
        raise RuntimeError(f"Signing in as {email} was answered with {answer.status} and {cookie or 'no cookie'}.")
    return SignedIn(cookie)
