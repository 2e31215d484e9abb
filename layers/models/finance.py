"""Public spending as GID hands it over: credits, commitments, contracts, payment files and orders; all money in MAD.

TGR's book is the authority: whatever a row says is kept to the centime, and what disagrees is flagged beside it.
Rows of different tables refer to each other by number, never by foreign key: files arrive in any order.
"""

from __future__ import annotations

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from layers.models.loaded import Loaded, Located
from layers.models.parameters import Threshold
from layers.models.permits import LegalDelay


def money(help_text: str = "") -> models.DecimalField:
    """An amount in dirhams, all taxes included unless `amount_basis` says otherwise."""
    return models.DecimalField(max_digits=18, decimal_places=2, null=True, help_text=help_text)


class FinanceThreshold(Threshold):
    """A ceiling, share or delay the books are held against, with the period it holds for and the text it comes from."""

    value = models.DecimalField(_("valeur"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name, verbose_name_plural = _("seuil des comptes"), _("seuils des comptes")
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="finance_threshold_once")]


class BudgetHeading(models.Model):
    """A heading of the budget nomenclature in force; an empty article or line stands for all of them."""

    budget = models.CharField(max_length=4, blank=True, help_text="Empty: every budget.")
    chapter = models.CharField(max_length=8)
    article = models.CharField(max_length=8, blank=True)
    line = models.CharField(max_length=8, blank=True)
    label_fr = models.TextField()
    label_ar = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.TextField()
    status = models.CharField(max_length=12, choices=LegalDelay.Status.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "chapter", "article", "line", "valid_from"], name="budget_heading_once"
            )
        ]


class Budget(Located):
    """A collectivity's voted budget of a year: one row a budget (BP1, BP2, BA, CAS, CDD)."""

    key = models.TextField(unique=True, help_text="year/collectivity/budget")
    fiscal_year = models.SmallIntegerField()
    budget = models.TextField(blank=True)
    voted_revenue_mad = money()
    voted_expense_mad = money()
    voted_on = models.DateField(null=True)
    endorsed_on = models.DateField(null=True, help_text="Visa of the wali or governor.")
    geom = models.PointField(srid=4326, null=True)


class BudgetLine(Located):
    """Credits of one line of one year, and how far they were committed, settled and paid at `situation_on`."""

    key = models.TextField(
        unique=True, help_text="year/collectivity/budget/chapter/article/programme/project/line"
    )
    fiscal_year = models.SmallIntegerField()
    budget = models.TextField(blank=True)
    chapter = models.TextField()
    article = models.TextField()
    programme = models.TextField()
    project = models.TextField()
    line_code = models.TextField()
    economic_code = models.TextField(blank=True)
    functional_code = models.TextField(blank=True)
    label_fr = models.TextField(blank=True)
    label_ar = models.TextField(blank=True)
    initial_mad = money("Credits of the voted budget.")
    special_mad = money("Special and programme authorisations (AS, AP).")
    carried_mad = money("Credits carried over from the year before.")
    transfers_in_mad = money()
    transfers_out_mad = money()
    opened_mad = money()
    commitment_credits_mad = money("Programme authorisation: ceiling of what may be committed.")
    payment_credits_mad = money("Programme authorisation: ceiling of what may be ordered this year.")
    committed_mad = money()
    endorsed_mad = money("Commitments with the accountant's visa.")
    liquidated_mad = money()
    ordered_mad = money("Payment orders with visa.")
    paid_mad = money()
    to_commit_mad = money()
    to_pay_mad = money()
    situation_on = models.DateField(null=True)
    geom = models.PointField(srid=4326, null=True)

    class Meta:
        indexes = [models.Index(fields=["territory", "fiscal_year"], name="budget_line_territory")]


class Commitment(Located):
    """A commitment (engagement) of a collectivity on one line."""

    key = models.TextField(unique=True, help_text="collectivity/year/number")
    number = models.TextField()
    fiscal_year = models.SmallIntegerField()
    kind = models.CharField(max_length=16, blank=True)
    contract_number = models.TextField(blank=True)
    supplier_ice = models.TextField(blank=True)
    nature = models.TextField(blank=True)
    line_key = models.TextField(blank=True)
    amount_mad = money()
    committed_on = models.DateField(null=True)
    endorsed_on = models.DateField(null=True)
    state = models.CharField(max_length=20, blank=True)
    rejection_reason = models.TextField(blank=True)
    geom = models.PointField(srid=4326, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["contract_number"], name="commitment_contract"),
            models.Index(fields=["line_key"], name="commitment_line"),
        ]


class Contract(Located):
    """A public contract (marché), in its last known state."""

    class State(models.TextChoices):
        PREPARING = "EN_PREPARATION", _("en préparation")
        TENDERED = "AO_LANCE", _("appel d’offres lancé")
        AWARDED = "ATTRIBUE", _("attribué")
        APPROVED = "APPROUVE", _("approuvé")
        RUNNING = "EN_COURS", _("en cours")
        SUSPENDED = "SUSPENDU", _("suspendu")
        ACCEPTED = "RECEPTION_PROV", _("réception provisoire")
        CLOSED = "RECEPTION_DEF", _("réception définitive")
        TERMINATED = "RESILIE", _("résilié")
        FAILED = "INFRUCTUEUX", _("infructueux")

    number = models.TextField(unique=True)
    subject = models.TextField(blank=True)
    owner_name = models.TextField(blank=True, help_text="Contracting authority (maître d'ouvrage).")
    procedure = models.CharField(max_length=20, blank=True, help_text="How it was awarded.")
    tender_reference = models.TextField(blank=True)
    supplier_ice = models.TextField(blank=True)
    supplier_name = models.TextField(blank=True, help_text="Company: public information.")
    consortium = models.BooleanField(null=True)
    initial_mad = money()
    amendments_mad = money()
    current_mad = money()
    amount_basis = models.CharField(max_length=3, blank=True)
    duration_days = models.IntegerField(null=True)
    approved_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    started_on = models.DateField(null=True, help_text="Service order of commencement.")
    ends_on = models.DateField(null=True, help_text="Contractual end.")
    bond_mad = money("Definitive bond.")
    retained_mad = money("Guarantee retained so far.")
    penalties_mad = money()
    state = models.CharField(max_length=16, choices=State.choices, blank=True)
    project_reference = models.TextField(blank=True)
    geom = models.PointField(srid=4326, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project_reference"], name="contract_project"),
            models.Index(fields=["ends_on"], name="contract_end"),
        ]


class Amendment(Loaded):
    """An amendment (avenant): what it adds to, or takes from, its contract."""

    key = models.TextField(unique=True, help_text="contract/number")
    contract_number = models.TextField()
    number = models.TextField()
    subject = models.TextField(blank=True)
    amount_mad = money()
    extra_days = models.IntegerField(null=True)
    approved_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contract_number"], name="amendment_contract")]


class ServiceOrder(Loaded):
    """A service order (ordre de service): it starts, stops or resumes the clock of a contract."""

    key = models.TextField(unique=True, help_text="contract/number")
    contract_number = models.TextField()
    number = models.TextField()
    kind = models.CharField(max_length=16, blank=True)
    notified_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["contract_number"], name="service_order_contract")]


class PaymentFile(Loaded):
    """A payment file (dossier de paiement): a statement of works or an invoice, from its deposit to its settlement."""

    number = models.TextField(unique=True)
    contract_number = models.TextField(blank=True)
    commitment_number = models.TextField(blank=True)
    kind = models.CharField(max_length=12, blank=True)
    period = models.TextField(blank=True)
    cumulative_works_mad = money("Gross works since the beginning of the contract.")
    guarantee_mad = money()
    penalties_mad = money()
    advances_mad = money("Advances paid back on this statement.")
    net_mad = money("Due to the supplier on this statement.")
    amount_basis = models.CharField(max_length=3, blank=True)
    deposited_on = models.DateField(null=True)
    service_done_on = models.DateField(null=True)
    liquidated_on = models.DateField(null=True)
    state = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["contract_number"], name="payment_file_contract")]


class PaymentOrder(Located):
    """A payment order (ordre de paiement). Who is paid is in PaymentOrderPayee."""

    class State(models.TextChoices):
        ISSUED = "EMIS", _("émis")
        ENDORSED = "VISE", _("visé")
        PAID = "PAYE", _("payé")
        REJECTED = "REJETE", _("rejeté")
        CANCELLED = "ANNULE", _("annulé")

    key = models.TextField(unique=True, help_text="collectivity/year/number")
    number = models.TextField()
    fiscal_year = models.SmallIntegerField()
    slip_number = models.TextField(blank=True, help_text="Bordereau d'émission.")
    commitment_number = models.TextField(blank=True)
    contract_number = models.TextField(blank=True)
    payment_file_number = models.TextField(blank=True)
    line_key = models.TextField(blank=True)
    supplier_ice = models.TextField(blank=True)
    gross_mad = money()
    withheld_mad = money()
    net_mad = money()
    issued_on = models.DateField(null=True)
    endorsed_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, blank=True)
    rejection_reason = models.TextField(blank=True)
    geom = models.PointField(srid=4326, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["contract_number"], name="payment_order_contract"),
            models.Index(fields=["payment_file_number"], name="payment_order_file"),
            models.Index(fields=["line_key"], name="payment_order_line"),
            models.Index(fields=["territory", "fiscal_year"], name="payment_order_territory"),
            models.Index(fields=["issued_on"], name="payment_order_issued"),
        ]


class PaymentOrderPayee(models.Model):
    """The account and, for a natural person, the identity paid: keyed digests, comparable and never readable."""

    payment_order = models.OneToOneField(PaymentOrder, on_delete=models.CASCADE, related_name="payee")
    account_hmac = models.CharField(max_length=64, blank=True)
    identity_hmac = models.CharField(max_length=64, blank=True)
