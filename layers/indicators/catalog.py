"""The curated indicators: titles, unit, theme, judgement, denominator, comparability. One row each, read by all.

Names are the census's own column names. `weight` is the indicator whose figure is the rate's denominator (a roll-up
needs it). `comparable`: 2014 and 2024 measure the same thing (HCP's definitions; waste and schooling changed).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    slug: str
    title_fr: str
    title_ar: str


@dataclass(frozen=True)
class Unit:
    slug: str
    label_fr: str
    label_ar: str
    decimals: int = 1


@dataclass(frozen=True)
class Definition:
    code: str
    theme: str
    short_fr: str
    short_ar: str
    title_fr: str
    title_ar: str
    unit: str = "percent_households"
    direction: str = "good"
    weight: str = "households_sedentary"
    comparable: bool = True


THEMES = (
    Theme("population", "Population", "السكان"),
    Theme("water", "Eau et assainissement", "الماء والتطهير"),
    Theme("electricity", "Électricité et énergie", "الكهرباء والطاقة"),
    Theme("waste", "Déchets", "النفايات"),
    Theme("roads", "Routes", "الطرق"),
    Theme("housing", "Logement", "السكن"),
    Theme("education", "Éducation", "التعليم"),
    Theme("activity", "Activité et emploi", "النشاط والشغل"),
    Theme("health", "Santé", "الصحة"),
    Theme("public_services", "Établissements et services", "المؤسسات والخدمات"),
    Theme("other", "Autres colonnes du recensement", "أعمدة أخرى من الإحصاء"),
)

UNITS = (
    Unit("percent_households", "% des ménages", "% من الأسر"),
    Unit("percent_people", "% de la population", "% من السكان"),
    Unit("percent_active", "% des actifs", "% من النشيطين"),
    Unit("percent", "%", "%"),
    Unit("people", "habitants", "نسمة", 0),
    Unit("households", "ménages", "أسرة", 0),
    Unit("persons_per_household", "personnes par ménage", "أفراد لكل أسرة"),
    Unit("people_per_room", "personnes par pièce", "أفراد لكل غرفة"),
    Unit("km", "km", "كم"),
    Unit("years", "ans", "سنة"),
    Unit("children", "enfants par femme", "أطفال لكل امرأة", 2),
    Unit("establishments", "établissements", "مؤسسة", 0),
    Unit("jobs", "emplois", "منصب شغل", 0),
    Unit("dwellings", "logements", "مسكن", 0),
    Unit("count", "nombre", "عدد", 0),
)

D = Definition
_PEOPLE = "population_municipal"

DEFINITIONS = (
    D("population_legal", "population", "Population légale", "السكان القانونيون",
      "Population légale", "عدد السكان القانونيين", "people", "none", ""),
    D("population_municipal", "population", "Population municipale", "السكان البلديون",
      "Population municipale", "عدد السكان البلديين", "people", "none", ""),
    D("households_count", "population", "Ménages", "الأسر",
      "Nombre de ménages", "عدد الأسر", "households", "none", ""),
    D("households_average_size", "population", "Taille des ménages", "حجم الأسر",
      "Taille moyenne des ménages", "متوسط حجم الأسر", "persons_per_household", "none", "households_count"),
    D("age_0_4", "population", "Moins de 5 ans", "أقل من 5 سنوات",
      "Population âgée de 0 à 4 ans", "السكان من 0 إلى 4 سنوات", "percent_people", "none", _PEOPLE),
    D("age_75_plus", "population", "75 ans et plus", "75 سنة فأكثر",
      "Population âgée de 75 ans et plus", "السكان البالغون 75 سنة فأكثر", "percent_people", "none", _PEOPLE),
    D("fertility_total_fertility_rate", "population", "Fécondité", "الخصوبة",
      "Indice synthétique de fécondité", "المؤشر التركيبي للخصوبة", "children", "none", ""),
    D("marital_status_singulate_mean_age_at_marriage", "population", "Âge au mariage", "السن عند الزواج",
      "Âge moyen au premier mariage", "متوسط السن عند الزواج الأول", "years", "none", ""),
    D("amenities_running_water", "water", "Eau courante", "الماء الجاري",
      "Ménages ayant l’eau courante", "الأسر المتوفرة على الماء الجاري"),
    D("wastewater_public_sewer", "water", "Réseau public d’égouts", "شبكة التطهير العمومية",
      "Ménages raccordés au réseau public d’assainissement", "الأسر المرتبطة بشبكة التطهير العمومية"),
    D("wastewater_septic_tank", "water", "Fosse septique", "حفرة صحية",
      "Ménages évacuant les eaux usées en fosse septique", "الأسر التي تصرف المياه في حفرة صحية",
      direction="none"),
    D("wastewater_other", "water", "Autre évacuation", "طرق تصريف أخرى",
      "Ménages évacuant les eaux usées autrement", "الأسر التي تصرف المياه بطرق أخرى", direction="bad"),
    D("amenities_electricity", "electricity", "Électricité", "الكهرباء",
      "Ménages ayant l’électricité", "الأسر المتوفرة على الكهرباء"),
    D("cooking_fuel_gas", "electricity", "Cuisson au gaz", "الطبخ بالغاز",
      "Ménages cuisinant au gaz", "الأسر التي تطبخ بالغاز"),
    D("cooking_fuel_firewood", "electricity", "Cuisson au bois", "الطبخ بالحطب",
      "Ménages cuisinant au bois", "الأسر التي تطبخ بالحطب", direction="bad"),
    D("household_waste_municipal_bin", "waste", "Bac communal", "حاوية جماعية",
      "Ménages déposant les déchets dans un bac communal", "الأسر التي تضع النفايات في حاوية جماعية",
      comparable=False),
    D("household_waste_truck", "waste", "Camion communal", "شاحنة جماعية",
      "Ménages dont les déchets sont pris par camion", "الأسر التي تجمع نفاياتها شاحنة", comparable=False),
    D("household_waste_in_the_open", "waste", "Déchets dans la nature", "رمي في الطبيعة",
      "Ménages jetant les déchets dans la nature", "الأسر التي ترمي النفايات في الطبيعة",
      direction="bad", comparable=False),
    D("households_distance_to_paved_road_km", "roads", "Route goudronnée, distance", "بعد الطريق المعبدة",
      "Distance moyenne des ménages à la route goudronnée", "متوسط بعد الأسر عن طريق معبدة", "km", "bad"),
    D("dwelling_type_villa", "housing", "Villa", "فيلا", "Ménages logés en villa", "الأسر القاطنة بفيلا",
      direction="none"),
    D("dwelling_type_apartment", "housing", "Appartement", "شقة",
      "Ménages logés en appartement", "الأسر القاطنة بشقة", direction="none"),
    D("dwelling_type_moroccan_house", "housing", "Maison marocaine", "دار مغربية",
      "Ménages logés en maison marocaine", "الأسر القاطنة بدار مغربية", direction="none"),
    D("dwelling_type_basic_or_slum", "housing", "Habitat sommaire", "سكن بدائي",
      "Ménages logés en habitat sommaire ou bidonville", "الأسر القاطنة بسكن بدائي أو صفيحي", direction="bad"),
    D("dwelling_type_rural", "housing", "Logement de type rural", "سكن قروي",
      "Ménages logés en habitation de type rural", "الأسر القاطنة بسكن من نوع قروي", direction="none"),
    D("households_people_per_room", "housing", "Personnes par pièce", "أفراد لكل غرفة",
      "Nombre moyen de personnes par pièce", "متوسط عدد الأفراد لكل غرفة", "people_per_room", "bad"),
    D("occupancy_owner", "housing", "Propriétaires", "مالكون",
      "Ménages propriétaires de leur logement", "الأسر المالكة لمسكنها", direction="none"),
    D("amenities_kitchen", "housing", "Cuisine", "مطبخ",
      "Ménages ayant une cuisine", "الأسر المتوفرة على مطبخ"),
    D("amenities_toilet", "housing", "Toilettes", "مرحاض",
      "Ménages ayant des toilettes", "الأسر المتوفرة على مرحاض"),
    D("amenities_bathroom", "housing", "Salle de bain", "حمام",
      "Ménages ayant une salle de bain", "الأسر المتوفرة على حمام"),
    D("dwelling_age_under_10", "housing", "Logements récents", "مساكن حديثة",
      "Ménages logés dans un bâti de moins de 10 ans", "الأسر القاطنة ببناء أقل من 10 سنوات", direction="none"),
    D("dwelling_age_50_plus", "housing", "Logements anciens", "مساكن قديمة",
      "Ménages logés dans un bâti de 50 ans et plus", "الأسر القاطنة ببناء 50 سنة فأكثر", direction="none"),
    D("dwellings_total", "housing", "Logements urbains", "المساكن الحضرية",
      "Parc de logements urbains", "حظيرة المساكن الحضرية", "dwellings", "none", "", comparable=False),
    D("type_slum", "housing", "Bidonvilles urbains", "صفيح حضري",
      "Logements urbains de type bidonville", "المساكن الحضرية الصفيحية", "percent", "bad", "dwellings_total",
      comparable=False),
    D("illiteracy_rate_10_plus", "education", "Analphabétisme, 10 ans et plus", "الأمية، 10 سنوات فأكثر",
      "Taux d’analphabétisme des 10 ans et plus", "معدل الأمية لدى 10 سنوات فأكثر", "percent_people", "bad",
      "illiteracy_population_10_plus"),
    D("illiteracy_rate_15_plus", "education", "Analphabétisme, 15 ans et plus", "الأمية، 15 سنة فأكثر",
      "Taux d’analphabétisme des 15 ans et plus", "معدل الأمية لدى 15 سنة فأكثر", "percent_people", "bad",
      "illiteracy_population_15_plus", comparable=False),
    D("schooling_rate_6_to_11", "education", "Scolarisation, 6 à 11 ans", "التمدرس، 6-11 سنة",
      "Taux de scolarisation des 6 à 11 ans", "معدل تمدرس الأطفال من 6 إلى 11 سنة", "percent_people", "good",
      "", comparable=False),
    D("education_none", "education", "Sans niveau d’instruction", "بدون مستوى دراسي",
      "Population sans niveau d’instruction", "السكان بدون مستوى دراسي", "percent_people", "bad", _PEOPLE),
    D("education_primary", "education", "Niveau primaire", "مستوى ابتدائي",
      "Population de niveau primaire", "السكان ذوو المستوى الابتدائي", "percent_people", "none", _PEOPLE),
    D("education_higher", "education", "Niveau supérieur", "مستوى عال",
      "Population de niveau supérieur", "السكان ذوو المستوى العالي", "percent_people", "good", _PEOPLE),
    D("labour_activity_rate", "activity", "Taux d’activité", "معدل النشاط",
      "Taux d’activité des 15 ans et plus", "معدل نشاط 15 سنة فأكثر", "percent_people", "good", ""),
    D("labour_unemployment_rate", "activity", "Chômage", "البطالة",
      "Taux de chômage", "معدل البطالة", "percent_active", "bad", ""),
    D("disability_prevalence", "health", "Handicap", "الإعاقة",
      "Prévalence du handicap", "نسبة انتشار الإعاقة", "percent_people", "none", _PEOPLE),
    D("establishments_total", "public_services", "Établissements", "المؤسسات",
      "Établissements recensés", "المؤسسات المحصاة", "establishments", "none", "", comparable=False),
    D("establishments_public_services", "public_services", "Services publics", "المرافق العمومية",
      "Établissements de services publics (nombre de lieux)", "مؤسسات الخدمات العمومية (عدد الأماكن)",
      "establishments", "none", "", comparable=False),
    D("establishments_non_profit", "public_services", "Associations", "الجمعيات",
      "Établissements à but non lucratif", "المؤسسات غير الربحية", "establishments", "none", "",
      comparable=False),
    D("establishments_weekly_souks", "public_services", "Souks hebdomadaires", "الأسواق الأسبوعية",
      "Souks hebdomadaires", "الأسواق الأسبوعية", "establishments", "none", "", comparable=False),
    D("establishments_business", "public_services", "Établissements économiques", "المؤسسات الاقتصادية",
      "Établissements à but lucratif", "المؤسسات الربحية", "establishments", "none", "", comparable=False),
    D("establishments_jobs", "public_services", "Emplois", "مناصب الشغل",
      "Emplois des établissements à but lucratif", "مناصب الشغل بالمؤسسات الربحية", "jobs", "none", "",
      comparable=False),
)  # fmt: skip


def by_code() -> dict[str, Definition]:
    return {definition.code: definition for definition in DEFINITIONS}


def themes() -> dict[str, Theme]:
    return {theme.slug: theme for theme in THEMES}


def units() -> dict[str, Unit]:
    return {unit.slug: unit for unit in UNITS}
