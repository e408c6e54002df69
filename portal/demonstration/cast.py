"""Who takes part in the demonstration: hosts, coordinators, interpreters, companies, people."""

from __future__ import annotations

from functools import partial

from portal.accounts import services as accounts
from portal.accounts.models import Host, Person, User
from portal.accounts.queries import DEMONSTRATION
from portal.accounts.states import REQUIRED_CONSENTS, ConsentPurpose
from portal.bookings.services import suspend_company
from portal.companies import services as companies
from portal.companies.models import Company
from portal.companies.rules import Details
from portal.companies.states import CompanyState
from portal.consultations import services as consultations
from portal.consultations.models import Interpreter, Participation
from portal.consultations.services import PersonDetails
from portal.demonstration import content
from portal.demonstration.entries import (
    CompanyEntry,
    HostEntry,
    Human,
    InterpreterEntry,
    ProfileEntry,
)
from portal.demonstration.script import Script
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.technologies import services as technologies
from portal.technologies.models import TechnologyProfile
from portal.technologies.rules import Proof
from portal.technologies.states import ProfileState

# Days from today on which a company first came to the portal, by where it stands now.
CAME_ON = {
    CompanyState.APPROVED: -72,
    CompanyState.SUSPENDED: -66,
    CompanyState.INVITED: -20,
    CompanyState.DECLINED: -12,
    CompanyState.RETURNED: -6,
    CompanyState.DRAFT: -3,
    CompanyState.APPLIED: -2,
}
SUSPENDED_ON = -10
# Days on which profiles were written: from, to.
FIRST_PROFILES_ON = (-60, -36)
LATER_PROFILES_ON = (-35, -3)
WAITING_PROFILES_ON = (-2, 0)  # nobody has looked at them yet


class Cast:
    """Everybody by key, as they come onto the portal."""

    def __init__(self, password_hash: str) -> None:
        self.password_hash = password_hash
        self.hosts: dict[str, Host] = {}
        self.coordinators: dict[str, User] = {}
        self.interpreters: dict[str, Interpreter] = {}
        self.companies: dict[str, Company] = {}
        self.owners: dict[str, User] = {}
        self.people: dict[tuple[str, int], Person] = {}
        self.entries = {entry.key: entry for entry in content.companies()}
        self.interpreter_entries = {entry.key: entry for entry in content.interpreters()}
        self.profiles: dict[str, TechnologyProfile] = {}

    def enter(self, script: Script) -> None:
        """Write into the script how everybody comes onto the portal."""
        for host in content.hosts():
            script.at(script.hour(-80), partial(self._found, host))
        for who in self.interpreter_entries.values():
            script.at(script.hour(-79), partial(self._engage, who))
        for number, company in enumerate(self.entries.values()):
            self._company_comes(script, company, number)
        self._profiles_come(script)

    def coordinator_of(self, side: Side) -> User:
        """Somebody who decides about companies of this side."""
        return next(user for user in self.coordinators.values() if user.side is side)

    # ---- hosts and interpreters

    def _found(self, entry: HostEntry) -> None:
        host = accounts.add_host(
            side=entry.side,
            name=entry.name,
            about=entry.about,
            website=entry.website,
            region_code=entry.region,
            import_key=DEMONSTRATION + entry.key,
        )
        self.hosts[entry.key] = host
        for human in entry.coordinators:
            assert human.email
            person = self._person(human, entry.side)
            coordinator = accounts.add_coordinator(
                person, host, email=human.email, language=human.language
            )
            user = session.get_one(User, coordinator.user_id)
            self._let_in(user)
            self.coordinators[entry.key] = user

    def _engage(self, entry: InterpreterEntry) -> None:
        interpreter = consultations.add_interpreter(
            details_of(entry.human), side=entry.side, by=self.coordinator_of(Side.KR)
        )
        self.interpreters[entry.key] = interpreter
        if interpreter.user is not None:
            self._let_in(interpreter.user)

    # ---- companies

    def _company_comes(self, script: Script, entry: CompanyEntry, number: int) -> None:
        first = CAME_ON[entry.state]
        hour, minute = 9 + number % 8, number * 7 % 60
        if entry.state is CompanyState.INVITED:
            script.at(script.hour(first, hour, minute), lambda: self._note_down(entry))
            return
        script.at(script.hour(first, hour, minute), lambda: self._register(entry))
        if entry.state is CompanyState.DRAFT:
            return
        script.at(script.hour(first, hour + 1, minute), lambda: self._apply(entry))
        if entry.state is not CompanyState.APPLIED:
            script.at(script.hour(first + 1, hour, minute), lambda: self._decide(entry))
        if entry.state is CompanyState.SUSPENDED:
            script.at(script.hour(SUSPENDED_ON, hour, minute), lambda: self._suspend(entry))

    def _note_down(self, entry: CompanyEntry) -> None:
        self.companies[entry.key] = companies.add_invited(
            side=entry.side,
            name=entry.name,
            region_code=entry.region,
            city_code=entry.city,
            website=entry.website,
            size=entry.size,
            about=entry.about,
            import_key=DEMONSTRATION + entry.key,
        )

    def _register(self, entry: CompanyEntry) -> None:
        human = entry.people[0]
        person = self._person(human, entry.side)
        self.people[entry.key, 1] = person
        assert human.email
        owner = accounts.open_account(
            person, email=human.email, password_hash=None, language=human.language
        )
        self._let_in(owner)
        accounts.record_consents(
            person, [*REQUIRED_CONSENTS, ConsentPurpose.ATTENDEE_LIST], language=human.language
        )
        company = companies.begin(owner)
        company.import_key = DEMONSTRATION + entry.key
        session.flush()
        self.companies[entry.key], self.owners[entry.key] = company, owner
        details = Details(
            name=entry.name,
            registration_number=entry.number,
            region_code=entry.region,
            city_code=entry.city,
            wants_regions=entry.wants,
            address=entry.address,
            website=entry.website,
            size=entry.size,
            about=entry.about,
        )
        companies.save(company, details, by=owner)

    def _apply(self, entry: CompanyEntry) -> None:
        companies.apply(self.companies[entry.key], by=self.owners[entry.key])

    def _decide(self, entry: CompanyEntry) -> None:
        company, by = self.companies[entry.key], self.coordinator_of(entry.side)
        if entry.state is CompanyState.RETURNED:
            companies.ask_for_changes(company, by=by, reason=entry.reason or "")
        elif entry.state is CompanyState.DECLINED:
            companies.decline(company, by=by, reason=entry.reason or "")
        else:
            companies.approve(company, by=by)

    def _suspend(self, entry: CompanyEntry) -> None:
        suspend_company(
            self.companies[entry.key], by=self.coordinator_of(entry.side), reason=entry.reason or ""
        )

    def _describe(self, key: str, entry: ProfileEntry) -> None:
        owner = self.owners[key]
        profile = technologies.draft(self.companies[key], entry.description, by=owner)
        self.profiles[entry.key] = profile
        if entry.figures:
            technologies.say_in_figures(profile, entry.figures, by=owner)
        if entry.proof != Proof():
            technologies.prove(profile, entry.proof, by=owner)
        if entry.state is not ProfileState.DRAFT:
            technologies.submit(profile, by=owner)
        coordinator = self.coordinator_of(self.entries[key].side)
        if entry.state is ProfileState.PUBLISHED:
            technologies.approve(profile, by=coordinator)
        if entry.state is ProfileState.RETURNED:
            technologies.send_back(profile, entry.comments, by=coordinator)

    def _profiles_come(self, script: Script) -> None:
        """Spread the profiles over the weeks; those that meetings are about were there first."""
        asked_about = {meeting.about for play in content.sessions() for meeting in play.meetings}
        first: list[tuple[str, ProfileEntry]] = []
        later: list[tuple[str, ProfileEntry]] = []
        waiting: list[tuple[str, ProfileEntry]] = []
        for company in self.entries.values():
            for profile in company.profiles:
                written = first if profile.key in asked_about else later
                if profile.state is ProfileState.SUBMITTED:
                    written = waiting
                written.append((company.key, profile))
        for profiles, (begin, end) in (
            (first, FIRST_PROFILES_ON),
            (later, LATER_PROFILES_ON),
            (waiting, WAITING_PROFILES_ON),
        ):
            # Sorted by key, companies of both sides are mixed.
            ordered = sorted(profiles, key=lambda pair: pair[1].key)
            for number, (key, profile) in enumerate(ordered):
                day = begin + number * (end - begin) // len(ordered)
                moment = script.hour(day, 10 + number % 7, number % 50)
                script.at(moment, partial(self._describe, key, profile))

    # ---- people

    def name_delegate(self, participation: Participation, key: str, number: int) -> None:
        """Name a company's person for a session: as somebody known, or for the first time."""
        human = self.entries[key].people[number - 1]
        known = self.people.get((key, number))
        delegate = consultations.name_person(
            participation,
            known.public_id if known else details_of(human),
            consents=True,
            language=human.language,
            by=self.owners[key],
        )
        self.people[key, number] = delegate.person

    def _person(self, human: Human, side: Side) -> Person:
        return accounts.add_person(
            name=human.name,
            name_latin=human.latin,
            side=side,
            post=human.post,
            phone=human.phone,
            email=human.email,
            languages=human.languages,
        )

    def _let_in(self, user: User) -> None:
        """Confirm the address, which no mail can reach; the four accounts get their password."""
        user.email_confirmed_at = clock.now()
        if user.email in content.ACCOUNTS:
            user.password_hash = self.password_hash
        session.flush()


def details_of(human: Human) -> PersonDetails:
    """A person as the services want to be told."""
    return PersonDetails(
        name=human.name,
        name_latin=human.latin,
        post=human.post,
        languages=human.languages,
        phone=human.phone,
        email=human.email,
    )
