"""The templates that come with the program; later ones are added in the admin."""

import json
from pathlib import Path

from django.db import migrations

TEMPLATES = Path(__file__).resolve().parent.parent / "data" / "templates.json"


def load(apps, schema_editor):
    template, milestone, indicator = (
        apps.get_model("agreements", name) for name in ("Template", "TemplateMilestone", "TemplateIndicator")
    )
    for told in json.loads(TEMPLATES.read_text(encoding="utf-8")):
        row = template.objects.create(name=told["name"], name_en=told["name_en"])
        milestone.objects.bulk_create(milestone(template=row, **one) for one in told["milestones"])
        indicator.objects.bulk_create(indicator(template=row, **one) for one in told["indicators"])


class Migration(migrations.Migration):
    dependencies = [("agreements", "0012_templates")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
