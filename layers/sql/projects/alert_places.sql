-- To which project and territory does a row of the books or of the register belong?
-- Grain: one row a table and key. Parameters: keys (text keys of any table; each branch takes its own).
with wanted as (select unnest(%(tables)s::text[]) as table_name, unnest(%(keys)s::text[]) as key),
links as (
    select distinct on (l.target_kind, l.target_key) l.target_kind, l.target_key, l.project_reference
    from layers_projectlink l order by l.target_kind, l.target_key, l.share_pct desc, l.project_reference
),
placed as (
    select w.table_name, w.key, coalesce(k.project_reference, n.project_reference) as reference,
           coalesce(c.territory_id, b.territory_id, o.territory_id, g.territory_id, m.territory_id) as territory_id
    from wanted w
    left join layers_contract c on w.table_name in ('contracts', 'service_orders', 'amendments', 'links')
        and c.number = case w.table_name when 'contracts' then w.key when 'links' then substr(w.key, 8)
                       else left(w.key, length(w.key) - length(substring(w.key from '[^/]*$')) - 1) end
    left join layers_budgetline b on w.table_name in ('credits', 'budget_lines') and b.key = w.key
    left join layers_paymentorder o on w.table_name = 'payment_orders' and o.key = w.key
    left join layers_budget g on w.table_name = 'budgets' and g.key = w.key
    left join layers_commitment m on w.table_name = 'commitments' and m.key = w.key
    left join layers_paymentfile f on w.table_name = 'payment_files' and f.number = w.key
    left join links k on k.target_kind = 'MARCHE'
        and k.target_key = coalesce(c.number, nullif(o.contract_number, ''), nullif(f.contract_number, ''))
    left join links n on n.target_kind = 'LIGNE' and n.target_key = coalesce(b.key, o.line_key, m.line_key)
)
select p.table_name, p.key, coalesce(r.reference, '') as project_reference, coalesce(r.territory_id, p.territory_id) as territory_id,
       coalesce(nullif(r.delegate_name, ''), r.owner_name, '') as owner
from placed p
left join layers_project r on r.reference = coalesce(p.reference, case
    when p.table_name in ('projects', 'phases', 'statements', 'contributions', 'sites')
    then substring(p.key from '^\d{2}-\d{3}-[A-Z][A-Z0-9]{1,9}-\d{4}-\d{4}') end)
