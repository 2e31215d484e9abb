"""Documents obey the rule of layers: read by grants that cover the place of what they belong to. No map draws them."""

from __future__ import annotations

from layers.access import Viewer
from layers.layer import Field, Layer, Sensitivity, Style
from layers.models import Document
from layers.query import LayerQuery

FIELDS = (
    Field("uuid", "Identifiant", "المعرف", "code", column="r.id::text"),
    Field("subject_kind", "Rattachement", "الارتباط", "code"),
    Field("subject", "Rattaché à", "مرتبط بـ", "code"),
    Field("subject_fr", "Intitulé du rattachement", "اسم الارتباط بالفرنسية"),
    Field("subject_ar", "Intitulé du rattachement en arabe", "اسم الارتباط"),
    Field("kind", "Classement", "التصنيف", "code"),
    Field("title_fr", "Titre", "العنوان بالفرنسية"),
    Field("title_ar", "Titre en arabe", "العنوان"),
    Field("reference", "Référence", "المرجع", "code"),
    Field("dated_on", "Date du document", "تاريخ الوثيقة", "date"),
    Field("office", "Déposé par", "المودع"),
    Field("field_report_id", "Situation", "الوضعية", "integer"),
    Field("version", "Version", "النسخة", "integer"),
    Field("name", "Fichier", "الملف"),
    Field("media_type", "Type", "النوع", "code"),
    Field("size", "Taille", "الحجم", "integer", unit="o"),
    Field("sha256", "Empreinte", "البصمة", "code"),
    Field("reading", "Lecture", "القراءة", "code"),
    Field("handed_in_at", "Déposé le", "تاريخ الإيداع", "date"),
    Field("fictitious", "Donnée fictive", "معطى تجريبي", "boolean"),
)

DOCUMENTS = Layer(
    slug="documents",
    model=Document,
    title_fr="Documents",
    title_ar="الوثائق",
    theme="projects",
    sensitivity=Sensitivity.INTERNAL,
    fields=FIELDS,
    style=Style("point"),
    source_fr="Documents déposés",
    source_ar="وثائق مودعة",
    licence="Usage interne à l’administration",
    geometry="null::geometry(Point, 4326)",
    lies="false",
    relation_file="documents/relation.sql",
    fictitious_column="r.fictitious",
    partners_of="case when r.subject_kind = 'project' then r.subject end",
    label=("title_{lang}", "title_fr", "name"),
)


def documents(viewer: Viewer) -> LayerQuery:
    """Every document the viewer may read. LoginNeeded or Forbidden when there can be none."""
    return LayerQuery.of(DOCUMENTS, viewer)
