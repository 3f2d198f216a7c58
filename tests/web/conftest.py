"""A page with the toy scenario, and two plans of it that differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.export.checked import CheckedPlan
from tests.web.page import Page, checked_plan, toy_text


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    opened = Page(tmp_path, toy_text())
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def plans() -> tuple[CheckedPlan, CheckedPlan]:
    return checked_plan(), checked_plan(bans=["band_row"])
