"""A session of the demonstration from its opening to now: who joins, and with whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.bookings.services import leave_session
from portal.consultations import queries, services
from portal.consultations.models import ConsultationSession, Participation, Slot
from portal.consultations.rules import Grid, Hours, Plan, hours_between
from portal.consultations.services import Place
from portal.consultations.states import ParticipationState
from portal.demonstration.cast import Cast, details_of
from portal.demonstration.entries import Part, SessionEntry
from portal.demonstration.script import Script
from portal.kernel.timespan import TimeSpan
from portal.timetabling.services import plan_reminder

LAST_HOUR = 18


class Plot:
    """One session; its slots are counted as in the data."""

    def __init__(self, entry: SessionEntry, cast: Cast, script: Script) -> None:
        self.entry = entry
        self.cast = cast
        self.script = script
        self.grid = self._grid()
        # Slots count from the first one, or from the next one to begin.
        self.origin = script.next_slot(self.grid) if entry.around_now else 0
        self.parts: dict[str, Participation] = {}

    @property
    def runner(self) -> User:
        """The coordinator who runs the session."""
        return self.cast.coordinators[self.entry.host]

    def unfold(self) -> None:
        """Write the session and who takes part into the script."""
        entry, script = self.entry, self.script
        script.at(script.hour(entry.opened - 1, 15), self._create)
        script.at(script.hour(entry.opened), self._open)
        for number, part in enumerate(entry.parts):
            self._unfold_part(part, timedelta(minutes=13 * number))

    def slot(self, number: int) -> Slot:
        return queries.slots_of(self.consultation)[self.origin + number]

    def span(self, number: int) -> TimeSpan:
        """When a slot is, before there is one."""
        return self._plan().slots[self.origin + number]

    # ---- the session

    def _grid(self) -> Grid:
        entry, script = self.entry, self.script
        if entry.around_now:
            days = tuple(script.day(entry.first_day + number) for number in range(entry.days))
            windows = script.hours_around_now()
        else:
            days, windows = script.working_days(entry.first_day, entry.days), entry.windows
        return Grid(days, windows, entry.slot_minutes, entry.pause_minutes)

    def _plan(self, partner: str | None = None) -> Plan:
        entry, hour = self.entry, self.script.hour
        return Plan(
            title=entry.title,
            about=entry.about,
            regions=entry.regions,
            mode=entry.mode,
            grid=self.grid,
            joining_ends_at=hour(entry.joining_ends, LAST_HOUR),
            asking_ends_at=hour(entry.asking_ends, LAST_HOUR),
            booking_ends_at=hour(entry.booking_ends, LAST_HOUR),
            rooms=entry.rooms,
            partner_host=partner,
            link=entry.link,
            fall_backs=entry.fall_backs,
            terms=entry.terms,
        )

    def _create(self) -> None:
        plan = self._plan(self.cast.hosts[self.entry.partner].public_id)
        self.consultation: ConsultationSession = services.create_session(plan, by=self.runner)

    def _open(self) -> None:
        services.open_session(self.consultation, by=self.runner)
        if self.entry.places:
            services.limit_places(self.consultation, self.entry.places, by=self.runner)
        plan_reminder(self.consultation)
        coordinator = accounts.coordinator_of(self.runner)
        assert coordinator is not None
        for who in self.entry.interpreters:
            interpreter = self.cast.interpreters[who]
            running = {found.public_id for found in queries.consultations_run_by(coordinator)}
            services.change_interpreter(
                interpreter,
                details_of(self.cast.interpreter_entries[who].human),
                sessions={
                    self.consultation.public_id,
                    *(each.public_id for each in interpreter.consultations),
                }
                & running,
                seated_in=lambda _interpreter: (),
                by=self.runner,
            )
            if who in self.entry.hours:
                services.set_hours(interpreter, self.consultation, self._hours(who), by=self.runner)

    def _hours(self, who: str) -> list[Hours]:
        """When an interpreter is there: a window for each day, or none on a day they are away."""
        return [
            (window and hours_between(day, window.starts, window.ends)) or Hours(day, None)
            for day, window in zip(self.grid.days, self.entry.hours[who], strict=True)
        ]

    # ---- who takes part

    def _unfold_part(self, part: Part, later: timedelta) -> None:
        script, opened = self.script, self.entry.opened
        joins = self._moment_of_joining(part) + later
        if part.state is ParticipationState.INVITED:
            script.at(joins, lambda: self._invite(part))
            return
        script.at(joins, lambda: self._ask_to_join(part))
        if part.state is ParticipationState.ASKED:
            return
        script.at(script.hour(opened + 2, 10) + later, lambda: self._decide(part))
        if part.state is ParticipationState.WITHDRAWN:
            script.at(script.hour(opened + 5, 11) + later, lambda: self._withdraw(part))

    def _moment_of_joining(self, part: Part) -> datetime:
        """The day after the opening; whoever still waits for the coordinator came lately."""
        if part.state is not ParticipationState.ASKED:
            return self.script.hour(self.entry.opened + 1, 10)
        return self.script.hour(min(self.entry.joining_ends, 0) - 1, 10)

    def _invite(self, part: Part) -> None:
        company = self.cast.companies[part.company]
        services.invite([company], self.consultation, by=self.runner)

    def _ask_to_join(self, part: Part) -> None:
        owner = self.cast.owners[part.company]
        participation = services.ask_to_join(
            self.cast.companies[part.company],
            self.consultation,
            Place(whereabouts=part.whereabouts, bookable=part.bookable, note=part.note),
            by=owner,
        )
        self.parts[part.company] = participation
        for number in part.people:
            self.cast.name_delegate(participation, part.company, number)
        if part.unavailable:
            cannot_use = [self.slot(number).public_id for number in part.unavailable]
            services.mark_slots(participation, cannot_use, by=owner)

    def _decide(self, part: Part) -> None:
        participation, reason = self.parts[part.company], part.reason or ""
        if part.state is ParticipationState.DECLINED:
            services.decline(participation, by=self.runner, reason=reason)
        elif part.state is ParticipationState.WAITING:
            services.put_on_waiting_list(participation, by=self.runner, reason=reason)
        else:
            services.accept(participation, by=self.runner)

    def _withdraw(self, part: Part) -> None:
        leave_session(self.parts[part.company], by=self.cast.owners[part.company])
