"""Curated indicators of equipment, housing and services, as households and dwellings report them."""

from __future__ import annotations

from layers.indicators.catalog import BAD, GOOD, NONE, Curated

_HOUSEHOLDS = "households_sedentary"


def _share(
    code: str,
    theme: str,
    direction: str,
    what_fr: str,
    what_ar: str,
    short_fr: str,
    short_ar: str,
    note_fr: str = "",
    note_ar: str = "",
) -> Curated:
    """A percentage of sedentary households: the title and the definition say so in the same words everywhere."""
    return Curated(
        code,
        theme,
        "percent",
        direction,
        f"Part des ménages {what_fr}",
        f"نسبة الأسر {what_ar}",
        short_fr,
        short_ar,
        f"Ménages sédentaires {what_fr}, rapportés à l’ensemble des ménages sédentaires. {note_fr}".strip(),
        f"الأسر المستقرة {what_ar} نسبة إلى مجموع الأسر المستقرة. {note_ar}".strip(),
        _HOUSEHOLDS,
    )


def _urban(
    code: str, theme: str, direction: str, what_fr: str, what_ar: str, short_fr: str, short_ar: str
) -> Curated:
    return Curated(
        code,
        theme,
        "percent",
        direction,
        f"Part des logements urbains {what_fr}",
        f"نسبة المساكن الحضرية {what_ar}",
        short_fr,
        short_ar,
        f"Logements urbains {what_fr}, rapportés à l’ensemble des logements urbains, occupés ou non.",
        f"المساكن الحضرية {what_ar} نسبة إلى مجموع المساكن الحضرية، المأهولة وغير المأهولة.",
        "dwellings_total",
    )


def _count(
    code: str, theme: str, unit: str, title_fr: str, title_ar: str, note_fr: str, note_ar: str
) -> Curated:
    return Curated(code, theme, unit, NONE, title_fr, title_ar, title_fr, title_ar, note_fr, note_ar, "", 0)


_WASTE_FR = "Les modalités de 2014 diffèrent : pas de comparaison entre les deux recensements."
_WASTE_AR = "تختلف فئات 2014: لا تصح المقارنة بين الإحصاءين."
_HCP_MAP_FR = "Établissements géoréférencés par le HCP lors du recensement de 2024, hors agriculture."
_HCP_MAP_AR = "المؤسسات التي حددت المندوبية السامية للتخطيط مواقعها خلال إحصاء 2024، دون الفلاحة."

DECLARED = (
    _share("amenities_running_water", "water", GOOD, "disposant de l’eau courante", "المتوفرة على الماء الجاري",
           "Eau courante", "الماء الجاري",
           "Logement raccordé à un réseau public de distribution.", "مسكن مرتبط بشبكة عمومية للتوزيع."),
    _share("amenities_electricity", "electricity", GOOD, "disposant de l’électricité", "المتوفرة على الكهرباء",
           "Électricité", "الكهرباء",
           "Réseau public, énergie solaire ou groupe électrogène.", "شبكة عمومية أو طاقة شمسية أو مولد كهربائي."),
    _share("wastewater_public_sewer", "sanitation", GOOD, "raccordés au réseau public d’assainissement",
           "المرتبطة بالشبكة العمومية للتطهير", "Réseau d’assainissement", "شبكة التطهير"),
    _share("wastewater_septic_tank", "sanitation", NONE, "utilisant une fosse septique", "التي تستعمل حفرة صحية",
           "Fosse septique", "حفرة صحية"),
    _share("wastewater_other", "sanitation", BAD, "évacuant leurs eaux usées autrement (puits perdu, nature)",
           "التي تصرف مياهها العادمة بطرق أخرى", "Autre évacuation des eaux usées", "تصريف آخر للمياه العادمة"),
    _share("household_waste_in_the_open", "waste", BAD, "jetant leurs déchets dans la nature",
           "التي ترمي نفاياتها في الطبيعة", "Déchets dans la nature", "نفايات في الطبيعة", _WASTE_FR, _WASTE_AR),
    _share("household_waste_municipal_bin", "waste", GOOD, "utilisant un bac à ordures de la commune",
           "التي تستعمل حاويات الجماعة", "Bac à ordures", "حاويات الجماعة", _WASTE_FR, _WASTE_AR),
    _share("household_waste_truck", "waste", GOOD, "desservis par un camion de collecte",
           "المستفيدة من شاحنات جمع النفايات", "Camion de collecte", "شاحنات الجمع", _WASTE_FR, _WASTE_AR),
    Curated("households_distance_to_paved_road_km", "roads", "km", BAD,
            "Distance moyenne des logements à la route goudronnée", "متوسط بعد المساكن عن الطريق المعبد",
            "Distance à la route", "البعد عن الطريق",
            "Distance réelle à parcourir du logement à la plus proche route goudronnée. Publiée surtout "
            "en milieu rural : absente pour la plupart des communes urbaines.",
            "المسافة الفعلية من المسكن إلى أقرب طريق معبد. تنشر أساسا بالوسط القروي ولا تتوفر لأغلب الجماعات الحضرية.",
            _HOUSEHOLDS),
    _share("dwelling_type_basic_or_slum", "housing", BAD, "logés en maison sommaire ou bidonville",
           "القاطنة بسكن غير لائق أو صفيح", "Habitat sommaire, bidonville", "سكن غير لائق"),
    _share("dwelling_type_moroccan_house", "housing", NONE, "logés en maison marocaine", "القاطنة بدار مغربية",
           "Maison marocaine", "دار مغربية"),
    _share("dwelling_type_apartment", "housing", NONE, "logés en appartement", "القاطنة بشقة",
           "Appartement", "شقة"),
    _share("dwelling_type_villa", "housing", NONE, "logés en villa ou étage de villa", "القاطنة بفيلا أو طابق فيلا",
           "Villa", "فيلا"),
    _share("dwelling_type_rural", "housing", NONE, "occupant un logement rural", "القاطنة بسكن قروي",
           "Logement rural", "سكن قروي"),
    _share("occupancy_owner", "housing", NONE, "propriétaires de leur logement", "المالكة لمسكنها",
           "Propriétaires", "المالكون"),
    _share("occupancy_tenant", "housing", NONE, "locataires", "المكترية لمسكنها", "Locataires", "المكترون"),
    _share("dwelling_age_50_plus", "housing", NONE, "occupant un logement de 50 ans ou plus",
           "القاطنة بمسكن عمره 50 سنة فأكثر", "Logements de 50 ans et plus", "مساكن 50 سنة فأكثر"),
    Curated("households_people_per_room", "housing", "per_room", BAD,
            "Nombre moyen de personnes par pièce d’habitation", "متوسط عدد الأفراد في الغرفة",
            "Personnes par pièce", "أفراد في الغرفة",
            "Population sédentaire rapportée au nombre de pièces d’habitation.",
            "السكان المستقرون نسبة إلى عدد غرف السكن."),
    Curated("dwellings_deficit_rate", "housing", "percent", BAD,
            "Taux de déficit quantitatif en logement urbain", "نسبة العجز الكمي في السكن الحضري",
            "Déficit en logement", "العجز السكني",
            "Ménages en logement précaire et ménages en surnombre, rapportés aux logements "
            "salubres : peut dépasser 100 %.",
            "الأسر القاطنة بسكن غير لائق والأسر الزائدة نسبة إلى المساكن اللائقة: قد تتجاوز 100 %."),
    _urban("networks_water", "water", GOOD, "raccordés au réseau public d’eau", "المرتبطة بالشبكة العمومية للماء",
           "Réseau d’eau (logements urbains)", "شبكة الماء (حضري)"),
    _urban("networks_electricity", "electricity", GOOD, "raccordés au réseau public d’électricité",
           "المرتبطة بالشبكة العمومية للكهرباء", "Réseau électrique (logements urbains)", "شبكة الكهرباء (حضري)"),
    _urban("networks_sewerage", "sanitation", GOOD, "raccordés au réseau public d’assainissement",
           "المرتبطة بالشبكة العمومية للتطهير", "Réseau d’assainissement (logements urbains)", "شبكة التطهير (حضري)"),
    _urban("occupancy_vacant", "housing", NONE, "vacants", "الشاغرة", "Logements vacants", "مساكن شاغرة"),
    _share("amenities_kitchen", "comfort", GOOD, "disposant d’une cuisine", "المتوفرة على مطبخ", "Cuisine", "مطبخ"),
    _share("amenities_toilet", "comfort", GOOD, "disposant de W.-C.", "المتوفرة على مرحاض", "W.-C.", "مرحاض"),
    _share("amenities_bathroom", "comfort", GOOD, "disposant d’une salle d’eau", "المتوفرة على حمام",
           "Salle d’eau", "حمام"),
    _share("cooking_fuel_gas", "comfort", GOOD, "cuisinant au gaz", "التي تطبخ بالغاز", "Cuisson au gaz",
    "الطبخ بالغاز"),
    _share("cooking_fuel_firewood", "comfort", BAD, "cuisinant au bois", "التي تطبخ بالحطب",
           "Cuisson au bois", "الطبخ بالحطب"),
    _share("equipment_internet", "digital", GOOD, "disposant d’Internet", "المتوفرة على الإنترنت",
           "Internet (2014)", "الإنترنت (2014)", "Publié en 2014 seulement.", "نشر سنة 2014 فقط."),
    _share("equipment_mobile_phone", "digital", GOOD, "disposant d’un téléphone portable", "المتوفرة على هاتف محمول",
           "Téléphone portable (2014)", "الهاتف المحمول (2014)", "Publié en 2014 seulement.", "نشر سنة 2014 فقط."),
    _count("establishments_public_services", "public_services", "count", "Établissements de services publics",
           "مؤسسات الخدمات العمومية", f"{_HCP_MAP_FR} Des lieux, pas des écoles ni des centres de santé.",
           f"{_HCP_MAP_AR} أماكن وليست مدارس أو مراكز صحية."),
    _count("establishments_non_profit", "public_services", "count", "Établissements à but non lucratif",
           "مؤسسات غير هادفة للربح", f"{_HCP_MAP_FR} Associations en locaux propres.",
           f"{_HCP_MAP_AR} جمعيات بمقرات مستقلة."),
    _count("establishments_weekly_souks", "public_services", "count", "Souks hebdomadaires actifs",
           "أسواق أسبوعية نشيطة", "Marchés d’un jour de la semaine recensés en 2024.",
           "أسواق يوم من الأسبوع حسب إحصاء 2024."),
    _count("establishments_business", "activity", "count", "Établissements à but lucratif", "مؤسسات هادفة للربح",
           _HCP_MAP_FR, _HCP_MAP_AR),
    _count("establishments_jobs", "activity", "jobs", "Emplois permanents des établissements",
           "مناصب الشغل الدائمة بالمؤسسات", f"{_HCP_MAP_FR} Emplois permanents du secteur lucratif.",
           f"{_HCP_MAP_AR} مناصب دائمة بالقطاع الهادف للربح."),
    _count("dwellings_total", "housing", "dwellings", "Logements urbains", "المساكن الحضرية",
           "Parc de logements du milieu urbain, occupés ou non.",
           "حظيرة المساكن بالوسط الحضري، مأهولة أو غير مأهولة."),
)  # fmt: skip
