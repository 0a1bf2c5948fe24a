"""The figures of those parts that need no large books: static files, PDFs, an import."""

from operator import itemgetter

from bench import assets, documents, import_books
from bench.figures import Figure

MOST_ASSETS_MS = 5
MOST_P99_MS, MOST_STALL_MS = 2, 10
MOST_SECONDS, MOST_MB = 60, 300
MOST_GROWTH, MOST_PEAK, MOST_KB = 9, 120, 35
LEAST_A_SECOND = 60
_AGAINST_OTHERS = (  # how many times what reportlab alone takes, and WeasyPrint
    ("invoice", "An invoice of 15 lines", 2.3, 0.3),
    ("order_receipt", "An order receipt", 2.7, 0.42),
    ("payment_receipt", "A payment receipt", 2.7, 0.42),
    ("statement_100", "A statement of 100 rows", 1.2, 0.1),
    ("statement_1000", "A statement of 1,000 rows", 0.4, 0.028),
    ("statement_10000", "A statement of 10,000 rows", 0.15, 0.02),
)


def static_files(*, quick: bool = False) -> list[Figure]:
    """What a browser with an empty cache fetches besides the page."""
    found = assets.run(20 if quick else assets.VISITS)
    cpu, plain = found["cpu_ms_a_visit"], found["cpu_ms_a_visit_framework"]
    measured = f"{cpu:.1f} ms for {found['files']:.0f} files of {found['kb']:.0f} kB (the framework's own way: {plain:.0f} ms)"
    return [Figure("CPU of a cold visit's static files", f"at most {MOST_ASSETS_MS} ms", measured, "", cpu <= MOST_ASSETS_MS)]


def papers(*, quick: bool = False) -> list[Figure]:
    """How late the event loop is while others make PDFs."""
    turns = sorted((documents.run() for _turn in range(1 if quick else 3)), key=itemgetter("lag_max_ms"))
    found = turns[len(turns) // 2]
    stall, idle, own = found["lag_max_ms"], found["idle_lag_max_ms"], found["own_max_ms"]
    p99 = found["lag_p99_ms"]
    late = f"p99 {p99:.1f} ms, {stall:.1f} ms at the worst ({idle:.1f} with nothing to do), of it computed by the loop itself {own:.1f} ms"
    short, long = found["invoice_15_lines_cpu_ms"], found["invoice_200_lines_cpu_ms"]
    cost = f"{short:.0f} ms CPU with 15 lines, {long:.0f} ms with 200"
    speed = found["papers_per_second"]
    return [
        Figure(
            "How late the event loop is while 20 PDFs are made",
            f"p99 {MOST_P99_MS} ms, at most {MOST_STALL_MS} ms",
            late,
            "",
            p99 <= MOST_P99_MS and stall <= MOST_STALL_MS,
        ),
        Figure("An invoice as PDF, in a worker", "", cost),
        Figure("Invoices of 15 lines by two workers", f"{LEAST_A_SECOND} a second", f"{speed:.0f} a second", "", speed >= LEAST_A_SECOND),
        *_singles(documents.singles(quick=quick)),
    ]


def _singles(found: dict[str, float]) -> list[Figure]:
    """One paper after the other in a warm process, against the same drawn by reportlab alone."""
    figures = []
    for name, words, most, most_of_weasy in _AGAINST_OTHERS:
        ours, plain, weasy = found[f"{name}_ms"], found[f"{name}_plain_ms"], found.get(f"{name}_weasy_ms")
        measured = f"{ours:.0f} ms CPU (plain {plain:.0f}, WeasyPrint {'not measured here' if weasy is None else f'{weasy:.0f}'})"
        ratio = f"{ours / plain:.2f} x plain" + ("" if weasy is None else f", {ours / weasy:.3f} x WeasyPrint")
        is_met = ours / plain <= most and (weasy is None or ours / weasy <= most_of_weasy)
        figures.append(Figure(words, f"at most {most} x plain, {most_of_weasy} x WeasyPrint", measured, ratio, is_met))
    growth, peak, size = found["statement_10000_ms"] / found["statement_1000_ms"], found["peak_mb"], found["invoice_bytes"] / 1000
    return [
        *figures,
        Figure("A statement, growth from 1,000 to 10,000 rows", "at most x 9", "", f"x {growth:.1f}", is_met=growth <= MOST_GROWTH),
        Figure(
            "Memory of a worker that makes a statement of 10,000 rows", "at most 120 MB", f"{peak:.0f} MB", "", is_met=peak <= MOST_PEAK
        ),
        Figure("An invoice of 15 lines as a file", "at most 35 kB", f"{size:.0f} kB", "", is_met=size <= MOST_KB),
    ]


def imported(*, quick: bool = False) -> list[Figure]:
    """A large company's books, from files to rows."""
    invoices = import_books.INVOICES // (20 if quick else 1)
    found = import_books.run(invoices)
    seconds, peak = found["first_seconds"], found["peak_mb"]
    what = f"Import of {invoices:,} invoices with {invoices * import_books.LINES_EACH:,} lines"
    measured = f"{seconds:.1f} s, {peak:.0f} MB (the same files again: {found['again_seconds']:.1f} s)"
    return [Figure(what, f"under {MOST_SECONDS} s and {MOST_MB} MB", measured, "", seconds < MOST_SECONDS and peak < MOST_MB)]
