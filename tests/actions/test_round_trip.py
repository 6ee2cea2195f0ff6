"""Taking back an edited workbook: what is taken, what a person decides, what is refused and why."""

from datetime import date, timedelta
from unittest import mock

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from agreements.actions import commitments, decisions, extensions, progress, returning, round_trip
from agreements.errors import Refused
from agreements.models import (
    Cadence,
    CommitmentUnit,
    ExtensionRequest,
    LedgerImport,
    Membership,
    ProgressReport,
    Role,
    UnitRole,
    User,
)
from tests.sides import Rules, everything
from tests.workbench import TODAY, Bench, at, clock, exported

MOVED, LATER = date(2028, 3, 31), date(2028, 6, 30)


class Desk(Rules):
    """The university's own item and a joint one, exported at ten; what others do later, they do at eleven."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY, 9):
            cls.own = cls.make_running(title="学校的事", obliged_party=cls.uni_party)
            cls.joint = cls.make_running(title="共同的事")
            for row in (cls.own, cls.joint):
                commitments.name_officer(row, by=cls.uni_liaison, unit=cls.uni_lead, officer=cls.uni_officer.user)
            commitments.name_officer(cls.joint, by=cls.dis_liaison, unit=cls.dis_lead, officer=cls.dis_officer.user)
            cls.colleague = cls.member("同事", cls.uni_lead)

    @classmethod
    def member(cls, name, unit, role=Role.OFFICER, username=""):
        user = User.objects.create_user(
            username or f"{name}-{unit.pk}", email=f"{username or name}@{unit.pk}.example.org", name=name
        )
        Membership.objects.create(user=user, unit=unit, role=role)
        return user

    def setUp(self):
        super().setUp()
        self.bench = Bench(exported(self.uni_liaison))

    def begin(self, by=None):
        return round_trip.begin(self.bench.save(), "台账.xlsx", by=by or self.uni_liaison)

    def plan(self, found, by=None):
        return {item.pk: item for item in returning.plan(found.cells, by or self.uni_liaison, clock())}

    def fates(self, by=None):
        """{column: fate} of the own item's row; a whole row's reason under an empty name."""
        item = self.plan(self.begin(by), by).get(self.own.pk)
        return {} if item is None else {cell.name: cell.fate for cell in item.cells}

    def why(self, row, name, by=None):
        cell = self.plan(self.begin(by), by)[row.pk].cell(name)
        self.assertEqual("refused", cell.fate)
        return cell.why

    def take(self, found=None, by=None, **decided):
        """Confirm a workbook as it was seen just now."""
        found = found or self.begin(by)
        seen = {pk: item.seen for pk, item in self.plan(found, by).items()}
        return round_trip.confirm(found, by=by or self.uni_liaison, clock=clock(), **({"seen": seen} | decided))

    def last(self, row):
        return row.reports.filter(kind="report").order_by("-submitted_at", "-pk").first()

    def later(self):
        return at(TODAY, 11)


class Taking(Desk, TestCase):
    def test_what_a_row_says_is_one_report_of_the_lead(self):
        self.bench.write(self.own, text="签了约。", percent=0.8, problem="缺场地。", next_step="选址。")
        done = self.take()
        report = self.last(self.own)
        self.assertEqual(2, self.own.reports.count())
        self.assertEqual(
            ("签了约。", 80, "缺场地。", "选址。", ""),
            (report.text, report.percent, report.problem, report.next_step, report.needs_other),
        )
        self.assertEqual((self.uni_lead, self.uni_liaison.user), (report.unit, report.author))
        self.assertEqual(80, self.fresh(self.own).percent)
        self.assertEqual([self.own.pk], [line["pk"] for line in done.choices["written"]])
        self.assertEqual(({}, True), (done.cells, done.done_at is not None))
        self.assertWhole()

    def test_an_officer_reports_for_the_own_unit_and_a_supporter_without_a_figure(self):
        commitments.name_unit(self.own, by=self.uni_liaison, unit=self.uni_third, role=UnitRole.SUPPORT)
        self.bench = Bench(exported(self.uni_other)).write(self.own, text="备好了教材。")
        self.take(by=self.uni_other)
        report = self.last(self.own)
        self.assertEqual((self.uni_third, None), (report.unit, report.percent))
        self.bench.write(self.own, text="又备了一批。", percent="50%")
        self.assertIn("Only a lead unit", self.why(self.own, "percent", self.uni_other))

    def test_words_alone_leave_the_own_figure_where_it_is(self):
        progress.report(self.joint, by=self.dis_officer, text="区里也动了。", percent=10)
        self.bench = Bench(exported(self.uni_liaison)).write(self.joint, text="学校又做了。")
        self.take()
        self.assertEqual(40, self.last(self.joint).percent)
        self.assertEqual(40, self.joint.units.get(unit=self.uni_lead).percent)

    def test_what_the_other_side_reported_is_not_repeated_as_ones_own(self):
        progress.report(
            self.joint, by=self.dis_officer, text="区里。", percent=10, problem="区里的难处。", needs_other="请学校。"
        )
        self.bench = Bench(exported(self.uni_liaison)).write(self.joint, text="学校。")
        self.take()
        report = self.last(self.joint)
        self.assertEqual(("学校。", "", ""), (report.text, report.problem, report.needs_other))

    def test_what_the_own_side_reported_stays_as_long_as_nobody_empties_it(self):
        progress.report(self.own, by=self.uni_officer, text="做了。", percent=50, problem="缺人。", next_step="招人。")
        self.bench = Bench(exported(self.uni_liaison)).write(self.own, text="招到了。", problem=None)
        self.take()
        report = self.last(self.own)
        self.assertEqual(
            ("招到了。", "", "招人。", 50), (report.text, report.problem, report.next_step, report.percent)
        )

    def test_a_figure_alone_waits_for_words(self):
        self.bench.write(self.own, percent="６０％")
        found = self.begin()
        self.assertTrue(self.plan(found)[self.own.pk].asks_for_words)
        with self.refused("say what was done"):
            self.take(found)
        self.take(found, words={self.own.pk: " 到六成了。 "})
        self.assertEqual(("到六成了。", 60), (self.last(self.own).text, self.last(self.own).percent))

    def test_a_continuous_item_is_reported_in_words(self):
        with at(TODAY, 9):
            row = self.make_running(
                title="长年的事", cadence=Cadence.CONTINUOUS, due_on=None, obliged_party=self.uni_party
            )
        for word, value in (("Kept up: Partly", "partly"), ("No", "no")):
            with self.subTest(word):
                self.bench = Bench(exported(self.uni_liaison)).write(row, percent=word, text=f"这一季{word}。")
                self.take()
                self.assertEqual(value, self.last(row).kept_up)
        self.bench = Bench(exported(self.uni_liaison)).write(row, percent=0.5, text="一半。")
        self.assertIn("whether it was kept up", self.why(row, "percent"))
        self.bench = Bench(exported(self.uni_liaison)).write(row, text="照旧。")
        self.take()
        self.assertEqual("no", self.last(row).kept_up)

    def test_the_first_report_of_a_continuous_item_needs_its_answer(self):
        with at(TODAY, 9):
            row = self.make_assigned(
                title="长年的事", cadence=Cadence.CONTINUOUS, due_on=None, obliged_party=self.uni_party
            )
        self.bench = Bench(exported(self.uni_liaison)).write(row, text="做了。")
        self.assertIn("whether it was kept up", self.why(row, "text"))
        self.bench.write(row, percent="Yes")
        self.take()
        self.assertEqual("yes", self.last(row).kept_up)

    def test_a_first_report_accepts_and_starts(self):
        with at(TODAY, 9):
            row = self.make_assigned(title="刚交办的事", obliged_party=self.uni_party)
        self.bench = Bench(exported(self.uni_officer)).write(row, text="动手了。", percent=0.1)
        self.take(by=self.uni_officer)
        self.assertEqual(("in_progress", 10), (self.status(row), self.fresh(row).percent))

    def test_different_cells_of_a_row_merge(self):
        self.bench.write(self.own, text="学校写的。")
        with self.later():
            commitments.name_officer(self.own, by=self.uni_liaison, unit=self.uni_lead, officer=self.colleague)
            self.take()
        self.assertEqual(
            ("学校写的。", self.colleague), (self.last(self.own).text, self.own.units.get(unit=self.uni_lead).officer)
        )

    def test_it_is_written_once_however_often_it_is_confirmed(self):
        self.bench.write(self.own, text="一次。")
        found = self.begin()
        self.take(found)
        after = everything()
        seen = {self.own.pk: "whatever"}
        self.assertTrue(round_trip.confirm(found, by=self.uni_liaison, clock=clock(), seen=seen).done_at)
        self.assertEqual(after, everything())


class Officers(Desk, TestCase):
    def officer(self, row, unit=None):
        return CommitmentUnit.objects.get(commitment=row, unit=unit or self.uni_lead).officer

    def test_a_name_of_the_own_unit_replaces_the_one_before(self):
        self.bench.write(self.joint, officers="同事，dis_officer")
        self.take()
        self.assertEqual(
            (self.colleague, self.dis_officer.user), (self.officer(self.joint), self.officer(self.joint, self.dis_lead))
        )
        self.assertIn("name_officer", self.verbs(self.joint))

    def test_another_order_or_comma_says_nothing(self):
        self.bench.write(self.joint, officers=" dis_officer ;uni_officer")
        self.assertEqual({}, self.plan(self.begin()))

    def test_nobody_is_invented(self):
        self.bench.write(self.own, officers="张三")
        self.assertEqual("张三 has no post in a unit of yours on this commitment.", self.why(self.own, "officers"))
        self.assertFalse(User.objects.filter(name="张三").exists())

    def test_people_of_the_other_side_are_not_named(self):
        self.member("区里人", self.dis_lead)
        self.bench.write(self.joint, officers="uni_officer, 区里人")
        self.assertIn("区里人 has no post", self.why(self.joint, "officers"))

    def test_a_name_that_two_bear_is_not_guessed(self):
        self.member("重名", self.uni_lead, username="a")
        self.member("重名", self.uni_lead, username="b")
        self.bench.write(self.own, officers="重名")
        self.assertIn("several units", self.why(self.own, "officers"))

    def test_two_for_one_unit_are_too_many(self):
        self.member("另一位", self.uni_lead)
        self.bench.write(self.own, officers="同事、另一位")
        self.assertIn("a unit has one", self.why(self.own, "officers"))

    def test_nobody_is_only_removed(self):
        self.bench.write(self.joint, officers="dis_officer")
        self.assertIn("uni_officer stays", self.why(self.joint, "officers"))
        self.bench = Bench(exported(self.uni_liaison)).write(self.joint, officers="同事")
        self.assertIn("dis_officer stays", self.why(self.joint, "officers"))
        self.bench = Bench(exported(self.uni_liaison)).write(self.joint, officers=None)
        self.assertIn("stays", self.why(self.joint, "officers"))

    def test_a_head_names_for_the_own_unit_and_an_officer_for_none(self):
        self.bench = Bench(exported(self.uni_head)).write(self.own, officers="同事")
        self.take(by=self.uni_head)
        self.assertEqual(self.colleague, self.officer(self.own))
        self.bench = Bench(exported(self.uni_officer)).write(self.own, officers="uni_officer")
        self.assertTrue(self.why(self.own, "officers", self.uni_officer))

    def test_an_administrator_names_officers_and_does_not_report(self):
        self.bench = Bench(exported(self.admin)).write(self.own, officers="同事", text="替学校写。")
        self.assertIn("do not speak for a side", self.why(self.own, "text", self.admin))
        self.take(by=self.admin)
        self.assertEqual(self.colleague, self.officer(self.own))

    def test_a_conflict_decided_for_the_workbook_names_its_person(self):
        self.member("第三位", self.uni_lead)
        self.bench.write(self.own, officers="同事")
        with self.later():
            third = User.objects.get(name="第三位")
            commitments.name_officer(self.own, by=self.uni_head, unit=self.uni_lead, officer=third)
            found = self.begin()
            self.assertEqual("conflict", self.plan(found)[self.own.pk].cell("officers").fate)
            with self.refused("Nothing is to be taken"):
                self.take(found)
            self.take(found, chosen={(self.own.pk, "officers")})
        self.assertEqual(self.colleague, self.officer(self.own))


class Conflicts(Desk, TestCase):
    def test_a_cell_that_both_changed_is_left_unless_somebody_decides(self):
        self.bench.write(self.own, text="表里写的。")
        with self.later():
            progress.report(self.own, by=self.uni_officer, text="网上写的。", percent=45)
            found = self.begin()
            cell = self.plan(found)[self.own.pk].cell("text")
            self.assertEqual(
                ("conflict", "已启动。", "网上写的。", "表里写的。"), (cell.fate, cell.then, cell.now, cell.yours)
            )
            with self.refused("Nothing is to be taken"):
                self.take(found)
            self.take(found, chosen={(self.own.pk, "text")})
        self.assertEqual(("表里写的。", 45), (self.last(self.own).text, self.last(self.own).percent))

    def test_a_new_report_with_the_same_words_is_still_another_one(self):
        self.bench.write(self.own, text="表里写的。")
        with self.later():
            progress.report(self.own, by=self.uni_officer, text="已启动。", percent=40, problem="新的难处。")
            self.assertEqual({"text": "conflict"}, self.fates())

    def test_what_stands_there_already_is_nothing(self):
        self.bench.write(self.own, text="网上写的。", percent=0.45)
        with self.later():
            progress.report(self.own, by=self.uni_officer, text="网上写的。", percent=45)
            self.assertEqual({}, self.fates())

    def test_no_change_is_no_new_words(self):
        self.bench.write(self.own, text="表里写的。")
        with self.later():
            progress.no_change(self.own, by=self.uni_officer)
            self.assertEqual({"text": "take"}, self.fates())

    def test_whoever_was_quicker_than_the_confirmation_is_shown_first(self):
        self.bench.write(self.own, text="表里写的。").write(self.joint, text="共同的，表里写的。")
        found = self.begin()
        seen = {pk: item.seen for pk, item in self.plan(found).items()}
        with self.later():
            progress.report(self.own, by=self.uni_officer, text="网上写的。", percent=45)
            before = everything()
            with self.assertRaises(round_trip.Overtaken) as caught:
                round_trip.confirm(found, by=self.uni_liaison, clock=clock(), seen=seen)
            self.assertEqual(([self.own.pk], before), (caught.exception.changed, everything()))
            self.take(found)
        self.assertEqual(("网上写的。", "共同的，表里写的。"), (self.last(self.own).text, self.last(self.joint).text))

    def test_without_having_been_seen_nothing_is_written(self):
        self.bench.write(self.own, text="表里写的。")
        with self.assertRaises(round_trip.Overtaken):
            self.take(seen={})
        self.assertEqual(1, self.own.reports.count())


class AskingForALaterDate(Desk, TestCase):
    def asked(self, row, **decided):
        self.bench.write(row, due_on=LATER)
        self.take(**{"reasons": {row.pk: " 场地未交付。 "}} | decided)
        return ExtensionRequest.objects.filter(commitment=row).first()

    def test_the_date_stays_and_an_extension_is_asked_for(self):
        extension = self.asked(self.own)
        self.assertEqual((extension.new_due_on, extension.reason, extension.outcome), (LATER, "场地未交付。", "open"))
        self.assertEqual(self.fresh(self.own).due_on, self.own.due_on)
        self.assertEqual(LedgerImport.objects.get().choices["written"][0]["asked"], LATER.isoformat())

    def test_of_a_joint_item_a_liaison_officer_puts_it_to_the_other_side(self):
        self.assertIsNone(self.asked(self.joint))
        decision = self.joint.decisions.get()
        self.assertEqual(decision.kind, "change")
        self.assertEqual(decision.payload["changes"]["due_on"][1], LATER.isoformat())

    def test_without_a_reason_none_is_asked_for_and_the_rest_is_taken(self):
        self.bench.write(self.own, text="做了。")
        self.assertIsNone(self.asked(self.own, reasons={self.own.pk: "  "}))
        self.assertEqual("做了。", self.last(self.own).text)

    def test_a_report_and_a_date_go_together(self):
        self.bench.write(self.own, text="做了。")
        self.assertIsNotNone(self.asked(self.own))
        self.assertEqual("做了。", self.last(self.own).text)

    def test_who_may_not_ask_or_where_one_is_pending_is_refused(self):
        self.bench.write(self.own, due_on=LATER)
        self.assertIn("lead unit", self.why(self.own, "due_on", self.uni_other))
        with at(TODAY, 11):
            extensions.ask(self.own, by=self.uni_officer, new_due_on=LATER, reason="场地")
        self.assertIn("not yet decided", self.why(self.own, "due_on"))

    def test_a_date_that_moved_since_the_export_is_not_moved_again_unseen(self):
        with at(TODAY, 11):
            extension = extensions.ask(self.own, by=self.uni_officer, new_due_on=MOVED, reason="场地")
            extensions.accept(extension, by=self.uni_liaison)
        self.bench.write(self.own, due_on=LATER)
        self.assertIn("moved since the export", self.why(self.own, "due_on"))

    def test_asked_for_between_preview_and_confirmation_nothing_is_written(self):
        self.bench.write(self.own, due_on=LATER, text="做了。")
        found = self.begin()
        seen = {pk: item.seen for pk, item in self.plan(found).items()}
        with at(TODAY, 11):
            extensions.ask(self.own, by=self.uni_officer, new_due_on=MOVED, reason="场地")
        with self.assertRaises(round_trip.Overtaken):
            self.take(found, seen=seen, reasons={self.own.pk: "场地"})
        self.assertEqual(1, self.own.reports.count())


class Refusing(Desk, TestCase):
    def test_an_agreed_date_is_not_brought_forward_taken_away_or_guessed(self):
        for value in (self.own.due_on - timedelta(days=1), "2027年6月", None):
            with self.subTest(value=value):
                self.bench.write(self.own, due_on=value)
                self.assertIn("later date only", self.why(self.own, "due_on"))

    def test_what_was_agreed_or_is_worked_out_is_refused_and_the_rest_is_taken(self):
        self.bench.write(
            self.own,
            title="另一件事",
            sides="区",
            leads="教务处",
            supports="教务处",
            due_text="年底",
            lamp="Bright",
            status="Closed",
            closed_on=date(2026, 11, 1),
            agreement="别的",
            clause="9",
            text="做了。",
        )
        fates = self.fates()
        self.assertEqual("take", fates.pop("text"))
        self.assertEqual({"refused"}, set(fates.values()))
        self.assertEqual(10, len(fates))
        for name in fates:
            self.assertTrue(self.why(self.own, name).endswith("."))
        before = {name: getattr(self.own, name) for name in ("title", "due_on", "due_text", "status")}
        self.take()
        row = self.fresh(self.own)
        self.assertEqual(before, {name: getattr(row, name) for name in before})

    def test_what_the_sender_may_not_change_says_why(self):
        for who, name in (("dis_liaison", "own"), ("dis_officer", "own"), ("uni_other", "joint")):
            with self.subTest(who):
                actor, row = getattr(self, who), getattr(self, name)
                self.bench = Bench(exported(actor)).write(row, text="不该我写。")
                self.assertTrue(self.why(row, "text", actor))
                with self.refused("Nothing is to be taken"):
                    self.take(by=actor)

    def test_whoever_reads_alone_brings_nothing_back(self):
        for who in ("uni_leader", "uni_auditor", "dis_auditor"):
            with self.subTest(who), self.assertRaises(PermissionDenied):
                self.begin(getattr(self, who))

    def test_what_is_before_the_other_side_is_not_reported_on(self):
        self.bench.write(self.own, text="还想补一句。", officers="同事")
        decisions.open_close(self.own, by=self.uni_liaison, reason="办完了，见报告。")
        self.assertIn("Awaiting confirmation", self.why(self.own, "text"))
        self.assertTrue(self.why(self.own, "officers"))
        self.assertEqual(self.own.pk, self.begin().cells["rows"][0]["pk"])

    def test_a_decision_put_to_the_others_after_the_preview_stops_it(self):
        self.bench.write(self.own, text="还想补一句。")
        found = self.begin()
        seen = {pk: item.seen for pk, item in self.plan(found).items()}
        decisions.open_close(self.own, by=self.uni_liaison, reason="办完了，见报告。")
        with self.assertRaises(round_trip.Overtaken):
            round_trip.confirm(found, by=self.uni_liaison, clock=clock(), seen=seen)

    def test_figures_that_are_none_are_refused(self):
        for value in ("120%", 1.2, "一半", "40.5%", 1, None, -0.1, True):
            with self.subTest(value=value):
                self.bench = Bench(exported(self.uni_liaison))
                self.bench.write(self.own, percent=value)
                if value == 1:
                    self.bench.cell(self.own, "percent").number_format = "General"
                self.assertIn("whole percent", self.why(self.own, "percent"))

    def test_emptying_the_progress_takes_back_no_report(self):
        self.bench.write(self.own, text=None)
        self.assertIn("takes back no report", self.why(self.own, "text"))

    def test_an_unreadable_cell_empties_nothing(self):
        with self.later():
            progress.report(self.own, by=self.uni_officer, text="做了。", percent=50, problem="缺人。")
            self.bench = Bench(exported(self.uni_liaison)).write(self.own, problem="=A1")
            self.assertIn("formula", self.why(self.own, "problem"))

    def test_rows_out_of_sight_are_said_and_left(self):
        self.bench.write(self.own, text="做了。")
        found = self.begin()
        items = returning.plan(found.cells, self.stranger, clock())
        self.assertEqual([("This commitment is not among those that you see.", [])], [(i.why, i.cells) for i in items])
        with self.assertRaises(Refused):
            self.begin(self.stranger)

    def test_a_row_that_fails_after_all_takes_none_with_it(self):
        self.bench.write(self.own, text="做了。").write(self.joint, officers="同事、dis_officer")
        found = self.begin()
        seen = {pk: item.seen for pk, item in self.plan(found).items()}
        before = everything()
        with (
            self.assertRaisesMessage(Refused, "不行"),
            mock.patch("agreements.actions.commitments._check_officer", side_effect=Refused("不行")),
        ):
            round_trip.confirm(found, by=self.uni_liaison, clock=clock(), seen=seen)
        self.assertEqual(before, everything())

    def test_too_many_at_once_are_refused_with_a_number(self):
        self.bench.write(self.own, text="做了。").write(self.joint, text="也做了。")
        with mock.patch.object(round_trip, "ROWS", 1), self.assertRaises(Refused) as caught:
            self.begin()
        self.assertEqual(
            ["Changed rows: 2; at once 1 are taken. Export fewer rows under conditions."], caught.exception.messages
        )

    def test_what_cannot_be_read_is_refused_and_nothing_kept(self):
        for data in (b"", b"PK\x03\x04 broken", b"a,b\n1,2\n", b"%PDF-1.7"):
            with self.subTest(data=data), self.assertRaises(Refused):
                round_trip.begin(data, "x.xlsx" if data[:1] != b"a" else "x.csv", by=self.uni_liaison)
        self.assertFalse(LedgerImport.objects.exists())

    def test_what_was_begun_long_ago_and_never_confirmed_is_forgotten(self):
        self.bench.write(self.own, text="做了。")
        old = self.begin()
        with at(date(2026, 12, 2)):
            self.begin()
        self.assertFalse(LedgerImport.objects.filter(pk=old.pk).exists())
        self.assertEqual(2, ProgressReport.objects.count())
