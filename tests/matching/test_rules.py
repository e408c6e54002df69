"""Who answers a need: walls first, then graded parts with their words, always the same list."""

from dataclasses import replace

import pytest

from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.matching.rules import Between, Facts, Figure, Pool, why_not
from portal.matching.rules.ranking import MOST_POINTS
from portal.technologies.rules.concepts import concepts, concepts_in

NEED = Facts(
    id=1,
    company="c1",
    side=Side.CN,
    is_need=True,
    title="燃气锅炉低氮改造",
    text="氮氧化物须降至30毫克以下。",
    fields=("CMB-01",),
    sector="HEATING",
    readiness=8,
    region="120000",
    languages=frozenset({Language.ZH}),
    figures=(Figure("nox", "mg/m3", inlet=120, outlet=30, capacity=(4, 20), flow="t/h"),),
)
OFFER = Facts(
    id=2,
    company="k1",
    side=Side.KR,
    is_need=False,
    title="초저녹스 버너",
    text="도시가스 보일러용, 난방.",
    fields=("AIR-05",),
    sector="HEATING",
    readiness=9,
    regions=frozenset({"120000"}),
    languages=frozenset({Language.KO}),
    figures=(Figure("nox", "mg/m3", inlet=110, outlet=18, capacity=(0.5, 20), flow="t/h"),),
)
OTHER = replace(
    OFFER, id=3, company="k2", title="하수 슬러지 건조기", text="", fields=("WAT-04",), figures=()
)


def match(need: Facts = NEED, offer: Facts = OFFER):
    return Pool([offer, OTHER]).match(need, offer)


def words(found) -> dict[str, str]:
    return {part.key: part.words.msgid for part in found.parts if part.words}


# ---- reading


def test_the_same_thing_is_known_in_three_languages():
    for text in (
        "Low-NOx burners for gas boilers",
        "가스보일러용 저녹스 버너",
        "燃气锅炉低氮燃烧器",
    ):
        assert {"low_nox_burner", "gas_boiler"} <= concepts_in(text)


def test_what_stands_inside_a_longer_word_is_not_spoken_of():
    assert "activated_sludge" not in concepts_in("지하수처리")
    assert "groundwater" in concepts_in("지하수처리")
    assert concepts_in("") == frozenset()
    assert concepts_in("%_*'\x00🙂 \u202egnp") == frozenset()


def test_each_term_stands_under_one_concept_and_each_concept_has_three_names():
    seen: dict[str, str] = {}
    for concept in concepts().values():
        assert len(concept.name.languages) == 3, concept.key
        for term in (term for terms in concept.terms.values() for term in terms):
            plain = term.casefold()
            assert seen.setdefault(plain, concept.key) == concept.key, term


# ---- walls


@pytest.mark.parametrize(
    ("need", "offer", "between"),
    [
        (NEED, replace(OFFER, side=Side.CN), Between()),
        (NEED, replace(OFFER, regions=frozenset({"310000"})), Between()),
        (NEED, replace(OFFER, figures=(Figure("nox", "mg/m3", outlet=31),)), Between()),
        (NEED, OFFER, Between(refused={frozenset({"c1", "k1"})})),
        (NEED, OFFER, Between(met={frozenset({"c1", "k1"})})),
    ],
)
def test_no_wall_is_climbed_however_well_the_rest_fits(need, offer, between):
    assert why_not(need, offer, between) is not None
    assert Pool([offer]).offers_for(need, 5, between) == []


def test_what_stands_in_no_way_is_no_wall():
    assert why_not(NEED, OFFER) is None
    assert why_not(NEED, replace(OFFER, regions=frozenset(), figures=())) is None
    met = Between(met={frozenset({"c1", "k1"})}, meet_again=True)
    assert why_not(NEED, OFFER, met) is None
    best_of_two = (Figure("nox", "mg/m3", outlet=60), Figure("nox", "mg/m3", outlet=20))
    assert why_not(NEED, replace(OFFER, figures=best_of_two)) is None


def test_a_higher_yield_is_no_wall():
    need = replace(NEED, figures=(Figure("plastics", "%", outlet=90),))
    offer = replace(OFFER, figures=(Figure("plastics", "%", outlet=95),))
    assert why_not(need, offer) is None


# ---- parts and points


def test_it_finds_what_shares_neither_a_word_nor_a_field_and_says_why():
    found = Pool([OTHER, OFFER]).offers_for(NEED, 2)
    assert [each.offer.id for each in found] == [2, 3]
    assert found[0].score > 2 * found[1].score
    assert words(found[0]) == {
        "technology": "Both speak of the same",
        "figures": "Reaches the value that is needed",
        "sector": "Knows the sector",
        "stage": "As mature as needed",
        "region": "Wants this region",
        "language": "No common language: an interpreter is needed",
    }


def test_a_score_is_out_of_a_hundred():
    twin = replace(NEED, id=9, company="k9", side=Side.KR, is_need=False, region=None)
    assert 0 <= match(offer=OTHER).score < match().score < match(offer=twin).score <= 100
    assert MOST_POINTS == 100


@pytest.mark.parametrize(
    ("changes", "key", "says"),
    [
        (
            {"figures": (Figure("dust", "mg/m3", capacity=(500, 900), flow="t/h"),)},
            "figures",
            "Made for another size",
        ),
        ({"readiness": 5}, "stage", "Less mature than needed"),
        ({"languages": frozenset({Language.ZH})}, "language", "A common language"),
        ({"fields": ("CMB-01",)}, "technology", "Same field"),
    ],
)
def test_each_part_says_what_it_found(changes, key, says):
    assert words(match(offer=replace(OFFER, **changes)))[key] == says


@pytest.mark.parametrize(
    ("named", "says"),
    [("gb13271-2014", True), ("GB 13271-2026", False), ("HJ 2528", False)],
)
def test_a_standard_that_both_name_is_told_by_its_name(named, says):
    need = replace(NEED, standards=("GB 13271-2014",))
    parts = match(need, replace(OFFER, standards=(named,))).parts
    told = next(str(part.words) for part in parts if part.key == "figures")
    assert (named in told) is says


def test_the_same_input_gives_the_same_list_in_whatever_order_it_comes():
    pool = [OFFER, OTHER, replace(OFFER, id=4, company="k4"), replace(OTHER, id=5, company="k5")]
    one = [(each.offer.id, each.score) for each in Pool(pool).offers_for(NEED, 9)]
    other = [(each.offer.id, each.score) for each in Pool(pool[::-1]).offers_for(NEED, 9)]
    assert one == other
    assert [id for id, _score in one] == [2, 4, 3, 5]


def test_an_offer_finds_the_needs_it_answers():
    elsewhere = replace(NEED, id=7, company="c7", title="污泥干化", fields=("WAT-04",), figures=())
    found = Pool([elsewhere, NEED]).needs_for(OFFER, 2)
    assert [each.need.id for each in found] == [1, 7]
