"""The figures of those parts that need no large books: static files, PDFs, an import."""

from bench import import_books
from bench.figures import Figure

MOST_SECONDS, MOST_MB = 60, 300


def imported(*, quick: bool = False) -> list[Figure]:
    """A large company's books, from files to rows."""
    invoices = import_books.INVOICES // (20 if quick else 1)
    found = import_books.run(invoices)
    seconds, peak = found["first_seconds"], found["peak_mb"]
    what = f"Import of {invoices:,} invoices with {invoices * import_books.LINES_EACH:,} lines"
    measured = f"{seconds:.1f} s, {peak:.0f} MB (the same files again: {found['again_seconds']:.1f} s)"
    return [Figure(what, f"under {MOST_SECONDS} s and {MOST_MB} MB", measured, "", seconds < MOST_SECONDS and peak < MOST_MB)]
