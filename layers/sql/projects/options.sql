-- Which values may each filter of the board take in the scope, and how many projects have them?
-- Grain: one row a territory, mark of fiction, filter and value.
select s.territory_id, s.fictitious, v.name, v.value, count(*)::int as n
from scope s
cross join lateral (values
    ('programme', s.programme_type), ('sector', s.sector), ('owner', s.owner_name), ('state', s.state), ('year', s.start_year::text)
) v (name, value)
where v.value <> ''
group by s.territory_id, s.fictitious, v.name, v.value
