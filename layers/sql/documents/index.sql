-- Fills the words of one version, titles first: French stems of the text as it is, Arabic stems of the text folded by
-- layers.text.fold, which also finds French words typed without their accents.
-- Parameters: version, title, text, folded_title, folded_text.
update layers_documentversion set words =
    setweight(to_tsvector('french', %(title)s), 'A') || setweight(to_tsvector('arabic', %(folded_title)s), 'A')
    || setweight(to_tsvector('french', %(text)s), 'C') || setweight(to_tsvector('arabic', %(folded_text)s), 'C')
where id = %(version)s
