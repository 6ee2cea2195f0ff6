"""The official working calendar up to 2026; later years are added in the admin."""

import json
from pathlib import Path

from django.db import migrations

ARRANGEMENTS = Path(__file__).resolve().parent.parent / "data" / "calendar.json"


def load(apps, schema_editor):
    years = apps.get_model("agreements", "CalendarYear")
    days = apps.get_model("agreements", "CalendarDay")
    for year, told in json.loads(ARRANGEMENTS.read_text(encoding="utf-8")).items():
        row, _made = years.objects.get_or_create(year=int(year), defaults={"official": told["official"]})
        days.objects.bulk_create(
            days(year=row, day=day["date"], is_working_day=day["working"], name=day["name"]) for day in told["days"]
        )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
