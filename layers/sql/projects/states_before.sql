-- How many projects did each group of states hold at an earlier moment, and were any known?
-- Grain: one row a state. Parameters: those of the scope, asked as of that moment.
with scope as ({{scope}})
select s.state, count(*)::int as n from scope s group by s.state order by s.state
