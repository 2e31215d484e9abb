-- One edition, created or brought up to date. Parameters: the columns.
insert into layers_edition (slug, title_fr, title_ar, valid_from, is_current, source, note_fr, note_ar, content_hash)
values (%(slug)s, %(title_fr)s, %(title_ar)s, %(valid_from)s, %(is_current)s, %(source)s, %(note_fr)s, %(note_ar)s,
        %(content_hash)s)
on conflict (slug) do update set
    title_fr = excluded.title_fr, title_ar = excluded.title_ar, valid_from = excluded.valid_from,
    is_current = excluded.is_current, source = excluded.source, note_fr = excluded.note_fr,
    note_ar = excluded.note_ar, content_hash = excluded.content_hash
