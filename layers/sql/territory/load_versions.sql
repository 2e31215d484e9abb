-- Versions of an edition, written only where they differ.
insert into layers_territoryversion as v (edition_id, territory_id, level, code, name_fr, name_ar, kind, parent_id,
                                          limit_id, has_arrondissements, search)
values %s
on conflict (edition_id, territory_id) do update set
    level = excluded.level, code = excluded.code, name_fr = excluded.name_fr, name_ar = excluded.name_ar,
    kind = excluded.kind, parent_id = excluded.parent_id, limit_id = excluded.limit_id,
    has_arrondissements = excluded.has_arrondissements, search = excluded.search
where (v.level, v.code, v.name_fr, v.name_ar, v.kind, v.parent_id, v.limit_id, v.has_arrondissements, v.search)
      is distinct from
      (excluded.level, excluded.code, excluded.name_fr, excluded.name_ar, excluded.kind, excluded.parent_id,
       excluded.limit_id, excluded.has_arrondissements, excluded.search)
