"""The till and the desk of the payments' tests."""

from tests.paying.conftest import desk, till

__all__ = ["desk", "till"]
