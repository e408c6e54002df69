"""What technologies treat, and the units that its amounts are written in."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.languages import Wording

# A unit, what it is counted in, and how much of that it is. Gas volumes are at normal state.
UNITS: dict[str, tuple[str, float]] = {
    "mg/m3": ("mg/m3", 1.0),
    "ug/m3": ("mg/m3", 1e-3),
    "ng/m3": ("mg/m3", 1e-6),
    "g/m3": ("mg/m3", 1e3),
    "ppm": ("ppm", 1.0),
    "ppb": ("ppm", 1e-3),
    "OU/m3": ("OU/m3", 1.0),
    "mg/L": ("mg/L", 1.0),
    "ug/L": ("mg/L", 1e-3),
    "g/L": ("mg/L", 1e3),
    "NTU": ("NTU", 1.0),
    "mg/kg": ("mg/kg", 1.0),
    "t/a": ("t/a", 1.0),
    "kg/h": ("t/a", 8.76),
    "t/d": ("t/a", 365.0),
    "%": ("%", 1.0),
    "dB": ("dB", 1.0),
}
SIZES: dict[str, tuple[str, float]] = {
    "m3/h": ("m3/h", 1.0),
    "m3/min": ("m3/h", 60.0),
    "m3/d": ("m3/h", 1 / 24),
    "L/min": ("m3/h", 0.06),
    "t/h": ("t/h", 1.0),
    "t/d": ("t/h", 1 / 24),
    "t/a": ("t/h", 1 / 8760),
    "kW": ("kW", 1.0),
    "MW": ("kW", 1e3),
    "m2": ("m2", 1.0),
    "points": ("points", 1.0),
}
ENERGY = ("kWh/m3", "kWh/1000 m3", "kWh/t", "kWh/d", "kW", "MJ/t", "GJ/t")

_WRITTEN = {"3": "³", "2": "²"}


def in_base(value: float, unit: str) -> tuple[float, str]:
    """An amount in the unit that its kind is compared in, and that unit. Raises KeyError."""
    base, factor = UNITS.get(unit) or SIZES[unit]
    return value * factor, base


def shown_unit(unit: str) -> str:
    """A unit as people print it: with raised figures and the sign of micro."""
    shown = unit.replace("ug/", "µg/").replace("m3", "m³").replace("m2", "m²")
    return shown.replace("1000 ", "1,000 ")


@dataclass(frozen=True)
class Substance:
    """Something that is removed, treated or recovered, and the units that fit it.

    `less_is_better` says that a lower outlet is the better one, as of everything harmful.
    """

    code: str
    name: Wording
    units: tuple[str, ...]
    less_is_better: bool = True


_GAS = ("mg/m3", "ug/m3", "g/m3", "ppm", "ppb", "t/a")
_TRACE = ("mg/m3", "ug/m3", "ng/m3")
_WATER = ("mg/L", "ug/L", "g/L")
_AMOUNT = ("t/a", "t/d", "kg/h", "%")

SUBSTANCES: dict[str, Substance] = {
    each.code: each
    for each in (
        Substance("dust", Wording("Dust", "먼지", "颗粒物"), ("mg/m3", "ug/m3", "g/m3")),
        Substance(
            "pm25", Wording("PM2.5", "초미세먼지(PM2.5)", "细颗粒物（PM2.5）"), ("ug/m3", "mg/m3")
        ),
        Substance("so2", Wording("SO₂", "황산화물(SO₂)", "二氧化硫（SO₂）"), _GAS),
        Substance("nox", Wording("NOx", "질소산화물(NOx)", "氮氧化物（NOx）"), _GAS),
        Substance("voc", Wording("VOC", "휘발성유기화합물(VOC)", "挥发性有机物（VOC）"), _GAS),
        Substance("odour", Wording("Odour", "악취", "臭气"), ("OU/m3", "ppm")),
        Substance("nh3", Wording("Ammonia", "암모니아", "氨"), _GAS),
        Substance("h2s", Wording("Hydrogen sulphide", "황화수소", "硫化氢"), _GAS),
        Substance("acid_gas", Wording("Acid gases", "산성가스", "酸性气体"), _GAS),
        Substance("hg", Wording("Mercury", "수은", "汞"), _TRACE),
        Substance("dioxin", Wording("Dioxins (TEQ)", "다이옥신(TEQ)", "二噁英（TEQ）"), ("ng/m3",)),
        Substance(
            "co2", Wording("CO₂", "이산화탄소(CO₂)", "二氧化碳（CO₂）"), ("t/a", "t/d", "%", "ppm")
        ),
        Substance("cod", Wording("COD", "화학적 산소요구량(COD)", "化学需氧量（COD）"), _WATER),
        Substance(
            "bod", Wording("BOD₅", "생물화학적 산소요구량(BOD₅)", "生化需氧量（BOD₅）"), _WATER
        ),
        Substance("nh3n", Wording("Ammonia nitrogen", "암모니아성 질소(NH₃-N)", "氨氮"), _WATER),
        Substance("tn", Wording("Total nitrogen", "총질소(T-N)", "总氮"), _WATER),
        Substance("tp", Wording("Total phosphorus", "총인(T-P)", "总磷"), _WATER),
        Substance("ss", Wording("Suspended solids", "부유물질(SS)", "悬浮物"), (*_WATER, "NTU")),
        Substance(
            "heavy_metals",
            Wording("Heavy metals", "중금속", "重金属"),
            (*_WATER, "mg/kg", "mg/m3", "ug/m3"),
        ),
        Substance("fluoride", Wording("Fluoride", "불소", "氟化物"), (*_WATER, "mg/m3")),
        Substance("oil", Wording("Oil", "유분", "油类"), (*_WATER, "mg/kg")),
        Substance("salt", Wording("Salt (TDS)", "염분(TDS)", "盐分（TDS）"), (*_WATER, "%")),
        Substance(
            "sludge",
            Wording("Sludge, water content", "슬러지 함수율", "污泥含水率"),
            ("%", "t/d", "t/a"),
        ),
        Substance("solid_waste", Wording("Solid waste", "고형 폐기물", "固体废物"), _AMOUNT),
        Substance(
            "plastics", Wording("Plastics recovered", "플라스틱 회수", "塑料回收"), _AMOUNT, False
        ),
        Substance(
            "batteries",
            Wording("Metals from batteries", "배터리 금속 회수", "电池金属回收"),
            _AMOUNT,
            False,
        ),
        Substance("energy", Wording("Energy saved", "에너지 절감", "节能量"), ("%", "t/a"), False),
        Substance("noise", Wording("Noise", "소음", "噪声"), ("dB",)),
    )
}
