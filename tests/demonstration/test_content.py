"""The data of the demonstration: whole, believable, in three languages, and nobody's."""

from __future__ import annotations

import json

import pytest

from portal.accounts.rules import read_phone
from portal.bookings.states import BookingState
from portal.companies.rules import Details, lacks_for_application, why_number_is_wrong
from portal.companies.states import CompanyState
from portal.consultations.states import ParticipationState
from portal.demonstration import content
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.letters.rules import Words, lacks_of_words
from portal.technologies.reference import TAXONOMY
from portal.technologies.rules import lacks_for_publication
from portal.technologies.states import ProfileKind, ProfileState, TextState

COMPANIES = {company.key: company for company in content.companies()}
APPROVED = [c for c in COMPANIES.values() if c.state is CompanyState.APPROVED]
PROFILES = [
    (company, profile)
    for company in APPROVED
    for profile in company.profiles
    if profile.state is ProfileState.PUBLISHED
]
SESSIONS = {session.key: session for session in content.sessions()}


def test_there_are_enough_companies_of_both_sides_and_of_every_region():
    assert sum(company.side is Side.KR for company in APPROVED) >= 12
    for region in ("370000", "120000", "310000", "440000"):
        assert sum(company.region == region for company in APPROVED) >= 4


def test_companies_are_in_every_state():
    assert {company.state for company in COMPANIES.values()} == set(CompanyState)


@pytest.mark.parametrize("key", [key for key, company in COMPANIES.items() if company.number])
def test_a_registration_number_passes_the_checksum_and_is_nobodys(key: str):
    company = COMPANIES[key]
    assert why_number_is_wrong(company.side, company.number) is None
    if company.side is Side.KR:
        # Korean tax offices have codes from 101 to 6xx.
        assert company.number.startswith("9")
    else:
        assert company.number[2:8] == company.city
        assert not _organisation_code_is_right(company.number[8:17])


def _organisation_code_is_right(code: str) -> bool:
    """The check inside a USCC that its own check digit does not cover (GB 11714)."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(letters.index(c) * w for c, w in zip(code, weights, strict=False)) % 11
    return code[8] == {10: "X", 11: "0"}.get(rest, str(rest))


@pytest.mark.parametrize("company", APPROVED, ids=lambda company: company.key)
def test_an_approved_company_could_have_applied_by_itself(company):
    details = Details(
        name=company.name,
        registration_number=company.number,
        region_code=company.region,
        city_code=company.city,
        wants_regions=company.wants,
        address=company.address,
        website=company.website,
        size=company.size,
        about=company.about,
    )
    assert lacks_for_application(company.side, details) == []
    assert company.name.languages == tuple(Language)
    assert company.about.languages == tuple(Language)
    for language in Language:
        assert content.INVENTED.exactly(language) in company.about.exactly(language)
    owner = company.people[0]
    assert read_phone(owner.phone, company.side).e164 == owner.phone


def test_every_address_is_one_that_can_never_be_real():
    assert content.addresses() >= set(content.ACCOUNTS)
    assert all(address.endswith(".example") for address in content.addresses())
    for session in SESSIONS.values():
        links = [session.link, *(meeting.link for meeting in session.meetings)]
        for link in links:
            assert link is None or link.url is None or ".example/" in link.url


def test_technologies_are_offered_and_needed_over_the_whole_taxonomy():
    kinds = [profile.description.kind for _company, profile in PROFILES]
    assert len(kinds) >= 60
    assert kinds.count(ProfileKind.NEED) >= 12
    leaves = {
        f["code"] for g in json.loads(TAXONOMY.read_text("utf-8"))["groups"] for f in g["fields"]
    }
    said = {code for _company, profile in PROFILES for code in profile.description.field_codes}
    # One or two fields are spoken of only in what waits for its review.
    assert len(leaves - said) <= 2


@pytest.mark.parametrize(("company", "profile"), PROFILES, ids=lambda of: of.key)
def test_a_profile_is_complete_in_three_languages_with_figures(company, profile):
    described = profile.description
    assert lacks_for_publication(described, company.side) == []
    assert described.title.languages == described.summary.languages == tuple(Language)
    for language in Language:
        assert any(letter.isdigit() for letter in described.summary.exactly(language))


def test_companies_take_part_in_every_way_and_only_where_they_may():
    states = set()
    for session in SESSIONS.values():
        for part in session.parts:
            company = COMPANIES[part.company]
            assert company.state is CompanyState.APPROVED
            assert company.side is Side.KR or company.region in session.regions
            assert all(1 <= number <= len(company.people) for number in part.people)
            states.add(part.state)
    assert states == set(ParticipationState)


def test_meetings_are_between_the_two_sides_and_about_a_technology_of_theirs():
    owners = {profile.key: company.key for company, profile in PROFILES}
    for session in SESSIONS.values():
        accepted = {
            part.company for part in session.parts if part.state is ParticipationState.ACCEPTED
        }
        for meeting in session.meetings:
            assert {meeting.asks, meeting.asked} <= accepted
            assert COMPANIES[meeting.asks].side is not COMPANIES[meeting.asked].side
            assert owners[meeting.about] in (meeting.asks, meeting.asked)


def test_the_two_demonstration_companies_can_still_ask_each_other():
    for key in ("harbour", "timetable", "open"):
        pairs = [{meeting.asks, meeting.asked} for meeting in SESSIONS[key].meetings]
        assert {"dodam", "chenglan"} not in pairs
        standing = {part.company: part.state for part in SESSIONS[key].parts}
        assert standing["dodam"] is standing["chenglan"] is ParticipationState.ACCEPTED


def test_wishes_are_of_companies_that_take_part_for_partners_of_the_other_side():
    (session,) = [session for session in SESSIONS.values() if session.wishes]
    accepted = {part.company for part in session.parts if part.state is ParticipationState.ACCEPTED}
    owners = {profile.key: company.key for company, profile in PROFILES}
    for wishes in session.wishes:
        partners = (*wishes.must, *wishes.would, *wishes.no)
        assert {wishes.by, *partners} <= accepted
        assert len(set(partners)) == len(partners)
        assert {*wishes.about, *wishes.words} <= set(partners)
        for partner in partners:
            assert COMPANIES[partner].side is not COMPANIES[wishes.by].side
        for partner, profile in wishes.about.items():
            assert owners[profile] in (partner, wishes.by)
    said = {wishes.by for wishes in session.wishes}
    assert accepted - said, "somebody is still to be reminded"


def test_past_meetings_were_met_missed_and_cancelled():
    ends = {meeting.then for session in SESSIONS.values() for meeting in session.meetings}
    assert {BookingState.MET, BookingState.MISSED, BookingState.CANCELLED} <= ends


def test_texts_came_about_in_every_way_that_a_demonstration_can_tell():
    told = {
        state for _company, profile in PROFILES for state in profile.description.written.values()
    }
    assert told == {TextState.CHECKED, TextState.MACHINE}


def test_what_coordinators_write_is_a_letter_that_could_be_sent():
    letters = [letter for session in SESSIONS.values() for letter in session.letters]
    assert letters
    for letter in letters:
        words = Words(letter.subject, letter.text)
        assert lacks_of_words(words, of_session=True, to_companies=True) == []
        assert letter.subject.languages == letter.text.languages == tuple(Language)
