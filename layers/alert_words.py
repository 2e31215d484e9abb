"""What each kind of alert is called. Codes of the books and of the register are those their checks give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TITLES: dict[str, _StrPromise] = {
    "late": _("Retard sur le délai consommé"),
    "contract_overdue": _("Délai contractuel dépassé"),
    "underspent": _("Sous-consommation des crédits"),
    "paid_ahead": _("Liquidé en avance sur les travaux"),
    "works_unpaid": _("Travaux non liquidés"),
    "contribution_late": _("Contribution non versée"),
    "contract_ended": _("Marché résilié ou infructueux"),
    "stopped": _("Arrêt de plus de 90 jours"),
    "land": _("Foncier non apuré"),
    "stale": _("Avancement non actualisé"),
    "payment_late": _("Dossier de paiement de plus de 60 jours"),
    "convention_unsigned": _("Convention non visée"),
    "cost_over": _("Coût actualisé en hausse de plus de 10 %"),
    "finance_e1": _("Payé supérieur à l’ordonnancé"),
    "finance_e2": _("Crédits ouverts différents de leur somme"),
    "finance_e2_transfers": _("Virements non équilibrés"),
    "finance_e3": _("Budget non équilibré"),
    "finance_e3_lines": _("Budget différent de ses lignes"),
    "finance_e4": _("Décomptes supérieurs au marché"),
    "finance_e5": _("Ordres différents des décomptes"),
    "finance_e6": _("Report différent du reste engagé"),
    "finance_e7": _("Autorisation de programme dépassée"),
    "finance_e8": _("Ordre avant service fait"),
    "finance_e8_service_order": _("Ordre de service avant approbation"),
    "finance_e9": _("Imputation hors nomenclature"),
    "finance_w1": _("Avenants de plus de 10 %"),
    "finance_w2": _("Paiement de plus de 60 jours"),
    "finance_w3": _("Bons de commande semblables"),
    "finance_w4": _("Engagements concentrés en décembre"),
    "finance_w5": _("Décompte hors taxes"),
    "finance_w5_rate": _("Marché hors taxes"),
    "programme_unknown": _("Programme absent de la liste"),
    "convention_unknown": _("Convention absente de la liste"),
    "project_unknown": _("Relevé d’un projet inconnu"),
    "phase_after_end": _("Phase après la fin du projet"),
    "phase_order": _("Phases dans le désordre"),
    "phase_weights": _("Poids des phases différents de 100"),
    "progress_backwards": _("Avancement en recul"),
    "statement_conflict": _("Situation du registre en conflit avec une situation validée"),
    "done_below_hundred": _("Achevé sous 100 %"),
    "contributions_exceed": _("Contributions supérieures au coût"),
    "shares_not_whole": _("Quotes-parts différentes de 100 %"),
}
# What thresholds of the books are called, where no alert bears their name.
THRESHOLDS: dict[str, _StrPromise] = {
    "purchase_order_ceiling": _("Plafond des bons de commande"),
    "purchase_order_count": _("Bons de commande d’un même fractionnement"),
    "amendment_share": _("Part des avenants dans le marché"),
    "payment_delay": _("Délai de paiement"),
    "december_share": _("Part des engagements de décembre"),
    "december_minimum_count": _("Engagements en deçà desquels décembre ne dit rien"),
    "vat_rate_20": _("TVA, taux normal"),
    "vat_rate_14": _("TVA, taux réduit de 14 %"),
    "vat_rate_10": _("TVA, taux réduit de 10 %"),
}
DAYS = ("contract_overdue", "contribution_late", "stopped", "stale", "payment_late", "convention_unsigned")
POINTS = ("late", "paid_ahead", "works_unpaid")


def title(code: str) -> str:
    return str(TITLES.get(code, code))


def threshold(code: str) -> str:
    return str(THRESHOLDS.get(code, title(code)))
