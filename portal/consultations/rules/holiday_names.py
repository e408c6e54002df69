"""What the holidays of one country are called in the language of the other."""

from __future__ import annotations

from portal.kernel.clocks import Side

_IN_KOREAN = {
    "New Year's Day": "신정",
    "Chinese New Year (Spring Festival)": "춘절",
    "Chinese New Year's Eve": "섣달그믐",
    "Tomb-Sweeping Day": "청명절",
    "Labor Day": "노동절",
    "Dragon Boat Festival": "단오절",
    "Mid-Autumn Festival": "중추절",
    "National Day": "국경절",
}
_IN_CHINESE = {
    "New Year's Day": "元旦",
    "Korean New Year": "农历新年",
    "The day preceding Korean New Year": "农历新年前一天",
    "The second day of Korean New Year": "农历新年次日",
    "Independence Movement Day": "三一节",
    "Labor Day": "劳动节",
    "Children's Day": "儿童节",
    "Buddha's Birthday": "佛诞日",
    "Memorial Day": "显忠日",
    "Constitution Day": "制宪节",
    "Liberation Day": "光复节",
    "Chuseok": "中秋节",
    "The day preceding Chuseok": "中秋节前一天",
    "The second day of Chuseok": "中秋节次日",
    "National Foundation Day": "开天节",
    "Hangul Day": "韩文日",
    "Christmas Day": "圣诞节",
    "Local Election Day": "地方选举日",
    "National Assembly Election Day": "国会议员选举日",
    "Presidential Election Day": "总统选举日",
}


def in_the_others_language(side: Side, english: str) -> str | None:
    """The name of this side's holiday for readers of the other; None when it is not known.

    `english` is the calendar's name; holidays that fall on one day are parted by semicolons.
    """
    names = [_one(side, part) for part in english.split("; ")]
    known = [name for name in names if name is not None]
    if len(known) < len(names):
        return None
    return (", " if side is Side.CN else "、").join(known)


def _one(side: Side, english: str) -> str | None:
    if side is Side.CN:
        if english.startswith("Day off (substituted"):
            return "대체 휴무일"
        name = _IN_KOREAN.get(english.removesuffix(" (observed)"))
        return f"{name} 대체 휴일" if name and english.endswith(" (observed)") else name
    plain = english.removeprefix("Alternative holiday for ")
    name = _IN_CHINESE.get(plain)
    return f"{name}补休日" if name and plain != english else name
