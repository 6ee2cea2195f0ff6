"""The usual reasons why a sentence obliges nobody become codes: what was chosen stood in the chooser's language."""

from django.db import migrations

CODES = {
    "background": ("背景表述", "Background"),
    "principle": ("原则表述", "Statement of principle"),
    "definition": ("定义", "Definition"),
    "procedure": ("程序性表述", "Procedure"),
}


def to_codes(apps, schema_editor):
    sentences = apps.get_model("agreements", "Sentence").objects
    for code, words in CODES.items():
        sentences.filter(reason__in=words).update(reason=code)


def to_words(apps, schema_editor):
    sentences = apps.get_model("agreements", "Sentence").objects
    for code, words in CODES.items():
        sentences.filter(reason=code).update(reason=words[0])


class Migration(migrations.Migration):
    dependencies = [("agreements", "0017_fifteen_digits")]

    operations = [migrations.RunPython(to_codes, to_words)]
