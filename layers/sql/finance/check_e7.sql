-- E7: which programme authorisations are committed beyond their commitment credits, or ordered beyond the year's payment
-- credits?
-- Grain: one row a line and ceiling. MAD.
select 'finance_e7' as code, 'credits' as table_name, l.key, found.name as column_name, found.amount::text as value,
       json_build_object('ceiling', found.ceiling::text) as context
from layers_budgetline l
cross join lateral (values
    ('committed_mad', l.committed_mad, l.commitment_credits_mad),
    ('ordered_mad', l.ordered_mad, l.payment_credits_mad)
) found (name, amount, ceiling)
where found.amount > found.ceiling
order by l.key, found.name
