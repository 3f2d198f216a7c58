"""Named weekly templates: what certain days must and must not hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from optimizer.data_files import Record, read_data

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Demand(Record):
    """Exercises of any of these families with at least this many axial points per set."""

    families: Annotated[tuple[str, ...], Field(min_length=1)]
    axial_at_least: Annotated[int, Field(ge=0, le=10)] = 0
    why: Annotated[str, Field(min_length=1)]


class TemplateDay(Record):
    """One day: at least one exercise for every need, none that an exclusion names."""

    needs: Annotated[tuple[Demand, ...], Field(min_length=1)]
    excludes: tuple[Demand, ...] = ()


class Template(Record):
    """A weekly template, keyed by weekday."""

    name: str
    source: str
    note: str | None = None
    days: Annotated[Mapping[Weekday, TemplateDay], Field(min_length=1)]

    def without_exclusions(self) -> Template:
        """Return the same template, with days that exclude nothing."""
        days = {name: day.model_copy(update={"excludes": ()}) for name, day in self.days.items()}
        return self.model_copy(update={"days": days})


class Templates(Record):
    """All templates by id."""

    templates: Mapping[str, Template]


@cache
def load_templates() -> Mapping[str, Template]:
    """Read the shipped templates, keyed by id.

    Raises
    ------
    pydantic.ValidationError
        A `ValueError` that lists every problem of the data.
    """
    return Templates.model_validate(read_data("templates.yaml")).templates
