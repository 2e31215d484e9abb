from layers.models.alerts import Alert, AlertEvent, AlertThreshold
from layers.models.civic_rollup import ComplaintNeighbour, ComplaintYear, PermitQuarter
from layers.models.complaints import (
    Complaint,
    ComplaintCategory,
    ComplaintEvent,
    ComplaintPerson,
    ComplaintText,
    ServiceDelay,
)
from layers.models.cube import CubeCell, CubePublication
from layers.models.deployments import Chantier, Deployment, DeploymentContact
from layers.models.documents import Document, DocumentVersion
from layers.models.equipment import Equipment, EquipmentCategory, Network, Presence
from layers.models.finance import (
    Amendment,
    Budget,
    BudgetHeading,
    BudgetLine,
    Commitment,
    Contract,
    FinanceThreshold,
    PaymentFile,
    PaymentOrder,
    PaymentOrderPayee,
    ServiceOrder,
)
from layers.models.indicator import Indicator, IndicatorCoverage, IndicatorValue, Milieu, Sex
from layers.models.job import Job, Schedule
from layers.models.land import Parcel, ZoneClass, Zoning
from layers.models.loaded import Loaded, Located, Precision
from layers.models.partners import ProjectPartner
from layers.models.permits import Holiday, LegalDelay, Permit, PermitEvent, PermitPerson
from layers.models.place import Locality
from layers.models.population import PopulationSpread
from layers.models.practices import Practice, PracticeEvent
from layers.models.project_life import FieldReport, ProjectComment, ProjectEvent, ProjectRisk
from layers.models.projects import (
    Contribution,
    Convention,
    PhaseCode,
    Programme,
    ProgressStatement,
    Project,
    ProjectLink,
    ProjectPhase,
    ProjectSite,
)
from layers.models.raster import Raster, RasterVersion
from layers.models.retention import PurgeRecord, RetentionRule
from layers.models.rollup import (
    ProjectBook,
    ProjectDue,
    ProjectMoney,
    ProjectMonth,
    ProjectOption,
    ProjectSpending,
    ProjectSum,
)
from layers.models.siting import SiteScenario
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
from layers.models.weekly import WeeklyBoard, WeeklySubscription

__all__ = [
    "Alert",
    "AlertEvent",
    "AlertThreshold",
    "Amendment",
    "Budget",
    "BudgetHeading",
    "BudgetLine",
    "Chantier",
    "Commitment",
    "Complaint",
    "ComplaintCategory",
    "ComplaintEvent",
    "ComplaintNeighbour",
    "ComplaintPerson",
    "ComplaintText",
    "ComplaintYear",
    "Contract",
    "Contribution",
    "Convention",
    "CubeCell",
    "CubePublication",
    "Deployment",
    "DeploymentContact",
    "Document",
    "DocumentVersion",
    "Edition",
    "Equipment",
    "EquipmentCategory",
    "FieldReport",
    "FinanceThreshold",
    "Holiday",
    "Indicator",
    "IndicatorCoverage",
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
    "PaymentFile",
    "PaymentOrder",
    "PaymentOrderPayee",
    "Permit",
    "PermitEvent",
    "PermitPerson",
    "PermitQuarter",
    "PhaseCode",
    "PopulationSpread",
    "Practice",
    "PracticeEvent",
    "Precision",
    "Presence",
    "Programme",
    "ProgressStatement",
    "Project",
    "ProjectBook",
    "ProjectComment",
    "ProjectDue",
    "ProjectEvent",
    "ProjectLink",
    "ProjectMoney",
    "ProjectMonth",
    "ProjectOption",
    "ProjectPartner",
    "ProjectPhase",
    "ProjectRisk",
    "ProjectSite",
    "ProjectSpending",
    "ProjectSum",
    "PurgeRecord",
    "Raster",
    "RasterVersion",
    "RetentionRule",
    "Schedule",
    "ServiceDelay",
    "ServiceOrder",
    "Sex",
    "SiteScenario",
    "TableVersion",
    "Territory",
    "TerritoryBand",
    "TerritoryClosure",
    "TerritoryCode",
    "TerritoryLimit",
    "TerritoryLineage",
    "TerritoryVersion",
    "WeeklyBoard",
    "WeeklySubscription",
    "ZoneClass",
    "Zoning",
]
