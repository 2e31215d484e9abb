"""What the states of files are called, beside the catalogue that declares them; codes are those of the sources."""

from django.utils.translation import gettext_lazy as _

PERMIT_STATES = (
    ("BROUILLON", _("brouillon")),
    ("DEPOSE", _("déposé")),
    ("INCOMPLET", _("incomplet")),
    ("RECEVABLE", _("recevable")),
    ("DISPATCHE", _("envoyé aux membres")),
    ("EN_COMMISSION", _("en commission")),
    ("AVIS_FAVORABLE", _("avis favorable")),
    ("FAVORABLE_AVEC_RESERVES", _("favorable avec réserves")),
    ("AJOURNE", _("ajourné")),
    ("DEFAVORABLE", _("avis défavorable")),
    ("RETOUR_PETITIONNAIRE", _("retourné au pétitionnaire")),
    ("ATTENTE_PAIEMENT", _("en attente de paiement")),
    ("SIGNATURE", _("à la signature")),
    ("DELIVRE", _("délivré")),
    ("REFUSE", _("refusé")),
    ("ANNULE", _("annulé")),
    ("PERIME", _("périmé")),
    ("SANS_SUITE", _("sans suite")),
    ("OUVERTURE_CHANTIER", _("chantier ouvert")),
    ("DECLARATION_ACHEVEMENT", _("achèvement déclaré")),
    ("PV_RECOLEMENT", _("récolement fait")),
)
COMPLAINT_STATES = (
    ("DEPOSEE", _("déposée")),
    ("ACCUSEE", _("accusée")),
    ("INCOMPLETE", _("incomplète")),
    ("AFFECTEE", _("affectée")),
    ("EN_TRAITEMENT", _("en traitement")),
    ("TRANSFEREE", _("transférée")),
    ("REPONDUE", _("répondue")),
    ("SATISFAIT", _("satisfaite")),
    ("CONTESTEE", _("contestée")),
    ("REOUVERTE", _("rouverte")),
    ("CLOTUREE", _("clôturée")),
    ("IRRECEVABLE", _("irrecevable")),
)
