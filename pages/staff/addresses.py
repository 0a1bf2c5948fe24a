"""Where someone of the office goes next, if it is one of the office's pages."""

from pages.guard.rules import STAFF, STAFF_FACTOR, STAFF_SIGN_IN, is_staffs
from pages.plain import local_path

_ROUND = (STAFF_SIGN_IN, "/staff/sign-out", "/staff/create-password", STAFF_FACTOR)


def staff_path(wish: str, otherwise: str = STAFF) -> str:
    """The page someone wishes to go to; `otherwise` where it is none of the office's, or leads in circles."""
    path = local_path(wish, otherwise)
    return path if is_staffs(path.partition("?")[0]) and not path.startswith(_ROUND) else otherwise
