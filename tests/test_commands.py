"""The commands: what they print, when they fail, and that repeating them changes nothing."""

import io
import tempfile
from datetime import date, timedelta
from pathlib import Path
from unittest import mock

from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, override_settings

from agreements import demo, trail
from agreements.actions import occurrences
from agreements.errors import Refused
from agreements.management.commands import serve_demo
from agreements.models import Agreement, Commitment, TrailEntry, TrailSeal

from .recurring import Recurring
from .world import TODAY, World, at


def run(name, *arguments, **options):
    """What a command prints."""
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def counts():
    """How many rows there are of everything, and the last line of the trail."""
    head = TrailEntry.objects.order_by("pk").values_list("hash", flat=True).last()
    return {model._meta.label: model.objects.count() for model in apps.get_models()}, head


class TheDailyRun(Recurring, TestCase):
    def test_it_makes_what_is_missing_and_again_nothing(self):
        with at(TODAY):
            row = self.make_recurring({"until_on": date(2027, 12, 31)})
            occurrences.drop_all(row, by=self.uni_liaison)
            told = run("make_occurrences", "--day", "2026-11-24")
            self.assertIn(f"{row.code}: 2026, 2027", told)
            self.assertIn("looked at 1 recurring commitments; 2 occurrences made.", told)
            self.assertIn("0 occurrences made.", run("make_occurrences"))

    def test_it_fails_when_something_was_refused(self):
        with at(TODAY):
            self.make_recurring()
            refused = mock.patch("agreements.actions.occurrences.make", side_effect=Refused("nein"))
            with refused, self.assertRaisesMessage(CommandError, "1 of them were refused."):
                run("make_occurrences")


class OwnFolder(TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(VAR_DIR=Path(folder)))
        super().setUpClass()


class Demonstration(OwnFolder):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            cls.told = run("seed_demo")

    def test_loading_tells_who_can_sign_in_and_how(self):
        for account in demo.accounts():
            self.assertIn(account.username, self.told)
        self.assertIn(demo.password(), self.told)
        self.assertIn(str(demo.password_file()), self.told)

    def test_loading_again_changes_nothing(self):
        before = counts()
        with at(TODAY):
            self.assertIn("liaison.district", run("seed_demo"))
            self.assertEqual(run("seed_demo", "--if-empty"), "")
        self.assertEqual(counts(), before)

    def test_removing_leaves_the_trail(self):
        lines = TrailEntry.objects.count()
        run("seed_demo", "--remove")
        self.assertFalse(Agreement.objects.exists())
        self.assertEqual(TrailEntry.objects.count(), lines)
        run("seed_demo", "--remove")

    def test_removing_says_what_hangs_on_it(self):
        above = Agreement.objects.get()
        Agreement.objects.create(code="XY2026", title="补充", parent=above, relation="amends")
        with self.assertRaises(CommandError):
            run("seed_demo", "--remove")
        self.assertTrue(Commitment.objects.exists())

    def test_serving_a_second_time_changes_no_data(self):
        before = counts()
        with at(TODAY):
            serve_demo.prepare(io.StringIO())
        self.assertEqual(counts(), before)


class NotEmpty(World, OwnFolder):
    def test_a_used_database_gets_no_demonstration_unasked(self):
        self.assertEqual(run("seed_demo", "--if-empty"), "")
        self.assertEqual(Agreement.objects.count(), 1)
        self.assertFalse(demo.exists())

    def test_an_account_in_the_way_is_named(self):
        with self.assertRaisesMessage(CommandError, "admin"):
            run("seed_demo")


class Serving(World, OwnFolder):
    def serve(self, *arguments):
        with mock.patch.object(serve_demo, "call_command") as call:
            told = run("serve_demo", *arguments)
        return told, {each.args[0]: each for each in call.call_args_list}

    def test_it_refuses_without_debug(self):
        with self.assertRaises(CommandError):
            self.serve()

    @override_settings(DEBUG=True)
    def test_it_serves_in_one_process_and_says_where(self):
        told, called = self.serve("127.0.0.1:8123")
        self.assertIn("http://127.0.0.1:8123/", told)
        self.assertEqual(called["runserver"].args[1], "127.0.0.1:8123")
        self.assertIs(called["runserver"].kwargs["use_reloader"], False)

    @override_settings(DEBUG=True)
    def test_it_migrates_only_what_is_not_migrated(self):
        _told, called = self.serve()
        self.assertNotIn("migrate", called)
        connection.check_constraints()
        trail.remove_triggers(connection)
        _told, called = self.serve()
        self.assertIn("migrate", called)


class Trail(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.row = cls.make_running()

    def test_a_whole_trail_is_counted(self):
        lines = TrailEntry.objects.count()
        self.assertIn(f"{lines} lines in 1 chains, 0 broken.", run("verify_trail"))

    def test_the_last_seal_is_printed_to_be_kept_elsewhere(self):
        with at(TODAY + timedelta(days=1)):
            self.assertIn("sealed", run("seal_trail"))
            self.assertIn("nothing new", run("seal_trail"))
        seal = TrailSeal.objects.get()
        self.assertEqual(seal.day, TODAY)
        self.assertIn(seal.hash, run("verify_trail"))

    def test_a_break_is_named_and_ends_with_1(self):
        connection.check_constraints()
        trail.remove_triggers(connection)
        TrailEntry.objects.filter(sequence=2).update(text="x")
        out = io.StringIO()
        with self.assertRaises(SystemExit) as end:
            call_command("verify_trail", stdout=out, stderr=out)
        self.assertEqual(end.exception.code, 1)
        self.assertIn(f"commitment {self.row.pk}, line 2: the text does not match its hash\n", out.getvalue())
        self.assertIn("1 broken", out.getvalue())

    def test_a_given_day_is_sealed_when_it_is_over(self):
        with at(TODAY + timedelta(days=5)):
            run("seal_trail", day=TODAY)
        self.assertEqual(TrailSeal.objects.get().day, TODAY)
        with at(TODAY), self.assertRaises(CommandError):
            run("seal_trail", day=TODAY)


class TurnDays(World, TestCase):
    def test_they_are_worked_out_again(self):
        with at(TODAY):
            row = self.make_running()
        Commitment.objects.update(silent_on=date(2000, 1, 1))
        self.assertIn("1 commitments", run("rebuild_turn_days"))
        self.assertEqual(self.fresh(row).silent_on, row.silent_on)
