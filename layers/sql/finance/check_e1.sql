-- E1: on which lines does a stage of the expense exceed the one before it?
-- Grain: one row a line and pair of stages. MAD. Under a programme authorisation, its commitment credits are the ceiling.
select 'finance_e1' as code, 'credits' as table_name, l.key, stage.name as column_name, stage.amount::text as value,
       json_build_object('ceiling', stage.ceiling::text, 'stage', stage.label_fr, 'before', stage.before_fr,
                          'stage_ar', stage.label_ar, 'before_ar', stage.before_ar) as context
from layers_budgetline l
cross join lateral (values
    ('paid_mad', 'payés', 'ordonnancés', 'المؤداة', 'المأمور بصرفها', l.paid_mad, l.ordered_mad),
    ('ordered_mad', 'ordonnancés', 'liquidés', 'المأمور بصرفها', 'المصفاة', l.ordered_mad, l.liquidated_mad),
    ('liquidated_mad', 'liquidés', 'engagés visés', 'المصفاة', 'الملتزم بها المؤشر عليها',
     l.liquidated_mad, l.endorsed_mad),
    ('endorsed_mad', 'engagés visés', 'crédits ouverts', 'الملتزم بها المؤشر عليها', 'الاعتمادات المفتوحة',
     l.endorsed_mad, greatest(l.opened_mad, l.commitment_credits_mad))
) stage (name, label_fr, before_fr, label_ar, before_ar, amount, ceiling)
where stage.amount > stage.ceiling
order by l.key, stage.name
