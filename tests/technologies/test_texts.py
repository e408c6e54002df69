"""Texts in three languages: one is the original, and a change of it leaves translations behind."""

from dataclasses import replace

from portal.infra import db
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.technologies import queries, rules, services
from portal.technologies.rules import Description
from portal.technologies.states import ProfileKind, Stage, TextState
from tests import make

KO, ZH, EN = Language.KO, Language.ZH, Language.EN
SAID = Description(
    kind=ProfileKind.OFFER,
    title=Wording(ko="저온 촉매", zh="低温催化剂", en="Low-temperature catalyst"),
    summary=Wording(ko="180도에서 작동합니다.", zh="180度起活。", en="Works at 180 °C."),
    field_codes=("AIR-05",),
    stage=Stage.DEMONSTRATED,
    written={KO: TextState.ORIGINAL, ZH: TextState.CHECKED, EN: TextState.MACHINE},
)


def said(**summary: str) -> Description:
    words = {each.value: SAID.summary.exactly(each) for each in Language} | summary
    return replace(SAID, summary=Wording.of(words))


def after(described: Description, before: Description | None = SAID) -> dict:
    return dict(rules.written_after(before, described, Side.KR))


def test_without_a_choice_the_companys_own_language_is_the_original():
    silent = replace(SAID, written={})
    assert after(silent, None)[KO] is TextState.ORIGINAL
    assert after(silent, None)[ZH] is TextState.TRANSLATED
    assert rules.written_after(None, silent, Side.CN)[ZH] is TextState.ORIGINAL


def test_when_the_original_changes_translations_that_stay_are_out_of_date():
    changed = after(said(ko="170도에서 작동합니다."))
    assert changed == {KO: TextState.ORIGINAL, ZH: TextState.OUT_OF_DATE, EN: TextState.OUT_OF_DATE}


def test_a_translation_that_changes_along_is_as_its_writer_says():
    changed = after(said(ko="170도에서 작동합니다.", zh="170度起活。"))
    assert changed[ZH] is TextState.CHECKED
    assert changed[EN] is TextState.OUT_OF_DATE


def test_a_translation_written_anew_is_no_longer_out_of_date():
    old = replace(SAID, written={**SAID.written, ZH: TextState.OUT_OF_DATE})
    again = replace(said(zh="180度即可起活。"), written=old.written)
    assert after(again, old)[ZH] is TextState.TRANSLATED
    checked = replace(SAID, written={**SAID.written, ZH: TextState.CHECKED})
    assert after(checked, old)[ZH] is TextState.CHECKED
    assert after(old, old)[ZH] is TextState.OUT_OF_DATE


def test_two_originals_are_refused_beside_the_second():
    twice = replace(SAID, written={KO: TextState.ORIGINAL, ZH: TextState.ORIGINAL})
    (lack,) = rules.lacks_of_texts(twice)
    assert lack.field == "written_zh"


def test_a_reader_is_told_how_the_text_came_about(database, visitor):
    owner = make.representative(side=Side.CN)
    with db.writing():
        described = replace(SAID, written={ZH: TextState.ORIGINAL, EN: TextState.MACHINE})
        profile = services.draft(make.company_of(owner), described, by=owner)
    make.publish(profile, owner)
    address = f"/technologies/{profile.public_id}?lang=en"
    assert "Machine translation, not checked" in visitor.get(address).main
    with db.writing():
        mine = queries.own_profile(make.company_of(owner), profile.public_id)
        changed = replace(queries.description_of(mine), summary=Wording(zh="更新", en="Old"))
        services.change(mine, changed, by=owner)
        again = replace(queries.description_of(mine), summary=Wording(zh="再更新", en="Old"))
        services.change(mine, again, by=owner)
    assert "the original has changed since" in visitor.get(address).main
