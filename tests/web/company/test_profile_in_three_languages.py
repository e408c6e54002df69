"""Every answer about a technology, given in Korean, Chinese or English, is kept and shown as given.

From the form into the database, back into the form, and onto the page that a partner reads, where
the choices stand in the partner's language and the written words in the writer's.
"""

from __future__ import annotations

from datetime import date

import pytest

from portal.infra.db import session
from portal.kernel.clocks import Side
from portal.kernel.languages import Language
from portal.technologies.models import TechnologyProfile
from portal.technologies.rules import Certificate, Figure, Reference, Right
from portal.technologies.states import (
    CertificateKind,
    CoreTechnology,
    Matter,
    Partnership,
    ProfileKind,
    ProfileState,
    Protection,
    Sector,
    Stage,
    TextState,
)
from tests import make

WORDS = {
    Language.KO: {
        "title": "열병합 보일러용 저온 탈질 설비 “맑음-7”",
        "summary": "NOx를 280에서 35 mg/m³로 낮춥니다. <가동률 98 %>",
        "description": "반응기는 집진기 뒤에 둡니다.\n압력손실은 350 Pa 아래입니다.",
        "advantages": "재가열이 없습니다.\n35일 안에 설치합니다.",
        "condition": "80 t/h 보일러, 72시간 평균",
        "standard": "대기환경보전법 별표 8",
        "customer": "인천 열병합발전소",
        "place": "인천광역시",
        "built": "2기 개조",
        "number": "제612호",
        "right": "특허 제10-2211876호",
        "country": "대한민국",
    },
    Language.ZH: {
        "title": "热电锅炉低温脱硝装置“清朗-7”",
        "summary": "NOx由280降至35 mg/m³。<运行率98 %>",
        "description": "反应器布置在除尘器之后。\n压降低于350 Pa。",
        "advantages": "无需再加热。\n35天完成安装。",
        "condition": "80 t/h锅炉，72小时均值",
        "standard": "GB 13271-2014",
        "customer": "济南某热电厂",
        "place": "山东省济南市",
        "built": "改造2台",
        "number": "CCEP-2024-118",
        "right": "ZL202310551872.4",
        "country": "中国",
    },
    Language.EN: {
        "title": "Low-temperature denitration for CHP boilers, “Clear-7”",
        "summary": "NOx falls from 280 to 35 mg/m³. <98 % available>",
        "description": "The reactor stands behind the filter.\nLess than 350 Pa.",
        "advantages": "No reheating.\nBuilt within 35 days.",
        "condition": "boiler of 80 t/h, mean of 72 hours",
        "standard": "KS I 2206",
        "customer": "A heating plant at the coast",
        "place": "Incheon & Qingdao",
        "built": "2 units rebuilt",
        "number": "QMS-24/1180",
        "right": "EP 3 411 876 B1",
        "country": "Europe",
    },
}

# The words of the lists as their reader knows them.
CHOICES = {
    Language.KO: ("철강", "실증 완료", "라이선스", "산둥성", "질소산화물(NOx)", "먼지"),
    Language.ZH: ("钢铁", "已现场示范", "许可", "山东省", "氮氧化物（NOx）", "颗粒物"),
    Language.EN: ("Steel", "Demonstrated on site", "Licence", "Shandong", "NOx", "Dust"),
}


def main_answers(language: Language) -> dict[str, object]:
    words = WORDS[language]
    return {
        "kind": "TECHNOLOGY_OFFER",
        f"title_{language}": words["title"],
        f"summary_{language}": words["summary"],
        f"description_{language}": words["description"],
        f"advantages_{language}": words["advantages"],
        f"written_{language}": "ORIGINAL",
        "fields": ["AIR-05", "AIR-06", "CMB-01"],
        "sector": "STEEL",
        "stage": "DEMONSTRATED",
        "readiness": "8",
        "partnerships": ["LICENCE", "EPC"],
        "regions": ["370000", "120000"],
        "spoken": ["ko", "zh"],
    }


def figures_answers(language: Language) -> dict[str, str]:
    words = WORDS[language]
    return {
        "figure1_what": "nox",
        "figure1_inlet": "280",
        "figure1_outlet": "35",
        "figure1_unit": "mg/m3",
        "figure1_lowest": "20",
        "figure1_highest": "80",
        "figure1_size_unit": "t/h",
        "figure1_energy": "0.9",
        "figure1_energy_unit": "kWh/t",
        "figure1_standard": words["standard"],
        "figure1_condition": words["condition"],
        "figure2_what": "dust",
        "figure2_outlet": "7.6",
        "figure2_unit": "mg/m3",
    }


def proof_answers(language: Language) -> dict[str, str]:
    words = WORDS[language]
    return {
        "reference1_customer": words["customer"],
        "reference1_place": words["place"],
        "reference1_year": "2023",
        "reference1_what": words["built"],
        "certificate1_kind": "ISO_9001",
        "certificate1_number": words["number"],
        "certificate1_valid_until": "2099-12-31",
        "right1_kind": "GRANTED",
        "right1_number": words["right"],
        "right1_country": words["country"],
        "right1_expires_on": "2099-01-02",
        "core_technology": "NONE",
    }


@pytest.mark.parametrize("reader", Language)
@pytest.mark.parametrize("language", Language)
def test_what_is_said_in_a_language_is_kept_and_shown_as_said(
    visit, database, language: Language, reader: Language
):
    owner = make.representative(side=Side.KR)
    desk = visit(owner)
    written = desk.submit(desk.get("/company/profiles/new"), main_answers(language))
    assert written.errors() == []
    own = written.url.split("?")[0]
    answers = figures_answers(language)
    first = {name: answer for name, answer in answers.items() if name.startswith("figure1")}
    assert desk.submit(desk.get(f"{own}/figures"), first).errors() == []
    desk.submit(desk.get(f"{own}/figures"), answers)  # a further line stands there now
    desk.submit(desk.get(f"{own}/proof"), proof_answers(language))

    the_database_keeps(own.rsplit("/", 1)[1], language)
    the_forms_hold(desk, f"{own}/edit", main_answers(language))
    the_forms_hold(desk, f"{own}/figures", figures_answers(language))
    the_forms_hold(desk, f"{own}/proof", proof_answers(language))

    page = desk.get(f"/technologies/{own.rsplit('/', 1)[1]}?lang={reader}")
    for said in WORDS[language].values():
        assert " ".join(said.split()) in page.main
    for chosen in CHOICES[reader]:
        assert chosen in page.main
    for figure in ("280", "35", "7.6", "mg/m³", "20–80 t/h", "0.9 kWh/t", "2023", "2099", "8"):
        assert figure in page.main
    # A screen reader is told in which language the words are.
    spoken = page.page.select_one("main h1 [lang], main h1[lang]")
    if language is not reader:
        assert spoken is not None
        assert spoken["lang"].startswith(language.value)


def the_database_keeps(public_id: str, language: Language) -> None:
    session.rollback()
    session.expire_all()
    kept = session.query(TechnologyProfile).filter_by(public_id=public_id).one()
    words = WORDS[language]
    assert kept.state is ProfileState.DRAFT
    assert (kept.matter, kept.kind) == (Matter.TECHNOLOGY, ProfileKind.OFFER)
    for name in ("title", "summary", "description", "advantages"):
        wording = getattr(kept, name)
        assert wording.languages == (language,)
        assert wording.exactly(language) == words[name]
    assert kept.written == {language.value: TextState.ORIGINAL.value}
    assert [leaf.code for leaf in kept.fields] == ["AIR-05", "AIR-06", "CMB-01"]
    assert kept.sector is Sector.STEEL
    assert (kept.stage, kept.readiness) == (Stage.DEMONSTRATED, 8)
    assert set(kept.partnerships_sought) == {Partnership.LICENCE, Partnership.EPC}
    assert {region.code for region in kept.regions} == {"370000", "120000"}
    assert set(kept.spoken_languages) == {Language.KO, Language.ZH}
    assert kept.said_in_figures == (
        Figure(
            what="nox",
            unit="mg/m3",
            inlet=280,
            outlet=35,
            lowest=20,
            highest=80,
            size_unit="t/h",
            energy=0.9,
            energy_unit="kWh/t",
            standard=words["standard"],
            condition=words["condition"],
        ),
        Figure(what="dust", unit="mg/m3", outlet=7.6),
    )
    proof = kept.proof
    assert proof.references == (
        Reference(words["customer"], place=words["place"], year=2023, what=words["built"]),
    )
    assert proof.certificates == (
        Certificate(CertificateKind.ISO_9001, words["number"], valid_until=date(2099, 12, 31)),
    )
    assert proof.rights == (
        Right(
            Protection.GRANTED,
            number=words["right"],
            country=words["country"],
            expires_on=date(2099, 1, 2),
        ),
    )
    assert proof.core_technology is CoreTechnology.NONE


def the_forms_hold(desk, address: str, answers) -> None:
    form = desk.get(address).page.select_one("main form")
    for name, answer in answers.items():
        assert shown(form, name) == answer, name


def shown(form, name: str):
    """What a field of a form has as its answer."""
    controls = form.select(f'[name="{name}"]')
    if controls[0].get("type") == "checkbox":
        return [each["value"] for each in controls if each.has_attr("checked")]
    if controls[0].get("type") == "radio":
        return next(each["value"] for each in controls if each.has_attr("checked"))
    if controls[0].name == "select":
        return controls[0].select_one("option[selected]")["value"]
    if controls[0].name == "textarea":
        return controls[0].get_text().removeprefix("\r\n").removeprefix("\n")
    return controls[0]["value"]
