"""Only their owner writes what the loading functions run and on which tables: they act in its name."""

from django.db import migrations

FORBID = """
do $$
declare
    other record;
begin
    for other in
        select distinct c.oid::regclass as name, a.grantee::regrole as role
        from pg_class c, aclexplode(c.relacl) a
        where c.oid in ('layers_suspended'::regclass, 'layers_loadable'::regclass)
          and a.grantee not in (0, c.relowner)
    loop
        execute format('revoke all on %s from %s', other.name, other.role);
    end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("layers", "0014_localities")]

    operations = [migrations.RunSQL(FORBID, migrations.RunSQL.noop)]
