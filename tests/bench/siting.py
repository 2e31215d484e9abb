"""Ten sites among five thousand candidates for 1,503 communes: the time a person waits for a proof.

The communes are the real ones, at their label points, with their municipal population; candidates are the 5,000 most
peopled points where inhabitants of the whole Kingdom are supposed to live; nothing is served beforehand.
"""

from __future__ import annotations

import time

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from layers import territories
from layers.services import coverage, next_site, reach, siting
from tests.bench.measure import Result
from tests.harness import server as gunicorn

SITES, CANDIDATES, COMMUNES = 10, 5_000, 1_503
RADIUS_M = 30_000.0
ALLOWED_MS = 60_000.0


def race(server: gunicorn.Server) -> list[Result]:
    people = {row["code"]: row["value"] or 0.0 for row in reach.names("", "commune")}
    labels = territories.labels(["commune"], "fr")
    communes = np.array([(row["lon"], row["lat"]) for row in labels])
    weights = np.array([people[row["code"]] for row in labels])
    spots = next_site.candidates(reach.population("", "commune"), "settled")
    assert (len(communes), len(spots)) == (COMMUNES, CANDIDATES), (len(communes), len(spots))
    began = time.perf_counter()
    here, there = cKDTree(coverage.geocentric(communes)), cKDTree(coverage.geocentric(spots))
    near = here.sparse_distance_matrix(there, RADIUS_M / coverage.DETOUR, output_type="coo_matrix")
    within = sparse.csr_matrix((np.ones(len(near.row), dtype=bool), (near.row, near.col)), (COMMUNES, CANDIDATES))
    found = siting.cover(within, weights, SITES)
    spent = (time.perf_counter() - began) * 1000
    name = f"next site, {COMMUNES:,} communes × {CANDIDATES:,} candidates × {SITES} sites"
    held = spent < ALLOWED_MS and found.optimal and len(found.sites) == SITES
    return [Result(name, spent, ALLOWED_MS, "< 60 s, proved optimal", held)]
