"""What codes of the register mean on a page, and how its money and days are written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from geo_platform.portal import numbers
from layers.models import Contract, PhaseCode, Project, ProjectRisk

# State → class and icon of the look.
STATE_LOOKS = {
    "NON_ENTAME": ("todo", "ring"),
    "EN_ETUDE": ("study", "dashed"),
    "EN_AO": ("study", "dashed"),
    "EN_COURS": ("run", "half"),
    "ACHEVE": ("done", "check"),
    "SUSPENDU": ("hold", "pause"),
    "EN_DIFFICULTE": ("risk", "warn"),
    "RESILIE": ("stop", "cancel"),
    "ABANDONNE": ("stop", "cancel"),
    "REPROGRAMME": ("hold", "clock"),
}
STATES = dict(Project.State.choices)
PHASES = dict(PhaseCode.choices)
CONTRACT_STATES = dict(Contract.State.choices)
LAND = {
    "APURE": _("apuré"),
    "EN_COURS": _("en cours d’apurement"),
    "NON_APURE": _("non apuré"),
    "SANS_OBJET": _("sans objet"),
}
PRIORITIES = {
    "ROYALE": _("projet royal"),
    "CONVENTION_SM": _("convention signée devant le Souverain"),
    "HAUTE": _("priorité haute"),
    "NORMALE": _("priorité normale"),
    "BASSE": _("priorité basse"),
}
NATURES = {
    "FONDS_PROPRES": _("fonds propres"),
    "ETAT": _("État"),
    "DGCT_TVA": _("DGCT, part de TVA"),
    "REGION": _("région"),
    "PROVINCE": _("province ou préfecture"),
    "COMMUNE": _("commune"),
    "INDH": _("INDH"),
    "FDR": _("fonds de développement rural"),
    "AREP": _("AREP"),
    "FEC": _("prêt du FEC"),
    "OCP": _("OCP"),
    "BAILLEUR": _("bailleur"),
    "AUTRE": _("autre"),
}
STATEMENTS = {"VALIDE": (_("validé"), "ok", "check"), "PROVISOIRE": (_("à valider"), "warn", "clock")}
REPORTS = {
    "draft": (_("à valider"), "warn", "clock"),
    "validated": (_("validé"), "ok", "check"),
    "refused": (_("refusé"), "crit", "cancel"),
    "replaced": (_("remplacé"), "info", "undo"),
}
RISK_LOOKS = {1: ("info", "info"), 2: ("warn", "clock"), 3: ("high", "warn")}
RISKS = dict(ProjectRisk.Kind.choices)
RISK_LEVELS = dict(ProjectRisk.Level.choices)
EVENTS = {
    "progress_reported": _("Avancement saisi"),
    "progress_validated": _("Avancement validé"),
    "progress_refused": _("Avancement refusé"),
    "comment_written": _("Commentaire"),
    "risk_raised": _("Risque signalé"),
    "risk_closed": _("Risque levé"),
    "document_added": _("Document déposé"),
    "document_withdrawn": _("Document retiré"),
}
SERVICE_ORDERS = {
    "COMMENCEMENT": _("commencement"),
    "ARRET": _("arrêt"),
    "REPRISE": _("reprise"),
}
PRECISIONS = {
    "exact": _("coordonnées"),
    "parcel": _("parcelle"),
    "address": _("adresse"),
    "locality": _("localité"),
    "commune": _("commune seulement"),
    "none": _("non localisé"),
}


def mdh(value: Decimal | float | None, decimals: int = 2) -> SafeString:
    """Millions of dirhams."""
    shown = None if value is None else float(value) / 1e6
    return numbers.isolated(numbers.with_unit(shown, decimals, now("MDH")))


def dirhams(value: Decimal | float | None) -> SafeString:
    """To the centime, as the books say it."""
    return numbers.isolated(numbers.with_unit(None if value is None else float(value), 2, now("DH")))


def amount(value: Decimal | float | None) -> SafeString:
    """A cell of a table whose heading names the unit."""
    return numbers.isolated(numbers.number(None if value is None else float(value), 2))


def rate(value: Decimal | float | None, decimals: int = 1) -> SafeString:
    return numbers.isolated(numbers.with_unit(None if value is None else float(value), decimals, "%"))


def points(value: Decimal | float) -> SafeString:
    """A difference of rates, with its sign."""
    sign = "" if value <= 0 else "+"
    return numbers.isolated(f"{sign}{numbers.with_unit(float(value), 1, now('points'))}")


def day(value: dt.date | None) -> SafeString:
    return numbers.isolated(f"{value:%d/%m/%Y}" if value else numbers.MISSING)


def moment(value: dt.datetime | None) -> SafeString:
    from django.utils import timezone

    return numbers.isolated(f"{timezone.localtime(value):%d/%m/%Y %H:%M}" if value else numbers.MISSING)


def share_of(part: Decimal | float | None, whole: Decimal | float | None) -> float | None:
    """Percent; None when either is unknown or there is nothing to divide by."""
    if part is None or not whole:
        return None
    return float(part) / float(whole) * 100
