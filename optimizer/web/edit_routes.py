"""Editing: one field at a time, rows added and removed, or the whole text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, Response
from starlette.responses import HTMLResponse

from optimizer.errors import Path as DataPath
from optimizer.horizon import WEEKDAYS
from optimizer.report.words import clean
from optimizer.setups import load_setups_library
from optimizer.web.changes import REMOVED, Change
from optimizer.web.desk import Desk
from optimizer.web.draft import Draft
from optimizer.web.fields import Field, Row, at, element_id
from optimizer.web.fields import Form as ScenarioForm
from optimizer.web.guard import LARGEST_BODY
from optimizer.web.pages import editor_values, render
from optimizer.web.sections import form_of

router = APIRouter()
Revision = Annotated[int, Form()]
Text = Annotated[str, Form()]
_LISTS: dict[str, DataPath] = {
    "bans": ("bans",),
    "likes": ("athlete", "likes"),
    "dislikes": ("athlete", "dislikes"),
}


def _draft(request: Request) -> Draft:
    desk: Desk = request.app.state.desk
    return desk.draft


@router.post("/edit")
async def edit(request: Request, revision: Revision, field: Text, value: Text = "") -> Response:
    """Change one field; an unticked one sends no value."""
    draft = _draft(request)
    form = _form(draft)
    found = next((one for one in form.fields() if one.id == field), None)
    if found is None:
        raise HTTPException(409, "the page is older than the scenario; reload it")
    data, former = draft.checked.data, draft.revision
    changes = [found.change(value, data), *_renamed_pins(found, value.strip(), data)]
    draft.change(changes, revision)
    if draft.revision == former:
        return _nothing_new()
    if len(changes) > 1 or found.path[-1] == "id":
        # The lists of sessions are elsewhere on the page; it keeps the focus by the field's id.
        return _editor(draft, "")
    return HTMLResponse(render("reply.html", **editor_values(draft, "form")))


@router.post("/text")
async def replace(request: Request) -> Response:
    """Take the whole text, right or wrong."""
    draft = _draft(request)
    # Declared fields could not be that long.
    form = await request.form(max_part_size=LARGEST_BODY)
    revision, text = str(form.get("revision", "")), str(form.get("text", ""))
    if not revision.isdecimal():
        raise HTTPException(400, "the form has no revision")
    draft.replace(text.replace("\r\n", "\n"), int(revision))
    if draft.revision == int(revision):
        return _nothing_new()
    return HTMLResponse(render("reply.html", **editor_values(draft, "text")))


@router.post("/remove")
async def remove(request: Request, revision: Revision, row: Text) -> Response:
    """Take a row away."""
    draft = _draft(request)
    for section in _form(draft).sections:
        for one in section.rows:
            if one.id == row and one.removable:
                draft.change([Change(one.path, REMOVED)], revision)
                return _editor(draft, section.id)
    raise HTTPException(409, "the page is older than the scenario; reload it")


@router.post("/add/session")
async def add_session(request: Request, revision: Revision) -> Response:
    """Add a session on a free day, otherwise like the last one."""
    draft = _draft(request)
    sessions = at(draft.checked.data, ("sessions",))
    listed = sessions if isinstance(sessions, list) else []
    last = listed[-1] if listed and isinstance(listed[-1], dict) else {}
    day = _free_day([at(one, ("day",)) for one in listed])
    value = {
        "id": _unused(day[:3], [at(one, ("id",)) for one in listed]),
        "day": day,
        "start": last.get("start", "18:00"),
        "minutes": last.get("minutes", Decimal(60)),
        "setup": last.get("setup", "none"),
    }
    return _added(draft, ("sessions",), value, revision, _first_field)


@router.post("/add/setup")
async def add_setup(
    request: Request, revision: Revision, name: Text = "", extends: Text = ""
) -> Response:
    """Add an own setup."""
    draft = _draft(request)
    own = at(draft.checked.data, ("setups",))
    name = clean(name).strip()
    if not 1 <= len(name) <= 60:
        raise HTTPException(409, "give the new setup a name of 1 to 60 characters")
    if isinstance(own, dict) and name in own:
        raise HTTPException(409, f"there is a setup {name!r} already")
    if name in load_setups_library().setups:
        raise HTTPException(409, f"the library has a setup {name!r}; choose another name")
    value: dict[str, Any] = {"extends": extends} if extends else {"items": []}
    draft.change([Change(("setups", name), value)], revision)
    return _editor(draft, element_id("f", ("setups", name, "extends")))


@router.post("/add/{which}")
async def add_wish(request: Request, revision: Revision, which: str, exercise: Text) -> Response:
    """Add an exercise to the pins, the bans, the likes or the dislikes."""
    draft = _draft(request)
    if which == "pins":
        return _added(draft, ("pins",), {"exercise": exercise}, revision, _first_field)
    if which not in _LISTS:
        raise HTTPException(404, "there is no such list")
    return _added(draft, _LISTS[which], exercise, revision, lambda row: row.id)


@router.post("/undo")
async def undo(request: Request, revision: Revision) -> Response:
    """Go back one change."""
    _draft(request).undo(revision)
    return Response(headers={"HX-Refresh": "true"})


@router.post("/revert")
async def revert(request: Request, revision: Revision) -> Response:
    """Go back to what the file says."""
    _draft(request).revert(revision)
    return Response(headers={"HX-Refresh": "true"})


def _nothing_new() -> Response:
    """Leave the page alone: what has the focus would lose it if it were replaced."""
    return Response(status_code=204)


def _form(draft: Draft) -> ScenarioForm:
    if not draft.checked.is_yaml:
        raise HTTPException(409, "the text is not valid YAML; repair it as text first")
    return form_of(draft.checked)


def _editor(draft: Draft, focus: str) -> Response:
    values = editor_values(draft, "form", focus)
    headers = {"HX-Retarget": "#editor", "HX-Reswap": "outerHTML"}
    return HTMLResponse(render("editor.html", **values), headers=headers)


def _added(
    draft: Draft, path: DataPath, value: Any, revision: int, focus: Callable[[Row], str]
) -> Response:
    """Append to a list that may be missing, and show the new row."""
    listed = at(draft.checked.data, path)
    index = len(listed) if isinstance(listed, list) else 0
    place, new = ((*path, index), value) if index else (path, [value])
    draft.change([Change(place, new)], revision)
    rows = [row for section in _form(draft).sections for row in section.rows]
    shown = next((row for row in rows if row.path == (*path, index)), None)
    return _editor(draft, "" if shown is None else focus(shown))


def _first_field(row: Row) -> str:
    return row.fields[0].id


def _renamed_pins(field: Field, name: str, data: Any) -> list[Change]:
    """Let pins follow a session that is renamed, where it is clear which one they mean."""
    if field.path[0] != "sessions" or field.path[-1] != "id" or not name:
        return []
    former = at(data, field.path)
    names = [at(one, ("id",)) for one in at(data, ("sessions",))]
    if names.count(former) != 1 or name in names:
        return []
    pins = at(data, ("pins",))
    return [
        Change(("pins", index, "session"), name)
        for index, pin in enumerate(pins if isinstance(pins, list) else [])
        if at(pin, ("session",)) == former
    ]


def _free_day(taken: list[Any]) -> str:
    """Name the free day that makes the shortest row of training days; Monday follows Sunday."""

    def row(day: str) -> int:
        trained = [one in taken or one == day for one in WEEKDAYS] * 2
        return max(len(run) for run in "".join("x" if one else " " for one in trained).split())

    free = [day for day in WEEKDAYS if day not in taken]
    return min(free or WEEKDAYS, key=row)


def _unused(stem: str, taken: list[Any]) -> str:
    names = (f"{stem}{number}" for number in count(2))
    return stem if stem not in taken else next(name for name in names if name not in taken)
