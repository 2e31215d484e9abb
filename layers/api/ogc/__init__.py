"""OGC API – Features over every declared layer: Parts 1 to 3, under the one rule and the one set of parameters."""
