-- Which phases end after their project, begin before the phase they follow, or weigh together another total than 100?
-- Grain: one row a phase, or a project for the weights. Days compared are those of the baseline.
with phases as (
    select h.key, h.project_reference, h.phase, h.baseline_start_on, h.baseline_end_on, h.weight_pct,
           array_position(array['IDENTIFICATION', 'ETUDE', 'MONTAGE_FINANCIER', 'FONCIER', 'APPEL_OFFRES', 'ENGAGEMENT',
                                'TRAVAUX', 'RECEPTION_PROVISOIRE', 'RECEPTION_DEFINITIVE', 'MISE_EN_SERVICE'],
                          h.phase::text) as rank
    from layers_projectphase h
),
followed as (
    select p.key, p.baseline_start_on,
           lag(p.baseline_start_on) over (partition by p.project_reference order by p.rank) as before_on
    from phases p
    where p.baseline_start_on is not null
)
select 'phase_after_end' as code, 'phases' as table_name, h.key, 'baseline_end_on' as column_name,
       to_char(h.baseline_end_on, 'DD/MM/YYYY') as value,
       json_build_object('end', to_char(p.planned_end_on, 'DD/MM/YYYY')) as context
from phases h
join layers_project p on p.reference = h.project_reference
where h.baseline_end_on > p.planned_end_on
union all
select 'phase_order', 'phases', f.key, 'baseline_start_on', to_char(f.baseline_start_on, 'DD/MM/YYYY'),
       json_build_object('before', to_char(f.before_on, 'DD/MM/YYYY'))
from followed f
where f.baseline_start_on < f.before_on
union all
select 'phase_weights', 'phases', h.project_reference, 'weight_pct', sum(h.weight_pct)::text, null
from phases h
group by h.project_reference
having sum(h.weight_pct) <> 100
order by 1, 3
