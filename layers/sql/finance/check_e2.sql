-- E2: where do opened credits differ from what they are made of, and where do a budget's transfers not cancel out?
-- Grain: one row a line, then one row a budget. MAD.
select 'finance_e2' as code, 'credits' as table_name, l.key, 'opened_mad' as column_name, l.opened_mad::text as value,
       json_build_object('expected', made.up::text) as context
from layers_budgetline l
cross join lateral (
    select l.initial_mad + coalesce(l.special_mad, 0) + coalesce(l.carried_mad, 0) + coalesce(l.transfers_in_mad, 0)
           - coalesce(l.transfers_out_mad, 0) as up
) made
where l.opened_mad <> made.up
union all
select 'finance_e2_transfers', 'credits', b.key, 'transfers_in_mad', b.incoming::text,
       json_build_object('outgoing', b.outgoing::text)
from (
    select l.fiscal_year || '/' || l.declared_code || '/' || l.budget as key,
           sum(coalesce(l.transfers_in_mad, 0)) as incoming, sum(coalesce(l.transfers_out_mad, 0)) as outgoing
    from layers_budgetline l
    group by l.fiscal_year, l.declared_code, l.budget
) b
where b.incoming <> b.outgoing
order by 1, 3
