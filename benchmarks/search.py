"""How long a search page's questions take beside a bare LIKE count over the same text.

A hundred thousand profiles are made of the taxonomy's words in three languages by a seeded
generator. Each question is asked as the catalogue asks it: ranked, with a page of profiles and the
number beside every choice of every filter. Last pages are asked beside first ones.
"""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.machine import watched
from benchmarks.place import ENGINES, database_of
from portal import registry
from portal.companies import queries as companies
from portal.companies.models import Company, CompanyWords, Party
from portal.companies.reference import load_regions
from portal.companies.services.indexing import tokens_of as tokens_of_company
from portal.companies.states import CompanyState, PartyKind
from portal.infra import db, engines, rows, schema, search
from portal.infra.db import session
from portal.kernel import clock
from portal.kernel.clocks import Side
from portal.kernel.languages import Language, Wording
from portal.technologies import queries
from portal.technologies.models import Field, TechnologyProfile, profile_field
from portal.technologies.models.listed import CatalogueEntry, ProfileWords, microseconds
from portal.technologies.queries import finding
from portal.technologies.queries.finding import Question
from portal.technologies.reference import load_taxonomy
from portal.technologies.services.indexing import tags_of, tokens_of
from portal.technologies.states import Partnership, ProfileKind, ProfileState, Stage

PROFILES, COMPANIES, SEED = 100_000, 20_000, 7
AT_MOST, AIM = 4.0, 1.0
ROUNDS = 5
QUESTIONS = (
    *("집진", "水处理", "SCR", "ㅅㄷ", "산둥", "filter", "膜过滤", "脱硫 烟气", "low-NOx burner"),
    *("저온 촉매", "污泥", "슬러지 처리", "VOC", "余热回收", "山东 除尘", "배터리 재활용", "40"),
    *("activated carbon", "上海", "在线监测", "Qingdao sludge", "처리"),
)
WORDS = {
    Language.KO: "저온 고효율 촉매 설비 처리 공정 배출 농도 입구 출구 제철소 시멘트 보일러 현장"
    " 가동 개월 소결로 배기가스 재가열 없이 설치 기존 시설 교체 유지 비용 절감 실증 결과 보증 인증",
    Language.ZH: "低温 高效 催化剂 设备 处理 工艺 排放 浓度 入口 出口 钢厂 水泥 锅炉 现场 运行"
    " 个月 烧结机 烟气 无需再热 安装 既有设施 改造 维护 费用 降低 示范 结果 保证 认证 引进 希望",
    Language.EN: "low-temperature efficient catalyst equipment treatment process emission inlet"
    " outlet steel works cement boiler on-site running months sinter off-gas installed existing"
    " plant retrofit upkeep cost reduced demonstrated result guaranteed certified wanted",
}


def run() -> Iterator[str]:
    """For each engine: the median over all questions and the slowest of them, and the last page."""
    for kind in ENGINES:
        directory = Path(tempfile.mkdtemp(prefix="portal-bench-"))
        url, helpers, stop = database_of(kind, directory)
        engine = engines.make_engine(url)
        try:
            schema.upgrade(engine)
            db.connect(engine)
            _fill()
            with watched(*helpers) as share:
                lines = list(_measured(kind))
            yield from (f"{line} [{share}]" for line in lines)
        finally:
            session.remove()
            engine.dispose()
            stop()
            shutil.rmtree(directory, ignore_errors=True)


def _measured(kind: str) -> Iterator[str]:
    whole, part = _read_anew(), _read_anew(change=True)
    asked = [(words, *_beside(words)) for words in QUESTIONS]
    ours = statistics.median(own for _words, own, _like in asked)
    bare = statistics.median(like for _words, _own, like in asked)
    words, slowest, _like = max(asked, key=lambda each: each[1])
    ratio = ours / bare
    verdict = "aim reached" if ratio < AIM else "enough" if ratio <= AT_MOST else "TOO SLOW"
    yield (
        f"{kind}: a search page of {PROFILES:,} profiles {ours * 1000:.1f} ms = {ratio:.2f} of"
        f" a bare LIKE count ({bare * 1000:.0f} ms); at most {AT_MOST:.0f}, aim below"
        f" {AIM:.0f}: {verdict};"
        f" the slowest, “{words}”, {slowest * 1000:.0f} ms; read after a start"
        f" in {whole * 1000:.0f} ms, after a change in {part * 1000:.0f} ms"
    )
    for words in ("", "처리"):
        first, last = (_median(partial(_page, words, number)) for number in (1, 10**6))
        yield (
            f"{kind}: {f'pages of “{words}”' if words else 'pages of everything'}: the first"
            f" {first * 1000:.1f} ms, the last {last * 1000:.1f} ms = {last / first:.2f}"
        )


def _read_anew(*, change: bool = False) -> float:
    """How long a process takes to know what is listed: all of it, or only what changed."""
    if change:
        with db.writing():
            session.execute(sa.update(CatalogueEntry).values(expires=1).filter_by(profile_id=1))
    session.remove()
    began = time.perf_counter()
    finding.listing()
    return time.perf_counter() - began


def _beside(words: str) -> tuple[float, float]:
    terms = [term.words for term in search.terms_of(words)]
    plain = sa.table("plain_text", sa.column("words"))
    count = sa.select(sa.func.count()).select_from(plain)
    for term in terms:
        count = count.where(plain.c.words.contains(term, autoescape=True))
    return _median(lambda: _page(words, 1)), _median(lambda: session.execute(count).scalar())


def _page(words: str, number: int) -> None:
    """What a page of the catalogue asks; nothing read before is at hand."""
    session.remove()
    found = finding.find(Question(words), number)
    for profile in found.chunk.items:
        assert profile.company.name
        assert profile.fields


def _median(work: Callable[[], Any]) -> float:
    work()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


# ---- the synthetic catalogue: the same rows for every engine


def _fill() -> None:
    with db.writing():
        load_regions()
        load_taxonomy()
        made = _made()
        indexes = _dropped_indexes()
        _without_triggers()
        for table, several in made.items():
            for start in range(0, len(several), 5000):
                session.execute(sa.insert(table), several[start : start + 5000])
        session.execute(sa.text("CREATE TABLE plain_text (id INTEGER PRIMARY KEY, words TEXT)"))
        plain = sa.table("plain_text", sa.column("id"), sa.column("words"))
        several = _plain_texts()
        for start in range(0, len(several), 5000):
            session.execute(sa.insert(plain), several[start : start + 5000])
        for index in indexes:
            session.execute(sa.text(index))
    with db.writing():
        session.execute(sa.text("ANALYZE"))


def _without_triggers() -> None:
    """Nobody looks yet, so hundreds of thousands of rows need leave no marks of their own."""
    if not db.is_sqlite():
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))


def _dropped_indexes() -> list[str]:
    """PostgreSQL makes a whole index in a fraction of the time that so many rows would take it."""
    if db.is_sqlite():
        return []
    asked = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'gin_%'"
    indexes = session.execute(sa.text(asked)).all()
    for name, _definition in indexes:
        session.execute(sa.text(f"DROP INDEX {name}"))
    return [definition for _name, definition in indexes]


@cache
def _made() -> dict[Any, list[dict[str, Any]]]:
    chance = random.Random(SEED)
    made: dict[Any, list[dict[str, Any]]] = {
        rows.table_of(model): []
        for model in (Party, Company, CompanyWords, TechnologyProfile, CatalogueEntry, ProfileWords)
    }
    made[profile_field] = []

    def add(model: Any, **values: Any) -> None:
        made[rows.table_of(model)].append(values)

    places = [(region, companies.cities(region.code)) for region in companies.regions()]
    owners = []
    for id in range(1, COMPANIES + 1):
        region, cities = chance.choice(places)
        city = chance.choice(cities) if cities else None
        company = Company(
            id=id,
            side=region.side,
            state=CompanyState.APPROVED,
            name=_name(chance, region.side, id),
            region_code=region.code,
            city_code=city.code if city else None,
            registration_number=f"{chance.randrange(10**10):010}",
        )
        owners.append(company)
        add(Party, id=id, kind=PartyKind.COMPANY)
        add(
            Company,
            party_id=id,
            public_id=f"c{id}",
            name_key=str(id),
            about=Wording(),
            field_hints=[],
            created_at=clock.now(),
            **{
                name: getattr(company, name)
                for name in ("id", "side", "state", "name", "region_code", "city_code")
            },
        )
        add(CompanyWords, company_id=id, tokens=tokens_of_company(company))
    leaves = [leaf for _group, several in queries.taxonomy() for leaf in several]
    for id in range(1, PROFILES + 1):
        _add_profile(chance, id, chance.choice(owners), chance.sample(leaves, 2), add, made)
    return made


def _add_profile(
    chance: random.Random, id: int, owner: Company, leaves: list[Field], add: Any, made: Any
) -> None:
    tongues = chance.sample(list(Language), chance.choice((1, 2, 2, 3)))
    title = {tongue: _title(chance, tongue, leaves[0]) for tongue in tongues}
    summary = {tongue: _summary(chance, tongue, leaves) for tongue in tongues}
    said = {
        "id": id,
        "company_id": owner.id,
        "kind": chance.choice(list(ProfileKind)),
        "state": ProfileState.PUBLISHED,
        "title": Wording.of(title),
        "summary": Wording.of(summary),
        "description": Wording(),
        "advantages": Wording(),
        "figures": [],
        "stage": chance.choice(list(Stage)),
        "partnerships": [each.value for each in chance.sample(list(Partnership), 2)],
        "published_at": clock.now() - timedelta(minutes=chance.randrange(500_000)),
    }
    profile = TechnologyProfile(**said)
    profile.fields = leaves
    add(
        TechnologyProfile,
        **said,
        public_id=f"p{id}",
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    made[profile_field] += [{"profile_id": id, "field_code": leaf.code} for leaf in leaves]
    add(
        CatalogueEntry,
        profile_id=id,
        company_id=owner.id,
        published=microseconds(profile.published_at),
        tags=" ".join(tags_of(profile)),
    )
    add(ProfileWords, profile_id=id, tokens=tokens_of(profile))


def _name(chance: random.Random, side: Side, number: int) -> Wording:
    ko, zh = "한빛푸른맑은새벽다온하늘가람", "清蓝岱青齐源鲁沐崂净海岳"
    at = chance.randrange(6) * 2
    if side is Side.KR:
        return Wording(ko=f"{ko[at : at + 2]}환경{number}", en=f"Hanbit {number}")
    return Wording(zh=f"{zh[at : at + 2]}环保科技{number}", en=f"Qingyuan {number}")


def _title(chance: random.Random, tongue: Language, leaf: Field) -> str:
    words = WORDS[tongue].split()
    return " ".join([*chance.sample(words, 2), leaf.name.exactly(tongue) or ""])


def _summary(chance: random.Random, tongue: Language, leaves: list[Field]) -> str:
    words = WORDS[tongue].split()
    figures = f"{chance.randrange(5, 900)} → {chance.randrange(1, 50)} mg/m³"
    said = [*chance.choices(words, k=28), leaves[1].name.exactly(tongue) or "", figures]
    chance.shuffle(said)
    return ("" if tongue is Language.ZH else " ").join(said)


@cache
def _plain_texts() -> list[dict[str, Any]]:
    """What a LIKE would look through: all that a profile is found by, in one line."""
    made = _made()
    names = {leaf.code: leaf for _group, several in queries.taxonomy() for leaf in several}
    owners = {row["id"]: row for row in made[rows.table_of(Company)]}
    places = {region.code: region for region in companies.regions()}
    filed: dict[int, list[Field]] = {}
    for row in made[profile_field]:
        filed.setdefault(row["profile_id"], []).append(names[row["field_code"]])
    texts = []
    for row in made[rows.table_of(TechnologyProfile)]:
        owner = owners[row["company_id"]]
        region = places[owner["region_code"]]
        said = [row["title"], row["summary"], owner["name"], region.name, region.short_name]
        said += [wording for leaf in filed[row["id"]] for wording in (leaf.name, leaf.group.name)]
        words = [text for wording in said for text in wording.texts] + list(region.aliases)
        texts.append({"id": row["id"], "words": search.plain(" ".join(words))})
    return texts


assert registry.metadata.tables  # every table is known before any is filled
