from layers.models.complaints import (
    Complaint,
    ComplaintCategory,
    ComplaintEvent,
    ComplaintPerson,
    ComplaintText,
    ServiceDelay,
)
from layers.models.deployments import Chantier, Deployment, DeploymentContact
from layers.models.equipment import Equipment, EquipmentCategory, Network, Presence
from layers.models.indicator import Indicator, IndicatorValue, Milieu, Sex
from layers.models.job import Job, Schedule
from layers.models.land import Parcel, ZoneClass, Zoning
from layers.models.loaded import Loaded, Located, Precision
from layers.models.permits import LegalDelay, Permit, PermitPerson
from layers.models.place import Locality
from layers.models.stamp import LoadStamp
from layers.models.territory import (
    Edition,
    Kind,
    Level,
    Territory,
    TerritoryBand,
    TerritoryClosure,
    TerritoryCode,
    TerritoryLimit,
    TerritoryLineage,
    TerritoryVersion,
)
from layers.models.version import TableVersion

__all__ = [
    "Chantier",
    "Complaint",
    "ComplaintCategory",
    "ComplaintEvent",
    "ComplaintPerson",
    "ComplaintText",
    "Deployment",
    "DeploymentContact",
    "Edition",
    "Equipment",
    "EquipmentCategory",
    "Indicator",
    "IndicatorValue",
    "Job",
    "Kind",
    "LegalDelay",
    "Level",
    "LoadStamp",
    "Loaded",
    "Locality",
    "Located",
    "Milieu",
    "Network",
    "Parcel",
    "Permit",
    "PermitPerson",
    "Precision",
    "Presence",
    "Schedule",
    "ServiceDelay",
    "Sex",
    "TableVersion",
    "Territory",
    "TerritoryBand",
    "TerritoryClosure",
    "TerritoryCode",
    "TerritoryLimit",
    "TerritoryLineage",
    "TerritoryVersion",
    "ZoneClass",
    "Zoning",
]
