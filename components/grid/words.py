"""The words on a grid's controls."""

from portal_ui.language import gettext as _


def words() -> dict[str, str]:
    """Each control's name in the language in use."""
    return {
        "clear": _("Clear"),
        "clear_filters": _("Clear filters"),
        "filters": _("Search and filters"),
        "status": _("Status"),
        "any_date": _("Any date"),
        "location": _("Location"),
        "all_locations": _("All locations"),
        "sort": _("Sort by"),
        "export": _("Export"),
        "csv": _("CSV file"),
        "excel": _("Excel workbook"),
        "papers": _("PDFs as one ZIP file"),
        "papers_of": _("Download PDFs"),
        "from": _("From"),
        "to": _("To"),
        "apply": _("Apply"),
        "days_30": _("Last 30 days"),
        "days_90": _("Last 90 days"),
        "download": _("Download"),
        "pages": _("Pages"),
        "size": _("Rows per page"),
        "per_page": _("{} per page"),
        "first": _("First page"),
        "previous": _("Previous page"),
        "next": _("Next page"),
        "last": _("Last page"),
        "pay": _("Pay"),
        "pick_all": _("Choose all on this page"),
        "picked": _("Chosen invoices"),
        "let_go": _("Clear the choice"),
    }
