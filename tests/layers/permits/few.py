"""A commune brought to four permits in 2024, for what must be masked."""

from __future__ import annotations

import datetime as dt

from layers.models import Permit, TerritoryVersion


def commune_with_four(year: int = 2024) -> str:
    """The code of an urban commune that has exactly four permits deposited in the year."""
    place = TerritoryVersion.objects.get(edition__is_current=True, code="02.411.01.23")
    Permit.objects.filter(territory_id=place.territory_id, deposited_on__year=year).delete()
    Permit.objects.bulk_create(
        Permit(
            reference=f"PCT-POJD-OUJD-{number}/{year}",
            type_code="PCT",
            procedure="PP",
            state="DELIVRE",
            territory_id=place.territory_id,
            deposited_on=dt.date(year, 3, number),
            decided_on=dt.date(year, 4, number),
            fictitious=True,
            row_hash=number,
        )
        for number in range(1, 5)
    )
    return place.code
