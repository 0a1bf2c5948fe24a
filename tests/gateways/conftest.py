"""What the tests of gateways share."""

import pytest

pytest.register_assert_rewrite("tests.gateways.contract")
