"""The living page of components for developers, with invented samples; not in production."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import current_app, request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)

from portal.kernel import clock
from portal.kernel.errors import Missing
from portal.kernel.languages import Language, Run, Wording
from portal.web.forms import AtMost, CheckboxList, Chosen, MayBeEmpty, Needed, PortalForm, Ticked
from portal.web.pages import page
from portal.web.public.desk import desk


@dataclass(frozen=True)
class Place:
    """Stands for a region or a city."""

    short_name: Wording
    seal: Wording = field(default_factory=Wording)
    tone: str = ""


@dataclass(frozen=True)
class Firm:
    """Stands for a company."""

    name: Wording
    own_name: Run
    region: Place
    city: Place


@dataclass(frozen=True)
class Row:
    """Stands for a row of the slot sheet."""

    start: Any
    own_words: str
    other_words: str
    own_free: bool = True
    other_free: bool = True
    blocked: bool = False
    chosen: bool = False
    dated: bool = False

    @property
    def choosable(self) -> bool:
        return self.own_free and self.other_free and not self.blocked

    @property
    def value(self) -> str:
        return f"{self.start:%H%M}"


@dataclass(frozen=True)
class Pages:
    """Stands for a page in the middle of a long list."""

    number: int = 4
    pages: int = 9
    total: int = 173

    def url_for(self, number: int) -> str:
        return f"?page={number}#pages"


REGIONS = (
    Place(Wording("Shandong", "산둥", "山东"), Wording("SD", "산", "鲁"), "sd"),
    Place(Wording("Tianjin", "톈진", "天津"), Wording("TJ", "톈", "津"), "tj"),
    Place(Wording("Shanghai", "상하이", "上海"), Wording("SH", "상", "沪"), "sh"),
    Place(Wording("Guangdong", "광둥", "广东"), Wording("GD", "광", "粤"), "gd"),
    Place(Wording("Korea", "한국", "韩国"), Wording("KR", "한", "韩"), "kr"),
    Place(Wording("Elsewhere", "그 밖", "其他"), Wording("–", "–", "–")),
)
DAIQING = Firm(
    Wording("Daiqing Environment", "다이칭환경과기", "岱青环保科技"),
    Run("岱青环保科技", Language.ZH),
    REGIONS[0],
    Place(Wording("Jinan", "지난", "济南")),
)
HANBIT = Firm(
    Wording("Hanbit Water", "한빛수처리", "韩光水处理"),
    Run("한빛수처리", Language.KO),
    REGIONS[4],
    Place(Wording("Daejeon", "대전", "大田")),
)
LONG_NAME = Firm(
    Wording(
        "Qingdao Laojing Catalytic Materials and Environmental Engineering Co., Ltd.",
        None,
        "青岛崂净催化材料与环境工程技术有限责任公司",
    ),
    Run("青岛崂净催化材料与环境工程技术有限责任公司", Language.ZH),
    REGIONS[0],
    Place(Wording("Qingdao", "칭다오", "青岛")),
)


class SampleForm(PortalForm):
    """One of every kind of question."""

    name = StringField("Name in Latin letters", [Needed(), AtMost(80)])
    post = StringField("Post", [MayBeEmpty(), AtMost(80)])
    outlet = StringField("Outlet", [Needed(), AtMost(20)], description="After treatment, dry")
    title_en = StringField("Title", [MayBeEmpty(), AtMost(120)])
    title_ko = StringField("Title", [MayBeEmpty(), AtMost(120)])
    title_zh = StringField("Title", [MayBeEmpty(), AtMost(120)])
    reason = TextAreaField("Reason", [Needed(), AtMost(500)])
    size = SelectField("Size", [Chosen()], choices=[("", "–"), ("9", "1–9"), ("49", "10–49")])
    place = RadioField("Where from", choices=[("OFFICE", "Own office"), ("VENUE", "Venue")])
    languages = SelectMultipleField(
        "Languages",
        choices=[("ko", "한국어"), ("zh", "中文"), ("en", "English")],
        widget=CheckboxList(),
    )
    day = DateField("Day", [MayBeEmpty()])
    hour = TimeField("From", [MayBeEmpty()])
    paper = FileField("Paper", description="PDF, at most 10 MB")
    consent = BooleanField("I agree that my name is shown to the other side.", [Ticked()])


def _sheet() -> list[Row]:
    start = clock.now().replace(hour=2, minute=0, second=0, microsecond=0)
    half_hour = timedelta(minutes=30)
    return [
        Row(start, "Own meeting", "They are free", own_free=False),
        Row(start + half_hour, "You are free", "They are free", chosen=True),
        Row(start + 2 * half_hour, "You are free", "They have a meeting", other_free=False),
        Row(start + 3 * half_hour, "You are free", "No interpreter is free", blocked=True),
        Row(start + 4 * half_hour, "You are free", "They are free"),
    ]


def _wrong_form() -> SampleForm:
    typed = MultiDict([("name", "Kim Su-jin"), ("outlet", "280"), ("place", "VENUE")])
    form = SampleForm(formdata=typed, meta={"csrf": False})
    form.validate()
    return form


@desk.get("/developers/components")
def components() -> tuple[str, int]:
    """Every component with its usual and its awkward contents."""
    if current_app.extensions["settings"].is_production:
        raise Missing
    return page(
        "developers/components.html",
        Language=Language,
        regions=REGIONS,
        own=HANBIT,
        other=DAIQING,
        firms=(HANBIT, DAIQING, LONG_NAME),
        form=_wrong_form() if "errors" in request.args else SampleForm(formdata=None),
        rows=_sheet(),
        pages=Pages(),
        at=clock.now().replace(hour=5, minute=0, second=0, microsecond=0),
        midnight=clock.now().replace(hour=15, minute=30, second=0, microsecond=0),
        later=timedelta(minutes=25),
    )
