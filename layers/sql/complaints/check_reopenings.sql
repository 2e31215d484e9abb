-- Where does the declared number of reopenings differ from the events that say so?
-- Grain: one row a complaint. A complaint without any event is not judged: the file of events may be yet to come.
select 'complaint_reopenings_disagree' as code, 'complaints' as table_name, c.number as key,
       'reopened_count' as column_name, coalesce(c.reopened_count, 0)::text as value,
       jsonb_build_object('found', e.reopenings) as context
from layers_complaint c
join (
    select complaint_number, count(*) filter (where kind = 'REOUVERTURE') as reopenings
    from layers_complaintevent group by complaint_number
) e on e.complaint_number = c.number
where coalesce(c.reopened_count, 0) <> e.reopenings
order by c.number
