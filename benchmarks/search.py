"""How long a search page's questions take beside a bare LIKE count over the same text.

A hundred thousand profiles are made of the taxonomy's words in three languages by a seeded
generator. Each question is asked as the catalogue asks it: ranked, a page of profiles, and the
numbers beside every choice of every filter. Last pages are asked beside first ones.
"""

from __future__ import annotations

PROFILES, COMPANIES = 100_000, 20_000
AT_MOST, AIM = 4.0, 1.0
ROUNDS = 3
QUESTIONS = (
    "집진", "水处理", "SCR", "ㅅㄷ", "산둥", "filter", "막여과", "脱硫 烟气", "low-NOx burner",
    "저온 촉매", "污泥", "슬러지 처리", "VOC", "余热回收", "山东 除尘", "배터리 재활용", "7.6",
    "activated carbon", "上海", "在线监测",
)  # fmt: skip
