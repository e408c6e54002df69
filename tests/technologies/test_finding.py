"""Finding: in three languages, ranked, alike on both engines, and never broken by what is typed."""

from __future__ import annotations

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.companies.states import CompanyState
from portal.infra import db, search
from portal.infra.remembered import forget
from portal.kernel.clocks import Side
from portal.kernel.languages import Wording
from portal.technologies.models import ProfileWords
from portal.technologies.queries import finding
from portal.technologies.queries.finding import Question
from portal.technologies.rules.listing import Facet, Listing, Order, Row, tag
from portal.technologies.states import ProfileState
from tests import make
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("database")

NOTHING = Wording(en="Nothing else.")


def offer(title: Wording, *, of=None, summary=NOTHING):
    return make.profile(of or make.company(), title=title, summary=summary)


def found(words: str, **more) -> list:
    return list(finding.find(Question(words, **more)).chunk.items)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("水处理", Wording(zh="工业水处理设备")),
        ("處理", Wording(zh="工业水处理设备")),  # traditional characters
        ("水", Wording(zh="工业水处理设备")),
        ("탈황", Wording(ko="습식 탈황 설비")),
        ("탈황설비", Wording(ko="습식 탈황 설비")),  # spaces come and go in Korean
        ("습식탈 황", Wording(ko="습식 탈황 설비")),
        ("ㅌㅎ", Wording(ko="습식 탈황 설비")),  # initial consonants
        ("scr", Wording(en="Low-temperature SCR")),
        ("temperat", Wording(en="Low-temperature SCR")),  # the beginning of a word
        ("catalysts", Wording(en="A catalyst for sinter gas")),
        ("PM2.5", Wording(en="PM 2.5 and PM2.5 sensors")),
        ("1,000", Wording(en="1000 t/h of sludge")),
    ],
)
def test_what_is_typed_finds_what_is_meant(words, title):
    profile = offer(title)
    offer(Wording(en="Noise barrier", ko="방음벽", zh="隔音屏"))
    assert found(words) == [profile]


@pytest.mark.parametrize(
    "words", ["산둥", "산동", "山东", "Shandong", "ㅅㄷ", "칭다오", "青島", "청도"]
)
def test_a_place_is_found_by_all_its_names(words):
    there = offer(Wording(en="Filter"), of=make.company(region_code="370000", city_code="370200"))
    offer(Wording(en="Filter"), of=make.company(Side.KR))
    assert found(words) == [there]


def test_what_says_it_in_its_title_comes_before_what_says_it_elsewhere():
    dust = Wording(en="Zeolite")
    in_summary = offer(Wording(en="First"), summary=dust)
    in_title = offer(dust)
    in_name = offer(Wording(en="Second"), of=make.company(name=Wording(en="Zeolite Works")))
    longer = offer(Wording(en="Zeolites"), summary=NOTHING)
    later = offer(dust)
    assert found("zeolite") == [later, longer, in_title, in_name, in_summary]
    newest = found("zeolite", order=Order.NEWEST)
    assert newest == [later, longer, in_name, in_title, in_summary]


def test_a_longer_word_counts_for_less_than_the_word_itself():
    screw = offer(Wording(en="Screening"))
    exact = offer(Wording(en="Screen"))
    later = offer(Wording(en="Screenings"))
    assert found("screen") == [exact, later, screw]


def test_a_company_is_found_by_its_new_name_and_no_longer_by_the_old():
    company = make.company(name=Wording(en="Oldname"))
    profile = offer(Wording(en="Filter"), of=company)
    assert found("oldname") == [profile]
    with db.writing():
        company.name = Wording(en="Newname")
        make.findable(company)
    assert found("oldname") == []
    assert found("newname") == [profile]


def test_no_number_that_only_coordinators_know_finds_anything():
    offer(Wording(en="Filter"), of=make.company(registration_number="9131000012345"))
    assert found("9131000012345") == []


@pytest.mark.parametrize(
    "words",
    [
        "水" * 5000,
        "x" * 5000,
        " ".join(f"w{n}" for n in range(2000)),
        "%",
        "_",
        "* OR *",
        '"bag" NEAR("filter")',
        "title: bag",
        "bag' & !'filter",
        "bag:* | filter",
        "bag\\",
        "ᄉ" * 300,
        "ㅏㅑㅓㅕ",
        "\x00\x01\ud800",
        "بحث חיפוש ค้นหา",
        "집진水처리SCR除尘ㅅㄷ1.5.2",
        "🐟" * 90,
        "-" * 100,
        "((((((((((",
    ],
)
def test_whatever_is_typed_finds_little_and_breaks_nothing(words):
    offer(Wording(en="Sludge press"))
    assert len(found(words)) <= 1


# ---- both engines give the same, because all but looking up is done here

WORDS = st.sampled_from(
    ["집진", "집진기", "水处理", "水", "SCR", "scrubber", "산둥", "40", "filters"]
)
TEXTS = st.lists(WORDS, max_size=4).map(" ".join)


@given(
    corpus=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5),
    question=st.lists(
        st.one_of(WORDS, st.text("水处理집진ㅈscr%_'\"*:& .4", max_size=6)), min_size=1, max_size=3
    ).map(" ".join),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_database_finds_exactly_what_the_tokens_say(engine, corpus, question):
    """Memory answers the same question from the same tokens, so both engines must agree with it."""
    terms = search.terms_of(question)
    with db.writing() as session:
        session.execute(sa.delete(ProfileWords))
    company = make.company()
    profiles = [
        make.profile(company, title=Wording(en=title), summary=Wording(en=summary))
        for title, summary in corpus
    ]
    places = {"t": 40, "s": 10}
    tokens = {
        profile.id: {
            "t": search.tokens_of(title, label=True),
            "s": search.tokens_of(summary),
        }
        for profile, (title, summary) in zip(profiles, corpus, strict=True)
    }
    looked_up = search.found_by(ProfileWords.__table__, terms, places)
    for term, several in zip(terms, looked_up, strict=True):
        best: dict[int, int] = {}
        for each in several:
            for id in each.ids.tolist():
                best[id] = max(best.get(id, 0), each.weight)
        assert best == {
            id: weight
            for id, texts in tokens.items()
            if (weight := max(_weight(term, texts[place], places[place]) for place in places))
        }


def _weight(term, tokens, weight) -> int:
    if search.has(tokens, term.pieces):
        return weight
    return weight // 2 if search.has(tokens, term.looser) else 0


# ---- the listing in memory


def listed() -> tuple:
    """What the catalogue shows without words, and the numbers beside its filters."""
    answer = finding.find(Question())
    return [profile.id for profile in answer.chunk.items], answer.counts


def test_what_a_process_knows_of_the_catalogue_follows_every_change(engine):
    one, other = make.company(), make.company(Side.KR)
    profiles = [make.profile(company) for company in (one, other, one)]

    def withdraw(profile):
        profile.state = ProfileState.WITHDRAWN
        make.findable(profile)

    def suspend(company):
        company.state = CompanyState.SUSPENDED

    def move(company):
        company.region_code = "370000"

    def pause(profile):
        raise ZeroDivisionError  # what was read in a transaction that fails is forgotten

    changes = [
        (make.profile, one),
        (move, one),
        (withdraw, profiles[0]),
        (suspend, other),
        (pause, one),
        (make.profile, one),
    ]
    listed()
    for change, thing in changes:
        try:
            with db.writing():
                change(db.session.merge(thing))
                listed()
        except ZeroDivisionError:
            pass
        with counted(engine, afresh=False) as statements:
            quickly = listed()
        whole = [each for each in statements if "FROM catalogue_entry JOIN" in each]
        assert all("catalogue_entry.profile_id IN" in each for each in whole)
        forget()
        assert quickly == listed()
    assert len(quickly[0]) == 3


ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sets(st.sampled_from(["kind:A", "kind:B", "field:1", "field:2", "field:3"])),
        st.one_of(st.none(), st.integers(0, 3)),
    ),
    max_size=12,
)


@pytest.mark.any_engine
@given(rows=ROWS, kinds=st.sets(st.sampled_from("AB")), fields=st.sets(st.sampled_from("123")))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_listing_counts_and_orders_as_one_would_by_hand(rows, kinds, fields):
    listed = [
        Row(id, company, tuple(tags), -id, expires)
        for id, (company, tags, expires) in enumerate(rows)
    ]
    listing = Listing.of(listed)
    chosen = {Facet.KIND: frozenset(kinds), Facet.FIELD: frozenset(fields)}
    weights = np.array([row.company_id - 1 for row in listed], np.int16)
    answer = listing.answer(chosen, weights, Order.BEST)

    def fits(row, facet) -> bool:
        return not chosen[facet] or any(tag(facet, each) in row.tags for each in chosen[facet])

    asked = [row for row in listed if row.company_id > 1]
    left = [row for row in asked if fits(row, Facet.KIND) and fits(row, Facet.FIELD)]
    assert answer.ids.tolist() == [row.id for row in sorted(left, key=lambda r: -r.company_id)]
    for facet, other in ((Facet.KIND, Facet.FIELD), (Facet.FIELD, Facet.KIND)):
        of_it = {name for row in listed for name in row.tags if name.startswith(facet)}
        numbers = {
            name: sum(name in row.tags for row in asked if fits(row, other)) for name in of_it
        }
        assert answer.counts[facet] == {
            name.split(":")[1]: number for name, number in numbers.items() if number
        }
    never = 99
    expiring = listing.answer({}, None, Order.EXPIRING).ids.tolist()
    assert expiring == [
        row.id for row in sorted(listed, key=lambda r: never if r.expires is None else r.expires)
    ]
