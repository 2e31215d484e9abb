"""The catalogue as DCAT-AP in JSON-LD: what a national or European portal harvests."""

from __future__ import annotations

from typing import Any

from geo_platform.portal.open_data.datasets import Dataset, Distribution
from geo_platform.portal.open_data.operator import Operator

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "adms": "http://www.w3.org/ns/adms#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES = {
    "fr": "http://publications.europa.eu/resource/authority/language/FRA",
    "ar": "http://publications.europa.eu/resource/authority/language/ARA",
}
_COUNTRY = "http://publications.europa.eu/resource/authority/country/MAR"
_MEDIA = "https://www.iana.org/assignments/media-types/"


def catalogue(found: dict[str, list[Dataset]], base: str, operator: Operator) -> dict[str, Any]:
    """`found`: language → the same datasets in that language. `base`: the site's address, without a slash."""
    publisher = {
        "@id": f"{base}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": [_text(operator.name_fr, "fr"), _text(operator.name_ar, "ar")],
    }
    by_slug = {language: {one.slug: one for one in listed} for language, listed in found.items()}
    nodes = [_dataset(one, by_slug["ar"][one.slug], base, operator) for one in found["fr"]]
    return {
        "@context": CONTEXT,
        "@id": f"{base}/open-data/",
        "@type": "dcat:Catalog",
        "dct:title": _both("Données ouvertes de la plateforme territoriale", "المعطيات المفتوحة للمنصة الترابية"),
        "dct:description": [
            _text("Territoires, recensements, équipements, comptes masqués et déploiement.", "fr"),
            _text("المجالات الترابية والإحصاءات والمرافق والأعداد المحجوبة وتعميم الأوراش.", "ar"),
        ],
        "dct:publisher": publisher,
        "dct:language": [{"@id": one, "@type": "dct:LinguisticSystem"} for one in _LANGUAGES.values()],
        "dct:spatial": {"@id": _COUNTRY, "@type": "dct:Location"},
        "foaf:homepage": {"@id": f"{base}/", "@type": "foaf:Document"},
        "dcat:dataset": nodes,
    }  # fmt: skip


def _text(value: str, language: str) -> dict[str, str]:
    return {"@value": value, "@language": language}


def _both(fr: str, ar: str) -> list[dict[str, str]]:
    return [_text(fr, "fr"), _text(ar, "ar")]


def _dataset(fr: Dataset, ar: Dataset, base: str, operator: Operator) -> dict[str, Any]:
    page = f"{base}/open-data/{fr.slug}/"
    found: dict[str, Any] = {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": fr.slug,
        "dct:title": _both(fr.title, ar.title),
        "dct:description": _both(fr.description, ar.description),
        "dct:publisher": {"@id": f"{base}/#publisher"},
        "dcat:contactPoint": _contact(base, operator),
        "dcat:keyword": _both(fr.theme, ar.theme),
        "dcat:landingPage": {"@id": page, "@type": "foaf:Document"},
        "dct:spatial": {"@id": _COUNTRY, "@type": "dct:Location"},
        "dct:language": [{"@id": one, "@type": "dct:LinguisticSystem"} for one in _LANGUAGES.values()],
        "dct:temporal": {"@type": "dct:PeriodOfTime", "rdfs:label": _both(fr.vintage, ar.vintage)},
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _both(f"{fr.credit}. {fr.changed}", f"{ar.credit}. {ar.changed}"),
        },
        "dct:accessRights": {
            "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
            "@type": "dct:RightsStatement",
        },
        "dcat:distribution": [_distribution(one, fr, ar, base) for one in fr.distributions],
    }
    if fr.issued:
        found["dct:issued"] = {"@value": fr.issued.isoformat(), "@type": "xsd:date"}
    if fr.fictitious:
        found["adms:versionNotes"] = _both("DONNÉES FICTIVES, pour démonstration", "معطيات تجريبية")
    return found


def _contact(base: str, operator: Operator) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": f"{base}/#contact",
        "@type": "vcard:Organization",
        "vcard:fn": operator.name_fr,
    }
    if operator.email:
        found["vcard:hasEmail"] = {"@id": f"mailto:{operator.email}"}
    else:
        found["vcard:hasURL"] = {"@id": f"{base}/open-data/"}
    return found


def _distribution(one: Distribution, fr: Dataset, ar: Dataset, base: str) -> dict[str, Any]:
    address = f"{base}{one.path}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _both(f"{fr.title} ({one.format})", f"{ar.title} ({one.format})"),
        "dcat:accessURL": {"@id": address, "@type": "rdfs:Resource"},
        "dcat:downloadURL": {"@id": address, "@type": "rdfs:Resource"},
        "dcat:mediaType": {"@id": f"{_MEDIA}{one.media_type}", "@type": "dct:MediaType"},
        "dct:license": _licence(fr, base),
    }


def _licence(dataset: Dataset, base: str) -> dict[str, Any]:
    """Terms in words have a page to point at: the dataset's own."""
    address = dataset.licence.url or f"{base}/open-data/{dataset.slug}/#licence"
    return {"@id": address, "@type": "dct:LicenseDocument", "rdfs:label": _text(dataset.licence.title, "fr")}
