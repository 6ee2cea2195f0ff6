"""The desk as page and as fragment, for every role, and what is done on it in place."""

import re
from datetime import date, timedelta
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import decisions, extensions, progress
from agreements.models import (
    Agreement,
    Commitment,
    CommitmentUnit,
    Decision,
    ExtensionRequest,
    Membership,
    Sentence,
    TrailEntry,
)
from tests.sides import ThreeSides
from tests.world import TODAY, World, at

DESK = reverse("agreements:desk")
FRAGMENT = {"HX-Request": "true"}


class Visiting(World):
    """Ways to ask for the desk in English at TODAY, and to act on it."""

    def ask(self, actor, query="", headers=None, day=TODAY, hour=12):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = "en"
        session.save()
        with at(day, hour):
            return self.client.get(DESK + query, headers=headers)

    def act(self, actor, address, headers=FRAGMENT, **typed):
        self.sign_in(actor)
        session = self.client.session
        session["language"] = "en"
        session.save()
        with at(TODAY, 12):
            return self.client.post(address, {"from": "desk", **typed}, headers=headers)

    def copies(self, row, number):
        """So many more items like one, with its units and its decisions."""
        made = []
        for place in range(number):
            copy = Commitment.objects.get(pk=row.pk)
            copy.pk, copy.title = None, f"第{place}件"
            copy.code = f"XY2022-1-{100 + Commitment.objects.count() + place}" if row.code else ""
            made.append(copy)
        Commitment.objects.bulk_create(made)
        units = list(CommitmentUnit.objects.filter(commitment=row))
        claims = [*Decision.objects.filter(commitment=row), *ExtensionRequest.objects.filter(commitment=row)]
        for copy in made:
            for part in (*units, *claims):
                part.pk, part.commitment = None, copy
                part.save(force_insert=True)


class OpeningTheDesk(Visiting, TestCase):
    def test_a_row_has_a_lamp_a_sentence_and_one_button(self):
        with at(TODAY):
            row = self.make_assigned(title="选派教师锻炼")
        answer = self.ask(self.uni_officer)
        self.assertContains(answer, f'id="task-{row.pk}"', 1)
        for piece in ("选派教师锻炼", row.code, "Assigned to your unit on 24 November", "due 2026-12-31", "is-green"):
            with self.subTest(piece):
                self.assertContains(answer, piece)
        step = reverse("agreements:commitment_step", args=[row.pk, "accept"])
        self.assertContains(answer, f'action="{step}" hx-post="{step}"')
        self.assertContains(answer, '<input type="hidden" name="from" value="desk">')
        self.assertContains(answer, '<span class="count hot">1</span>')

    def test_only_the_row_for_which_the_other_side_waits_is_tinted_and_filled(self):
        with at(TODAY):
            decision = self.make_submitted(title="要确认的事")
            self.make_commitment(title="草稿的事")
        answer = self.ask(self.dis_liaison)
        self.assertContains(answer, "tinted", 1)
        self.assertContains(answer, "btn opener primary", 1)
        self.assertContains(answer, f'<li class="row tinted" id="task-{decision.commitment_id}">')
        following = reverse("agreements:commitment_next", args=[decision.commitment_id])
        self.assertContains(answer, f'hx-get="{following}?from=desk&amp;do=confirm"')
        number = decision.commitment_id
        page = reverse("agreements:commitment_detail", args=[number])
        self.assertContains(answer, f'href="{page}?do=confirm#next-{number}"')
        self.assertContains(answer, "Name the lead unit")

    def test_an_unreleased_claim_of_the_other_side_never_appears(self):
        with at(TODAY):
            row = self.make_running(percent=100, obliged_party=self.uni_party, title="未送出的事")
            decisions.open_close(row, by=self.uni_officer, reason="只有本方知道的理由")
        self.assertContains(self.ask(self.uni_liaison), "只有本方知道的理由")
        for actor in (self.dis_liaison, self.dis_officer, self.dis_head):
            answer = self.ask(actor)
            for words in ("只有本方知道的理由", ">Closing<", "Release"):
                with self.subTest(actor.user.username, words=words):
                    self.assertNotContains(answer, words)

    def test_nothing_to_do_says_what_comes_next(self):
        answer = self.ask(self.uni_other)
        self.assertContains(answer, "Nothing needs you now.")
        self.assertContains(answer, "Nothing falls due in the next four weeks.")
        with at(TODAY):
            self.make_running(title="已报过的事", due_on=date(2026, 12, 10))
        answer = self.ask(self.uni_officer)
        self.assertContains(answer, "Next: “已报过的事”, due on 10 December.")

    def test_the_fragment_is_the_page_without_its_frame(self):
        answer = self.ask(self.uni_officer, headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertContains(answer, 'id="desk"', 1)
        self.assertIn("HX-Request", answer["Vary"])
        back = self.ask(self.uni_officer, headers=FRAGMENT | {"HX-History-Restore-Request": "true"})
        self.assertContains(back, "<html")

    def test_the_clauses_lead_to_the_ledger_and_another_agreement_can_be_chosen(self):
        with at(TODAY):
            self.make_assigned()
        ledger = reverse("agreements:commitment_list")
        link = f'href="{ledger}?agreement={self.agreement.pk}&amp;clause={self.clause.pk}"'
        answer = self.ask(self.uni_officer)
        self.assertContains(answer, link)
        self.assertNotContains(answer, 'id="choose-agreement"')
        newer = Agreement.objects.create(code="XY2025", title="新协议", signed_on=date(2025, 1, 1))
        for place, party in enumerate((self.university, self.district), 1):
            newer.parties.create(organization=party, order=place)
        answer = self.ask(self.uni_officer)
        self.assertContains(answer, f'<option value="{newer.pk}" selected>')
        self.assertNotContains(answer, link)
        for chosen in (str(self.agreement.pk), f"{self.agreement.pk}"):
            self.assertContains(self.ask(self.uni_officer, f"?agreement={chosen}"), link)
        self.assertContains(self.ask(self.uni_officer, "?agreement=x"), f'<option value="{newer.pk}" selected>')

    def test_the_badge_of_every_page_is_the_number_of_rows(self):
        with at(TODAY):
            self.make_assigned(title="一")
            self.make_assigned(title="二")
        self.sign_in(self.uni_officer)
        with at(TODAY):
            elsewhere = self.client.get(reverse("agreements:agreement_list"))
        self.assertContains(elsewhere, '<span class="count hot">2<span class="sr">')
        self.assertContains(self.ask(self.uni_officer), '<li class="row" id="task-', 2)

    def test_a_stranger_sees_nothing_of_it(self):
        with at(TODAY):
            self.make_submitted(title="别人的事")
        answer = self.ask(self.stranger)
        for words in ("别人的事", self.agreement.title, "科研院"):
            self.assertNotContains(answer, words)

    def test_signed_out_it_leads_to_the_sign_in_page(self):
        self.assertEqual(self.client.get(DESK).status_code, 302)
        self.assertEqual(self.client.post(DESK).status_code, 302)


class ComingBack(Visiting, TestCase):
    def changes(self, hour, day=TODAY):
        answer = self.ask(self.uni_liaison, day=day, hour=hour)
        return answer.content.count(b'<li class="change">')

    def test_a_reload_shows_the_same_changes_and_the_next_visit_only_new_ones(self):
        self.ask(self.uni_liaison, day=TODAY - timedelta(days=3))
        with at(TODAY, 8):
            row = self.make_running()
        shown = self.changes(9)
        self.assertGreater(shown, 0)
        session = self.client.session.session_key
        self.client.cookies["sessionid"] = session
        with at(TODAY, 9):
            again = self.client.get(DESK)
        self.assertEqual(again.content.count(b'<li class="change">'), shown)
        with at(TODAY, 11):
            progress.report(row, by=self.dis_officer, text="在做。", percent=20)
        self.assertEqual(self.changes(12), 1)

    def test_reading_writes_nothing_but_the_visit(self):
        with at(TODAY):
            self.make_assigned()
        before = TrailEntry.objects.count(), list(Commitment.objects.values())
        self.ask(self.uni_officer)
        self.assertEqual((TrailEntry.objects.count(), list(Commitment.objects.values())), before)
        self.assertIsNotNone(Membership.objects.get(pk=self.uni_officer.membership.pk).desk_seen_at)


class DoingItInPlace(Visiting, TestCase):
    def test_accepting_shows_what_comes_next_for_the_same_item(self):
        with at(TODAY):
            row = self.make_assigned()
        answer = self.act(self.uni_officer, reverse("agreements:commitment_step", args=[row.pk, "accept"]))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual((answer["HX-Retarget"], answer["HX-Reswap"]), (f"#task-{row.pk}", "outerHTML"))
        self.assertContains(answer, f'<li class="row" id="task-{row.pk}">')
        self.assertContains(answer, "done-note")
        self.assertContains(answer, "Not yet reported this quarter")
        self.assertContains(answer, '<span id="tasks-count" hx-swap-oob="true"><span class="count hot">1</span>')

    def test_reporting_leaves_a_line_and_the_counts_follow(self):
        with at(TODAY):
            row = self.make_assigned()
            other = self.make_assigned(title="另一件")
        report = reverse("agreements:progress_report", args=[row.pk])
        answer = self.act(self.uni_officer, report, text="已启动。", percent=20, version=row.version)
        self.assertContains(answer, f'<li class="row done" id="task-{row.pk}">')
        self.assertContains(answer, reverse("agreements:commitment_detail", args=[row.pk]))
        for piece in (
            '<span id="desk-count" hx-swap-oob="true"><span class="count hot">1<',
            '<span id="tasks-count" hx-swap-oob="true"><span class="count hot">1</span>',
            "1 of 2 reported",
        ):
            with self.subTest(piece):
                self.assertContains(answer, piece)
        for block in ("coming", "waiting"):
            self.assertRegex(answer.content.decode(), rf'<section class="block" id="{block}"[^>]*hx-swap-oob="true"')
        self.assertContains(self.ask(self.uni_officer), f'id="task-{other.pk}"', 1)

    def test_without_htmx_it_leads_back_to_the_desk_and_says_what_was_done(self):
        with at(TODAY):
            row = self.make_assigned()
        step = reverse("agreements:commitment_step", args=[row.pk, "accept"])
        answer = self.act(self.uni_officer, step, headers=None)
        self.assertRedirects(answer, DESK, fetch_redirect_response=False)
        self.assertContains(self.ask_again(), 'class="message')

    def ask_again(self):
        with at(TODAY, 12):
            return self.client.get(DESK)

    def test_releasing_in_one_click(self):
        Sentence.objects.update(disposition="no_obligation", reason="背景。")
        with at(TODAY):
            row = self.make_running(percent=100, obliged_party=self.uni_party)
            decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
        step = reverse("agreements:decision_step", args=[decision.pk, "release"])
        self.assertContains(self.ask(self.uni_liaison), f'hx-post="{step}"')
        answer = self.act(self.uni_liaison, step)
        self.assertContains(answer, f'<li class="row done" id="task-{row.pk}">')
        self.assertContains(answer, '<span id="desk-count" hx-swap-oob="true"></span>')
        self.assertContains(answer, "Awaiting confirmation")
        self.assertContains(self.ask(self.dis_liaison), "btn opener primary")

    def test_confirming_opens_in_the_row_and_ends_there(self):
        with at(TODAY):
            decision = self.make_submitted()
        self.sign_in(self.dis_liaison)
        following = reverse("agreements:commitment_next", args=[decision.commitment_id])
        with at(TODAY, 12):
            form = self.client.get(following + "?from=desk&do=confirm", headers=FRAGMENT)
        self.assertContains(form, '<input type="hidden" name="from" value="desk">')
        answer = self.act(self.dis_liaison, reverse("agreements:decision_step", args=[decision.pk, "confirm"]))
        self.assertContains(answer, f'<li class="row done" id="task-{decision.commitment_id}">')
        self.assertEqual(Commitment.objects.get().status, "closed")

    def test_a_refusal_stays_in_the_place_of_the_form(self):
        with at(TODAY):
            row = self.make_running(percent=100, obliged_party=self.uni_party)
            decision = decisions.open_close(row, by=self.uni_officer, reason="已完成。")
            decisions.release(decision, by=self.uni_liaison)
        answer = self.act(self.uni_liaison, reverse("agreements:decision_step", args=[decision.pk, "release"]))
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn("HX-Retarget", answer)
        self.assertContains(answer, 'role="alert"', status_code=422)


class TheLeadersDesk(Visiting, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(date(2026, 3, 2)):
            cls.silent = cls.make_running(title="没有消息的事", due_on=date(2027, 12, 31))
        with at(date(2026, 10, 8)):
            cls.late = cls.make_running(title="逾期的事", due_on=date(2026, 11, 10), clause=cls.clause_2)
            cls.make_submitted(title="待确认的事")
            cls.make_commitment(title="草稿的事")

    def test_it_finds_in_a_sentence_and_asks_nobody_to_type(self):
        for actor in (self.uni_leader, self.dis_auditor):
            answer = self.ask(actor)
            with self.subTest(actor.user.username):
                for piece in ("4 commitments:", "1 late", "逾期的事", "10 working days late", "没有消息的事"):
                    self.assertContains(answer, piece)
                self.assertContains(answer, "No report does not mean nothing was done; ask first.")
                self.assertNotContains(answer, "<textarea")
                main = answer.content.decode().partition("<main")[2]
                self.assertNotIn('method="post"', main)
                self.assertNotIn("btn primary", main)

    def test_every_linked_figure_is_the_number_of_rows_behind_it(self):
        html = self.ask(self.uni_leader).content.decode()
        figures = re.findall(r'<a[^>]*href="(/commitments/\?[^"]*)"[^>]*>(\d+)', html)
        self.assertGreater(len(figures), 20)
        for address, figure in figures:
            address = address.replace("&amp;", "&")
            with self.subTest(address), at(TODAY, 12):
                listed = self.client.get(address, headers=FRAGMENT)
                self.assertEqual(listed.context["ledger"].total, int(figure))

    def test_units_stand_in_the_order_of_their_codes(self):
        units = self.ask(self.uni_leader).context["units"]
        self.assertEqual(
            [[unit.name for unit, _cells, _total in lines] for _p, lines in units], [["科研院"], ["科信局"]]
        )

    def test_an_extension_to_decide_stands_first_and_is_decided_in_its_row(self):
        with at(TODAY):
            for number in range(2):
                row = self.make_running(title=f"改期{number}", obliged_party=self.uni_party)
                asked = extensions.ask(row, by=self.uni_officer, new_due_on=date(2027, 3, 31), reason="场地推迟。")
        answer = self.ask(self.uni_leader)
        self.assertContains(answer, f'id="task-{row.pk}"', 1)
        self.assertContains(answer, '<span class="count hot">2</span>')
        self.assertLess(answer.content.decode().index("tasks-head"), answer.content.decode().index("matrix-head"))
        done = self.act(self.uni_leader, reverse("agreements:extension_step", args=[asked.pk, "accept"]))
        self.assertContains(done, "Extended.")
        self.assertContains(done, '<span class="count hot">1</span>')
        self.assertNotContains(done, "coming-head")
        self.assertNotContains(self.ask(self.uni_leader), f'id="task-{row.pk}"')
        self.assertNotContains(self.ask(self.dis_auditor), "tasks-head")

    def test_without_an_agreement_it_says_so(self):
        leader = self.person("out_leader", self.out_office, "leader")
        self.assertContains(self.ask(leader), "No agreements yet")


class TheReportingDay(Visiting, TestCase):
    def sees(self, actor, day):
        with at(day):  # signed in on that day
            return self.ask(actor, day=day)

    def test_before_on_and_after_it_and_when_everything_is_in(self):
        with at(date(2026, 9, 2)):
            row = self.make_running(due_on=date(2027, 1, 9), obliged_party=self.uni_party)
        for day, words in (
            (date(2026, 12, 25), "Report for quarter 4 due on 28 December, 1 working day left"),
            (date(2026, 12, 28), "Report for quarter 4 due on 28 December: Due today"),
            (date(2026, 12, 31), "Report for quarter 4 due on 28 December: 3 working days late"),
        ):
            for actor in (self.uni_liaison, self.uni_leader):
                with self.subTest(day=day, actor=actor.role):
                    self.assertContains(self.sees(actor, day), words)
        provisional = "provisional: the 2027 calendar is not official yet"
        self.assertContains(self.sees(self.uni_liaison, date(2026, 12, 31)), provisional)  # the item coming up
        with at(date(2026, 12, 29)):
            progress.report(row, by=self.uni_officer, text="在做。", percent=60)
        answer = self.sees(self.uni_liaison, date(2026, 12, 31))
        self.assertContains(answer, "Report for quarter 4 due on 28 December: all reported")


class TheLeadersDeskOfThreeSides(ThreeSides, Visiting, TestCase):
    def test_three_sides_stand_in_a_table(self):
        self.make_assigned()
        answer = self.ask(self.uni_leader)
        self.assertNotContains(answer, 'class="mirror"')
        self.assertContains(answer, "司")


class ForAdministrators(Visiting, TestCase):
    def test_it_is_an_overview_with_ways_into_the_administration(self):
        answer = self.ask(self.admin)
        self.assertContains(answer, self.agreement.title)
        self.assertContains(answer, reverse("admin:agreements_agreement_change", args=[self.agreement.pk]))

    def test_whoever_has_no_post_is_told(self):
        self.admin.user.is_superuser = False
        self.admin.user.save()
        answer = self.ask(self.admin)
        self.assertContains(answer, "You have no post yet")
        self.assertNotContains(answer, self.agreement.title)


class BeforeTheFirstAgreement(TestCase):
    def test_an_administrator_is_led_through_the_first_run(self):
        from agreements.models import User

        self.client.force_login(
            User.objects.create_superuser("admin", name="管理员"), "django.contrib.auth.backends.ModelBackend"
        )
        self.assertRedirects(self.client.get(DESK), reverse("agreements:first_run"))


class ManyChanges(Visiting, TestCase):
    def test_they_are_counted_up_to_a_limit_and_the_page_says_so(self):
        with at(TODAY):
            self.make_running()
            self.make_running(title="另一件")
        whole = self.ask(self.uni_other).context["changed"], self.ask(self.dis_liaison).context["changed"]
        self.assertEqual(whole[0], 0)
        self.assertGreater(whole[1], 2)
        with mock.patch("agreements.reports.outlook.MANY_CHANGES", 2):
            answer = self.ask(self.dis_liaison)
        self.assertEqual(answer.context["changed"], 2)
        self.assertContains(answer, "2 changes or more")


class Costs(Visiting, TestCase):
    def queries(self, actor):
        self.ask(actor)
        with CaptureQueriesContext(connection) as asked:
            answer = self.client_again()
        self.assertEqual(answer.status_code, 200)
        return len(asked)

    def client_again(self):
        with at(TODAY, 12):
            return self.client.get(DESK)

    def test_fifty_items_cost_as_many_queries_as_five(self):
        with at(TODAY):
            rows = [
                self.make_assigned(),
                self.make_running(due_on=date(2026, 12, 10)),
                self.make_submitted().commitment,
                self.make_commitment(),
                self.make_running(obliged_party=self.uni_party),
            ]
            extensions.ask(rows[-1], by=self.uni_officer, new_due_on=date(2027, 3, 31), reason="场地推迟。")
        actors = (self.uni_liaison, self.dis_liaison, self.uni_officer, self.uni_head, self.uni_leader)
        for row in rows:
            self.copies(row, 1)
        few = [self.queries(actor) for actor in actors]
        for row in rows:
            self.copies(row, 14)
        for actor, count in zip(actors, few, strict=True):
            with self.subTest(actor.user.username):
                self.assertLessEqual(self.queries(actor), count)  # drafts are one row when they are many
                self.assertLessEqual(count, 34)
