"""Words that customers and offices may write: they are printed, and do nothing."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from portal_ui.documents import invoice, lettering, press, render
from portal_ui.documents.sheet import Furniture
from portal_ui.views import BillTo, ChargeLine, LocationCharges
from tests.builders import papers
from tests.documents.conftest import as_read, texts


@pytest.mark.parametrize(
    "words",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "{{7*7}}{% raw %}",
        "</style><pdf:pagecount/><pdf:nextpage/>",
        "'; DROP TABLE invoices; --",
        "&amp; &lt;b&gt; \u0000 & <b",
    ],
)
def test_markup_is_printed_and_not_obeyed(words: str) -> None:
    customer = BillTo("2041", words, words, words, "TX", "75670")
    (page,) = texts(invoice.job(papers.invoice(memo=words, bill_to=customer), papers.company()))

    shown = " ".join(lettering.legible(words).split())
    assert page.replace(" ", "").count(shown.replace(" ", "")) >= 3
    assert "root:" not in page


@pytest.mark.parametrize("name", ["Łódź Şirketi İzmir ő", "Ελληνική Εταιρεία", "Вывоз мусора Київ", "€ ₹ ₽ № ½", "Zoë Ångström–Müller"])
def test_latin_greek_and_cyrillic_names_are_printed_as_they_are(name: str) -> None:
    (page,) = texts(invoice.job(papers.invoice(bill_to=BillTo("1", name, "", "", "", "")), papers.company()))

    assert name in page
    assert "\ufffd" not in page


@pytest.mark.parametrize("name", ["株式会社 廃棄物", "上海垃圾清运有限公司", "臺北廢棄物", "ごみカート", "김서연 폐기물"])
def test_chinese_japanese_and_korean_names_are_no_boxes_wherever_they_stand(name: str) -> None:
    charged = (ChargeLine(name, 1000, "", 100, 100),)
    groups = (LocationCharges(papers.location(1, name), charged, 100),)
    (page,) = texts(invoice.job(papers.invoice(groups, tax_cents=0, bill_to=BillTo("1", name, "", "", "", "")), papers.company()))

    assert page.count(name) == 4  # to whom, on the slip, the location and the line
    assert "\ufffd" not in page


def test_hebrew_in_a_table_is_drawn_from_right_to_left() -> None:
    groups = (LocationCharges(None, (ChargeLine("שלום 12 Haul", 1000, "", 100, 100),), 100),)
    (page,) = texts(invoice.job(papers.invoice(groups, tax_cents=0), papers.company()))

    assert "12 שלום" in page  # the reader turns what is drawn from right to left, and finds the figures at its left


@pytest.mark.parametrize(
    ("name", "shown"), [("ไทย Hauling", "\ufffd\ufffd\ufffd Hauling"), ("Dana 🚛 Ortiz", "Dana Ortiz"), ("مرحبا שלום", "")]
)
def test_letters_that_we_cannot_print_never_cost_the_paper(name: str, shown: str) -> None:
    (page,) = texts(invoice.job(papers.invoice(bill_to=BillTo("1", name, "", "", "", "")), papers.company()))

    assert shown in page


def test_long_words_stay_on_the_sheet() -> None:
    made = press.printed(as_read(invoice.job(papers.invoice(memo="W" * 5_000), papers.company())))

    lines = PdfReader(BytesIO(made.data)).pages[0].extract_text().splitlines()
    widths = [stringWidth(line, lettering.BODY, 8.5) for line in lines if line.startswith("WWW")]
    assert len(widths) > 1
    assert max(widths) <= 612 - 2 * 43


def test_a_paper_that_would_lack_something_is_not_handed_out() -> None:
    furniture = Furniture("#000000")

    with pytest.raises(render.UnfaithfulError):
        render.pdf('<html><body><img src="http://127.0.0.1:9/x.png"></body></html>', furniture)
    with pytest.raises(render.UnfaithfulError):
        render.pdf("<html><body><img src='/etc/hostname'></body></html>", furniture)


def test_a_number_may_have_any_letters() -> None:
    (page,) = texts(invoice.job(papers.invoice(number="Ł-ж-株"), papers.company()))

    assert page.replace(" ", "").count("Ł-ж-株") == 2  # at the top and on the slip


def test_a_colour_of_the_company_is_a_colour_or_the_usual_one() -> None:
    made = press.printed(as_read(invoice.job(papers.invoice(), papers.company(brand_color="red; } body { display: none"))))

    assert "Invoice" in PdfReader(BytesIO(made.data)).pages[0].extract_text()
