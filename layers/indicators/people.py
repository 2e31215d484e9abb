"""Curated indicators of people: population, schooling, health, activity, mobility."""

from __future__ import annotations

from layers.indicators.catalog import BAD, GOOD, NONE, Curated

_OVER_10, _OVER_15 = "illiteracy_population_10_plus", "illiteracy_population_15_plus"
_STATUS = (
    "En 2024 parmi les actifs occupés ; en 2014 aussi parmi les chômeurs ayant déjà travaillé : non comparable.",
    "سنة 2024 ضمن المشتغلين، وسنة 2014 أيضا ضمن العاطلين الذين سبق لهم العمل: غير قابل للمقارنة.",
)


def _rate(
    code: str,
    theme: str,
    direction: str,
    title: tuple[str, str],
    short: tuple[str, str],
    definition: tuple[str, str],
    denominator: str,
) -> Curated:
    return Curated(code, theme, "percent", direction, *title, *short, *definition, denominator)


def _size(code: str, unit: str, title: tuple[str, str], definition: tuple[str, str]) -> Curated:
    return Curated(code, "population", unit, NONE, *title, *title, *definition, "", 0)


def _level(code: str, direction: str, fr: str, ar: str) -> Curated:
    return _rate(
        code,
        "education",
        direction,
        (f"Niveau d’études : {fr}", f"المستوى الدراسي: {ar}"),
        (f"Niveau {fr}", f"مستوى {ar}"),
        (
            "Part de la population selon le niveau atteint dans l’enseignement général.",
            "نسبة السكان حسب المستوى المحصل في التعليم العام.",
        ),
        "population_municipal",
    )


def _way(code: str, fr: str, ar: str) -> Curated:
    return _rate(
        code,
        "mobility",
        NONE,
        (f"Actifs occupés se rendant au travail {fr}", f"المشتغلون المتنقلون إلى العمل {ar}"),
        (f"Au travail {fr}", f"إلى العمل {ar}"),
        (
            f"Actifs occupés de 15 ans et plus se rendant au travail {fr}, rapportés à l’ensemble des actifs occupés.",
            f"المشتغلون البالغون 15 سنة فأكثر المتنقلون إلى العمل {ar} نسبة إلى مجموع المشتغلين.",
        ),
        "commute_employed",
    )


DECLARED = (
    _size("population_legal", "people", ("Population légale", "السكان القانونيون"),
          ("Population municipale et population comptée à part.", "السكان البلديون والسكان المحسوبون على حدة.")),
    _size("population_municipal", "people", ("Population municipale", "السكان البلديون"),
          ("Personnes sédentaires, nomades et sans-abri, hors population comptée à part.",
           "الأشخاص المستقرون والرحل ومن لا مأوى لهم، دون السكان المحسوبين على حدة.")),
    _size("households_count", "households", ("Ménages", "الأسر"),
          ("Ménages sédentaires, nomades et sans-abri.", "الأسر المستقرة والرحل ومن لا مأوى لها.")),
    _size("households_sedentary", "households", ("Ménages sédentaires", "الأسر المستقرة"),
          ("Ménages résidant habituellement dans un logement.", "الأسر المقيمة عادة في مسكن.")),
    Curated("households_average_size", "population", "people_per_household", NONE,
            "Taille moyenne des ménages", "متوسط حجم الأسر", "Taille des ménages", "حجم الأسر",
            "Nombre moyen de personnes par ménage.", "متوسط عدد الأفراد في الأسرة.", "households_count"),
    Curated("fertility_total_fertility_rate", "population", "children", NONE,
            "Indicateur conjoncturel de fécondité", "المؤشر التركيبي للخصوبة", "Fécondité", "الخصوبة",
            "Nombre moyen d’enfants qu’aurait une femme aux conditions de fécondité de l’année.",
            "متوسط عدد الأطفال الذي قد تنجبه امرأة وفق ظروف الخصوبة الحالية.", "", 2),
    Curated("marital_status_singulate_mean_age_at_marriage", "population", "years", NONE,
            "Âge moyen singulier au mariage", "متوسط السن عند الزواج الأول", "Âge au mariage", "سن الزواج",
            "Durée moyenne de célibat des personnes mariées avant 55 ans.",
            "متوسط مدة العزوبة لدى المتزوجين قبل 55 سنة."),
    _rate("illiteracy_rate_10_plus", "education", BAD,
          ("Taux d’analphabétisme des 10 ans et plus", "نسبة الأمية لدى البالغين 10 سنوات فأكثر"),
          ("Analphabétisme (10 ans et plus)", "الأمية (10 سنوات فأكثر)"),
          ("Personnes de 10 ans et plus ne sachant ni lire ni écrire, rapportées à la population du même âge.",
           "الأشخاص البالغون 10 سنوات فأكثر الذين لا يعرفون القراءة والكتابة نسبة إلى السكان من نفس السن."), _OVER_10),
    _rate("illiteracy_rate_15_plus", "education", BAD,
          ("Taux d’analphabétisme des 15 ans et plus", "نسبة الأمية لدى البالغين 15 سنة فأكثر"),
          ("Analphabétisme (15 ans et plus)", "الأمية (15 سنة فأكثر)"),
          ("Personnes de 15 ans et plus ne sachant ni lire ni écrire, rapportées à la population du même âge.",
           "الأشخاص البالغون 15 سنة فأكثر الذين لا يعرفون القراءة والكتابة نسبة إلى السكان من نفس السن."), _OVER_15),
    _rate("schooling_rate_6_to_11", "education", GOOD,
          ("Taux de scolarisation des 6-11 ans", "نسبة تمدرس الأطفال 6-11 سنة"),
          ("Scolarisation 6-11 ans", "تمدرس 6-11 سنة"),
          ("Enfants de 6 à 11 ans scolarisés en 2023/2024. Le taux de 2014 porte sur les 7-12 ans : non comparable.",
           "الأطفال من 6 إلى 11 سنة المتمدرسون في 2023/2024. معدل 2014 يهم 7-12 سنة: غير قابل للمقارنة."),
          "schooling_population_7_to_12"),
    _rate("schooling_rate_7_to_12", "education", GOOD,
          ("Taux de scolarisation des 7-12 ans (2014)", "نسبة تمدرس الأطفال 7-12 سنة (2014)"),
          ("Scolarisation 7-12 ans (2014)", "تمدرس 7-12 سنة (2014)"),
          ("Enfants de 7 à 12 ans scolarisés, au recensement de 2014.",
           "الأطفال من 7 إلى 12 سنة المتمدرسون حسب إحصاء 2014."),
          ""),
    _level("education_none", BAD, "aucun", "بدون"),
    _level("education_primary", NONE, "primaire", "ابتدائي"),
    _level("education_upper_secondary", NONE, "secondaire qualifiant", "ثانوي تأهيلي"),
    _level("education_higher", GOOD, "supérieur", "عالي"),
    _rate("disability_prevalence", "health", BAD,
          ("Taux de prévalence du handicap", "نسبة انتشار الإعاقة"), ("Handicap", "الإعاقة"),
          ("Personnes en situation de handicap, rapportées à la population.",
           "الأشخاص في وضعية إعاقة نسبة إلى السكان."),
          "population_municipal"),
    _rate("labour_activity_rate", "activity", GOOD,
          ("Taux d’activité des 15 ans et plus", "معدل نشاط البالغين 15 سنة فأكثر"), ("Activité", "معدل النشاط"),
          ("Population active de 15 ans et plus, rapportée à la population du même âge.",
           "السكان النشيطون البالغون 15 سنة فأكثر نسبة إلى السكان من نفس السن."), "labour_population_15_plus"),
    _rate("labour_unemployment_rate", "activity", BAD,
          ("Taux de chômage", "معدل البطالة"), ("Chômage", "البطالة"),
          ("Chômeurs rapportés à la population active.", "العاطلون نسبة إلى السكان النشيطين."), "labour_active"),
    _rate("employment_status_public_sector", "activity", NONE,
          ("Salariés du secteur public parmi les actifs occupés", "أجراء القطاع العام ضمن المشتغلين"),
          ("Secteur public", "القطاع العام"),
          _STATUS, "labour_employed"),
    _rate("employment_status_self_employed", "activity", NONE,
          ("Indépendants parmi les actifs occupés", "المستقلون ضمن المشتغلين"), ("Indépendants", "المستقلون"),
          _STATUS, "labour_employed"),
    _way("commute_walking", "à pied", "مشيا"),
    _way("commute_private_car", "en voiture privée", "بالسيارة الخاصة"),
    _way("commute_bus", "en bus", "بالحافلة"),
)  # fmt: skip
