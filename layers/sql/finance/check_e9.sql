-- E9: which lines are in no heading of the nomenclature of their year?
-- Grain: one row a line. A heading without article or line stands for all of them; a year without headings is not held.
with headings as (
    select h.budget, h.chapter, h.article, h.line, extract(year from h.valid_from) as first_year,
           coalesce(extract(year from h.valid_to), 9999) as last_year
    from layers_budgetheading h
)
select 'finance_e9' as code, 'credits' as table_name, l.key, 'chapter' as column_name,
       l.chapter || '.' || l.article || '.' || l.line_code as value, json_build_object('year', l.fiscal_year) as context
from layers_budgetline l
where exists (select from headings h where l.fiscal_year between h.first_year and h.last_year)
  and not exists (
    select from headings h
    where l.fiscal_year between h.first_year and h.last_year and h.budget in ('', l.budget)
      and h.chapter = l.chapter and h.article in ('', l.article) and h.line in ('', l.line_code)
  )
order by l.key
