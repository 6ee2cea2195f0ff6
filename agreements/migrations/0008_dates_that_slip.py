"""The requests to move a due date, and the notices of what sides propose to each other."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_milestones"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "Assigned to your unit"),
                    ("declined", "Declined"),
                    ("reported", "Progress reported"),
                    ("needs_you", "The other side needs you"),
                    ("waiting", "Waiting for your release"),
                    ("returned", "Returned for completion"),
                    ("released", "Waiting for your confirmation"),
                    ("objected", "Objection"),
                    ("closed", "Closed"),
                    ("contested", "Contested"),
                    ("repaired", "Repaired by an administrator"),
                    ("urged", "Reminded to report"),
                    ("listed", "A list waits for your answer"),
                    ("answered", "Your list was answered"),
                    ("suggested", "Units suggested for your side"),
                    ("posting", "Another last day of a posting waits for your consent"),
                    ("posting_set", "Your request about a posting was answered"),
                    ("extension", "Extension asked for"),
                    ("extended", "Extension decided"),
                    ("proposed", "A proposal waits for your answer"),
                    ("agreed", "Agreed by every side"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="ExtensionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_due_on", models.DateField(verbose_name="due date until then")),
                ("new_due_on", models.DateField(verbose_name="new due date")),
                ("reason", models.TextField(verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("put", "Put to the other side"),
                            ("withdrawn", "Taken back"),
                            ("void", "Void"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "asked_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.orgunit",
                        verbose_name="acting unit",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="agreements.commitment",
                        verbose_name="commitment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "decided_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.orgunit",
                        verbose_name="deciding unit",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.decision",
                        verbose_name="decision",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreementparty",
                        verbose_name="asked for",
                    ),
                ),
            ],
            options={
                "verbose_name": "extension request",
                "verbose_name_plural": "extension requests",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("new_due_on__gt", models.F("old_due_on"))),
                        name="extension_new_after_old",
                        violation_error_message="The new date must be later than the one agreed now.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="extension_has_reason",
                        violation_error_message="A request for an extension says why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("outcome", "open")),
                            models.Q(
                                models.Q(("outcome", "open"), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="extension_decided_with_who_and_when",
                        violation_error_message="A request that is not open says who decided it and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome__in", ("accepted", "refused", "put")), _negated=True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_decider_is_not_requester",
                        violation_error_message="Whoever asked for an extension does not decide it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__isnull", False), ("outcome", "put")),
                            models.Q(models.Q(("outcome", "put"), _negated=True), ("decision__isnull", True)),
                            _connector="OR",
                        ),
                        name="extension_put_with_decision",
                        violation_error_message="A request put to the other side names the decision, and only such a one.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "open")),
                        fields=("commitment",),
                        name="extension_one_open_per_item",
                        violation_error_message="An extension of this commitment is already asked for.",
                    ),
                ],
            },
        ),
    ]
