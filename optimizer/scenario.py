"""What a person writes: who trains, when, with which equipment, for how many weeks."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from pydantic import (
    Field,
    PrivateAttr,
    field_validator,
    model_validator,
)

from constraints import RuleSettings, resolve_settings
from optimizer.catalogue import Catalogue, load_catalogue
from optimizer.errors import Path, ProblemAt, Problems, closest
from optimizer.horizon import (
    WEEKDAYS,
    Block,
    Occurrence,
    cut_into_blocks,
    occurrences,
)
from optimizer.ladder import Ladder
from optimizer.names import ExerciseName, TemplateName
from optimizer.options import Offers, make_offers
from optimizer.parameters import load_parameters
from optimizer.profile import Profile
from optimizer.read.places import Position, Spot
from optimizer.scenario_checks import problems_of
from optimizer.scenario_parts import Athlete, Input, Objective, Pin, SessionSlot
from optimizer.setups import Setup, load_setups_library, resolve_setup
from optimizer.templates import Template, load_templates

NECK = "neck_extensors"
TRAP_BAR_PULL = "trap_bar_deadlift"
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Scenario(Input):
    """A scenario: the only input of the optimizer, in natural units."""

    name: str = Field(min_length=1, max_length=200)
    start: dt.date = Field(description="a Monday")
    weeks: int = Field(ge=1, le=52)
    block_weeks: int = Field(4, ge=1, le=12)
    athlete: Athlete
    sessions: tuple[SessionSlot, ...] = Field(min_length=1, max_length=14)
    sessions_per_week: int | None = Field(None, ge=1, le=14)
    setups: Mapping[str, Setup] = Field(default_factory=dict)
    template: TemplateName | None = Field(
        None, description="a named weekly template, e.g. mwf (S32)"
    )
    pins: tuple[Pin, ...] = ()
    bans: tuple[ExerciseName, ...] = ()
    rules: RuleSettings = RuleSettings()
    objective: Objective = Objective()

    _places: Mapping[Path, Position] | None = PrivateAttr(default=None)

    @field_validator("start", mode="before")
    @classmethod
    def _date_as_written(cls, value: Any) -> Any:
        if not isinstance(value, str | dt.date):
            raise ValueError("write the date as YYYY-MM-DD")
        return value

    @field_validator("start")
    @classmethod
    def _monday(cls, start: dt.date) -> dt.date:
        if start.weekday() != 0:
            raise ProblemAt((), f"{start} is a {start:%A}", "the date of a Monday")
        if not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise ProblemAt((), f"the year {start.year}", f"{FIRST_YEAR} to {LAST_YEAR}")
        return start

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        found = list(problems_of(self))
        if found:
            raise Problems(found)
        return self

    # ---- what the rules and the engine ask for; nothing below is written by a person ----

    @cached_property
    def catalogue(self) -> Catalogue:
        """The exercise catalogue."""
        return load_catalogue()

    @cached_property
    def profile(self) -> Profile:
        """Facts from which rules take their default parameters."""
        parameters = load_parameters()
        athlete = self.athlete
        tags = self.catalogue.restrictions
        return Profile(
            level=athlete.level,
            youth=athlete.age < parameters.populations.youth_below_age,
            older=athlete.age >= parameters.populations.older_from_age,
            low_back=any(tags[t].low_back for t in athlete.restrictions if t in tags),
            returning=athlete.returning,
            weeks=self.weeks,
            block_weeks=self.block_weeks,
            parameters=parameters,
        )

    @cached_property
    def settings(self) -> RuleSettings:
        """Every rule's parameters: the athlete's defaults, overridden by what the person wrote."""
        return resolve_settings(self.rules, self.profile)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The horizon, cut into blocks."""
        every = self.settings.deload.every_blocks
        return cut_into_blocks(self.weeks, self.block_weeks, every)

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every slot of every week, in order of time."""
        return occurrences(self.blocks, tuple(s.start_minute for s in self.sessions))

    @cached_property
    def resolved_setups(self) -> Mapping[str, Setup]:
        """The setups that slots use, without `extends` and `items`."""
        library = load_setups_library()
        names = sorted({slot.setup for slot in self.sessions})
        return {name: resolve_setup(name, self.setups, library) for name in names}

    @cached_property
    def weekly_template(self) -> Template | None:
        """The named weekly template, if one is chosen."""
        return load_templates()[self.template] if self.template else None

    @property
    def trained_sessions(self) -> int:
        """Sessions trained in a week."""
        return self.sessions_per_week or len(self.sessions)

    def setup_of(self, slot: int) -> Setup:
        """Equipment of a slot."""
        return self.resolved_setups[self.sessions[slot].setup]

    def date(self, week: int, slot: int) -> dt.date:
        """Date of a slot in a 0-based week."""
        day = WEEKDAYS.index(self.sessions[slot].day)
        return self.start + dt.timedelta(days=7 * week + day)

    def with_setup(self, name: str) -> Scenario:
        """Use one setup in all sessions.

        Raises
        ------
        ValueError
            If the setup is neither in the scenario nor in the library.
        """
        known = sorted({*self.setups, *load_setups_library().setups})
        if name not in known:
            raise ProblemAt(
                ("--setup",), f"unknown setup {name!r}", ", ".join(known), closest(name, known)
            )
        document = self.model_dump(mode="json", exclude_unset=True)
        for session in document["sessions"]:
            session["setup"] = name
        return Scenario.model_validate(document)

    def first_weeks(self, weeks: int) -> Scenario:
        """Return the same scenario over its first weeks only; pins must not name blocks."""
        document = self.model_dump(mode="json", exclude_unset=True)
        document["weeks"] = weeks
        return Scenario.model_validate(document)

    def spot_of(self, path: Path) -> Spot | None:
        """Line and column of a value in the scenario's file, or of the nearest one around it."""
        for length in range(len(path), 0, -1):
            position = (self._places or {}).get(path[:length])
            if position is not None:
                return position.value
        return None

    def is_written(self, path: Path) -> bool:
        """Whether the person wrote a value, rather than leaving it to its default."""
        place: Any = self.model_dump(mode="json", exclude_unset=True)
        for part in path:
            inside = isinstance(place, list) and isinstance(part, int) and part < len(place)
            if not inside and not (isinstance(place, dict) and part in place):
                return False
            place = place[part]
        return True

    def placed(self, places: Mapping[Path, Position]) -> Scenario:
        """Remember where the values of this scenario stand in its file."""
        self._places = places
        return self

    def without_refusals(
        self, rules: Collection[str], *, template_excludes: bool = True
    ) -> Scenario:
        """Return the same scenario with more options: for asking what a refusal costs.

        Parameters
        ----------
        rules
            Names of rules that refuse nothing there.
        template_excludes
            Whether the days of the weekly template still exclude exercises.
        """
        other = self.model_copy()
        if self.weekly_template is not None and not template_excludes:
            other.__dict__["weekly_template"] = self.weekly_template.without_exclusions()
        other.__dict__["offers"] = make_offers(other, rules)
        return other

    def document(self) -> dict[str, Any]:
        """Return the scenario as data, setups resolved, as it travels inside a plan file."""
        written = self.model_dump(mode="json", exclude_unset=True)
        written["setups"] = {
            name: setup.model_dump(mode="json", exclude_defaults=True)
            for name, setup in self.resolved_setups.items()
        }
        return written

    @cached_property
    def sha256(self) -> str:
        """Hash of the canonical resolved document."""
        text = json.dumps(self.document(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def pinned_options(self) -> frozenset[tuple[str, str]]:
        """Exercise and method of every pin that names a method."""
        return frozenset((p.exercise, p.method) for p in self.pins if p.method is not None)

    @cached_property
    def offers(self) -> Offers:
        """Every option that may be placed, and the reason for every one that may not."""
        return make_offers(self)

    @property
    def ladder(self) -> Ladder:
        """The ladders of this athlete with this equipment."""
        return self.offers.ladder

    @cached_property
    def coverage_muscles(self) -> tuple[str, ...]:
        """Muscles of the posterior chain that count; neck extensors only where asked for."""
        chain = (m for m in self.catalogue.muscles.values() if m.posterior_chain)
        return tuple(m.id for m in chain if m.id != NECK or self.athlete.neck_work)

    @property
    def pulls_gently(self) -> bool:
        """Whether the athlete should pull from the floor with a trap bar, if there is one (S11)."""
        return self.athlete.level == "novice" or self.profile.low_back

    @property
    def prefers_trap_bar(self) -> bool:
        """Whether floor pulls should be done with a trap bar that is at hand (S11)."""
        return self.pulls_gently and TRAP_BAR_PULL in self.offers.exercises
