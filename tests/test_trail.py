"""The trail: append-only on both databases, chained, sealed; whatever is tampered with is named."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test import TestCase, TransactionTestCase
from django.utils import timezone

from agreements import checks, trail
from agreements.actions import commitments, decisions, progress
from agreements.models import (
    Commitment,
    Confirmation,
    Decision,
    Letter,
    Notification,
    ProgressReport,
    TextVersion,
    TrailEntry,
    TrailSeal,
)

from .world import TODAY, World, at

YESTERDAY = TODAY - timedelta(days=1)
APPEND_ONLY = "append-only"


def unguarded():
    """Take the triggers away for the rest of the test, as somebody with the database's password could."""
    connection.check_constraints()  # PostgreSQL drops no trigger of a table with checks still to come
    trail.remove_triggers(connection)


def faults():
    return [str(fault) for fault in trail.find_breaks()]


class Recorded(World, TestCase):
    """Yesterday a commitment was assigned and reported on; another one was drafted."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(YESTERDAY):
            cls.row = cls.make_running()
            cls.other = cls.make_commitment(title="另一件事")
        cls.chain = TrailEntry.objects.about(cls.row)
        cls.name = f"commitment {cls.row.pk}"

    def seal(self):
        with at(TODAY):
            return trail.seal(YESTERDAY)


class Recording(Recorded):
    def test_lines_are_chained_per_object(self):
        before = ""
        for place, entry in enumerate(self.chain, start=1):
            self.assertEqual((entry.sequence, entry.previous_hash), (place, before))
            self.assertEqual(entry.hash, hashlib.sha256(f"{before}\n{entry.text}".encode()).hexdigest())
            before = entry.hash
        first = TrailEntry.objects.about(self.other).get()
        self.assertEqual((first.sequence, first.previous_hash), (1, ""))

    def test_an_untouched_trail_has_no_breaks(self):
        self.assertEqual(faults(), [])

    def test_a_line_tells_who_for_which_unit_and_what(self):
        entry = self.chain.get(verb="report")
        told = json.loads(entry.text)
        self.assertEqual((told["who"], told["unit"], told["side"]), ("uni_officer", "科研院", "大学"))
        self.assertIn("科研院", trail.sentence(entry))

    def test_every_verb_has_a_sentence_that_can_be_said(self):
        entry = self.chain.first()
        for verb in trail.SENTENCES:
            entry.verb = verb
            self.assertTrue(trail.sentence(entry))
        with self.assertRaises(KeyError):
            trail.record("sing", self.row, by=self.uni_liaison)

    def test_a_moment_given_in_another_time_zone_is_the_same_moment(self):
        local = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
        with mock.patch("django.utils.timezone.now", return_value=local):
            trail.record("correct", self.row, by=self.admin, reason="x")
        self.assertEqual(faults(), [])

    def test_nothing_changes_when_the_trail_cannot_be_written(self):
        count, officer = TrailEntry.objects.count(), self.uni_officer.user
        broken = mock.patch("agreements.trail.TrailEntry.objects.create", side_effect=IntegrityError)
        with at(TODAY), broken:
            for action, told in (
                (progress.report, {"by": self.uni_officer, "text": "又有进展。", "percent": 60}),
                (decisions.open_close, {"by": self.uni_liaison, "reason": "已完成。"}),
                (commitments.accept, {"by": self.dis_head}),
                (commitments.name_officer, {"by": self.uni_head, "unit": self.uni_lead, "officer": officer}),
            ):
                with self.subTest(action=action.__name__), self.assertRaises(IntegrityError):
                    action(self.row, **told)
        row = self.fresh(self.row)
        self.assertEqual((row.version, row.status, row.percent), (self.row.version, "in_progress", self.row.percent))
        self.assertEqual(ProgressReport.objects.count(), 1)
        self.assertFalse(Decision.objects.exists())
        self.assertEqual(TrailEntry.objects.count(), count)

    def test_no_line_is_left_when_the_action_fails_after_it(self):
        before = (TrailEntry.objects.count(), Notification.objects.count())
        broken = mock.patch("agreements.outbox.notify", side_effect=IntegrityError)
        with at(TODAY), broken, self.assertRaises(IntegrityError):
            progress.report(self.row, by=self.uni_officer, text="又有进展。", percent=60)
        self.assertEqual((TrailEntry.objects.count(), Notification.objects.count()), before)


class Guarding(Recorded):
    def assert_refused(self, change, *arguments):
        with self.assertRaisesMessage(DatabaseError, APPEND_ONLY), transaction.atomic():
            change(*arguments)

    def test_lines_and_seals_are_neither_changed_nor_deleted(self):
        self.seal()
        for model, field in ((TrailEntry, "text"), (TrailSeal, "heads")):
            with self.subTest(model=model.__name__):
                one = model.objects.filter(pk=model.objects.first().pk)
                self.assert_refused(lambda rows: rows.update(**{field: "x"}), one)  # noqa: B023
                self.assert_refused(lambda rows: rows._raw_delete("default"), one)
                self.assert_refused(lambda model: model.objects.all()._raw_delete("default"), model)

    def test_nothing_is_replaced(self):
        if connection.vendor != "sqlite":
            self.skipTest("only SQLite replaces on insertion")
        self.seal()
        columns = "object_type, object_id, sequence, verb, at, text, previous_hash, hash"
        said = f"'commitment', {self.row.pk}, %s, 'report', '2026-11-24', 'x', '', ''"
        head = self.chain.last()
        with connection.cursor() as cursor:
            for verb in ("INSERT OR REPLACE", "REPLACE"):
                same_id = f"{verb} INTO agreements_trailentry (id, {columns}) VALUES ({head.pk}, {said})"
                self.assert_refused(cursor.execute, same_id, [9999])
                same_place = f"{verb} INTO agreements_trailentry ({columns}) VALUES ({said})"
                self.assert_refused(cursor.execute, same_place, [head.sequence])
                seal = (
                    f"{verb} INTO agreements_trailseal (day, entry_count, last_entry_id, heads, previous_hash, hash, "
                    f"sealed_at) VALUES ('{YESTERDAY}', 0, 0, '', '', '', '2026-11-24')"
                )
                self.assert_refused(cursor.execute, seal)

    def test_tables_are_not_emptied(self):
        if connection.vendor != "postgresql":
            self.skipTest("only PostgreSQL truncates")
        with connection.cursor() as cursor:
            for table in ("agreements_trailentry", "agreements_trailseal"):
                self.assert_refused(cursor.execute, f"TRUNCATE {table}")

    def test_what_was_agreed_is_frozen(self):
        with at(TODAY):
            decision = decisions.open_close(self.row, by=self.uni_liaison, reason="已完成。")
            decisions.confirm(decision, by=self.dis_liaison, note="属实。")
            paper = {"dated_on": TODAY, "number": "函 1 号", "signer": "王"}
            Letter.objects.create(
                party=self.dis_party, recorded_by=self.uni_liaison.user, recorded_unit=self.uni_office, **paper
            )
        for rows, values in (
            (TextVersion.objects.all(), ({"text": "x"}, {"sha256": "x"})),
            (
                ProgressReport.objects.all(),
                ({"text": "x"}, {"percent": 99}, {"state": "draft", "submitted_at": None}, {"kind": "no_change"}),
            ),
            (Commitment.objects.filter(pk=self.row.pk), ({"first_due_on": TODAY}, {"code": "XY2022-1-99"})),
            (Decision.objects.filter(pk=decision.pk), ({"canonical_text": "x"}, {"sha256": "x"}, {"reason": "x"})),
            (Confirmation.objects.all(), ({"answer": "object"}, {"note": "x"}, {"party": self.uni_party})),
            (Letter.objects.all(), ({"number": "x"}, {"signer": "x"})),
        ):
            for changed in values:
                with self.subTest(model=rows.model.__name__, changed=list(changed)):
                    self.assert_refused(lambda rows, changed: rows.update(**changed), rows, changed)

    def test_what_was_not_yet_agreed_is_not(self):
        with at(TODAY):
            draft = progress.save_draft(self.row, by=self.uni_officer, text="先记着", percent=50)
        self.assertEqual(ProgressReport.objects.filter(pk=draft.pk).update(text="改过"), 1)
        self.assertEqual(Commitment.objects.filter(pk=self.other.pk).update(code=""), 1)

    def test_the_check_names_what_is_missing(self):
        self.assertEqual(checks.triggers_in_place(None, databases=["default"]), [])
        unguarded()
        (problem,) = checks.triggers_in_place(None, databases=["default"])
        self.assertEqual(problem.id, "agreements.E001")
        self.assertIn("agreements_trailentry_no_delete", problem.msg)
        trail.install_triggers(connection)
        trail.install_triggers(connection)
        self.assertEqual(checks.triggers_in_place(None, databases=["default"]), [])


class MigratingTables(TransactionTestCase):
    """Not in one transaction, because SQLite rebuilds no table in one; nothing is written, nothing to be emptied."""

    def _fixture_teardown(self):
        trail.install_triggers(connection)

    def test_triggers_are_back_after_a_migration_that_alters_the_table(self):
        for model, name in ((TrailEntry, "verb"), (TrailSeal, "hash"), (Commitment, "code")):
            self.alter(model, name)
        if connection.vendor == "sqlite":
            self.assertIn("agreements_trailentry_no_update", trail.missing_triggers(connection))
            self.assertTrue(checks.triggers_in_place(None, databases=["default"]))
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        self.assertEqual(trail.missing_triggers(connection), [])

    def alter(self, model, name):
        """Make a column longer and as it was again."""
        field = model._meta.get_field(name)
        longer = models.CharField(max_length=field.max_length + 1, blank=field.blank)
        longer.set_attributes_from_name(name)
        longer.model = model
        for before, after in ((field, longer), (longer, field)):
            with connection.schema_editor() as editor:
                editor.alter_field(model, before, after)


class Sealing(Recorded):
    def test_a_seal_names_the_head_of_every_chain(self):
        made = self.seal()
        self.assertEqual(made.entry_count, TrailEntry.objects.count())
        self.assertEqual(len(made.heads.splitlines()), 2)
        head = self.chain.last()
        self.assertIn(f"commitment:{self.row.pk}:{head.sequence}:{head.hash}", made.heads.splitlines())
        self.assertEqual(faults(), [])

    def test_the_next_one_follows_and_names_only_what_was_touched_since(self):
        first = self.seal()
        with at(TODAY):
            progress.report(self.row, by=self.uni_officer, text="又有进展。", percent=60)
        with at(TODAY + timedelta(days=1)):
            second = trail.seal(TODAY)
        self.assertEqual(second.previous_hash, first.hash)
        self.assertEqual(len(second.heads.splitlines()), 1)
        self.assertEqual(second.entry_count, TrailEntry.objects.count())
        self.assertEqual(faults(), [])

    def test_today_is_not_sealed(self):
        with at(TODAY), self.assertRaises(ValueError):
            trail.seal(TODAY)
        with at(YESTERDAY, hour=23), self.assertRaises(ValueError):
            trail.seal(TODAY)

    def test_nothing_new_makes_no_seal(self):
        self.seal()
        self.assertIsNone(self.seal())
        with at(TODAY + timedelta(days=3)):
            self.assertIsNone(trail.seal(TODAY))

    def test_a_day_ends_at_midnight_here(self):
        with at(YESTERDAY, hour=23):
            progress.report(self.row, by=self.uni_officer, text="当晚补报。", percent=50)
        with at(TODAY, hour=8):
            progress.report(self.row, by=self.uni_officer, text="次日一早。", percent=55)
        before_midnight = TrailEntry.objects.filter(at__lt=datetime(2026, 11, 23, 16, tzinfo=UTC))
        self.assertEqual(self.seal().last_entry_id, before_midnight.order_by("pk").last().pk)

    def test_no_line_falls_between_two_seals_when_moments_and_ids_disagree(self):
        with at(TODAY):
            late = trail.record("correct", self.other, by=self.admin, reason="午夜之后")
        with at(YESTERDAY, hour=23):
            trail.record("correct", self.row, by=self.admin, reason="午夜之前")
        self.assertIn(f":{late.hash}", self.seal().heads)
        with at(TODAY):
            trail.record("correct", self.row, by=self.admin, reason="白天")
        with at(TODAY + timedelta(days=1)):
            self.assertEqual(trail.seal(TODAY).entry_count, TrailEntry.objects.count())
        self.assertEqual(faults(), [])

    def test_the_number_of_queries_does_not_grow_with_the_chains(self):
        for number in range(10):
            with at(YESTERDAY):
                self.make_commitment(title=f"事项 {number}")
        extra = 1 if connection.vendor == "postgresql" else 0
        with at(TODAY), self.assertNumQueries(6 + extra):
            trail.seal(YESTERDAY)
        with self.assertNumQueries(3):
            faults()


class Tampering(Recorded):
    """Somebody has the database's password and takes the triggers away first."""

    def setUp(self):
        super().setUp()
        self.sealed = self.seal()
        unguarded()

    def line(self, sequence):
        return TrailEntry.objects.filter(object_type="commitment", object_id=self.row.pk, sequence=sequence)

    def forge(self):
        """Tell the first line of the chain otherwise and work out every hash anew."""
        before = ""
        for entry in self.chain:
            if entry.sequence == 1:
                entry.text = entry.text.replace("选派教师锻炼", "选派学生锻炼")
            entry.previous_hash = before
            entry.hash = before = hashlib.sha256(f"{before}\n{entry.text}".encode()).hexdigest()
            entry.save()

    def test_a_changed_text_is_found(self):
        self.line(2).update(text=self.line(2).get().text + " ")
        self.assertEqual(faults(), [f"{self.name}, line 2: the text does not match its hash"])

    def test_a_changed_column_is_found(self):
        moved = {"at": timezone.now()}, {"verb": "close"}, {"own_party": 7}, {"agreement_id": 9}, {"unit_id": None}
        for changed in moved:
            with self.subTest(changed=list(changed)), transaction.atomic():
                self.line(3).update(**changed)
                self.assertEqual(faults(), [f"{self.name}, line 3: the columns do not match the text"])
                transaction.set_rollback(True)

    def test_a_changed_hash_is_found(self):
        self.line(2).update(hash="0" * 64)
        self.assertIn(f"{self.name}, line 2: the text does not match its hash", faults())

    def test_a_deleted_line_is_found(self):
        self.line(2)._raw_delete("default")
        count = self.sealed.entry_count
        self.assertEqual(
            faults(),
            [
                f"{self.name}, line 2: missing; the next one there is line 3",
                f"seal of {YESTERDAY}: {count} lines were sealed, {count - 1} are there",
            ],
        )

    def test_a_deleted_first_line_is_found(self):
        self.line(1)._raw_delete("default")
        self.assertIn(f"{self.name}, line 1: missing; the next one there is line 2", faults())

    def test_a_deleted_tail_is_found(self):
        head = self.chain.last().sequence
        self.line(head)._raw_delete("default")
        self.assertIn(f"{self.name}, line {head}: sealed on {YESTERDAY}, and missing or replaced since", faults())

    def test_a_deleted_chain_is_found(self):
        TrailEntry.objects.about(self.other).order_by()._raw_delete("default")
        name = f"commitment {self.other.pk}"
        self.assertIn(f"{name}, line 1: sealed on {YESTERDAY}, and missing or replaced since", faults())

    def test_a_forged_chain_is_found(self):
        self.forge()
        head = self.chain.last().sequence
        self.assertEqual(faults(), [f"{self.name}, line {head}: sealed on {YESTERDAY}, and missing or replaced since"])

    def test_a_forged_chain_that_goes_on_is_found(self):
        head = self.chain.last().sequence
        with at(TODAY):
            progress.report(self.row, by=self.uni_officer, text="又有进展。", percent=60)
        self.forge()
        self.assertEqual(faults(), [f"{self.name}, line {head}: sealed on {YESTERDAY}, and missing or replaced since"])

    def test_a_line_slipped_in_afterwards_is_found(self):
        slipped = trail.record("correct", self.row, by=self.admin, reason="补一行")
        TrailEntry.objects.filter(pk=slipped.pk).update(id=-1)
        count = self.sealed.entry_count
        self.assertEqual(faults(), [f"seal of {YESTERDAY}: {count} lines were sealed, {count + 1} are there"])

    def test_a_text_that_nobody_recorded_is_found(self):
        for text in ("no json", "[]", "{}"):
            with self.subTest(text=text), transaction.atomic():
                head = self.chain.last()
                told = hashlib.sha256(f"{head.previous_hash}\n{text}".encode()).hexdigest()
                self.line(head.sequence).update(text=text, hash=told)
                self.assertEqual(
                    faults(), [f"{self.name}, line {head.sequence}: the text is not one that was recorded"]
                )
                transaction.set_rollback(True)

    def test_a_changed_seal_is_found(self):
        for changed in ({"heads": ""}, {"entry_count": 1}, {"last_entry_id": 1}, {"day": date(2026, 11, 1)}):
            with self.subTest(changed=list(changed)), transaction.atomic():
                TrailSeal.objects.update(**changed)
                day = changed.get("day", YESTERDAY)
                self.assertEqual(faults()[:1], [f"seal of {day}: it does not match its hash"])
                transaction.set_rollback(True)

    def test_a_deleted_seal_is_found_by_the_next(self):
        with at(TODAY):
            progress.report(self.row, by=self.uni_officer, text="又有进展。", percent=60)
        with at(TODAY + timedelta(days=1)):
            trail.seal(TODAY)
        TrailSeal.objects.filter(day=YESTERDAY)._raw_delete("default")
        self.assertEqual(faults(), [f"seal of {TODAY}: does not follow from the seal before"])

    def test_one_line_per_broken_chain(self):
        self.line(2).update(text="x")
        self.line(4).update(text="x")
        TrailEntry.objects.about(self.other).update(text="x")
        self.assertEqual(len(faults()), 2)
