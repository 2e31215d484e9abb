-- Which documents answer a search, best first?
-- Grain: one row a document, at most `most`. Without words the newest come first; `excerpt` marks what was found with ⟦ ⟧,
-- in Arabic with the letters that are written either way made one.
with scope as ({{scope}}),
question as (
    select case when %(words)s = '' then null else
        websearch_to_tsquery('french', %(words)s) || websearch_to_tsquery('arabic', %(folded)s) end as q,
        'StartSel=⟦,StopSel=⟧,MaxFragments=1,MaxWords=24,MinWords=10' as how
),
found as (
    select s.*, count(*) over () as total, k.q, k.how, left(w.text, 60000) as said,
           case when k.q is null then 0 else ts_rank(w.words, k.q) end as rank
    from scope s
    join lateral (
        select x.words, x.text from layers_documentversion x
        where x.document_id = s.uuid::uuid order by x.number desc limit 1
    ) w on true
    cross join question k
    where (k.q is null or w.words @@ k.q)
      and (%(kind)s = '' or s.kind = %(kind)s)
      and (%(subject_kind)s = '' or s.subject_kind = %(subject_kind)s)
      and (%(subject)s = '' or s.subject = %(subject)s)
    order by rank desc, s.handed_in_at desc, s.uuid
    limit %(most)s
)
select f.id, f.uuid, f.subject_kind, f.subject, f.subject_fr, f.subject_ar, f.kind, f.title_fr, f.title_ar, f.reference,
       f.dated_on, f.office, f.version, f.name, f.media_type, f.size, f.reading, f.handed_in_at, f.fictitious, f.total,
       case when f.q is null then '' when strpos(e.french, '⟦') > 0 then e.french
            else ts_headline('arabic', translate(f.said, 'أإآٱةىگڭک', 'ااااهيككك'), f.q, f.how) end as excerpt
from found f
cross join lateral (select case when f.q is null then '' else ts_headline('french', f.said, f.q, f.how) end as french) e
order by f.rank desc, f.handed_in_at desc, f.uuid
