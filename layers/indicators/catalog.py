"""The curated indicators: declared once here (and in `equipment`, `people`), read by the loader, the API, the boards.

Every other column of the census is stored too, under the title of the package's own dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass

GOOD, BAD, NONE = "good", "bad", "none"
# Added up over territories; any other unit is a rate or a mean, which only its denominator may weight.
ADDITIVE = frozenset({"people", "households", "dwellings", "count", "jobs"})


@dataclass(frozen=True)
class Label:
    slug: str
    fr: str
    ar: str

    def text(self, language: str) -> str:
        return self.ar if language == "ar" else self.fr


THEMES = {
    label.slug: label
    for label in (
        Label("population", "Population et ménages", "السكان والأسر"),
        Label("water", "Eau potable", "الماء الصالح للشرب"),
        Label("electricity", "Électricité", "الكهرباء"),
        Label("sanitation", "Assainissement liquide", "التطهير السائل"),
        Label("waste", "Déchets ménagers", "النفايات المنزلية"),
        Label("roads", "Routes et accès", "الطرق والولوج"),
        Label("housing", "Habitat", "السكن"),
        Label("comfort", "Confort et énergie du logement", "تجهيزات المسكن والطاقة"),
        Label("education", "Éducation", "التعليم"),
        Label("health", "Santé et handicap", "الصحة والإعاقة"),
        Label("activity", "Activité et emploi", "النشاط والتشغيل"),
        Label("public_services", "Services et établissements", "المرافق والمؤسسات"),
        Label("mobility", "Déplacements", "التنقلات"),
        Label("digital", "Numérique et équipement", "الرقمنة والتجهيز المنزلي"),
        Label("languages", "Langues", "اللغات"),
        Label("environment", "Environnement et climat", "البيئة والمناخ"),
    )
}

UNITS = {
    label.slug: label
    for label in (
        Label("percent", "%", "%"),
        Label("points", "points", "نقطة"),
        Label("percent_change", "% d’évolution", "% تطور"),
        Label("people", "habitants", "نسمة"),
        Label("households", "ménages", "أسرة"),
        Label("people_per_household", "personnes par ménage", "فرد لكل أسرة"),
        Label("per_room", "personnes par pièce", "فرد لكل غرفة"),
        Label("children", "enfants par femme", "طفل لكل امرأة"),
        Label("years", "ans", "سنة"),
        Label("km", "km", "كلم"),
        Label("dwellings", "logements", "مسكن"),
        Label("count", "unités", "وحدة"),
        Label("jobs", "emplois", "منصب شغل"),
        Label("per_1000", "pour 1 000 habitants", "لكل 1000 نسمة"),
        Label("per_10000", "pour 10 000 habitants", "لكل 10000 نسمة"),
        Label("jobs_per_1000", "emplois pour 1 000 habitants", "منصب شغل لكل 1000 نسمة"),
        Label("people_per_dwelling", "personnes par logement", "فرد لكل مسكن"),
        Label("ratio", "rapport", "نسبة"),
        Label("index_100", "sur 100", "من 100"),
    )
}

# What HCP changed between the censuses although the column kept its name.
NOT_COMPARABLE_PREFIXES = ("household_waste_", "schooling_")
# 2014 publishes no sedentary households nor the population of ten and over beside its rates.
DENOMINATOR_2014 = {
    "households_sedentary": "households_count",
    "illiteracy_population_10_plus": "diploma_population_10_plus",
}


@dataclass(frozen=True)
class Curated:
    """`denominator`: the indicator that weights this one in a roll-up; empty means no roll-up unless additive."""

    code: str
    theme: str
    unit: str
    direction: str
    title_fr: str
    title_ar: str
    short_fr: str
    short_ar: str
    definition_fr: str
    definition_ar: str
    denominator: str = ""
    decimals: int = 1


def curated() -> dict[str, Curated]:
    """By code, in the order of the catalogue: theme by theme, most asked first."""
    from layers.indicators import equipment, people

    declared = (*equipment.DECLARED, *people.DECLARED)
    order = {slug: position for position, slug in enumerate(THEMES)}
    return {item.code: item for item in sorted(declared, key=lambda item: order[item.theme])}
