"""The look-alike behind HTTP: keys, forms and errors as Stripe's, and what may go wrong on the way."""

import json
import random
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from portal_ui.gateways.signatures import header
from tests.gateways.stripe_look_alike.world import KNOWN, Facts, RefusalError, World, invalid

KEY, SECRET = "sk_test_of_the_look_alike", "whsec_of_the_look_alike"
_KINDS = {
    "payment_intents": "payment_intent",
    "setup_intents": "setup_intent",
    "refunds": "refund",
    "disputes": "dispute",
    "customers": "customer",
    "payment_methods": "payment_method",
}
_SLOW = 3.0
_SLOWEST = 20.0


class Fault(Enum):
    """What may go wrong with one request."""

    REFUSED = "the connection is dropped before anything is done"
    HANG_BEFORE = "nothing is done, and nobody answers"
    HANG_AFTER = "it is done, and nobody answers"
    LOST = "it is done, and the connection is dropped"
    CUT = "it is done, and half of the answer comes"
    ERROR_BEFORE = "500, and nothing is done"
    ERROR_AFTER = "500 once it is done; the same is said again under that key"
    IN_USE = "409: another request with that key is being worked on"
    LOCKED = "409: the object is locked"
    TOO_MANY = "429"
    NOT_JSON = "200 with a page of a proxy"
    KEY_WITHDRAWN = "401"
    FORBIDDEN = "403"


_BEFORE: dict[Fault, tuple[int, str, str]] = {
    Fault.ERROR_BEFORE: (500, "api_error", ""),
    Fault.IN_USE: (409, "idempotency_error", "idempotency_key_in_use"),
    Fault.LOCKED: (409, "invalid_request_error", "lock_timeout"),
    Fault.TOO_MANY: (429, "invalid_request_error", "rate_limit"),
    Fault.KEY_WITHDRAWN: (401, "invalid_request_error", "api_key_expired"),
    Fault.FORBIDDEN: (403, "invalid_request_error", ""),
}


class LookAlike:
    """One Stripe. `url` is where its API is; `faults` go wrong with the next requests, in order."""

    def __init__(self) -> None:
        self.world = World()
        self.url = ""
        self.is_away = False  # every connection is dropped
        self.faults: deque[Fault] = deque()
        self.asked: list[str] = []  # method and path, of every request
        self.keys: dict[str, tuple[str, int, Facts]] = {}
        self.lock = threading.RLock()
        self.stopped = threading.Event()
        self.hung = threading.Event()  # set once a request hangs
        self.goes_on = threading.Event()  # cleared, what is to be done takes until it is set
        self.goes_on.set()
        self.begun = threading.Semaphore(0)  # released by each request whose work begins
        self.connections = 0
        self.all_gone = threading.Event()
        self._busy: set[str] = set()  # keys and objects that are being worked on
        self._told = 0

    def forget_keys(self) -> None:
        """A day passes: keys are used anew."""
        self.keys.clear()

    def charges(self) -> list[Facts]:
        """Payments that took money."""
        with self.lock:
            return [thing for thing in self.world.listed("payment_intent", {}) if thing["status"] == "succeeded"]

    def signed(self, event: Facts, secret: str = SECRET, at: float | None = None) -> tuple[bytes, dict[str, str]]:
        """An event as it is posted."""
        body = json.dumps(event).encode()
        return body, {"content-type": "application/json", "stripe-signature": header(secret.encode(), at or time.time(), body)}

    def deliveries(self, how: str = "once", seed: int = 0) -> list[tuple[bytes, dict[str, str]]]:
        """What happened since the last look: `once`, `twice`, `shuffled` or `never` delivered."""
        with self.lock:
            news, self._told = self.world.events[self._told :], len(self.world.events)
        going = {"once": news, "twice": news * 2, "shuffled": random.Random(seed).sample(news, len(news)), "never": []}[how]
        return [self.signed(event) for event in going]

    def answer(self, method: str, path: str, wish: Facts, key: str) -> tuple[int, Facts]:
        """The status and body of one request."""
        with self.lock:
            if method == "GET" or not key:
                return self._tried(method, path, wish)
            asked = json.dumps([path, sorted(wish.items())])
            known = self.keys.get(key)
            if known is not None and known[0] != asked:
                return 400, RefusalError(400, "idempotency_error").body
            if known is not None:
                return known[1], known[2]
            works_on = {key, *([about] if (about := _about(path, wish)) else [])}
            if works_on & self._busy:
                return 409, RefusalError(*_BEFORE[Fault.IN_USE if key in self._busy else Fault.LOCKED]).body
            self._busy |= works_on
        self.begun.release()
        self.goes_on.wait(_SLOWEST)
        with self.lock:
            status, body = self._tried(method, path, wish)
            self._busy -= works_on
            if status not in {400, 404}:  # what was never begun leaves the key unused
                self.keys[key] = (asked, status, body)
            return status, body

    def spoil(self, key: str) -> None:
        """Have a key answer with a server error from now on."""
        with self.lock:
            asked, _status, _body = self.keys[key]
            self.keys[key] = (asked, 500, RefusalError(500, "api_error").body)

    def _tried(self, method: str, path: str, wish: Facts) -> tuple[int, Facts]:
        try:
            return 200, json.loads(json.dumps(self._done(method, path.removeprefix("/v1/").split("/"), wish)))
        except RefusalError as refusal:
            return refusal.status, json.loads(json.dumps(refusal.body))

    def _done(self, method: str, steps: list[str], wish: Facts) -> Facts:
        kind, world = steps[0], self.world
        if kind not in _KINDS:
            raise invalid(status=404)
        takes = KNOWN["cancel" if steps[-1] == "cancel" else kind] if method == "POST" and steps[-1] != "detach" else {"expand"}
        strange = {name.partition("[")[0] for name in wish} - takes if method == "POST" else set()
        if strange:
            raise invalid("parameter_unknown", sorted(strange)[0])
        if method == "POST" and len(steps) == 1:
            return self._expanded(world.create(kind, wish), wish)
        if method == "POST":
            return self._expanded(world.detach(steps[1]) if steps[2] == "detach" else world.cancel(steps[1], wish), wish)
        return self._list(kind, wish) if len(steps) == 1 else self._expanded(world.one(steps[1]), wish)

    def _list(self, kind: str, wish: Facts) -> Facts:
        found, after = list(self.world.listed(_KINDS[kind], wish)), wish.get("starting_after")
        if after:
            found = found[[thing["id"] for thing in found].index(after) + 1 :]
        page = found[: int(wish.get("limit", 10))]
        data = [self._expanded(thing, wish, "data.") for thing in page]
        return {"object": "list", "url": f"/v1/{kind}", "has_more": len(found) > len(page), "data": data}

    def _expanded(self, thing: Facts, wish: Facts, under: str = "") -> Facts:
        names = [value.removeprefix(under) for name, value in wish.items() if name.startswith("expand[") and value.startswith(under)]
        return {**thing, **{name: dict(self.world.things[thing[name]]) for name in names if thing.get(name)}}


def _about(path: str, wish: Facts) -> str:
    """The object that a request changes, which nobody else changes meanwhile."""
    steps = path.removeprefix("/v1/").split("/")
    return steps[1] if len(steps) > 1 else str(wish["payment_intent"]) if steps[0] == "refunds" and "payment_intent" in wish else ""


class _Handler(BaseHTTPRequestHandler):
    stripe: LookAlike
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve("GET", dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self._serve("POST", dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)))

    def _serve(self, method: str, wish: Facts) -> None:
        path, key = urlsplit(self.path).path, self.headers.get("idempotency-key", "")
        with self.stripe.lock:
            self.stripe.asked.append(f"{method} {path}")
            fault = Fault.REFUSED if self.stripe.is_away else self.stripe.faults.popleft() if self.stripe.faults else None
        if fault in {Fault.REFUSED, Fault.HANG_BEFORE}:
            self._vanish(fault)
        elif fault in _BEFORE:
            status, kind, code = _BEFORE[fault]
            self._send(status, RefusalError(status, kind, code).body)
        elif self.headers.get("authorization") != f"Bearer {KEY}":
            self._send(401, invalid().body)
        else:
            self._after(fault, self.stripe.answer(method, path, wish, key), key)

    def _after(self, fault: Fault | None, answer: tuple[int, Facts], key: str) -> None:
        if fault in {Fault.HANG_AFTER, Fault.LOST}:
            self._vanish(fault)
        elif fault is Fault.ERROR_AFTER:
            self.stripe.spoil(key)
            self._send(500, RefusalError(500, "api_error").body, {"stripe-should-retry": "false"})
        elif fault is Fault.NOT_JSON:
            self._send(200, "<html>Please wait</html>")
        else:
            self._send(*answer, is_cut=fault is Fault.CUT)

    def _vanish(self, fault: Fault) -> None:
        if fault in {Fault.HANG_BEFORE, Fault.HANG_AFTER}:
            self.stripe.hung.set()
            self.stripe.stopped.wait(_SLOW)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, status: int, body: object, headers: dict[str, str] | None = None, *, is_cut: bool = False) -> None:
        text = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(text)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text[: len(text) // 2] if is_cut else text)
        if is_cut:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def handle(self) -> None:
        self._count(1)
        try:
            super().handle()
        except OSError:  # whoever asked has gone
            self.close_connection = True
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self.stripe.lock:
            self.stripe.connections += change
            (self.stripe.all_gone.clear if self.stripe.connections else self.stripe.all_gone.set)()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def shutdown_request(self, request: Any) -> None:
        """Close what may be closed already."""
        try:
            super().shutdown_request(request)
        except OSError:
            self.close_request(request)


@contextmanager
def look_alike() -> Iterator[LookAlike]:
    """One that listens on loopback until the block ends."""
    stripe = LookAlike()
    with _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"stripe": stripe})) as server:
        server.block_on_close = False
        stripe.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield stripe
        stripe.stopped.set()
        server.shutdown()
        thread.join()
