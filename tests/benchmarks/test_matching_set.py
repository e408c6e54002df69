"""The labelled sets that measure matching are whole, honest and hard enough."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from portal.companies.reference import REGIONS
from portal.technologies.reference import TAXONOMY
from portal.technologies.states import Partnership, Stage

pytestmark = pytest.mark.any_engine

SETS = Path(__file__).parents[2] / "benchmarks" / "matching_sets"

OFFERS = ("TECHNOLOGY_OFFER", "BUSINESS_OFFER")
REQUESTS = ("TECHNOLOGY_REQUEST", "BUSINESS_REQUEST", "RESEARCH_REQUEST")
PARTNERSHIPS = {*Partnership, "EPC"}
STAGES = list(Stage)
SCRIPTS = {"ko": "[가-힣]", "zh": "[一-鿿]", "en": "[A-Za-z]"}
LATIN = re.compile(r"[a-z0-9]{2,}")
CJK = re.compile(r"[㐀-鿿가-힣]+")


# What an offer should have more of, where a need gives the least; of all else less is better.
MORE_IS_BETTER = {
    *("co2", "removal", "recovery", "yield", "purity", "efficiency", "accuracy"),
    *("energy", "plastics", "batteries"),
}


class Labelled:
    """One of the sets, as it lies in its folder."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.needs = {need["id"]: need for need in self._read("needs")}
        self.pool = {offer["id"]: offer for offer in self._read("offers")}
        self.answers = self._read("answers")
        self.profiles = [*self.needs.values(), *self.pool.values()]
        self.right = self._pairs("right")
        self.tempting = self._pairs("tempting")

    def _read(self, name: str):
        return json.loads((SETS / self.name / f"{name}.json").read_text("utf-8"))

    def _pairs(self, kind: str):
        return [
            (self.needs[need], self.pool[offer])
            for need, answer in self.answers.items()
            for offer in answer[kind]
        ]


@pytest.fixture(params=["first", "second"], scope="module")
def labelled(request) -> Labelled:
    return Labelled(request.param)


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
    kinds = REQUESTS if profile["id"].startswith("n") else OFFERS
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
    if None in (wanted["outlet"], given["outlet"]):
        return False
    if wanted["of"] in MORE_IS_BETTER:
        return wanted["of"] != "co2" and given["outlet"] < wanted["outlet"]
    return given["outlet"] > wanted["outlet"]


def too_small(wanted: dict, given: dict) -> bool:
    if not wanted["capacity"] or wanted["capacity_unit"] != given["capacity_unit"]:
        return False
    return given["capacity"][1] < wanted["capacity"][0]


def test_there_are_enough_needs_and_enough_to_choose_from(labelled):
    assert len(labelled.needs) >= 66
    assert len(labelled.pool) >= 330
    assert labelled.answers.keys() == labelled.needs.keys()
    assert len(labelled.profiles) == len(
        {profile["title"] + profile["summary"] for profile in labelled.profiles}
    )


def test_needs_and_offers_cover_the_whole_taxonomy(labelled):
    assert {leaf for need in labelled.needs.values() for leaf in need["fields"]} == LEAVES
    assert {leaf for offer in labelled.pool.values() for leaf in offer["fields"]} == LEAVES


def test_a_profile_is_one_that_a_company_could_enter(labelled):
    for profile in labelled.profiles:
        assert faults(profile) == [], profile["id"]


@pytest.mark.parametrize("part", ["needs", "pool"])
def test_the_languages_are_mixed(labelled, part):
    profiles = getattr(labelled, part)
    share = Counter(profile["language"] for profile in profiles.values())
    assert 0.35 <= share["ko"] / len(profiles) <= 0.48
    assert 0.35 <= share["zh"] / len(profiles) <= 0.48
    assert share["en"] / len(profiles) >= 0.12


def test_a_company_is_of_one_side_one_place_and_one_mind(labelled):
    said = {}
    for profile in labelled.profiles:
        firm = (profile["side"], profile["region"], profile["wants_regions"], profile["speaks"])
        assert said.setdefault(profile["company"], firm) == firm


def test_each_need_has_right_and_tempting_answers_in_the_pool(labelled):
    for need, answer in labelled.answers.items():
        right, tempting = set(answer["right"]), set(answer["tempting"])
        assert 1 <= len(right) <= 4, need
        assert 2 <= len(tempting) <= 5, need
        assert right | tempting <= labelled.pool.keys(), need
        assert not right & tempting, need
        assert answer["why"].endswith((".", "。")), need


def test_right_answers_stand_before_no_wall(labelled):
    for need, offer in labelled.right:
        assert need["side"] != offer["side"], (need["id"], offer["id"])
        assert is_welcome(need, offer), (need["id"], offer["id"])
        assert not misses(need, offer), (need["id"], offer["id"])
        assert STAGES.index(offer["stage"]) >= STAGES.index(need["stage"]), (
            need["id"],
            offer["id"],
        )


def test_most_pairs_are_in_two_languages(labelled):
    crossing = [need["language"] != offer["language"] for need, offer in labelled.right]
    assert sum(crossing) / len(labelled.right) >= 0.8


def test_a_third_of_the_right_answers_share_neither_a_word_nor_a_leaf(labelled):
    for half in ("building", "held_out"):
        pairs = [pair for pair in labelled.right if labelled.answers[pair[0]["id"]]["half"] == half]
        assert sum(is_distant(*pair) for pair in pairs) / len(pairs) >= 1 / 3


def test_the_halves_are_alike(labelled):
    halves = Counter(answer["half"] for answer in labelled.answers.values())
    assert abs(halves["building"] - halves["held_out"]) <= len(labelled.needs) / 10
    for told_apart_by in (lambda need: need["language"], lambda need: need["fields"][0][:3]):
        parts = Counter(
            (told_apart_by(need), labelled.answers[need["id"]]["half"])
            for need in labelled.needs.values()
        )
        for part in {part for part, _half in parts}:
            ours, theirs = parts[part, "building"], parts[part, "held_out"]
            assert abs(ours - theirs) <= max(1, 0.1 * (ours + theirs)), part


def test_what_is_ticked_does_not_give_the_answers_of_the_second_set_away():
    labelled = Labelled("second")

    def same_sector(pairs):
        return sum(need["sector"] == offer["sector"] for need, offer in pairs) / len(pairs)

    def same_partnerships(pairs):
        return sum(
            len(set(need["partnerships"]) & set(offer["partnerships"]))
            / len(set(need["partnerships"]) | set(offer["partnerships"]))
            for need, offer in pairs
        ) / len(pairs)

    assert same_sector(labelled.right) <= min(0.45, same_sector(labelled.tempting))
    assert same_partnerships(labelled.right) <= same_partnerships(labelled.tempting)
