-- Which budget lines carry the project, for which share, and how far is each year consumed?
-- Grain: one row a line and year. Amounts of the whole line in MAD; share_pct is the project's part of it.
with scope as ({{scope}})
select l.target_key as key, l.share_pct, b.id is not null as known, b.fiscal_year, b.budget,
       concat_ws('.', b.chapter, b.article, b.programme, b.project, b.line_code) as imputation, b.label_fr, b.label_ar,
       b.initial_mad, b.special_mad, b.carried_mad, b.transfers_in_mad, b.transfers_out_mad, b.opened_mad,
       b.committed_mad, b.endorsed_mad, b.liquidated_mad, b.ordered_mad, b.paid_mad, b.situation_on
from scope s
join {{layers_projectlink}} l on l.project_reference = s.reference and l.target_kind = 'LIGNE'
left join {{layers_budgetline}} b on b.key = l.target_key
order by b.fiscal_year nulls last, l.target_key
