-- Which documents stand, with their last version and the place of what they belong to?
-- Grain: one row a document. A project's place is its own of today; a programme of the whole Kingdom has none.
select d.id, d.subject_kind, d.subject, d.kind, d.title_fr, d.title_ar, d.reference, d.dated_on, d.office, d.fictitious,
       d.field_report_id, v.number as version, v.name, v.media_type, v.size, v.sha256, v.reading, v.handed_in_at, v.words,
       v.text, v.id as version_id,
       coalesce(p.title_fr, g.name_fr, t.name_fr) as subject_fr, coalesce(p.title_ar, g.name_ar, t.name_ar) as subject_ar,
       coalesce(p.territory_id, c.territory_id, t.territory_id) as territory_id
from layers_document d
join lateral (select * from layers_documentversion w where w.document_id = d.id order by w.number desc limit 1) v on true
left join layers_project p on d.subject_kind = 'project' and p.reference = d.subject
left join lateral (
    select w.name_fr, w.name_ar, w.territory_code from layers_programme w
    where d.subject_kind = 'programme' and w.code = d.subject order by w.version desc limit 1
) g on true
left join layers_territorycode c on c.system = 'hcp' and c.code = g.territory_code
     and c.edition_slug = (select slug from layers_edition where is_current)
left join layers_territoryversion t on d.subject_kind = 'territory' and t.code = d.subject
     and t.edition_id = (select slug from layers_edition where is_current)
where d.withdrawn_at is null
