"""A page without a server: requests go straight into the application, as a browser would send them."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from optimizer.api import solve
from optimizer.export.checked import CheckedPlan, check_plan
from optimizer.web.access import Access
from optimizer.web.app import make_app
from optimizer.web.desk import Desk
from optimizer.web.draft import Draft
from optimizer.web.guard import COOKIE
from optimizer.web.rewrite import as_yaml
from optimizer.web.shelf import Shelf
from optimizer.web.store import Store
from tests import builders

PORT = 45678
HOST = f"127.0.0.1:{PORT}"
FEW = ("band_rdl", "band_squat", "band_row", "bird_dog_row", "calf_raise_bw")


def toy_text(**overrides: Any) -> str:
    """A scenario so small that it is solved at once."""
    sessions = builders.days("monday", "wednesday", "friday", setup="bands")
    made = builders.scenario(only=FEW, **{"weeks": 2, "sessions": sessions, **overrides})
    return as_yaml(made.model_dump(mode="json", exclude_unset=True))


def open_text() -> str:
    """A scenario with every exercise that bands allow."""
    sessions = builders.days("monday", "wednesday", "friday", setup="bands")
    made = builders.scenario(weeks=2, sessions=sessions)
    return as_yaml(made.model_dump(mode="json", exclude_unset=True))


def checked_plan(**overrides: Any) -> CheckedPlan:
    """A plan of a toy."""
    sessions = builders.days("monday", "wednesday", "friday", setup="bands")
    scenario = builders.scenario(only=FEW, **{"weeks": 2, "sessions": sessions, **overrides})
    result = solve(
        scenario, gap=0, time_limit=None, deterministic_time=2, workers=1, confirm_seconds=0
    )
    assert result.plan is not None
    return check_plan(result.plan)


def with_another_set(checked: CheckedPlan) -> str:
    """A plan file in which one number was changed by hand."""
    text = checked.plan.to_json()
    changed = re.sub(
        r'"sets": (\d)', lambda found: f'"sets": {int(found[1]) % 5 + 1}', text, count=1
    )
    assert changed != text
    return changed


class Page:
    """The application with one open browser."""

    def __init__(self, folder: Path, text: str, name: str = "toy.yaml") -> None:
        self.store = Store(folder / "state")
        self.desk = Desk(Draft(name, text, self.store), Shelf(self.store), workers=1)
        self.access = Access(PORT)
        self.app = make_app(self.desk, self.access)
        self.home = f"/{self.access.place}/"

    def close(self) -> None:
        self.desk.close()
        self.store.close()

    def send(
        self, method: str, url: str, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """Send exactly this, with nothing that a browser would add but the host."""

        async def sending() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
                return await client.request(method, url, headers=headers, **more)

        # In a thread of its own: tests in a browser leave a running loop in this one.
        with ThreadPoolExecutor(max_workers=1) as apart:
            return apart.submit(asyncio.run, sending()).result()

    def get(self, path: str = "") -> httpx.Response:
        cookie = {"cookie": f"{COOKIE}={self.access.session}"}
        return self.send("GET", self.home + path, cookie)

    def post(self, path: str, **data: Any) -> httpx.Response:
        """Post a form as the page does, with the current revision unless another is given."""
        headers = {"cookie": f"{COOKIE}={self.access.session}", "origin": f"http://{HOST}"}
        data.setdefault("revision", str(self.desk.draft.revision))
        return self.send("POST", self.home + path, headers, data=data)

    def edit(self, field: str, value: str) -> httpx.Response:
        return self.post("edit", field=field, value=value)


def slot_text(answer: httpx.Response, field: str) -> str:
    """What is shown at a field's slot."""
    found = re.search(rf'<p class="problem" id="{field}-error"[^>]*>(.*?)</p>', answer.text, re.S)
    assert found, f"no slot for {field}"
    return found[1]
