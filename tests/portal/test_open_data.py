"""Open data: listed files answer anybody, licences are told, the DCAT-AP catalogue validates, no form is offered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from geo_platform.portal.open_data.datasets import datasets, licence
from layers import registry
from layers.access import ANONYMOUS, access_to
from tests.privacy.canaries import body

pytestmark = pytest.mark.django_db

# The mandatory properties of DCAT-AP 3.0 (catalogue, dataset, distribution, agent), and those this platform promises.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix ex: <urn:shapes:> .
ex:Catalog a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] ,
    [ sh:path dct:language ; sh:class dct:LinguisticSystem ] ,
    [ sh:path foaf:homepage ; sh:maxCount 1 ; sh:class foaf:Document ] .
ex:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ] ,
    [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:contactPoint ; sh:minCount 1 ; sh:class vcard:Organization ] ,
    [ sh:path dct:spatial ; sh:minCount 1 ; sh:class dct:Location ] ,
    [ sh:path dct:provenance ; sh:minCount 1 ; sh:class dct:ProvenanceStatement ] ,
    [ sh:path dct:accessRights ; sh:maxCount 1 ; sh:class dct:RightsStatement ] ,
    [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:date ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
ex:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:MediaType ] ,
    [ sh:path dct:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dct:LicenseDocument ] .
ex:Agent a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
ex:Contact a sh:NodeShape ; sh:targetClass vcard:Organization ;
  sh:property [ sh:path vcard:fn ; sh:minCount 1 ; sh:maxCount 1 ] .
"""


def catalogue() -> dict[str, Any]:
    answer = Client().get("/open-data/catalog.jsonld")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/ld+json")
    return json.loads(answer.content)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_the_catalogue_is_valid_dcat_ap() -> None:
    rdflib = pytest.importorskip("rdflib")
    pyshacl = pytest.importorskip("pyshacl")
    graph = rdflib.Graph().parse(data=json.dumps(catalogue()), format="json-ld")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    assert len(set(graph.subjects(rdflib.RDF.type, dcat.Dataset))) == len(datasets())
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    conforms, _graph, said = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, said
    graph.remove((None, rdflib.DCTERMS.license, None))
    assert not pyshacl.validate(graph, shacl_graph=shapes)[0], "the shapes can fail"


def test_every_public_layer_is_there_and_no_other() -> None:
    public = {slug for slug, layer in registry.layers().items() if access_to(ANONYMOUS, layer).allowed}
    listed = {one.slug for one in datasets()}
    assert public <= listed
    assert not listed & (set(registry.layers()) - public)


def test_every_listed_file_answers_anybody() -> None:
    """One file a dataset, the lightest."""
    client = Client()
    for one in datasets():
        path = (
            one.distributions[0].path
            if "/export/" not in one.distributions[0].path
            else f"/export/{one.slug}.csv"
        )
        joined = "&" if "?" in path else "?"
        narrow = (
            f"{joined}territory=02.251"
            if "/export/" in path and one.slug not in ("regions", "provinces")
            else ""
        )
        answer = client.get(path + narrow)
        assert answer.status_code == 200 and body(answer), path


def test_hcp_is_credited_under_cc_by_and_share_alike_is_kept_apart() -> None:
    census = next(one for one in datasets() if one.slug == "census")
    assert census.licence.url == "https://creativecommons.org/licenses/by/4.0/" and "HCP" in census.credit
    assert licence("OpenStreetMap, ODbL 1.0").share_alike
    assert not licence("HCP, CC BY 4.0").share_alike
    page = Client().get("/open-data/").content.decode()
    assert "CC BY 4.0" in page


def test_each_page_tells_licence_vintage_contact_and_fields(settings: Any) -> None:
    settings.OPERATOR_EMAIL = "donnees@example.ma"
    client = Client()
    for one in datasets():
        page = client.get(f"/open-data/{one.slug}/").content.decode()
        for word in (
            "Licence",
            "Millésime",
            "Ce qui a été changé",
            "donnees@example.ma",
            one.columns[0].name,
        ):
            assert word in page, (one.slug, word)
    assert client.get("/open-data/nothing/").status_code == 404


def test_the_site_takes_no_application_and_says_so(settings: Any) -> None:
    settings.ROKHAS_URL, settings.WATIQA_URL, settings.CHIKAYA_URL = "https://rokhas.example.ma", "", ""
    page = Client().get("/open-data/").content.decode()
    assert "ne reçoit ni demande ni réclamation" in page
    assert "https://rokhas.example.ma" in page and "Watiqa" not in page
    assert 'method="post"' not in page.lower()
    assert "لا يتلقى" in Client().get("/open-data/?lang=ar").content.decode()
