"""The labelled set that measures matching is whole, honest and hard enough."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from portal.companies.reference import REGIONS
from portal.technologies.reference import TAXONOMY
from portal.technologies.states import Partnership, Stage

pytestmark = pytest.mark.any_engine

SET = Path(__file__).parents[2] / "benchmarks" / "matching_set"

OFFERS = ("TECHNOLOGY_OFFER", "BUSINESS_OFFER")
REQUESTS = ("TECHNOLOGY_REQUEST", "BUSINESS_REQUEST", "RESEARCH_REQUEST")
PARTNERSHIPS = {*Partnership, "EPC"}
STAGES = list(Stage)
SCRIPTS = {"ko": "[가-힣]", "zh": "[一-鿿]", "en": "[A-Za-z]"}
LATIN = re.compile(r"[a-z0-9]{2,}")
CJK = re.compile(r"[㐀-鿿가-힣]+")


def read(name: str):
    return json.loads((SET / name).read_text("utf-8"))


NEEDS = {need["id"]: need for need in read("needs.json")}
POOL = {offer["id"]: offer for offer in read("offers.json")}
ANSWERS = read("answers.json")
PROFILES = [*NEEDS.values(), *POOL.values()]
RIGHT = [(NEEDS[need], POOL[o]) for need, answer in ANSWERS.items() for o in answer["right"]]
LEAVES = {
    field["code"]
    for group in json.loads(TAXONOMY.read_text("utf-8"))["groups"]
    for field in group["fields"]
}
PLACES = {
    code
    for region in json.loads(REGIONS.read_text("utf-8"))["regions"]
    for code in (region["code"], *(city["code"] for city in region["cities"]))
}


def faults(profile: dict) -> list[str]:
    """What of a profile no company could have entered."""
    kinds = REQUESTS if profile["id"] in NEEDS else OFFERS
    sound = {
        "kind": profile["kind"] in kinds,
        "fields": 1 <= len(profile["fields"]) <= 3 and set(profile["fields"]) <= LEAVES,
        "wants_regions": set(profile["wants_regions"]) <= PLACES,
        "region": (profile["region"] in PLACES) == (profile["side"] == "CN"),
        "trl": profile["trl"] in Stage(profile["stage"]).readiness,
        "partnerships": set() < set(profile["partnerships"]) <= PARTNERSHIPS,
        "title": 0 < len(profile["title"]) <= 160,
        "summary": 0 < len(profile["summary"]) <= 500,
        "speaks": profile["language"] in profile["speaks"],
        "language": re.search(SCRIPTS[profile["language"]], profile["summary"]),
    }
    return [part for part, is_sound in sound.items() if not is_sound]


def words(profile: dict) -> set[str]:
    text = f"{profile['title']} {profile['summary']}".casefold()
    pairs = {run[i : i + 2] for run in CJK.findall(text) for i in range(len(run) - 1)}
    return pairs | set(LATIN.findall(text))


def is_distant(need: dict, offer: dict) -> bool:
    return not (set(need["fields"]) & set(offer["fields"]) or words(need) & words(offer))


def is_welcome(need: dict, offer: dict) -> bool:
    """Whether the Korean company of the pair works with the region of the Chinese one."""
    korean, chinese = sorted((need, offer), key=lambda profile: profile["side"], reverse=True)
    province = chinese["region"][:2] + "0000"
    return not korean["wants_regions"] or province in korean["wants_regions"]


def misses(need: dict, offer: dict) -> list[str]:
    """Figures in which the offer falls short of the need, of those that both give alike."""
    alike = [
        (wanted, given)
        for wanted in need["figures"]
        for given in offer["figures"]
        if (wanted["of"], wanted["unit"]) == (given["of"], given["unit"])
    ]
    return [
        wanted["of"]
        for wanted, given in alike
        if leaves_more(wanted, given) or too_small(wanted, given)
    ]


def leaves_more(wanted: dict, given: dict) -> bool:
    # What a carbon project binds is wanted high; what a chimney lets out is wanted low.
    known = None not in (wanted["outlet"], given["outlet"])
    return known and wanted["of"] != "co2" and given["outlet"] > wanted["outlet"]


def too_small(wanted: dict, given: dict) -> bool:
    if not wanted["capacity"] or wanted["capacity_unit"] != given["capacity_unit"]:
        return False
    return given["capacity"][1] < wanted["capacity"][0]


def test_there_are_enough_needs_and_enough_to_choose_from():
    assert len(NEEDS) >= 66
    assert len(POOL) >= 330
    assert ANSWERS.keys() == NEEDS.keys()
    assert len(PROFILES) == len({profile["title"] + profile["summary"] for profile in PROFILES})


def test_needs_and_offers_cover_the_whole_taxonomy():
    assert {leaf for need in NEEDS.values() for leaf in need["fields"]} == LEAVES
    assert {leaf for offer in POOL.values() for leaf in offer["fields"]} == LEAVES


def test_a_profile_is_one_that_a_company_could_enter():
    for profile in PROFILES:
        assert faults(profile) == [], profile["id"]


@pytest.mark.parametrize("profiles", [NEEDS, POOL], ids=["needs", "pool"])
def test_the_languages_are_mixed(profiles):
    share = Counter(profile["language"] for profile in profiles.values())
    assert 0.35 <= share["ko"] / len(profiles) <= 0.48
    assert 0.35 <= share["zh"] / len(profiles) <= 0.48
    assert share["en"] / len(profiles) >= 0.12


def test_a_company_is_of_one_side_one_place_and_one_mind():
    said = {}
    for profile in PROFILES:
        firm = (profile["side"], profile["region"], profile["wants_regions"], profile["speaks"])
        assert said.setdefault(profile["company"], firm) == firm


def test_each_need_has_right_and_tempting_answers_in_the_pool():
    for need, answer in ANSWERS.items():
        right, tempting = set(answer["right"]), set(answer["tempting"])
        assert 1 <= len(right) <= 4, need
        assert 2 <= len(tempting) <= 5, need
        assert right | tempting <= POOL.keys(), need
        assert not right & tempting, need
        assert answer["why"].endswith("."), need


def test_right_answers_stand_before_no_wall():
    for need, offer in RIGHT:
        assert need["side"] != offer["side"], (need["id"], offer["id"])
        assert is_welcome(need, offer), (need["id"], offer["id"])
        assert not misses(need, offer), (need["id"], offer["id"])
        assert STAGES.index(offer["stage"]) >= STAGES.index(need["stage"]), (
            need["id"],
            offer["id"],
        )


def test_most_pairs_are_in_two_languages():
    crossing = [need["language"] != offer["language"] for need, offer in RIGHT]
    assert sum(crossing) / len(RIGHT) >= 0.8


def test_a_third_of_the_right_answers_share_neither_a_word_nor_a_leaf():
    for half in ("building", "held_out"):
        pairs = [pair for pair in RIGHT if ANSWERS[pair[0]["id"]]["half"] == half]
        assert sum(is_distant(*pair) for pair in pairs) / len(pairs) >= 1 / 3


def test_the_halves_are_alike():
    halves = Counter(answer["half"] for answer in ANSWERS.values())
    assert abs(halves["building"] - halves["held_out"]) <= len(NEEDS) / 10
    for told_apart_by in (lambda need: need["language"], lambda need: need["fields"][0][:3]):
        parts = Counter(
            (told_apart_by(need), ANSWERS[need["id"]]["half"]) for need in NEEDS.values()
        )
        for part in {part for part, _half in parts}:
            ours, theirs = parts[part, "building"], parts[part, "held_out"]
            assert abs(ours - theirs) <= max(1, 0.1 * (ours + theirs)), part
