"""Which concepts stand behind the substances and sectors that profiles choose from lists."""

from __future__ import annotations

CONCEPT_OF_SUBSTANCE = {
    "dust": "dust",
    "pm25": "fine_dust",
    "so2": "so2",
    "nox": "nox",
    "voc": "voc",
    "odour": "odour",
    "nh3": "ammonia_gas",
    "hg": "mercury",
    "dioxin": "dioxin",
    "co2": "co2",
    "cod": "cod",
    "bod": "bod",
    "nh3n": "ammonia_nitrogen",
    "tn": "total_nitrogen",
    "tp": "phosphorus",
    "ss": "suspended_solids",
    "heavy_metals": "heavy_metal",
    "salt": "salt",
    "sludge": "sludge",
    "plastics": "plastic_recycling",
    "batteries": "battery_recycling",
    "noise": "noise_control",
}

CONCEPTS_OF_SECTOR = {
    sector.upper(): frozenset(keys.split())
    for sector, keys in {
        "steel": "steel",
        "power": "power",
        "cement": "cement",
        "chemicals": "chemical",
        "refining": "refinery",
        "coating": "coating",
        "electronics": "electronics",
        "semiconductor": "semiconductor",
        "textiles": "textile",
        "food": "food",
        "municipal": "municipal",
        "building_materials": "glass_ceramic",
        "nonferrous": "nonferrous",
        "shipbuilding": "ship",
        "automotive": "automotive",
        "livestock": "livestock",
        "ports": "port",
        "mining": "mining",
        "pulp_paper": "paper",
        "pharma": "pharma",
        "heating": "heating",
        "buildings": "building",
    }.items()
}
