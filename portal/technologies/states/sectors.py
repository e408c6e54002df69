"""Where technologies are used."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.languages import Text


class Sector(StrEnum):
    """Where a technology is used."""

    STEEL = "STEEL"
    POWER = "POWER"
    CEMENT = "CEMENT"
    CHEMICALS = "CHEMICALS"
    REFINING = "REFINING"
    COATING = "COATING"
    ELECTRONICS = "ELECTRONICS"
    SEMICONDUCTOR = "SEMICONDUCTOR"
    TEXTILES = "TEXTILES"
    FOOD = "FOOD"
    MUNICIPAL = "MUNICIPAL"
    BUILDING_MATERIALS = "BUILDING_MATERIALS"
    NONFERROUS = "NONFERROUS"
    SHIPBUILDING = "SHIPBUILDING"
    AUTOMOTIVE = "AUTOMOTIVE"
    LIVESTOCK = "LIVESTOCK"
    PORTS = "PORTS"
    MINING = "MINING"
    PULP_PAPER = "PULP_PAPER"
    PHARMA = "PHARMA"
    HEATING = "HEATING"
    BUILDINGS = "BUILDINGS"
    OTHER = "OTHER"

    @property
    def words(self) -> Text:
        return {
            Sector.STEEL: Text("Steel"),
            Sector.POWER: Text("Power plants"),
            Sector.CEMENT: Text("Cement"),
            Sector.CHEMICALS: Text("Chemicals"),
            Sector.REFINING: Text("Refineries and fuel storage"),
            Sector.COATING: Text("Coating and printing"),
            Sector.ELECTRONICS: Text("Electronics"),
            Sector.SEMICONDUCTOR: Text("Semiconductors and displays"),
            Sector.TEXTILES: Text("Textiles and dyeing"),
            Sector.FOOD: Text("Food and drink"),
            Sector.MUNICIPAL: Text("Cities and districts"),
            Sector.BUILDING_MATERIALS: Text("Glass, ceramics, building materials"),
            Sector.NONFERROUS: Text("Non-ferrous metals and foundries"),
            Sector.SHIPBUILDING: Text("Ships and shipyards"),
            Sector.AUTOMOTIVE: Text("Vehicles"),
            Sector.LIVESTOCK: Text("Livestock"),
            Sector.PORTS: Text("Ports and bulk handling"),
            Sector.MINING: Text("Mining"),
            Sector.PULP_PAPER: Text("Pulp and paper"),
            Sector.PHARMA: Text("Pharmaceuticals"),
            Sector.HEATING: Text("Heating"),
            Sector.BUILDINGS: Text("Buildings"),
            Sector.OTHER: Text("Another sector"),
        }[self]
