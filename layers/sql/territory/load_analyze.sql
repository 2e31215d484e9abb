-- Statistics for the planner: the first map is asked for before autovacuum comes by. Only the owner may; others are
-- told so by a notice, and autovacuum does it later.
analyze layers_territory, layers_territoryversion, layers_territorylimit, layers_territoryclosure,
        layers_territorycode, layers_territoryband
