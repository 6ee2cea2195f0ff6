"""Extensions and proposals on the item's page and on the desk, as page, as fragment and without htmx."""

from datetime import date

from django.test import TestCase
from django.urls import reverse

from agreements.actions import decisions, extensions, proposals
from agreements.models import Decision, ExtensionRequest
from agreements.reports.desk import count_for, tasks_for
from agreements.standing import Clock
from tests.sides import DistrictByLetter
from tests.world import TODAY, World, at

HTMX = {"HTTP_HX_REQUEST": "true"}
LATER = date(2027, 3, 31)


class Agreed(World):
    @classmethod
    def setUpTestData(cls):
        with at(TODAY):
            super().setUpTestData()
            cls.item = cls.make_running(obliged_party=cls.uni_party)

    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"

    def page(self, actor, **asked):
        self.sign_in(actor)
        return self.client.get(reverse("agreements:commitment_detail", args=[self.item.pk]), asked)

    def send(self, actor, name, pk, said, **more):
        self.sign_in(actor)
        keys = [pk] if isinstance(pk, int) else pk
        return self.client.post(reverse(f"agreements:{name}", args=keys), said, **more)

    def ask(self):
        return extensions.ask(self.item, by=self.uni_officer, new_due_on=LATER, reason="场地推迟。")

    def kinds(self, actor):
        kinds = [task.kind for task in tasks_for(actor, self.clock())]
        return [kind for kind in kinds if kind != "break_down"]

    @staticmethod
    def clock():
        from agreements.models import CalendarYear

        return Clock.on(TODAY, *CalendarYear.objects.calendar_and_limits())


class AskingOnThePage(Agreed, TestCase):
    def test_the_form_stands_behind_a_link_for_whoever_may(self):
        self.assertContains(self.page(self.uni_officer), "?do=extend")
        self.assertNotContains(self.page(self.dis_officer), "?do=extend")
        form = self.page(self.uni_officer, do="extend")
        self.assertContains(form, 'name="new_due_on"')
        self.assertContains(form, "Decided by the liaison officer or the leader of your side")

    def test_it_is_asked_for_and_the_page_says_who_decides(self):
        said = {"new_due_on": "2027-03-31", "reason": "场地推迟。", "version": self.item.version}
        self.assertEqual(self.send(self.uni_officer, "extension_ask", self.item.pk, said).status_code, 302)
        page = self.page(self.uni_officer)
        self.assertContains(page, "2026-12-31 → 2027-03-31")
        self.assertContains(page, "uni_leader (联络处)")
        self.assertContains(page, "Take the request back")
        self.assertNotContains(self.page(self.dis_liaison), "Take the request back")

    def test_refused_input_keeps_what_was_typed(self):
        said = {"new_due_on": "2026-12-01", "reason": "场地推迟。"}
        answer = self.send(self.uni_officer, "extension_ask", self.item.pk, said, **HTMX)
        self.assertContains(answer, "The new date must be later than the one agreed now.", status_code=422)
        self.assertContains(answer, "场地推迟。", status_code=422)

    def test_overtaken_it_is_told(self):
        seen = {"version": self.item.version, "seen": 0}
        self.ask()
        said = {"new_due_on": "2027-05-01", "reason": "再推迟。"} | seen
        answer = self.send(self.uni_head, "extension_ask", self.item.pk, said, **HTMX)
        self.assertContains(answer, "再推迟。", status_code=409)


class DecidingOnIt(Agreed, TestCase):
    def test_the_leader_and_the_liaison_are_led_to_it(self):
        self.ask()
        for by in (self.uni_leader, self.uni_liaison):
            self.assertContains(self.page(by), "Next: Decide on the extension")
        self.assertNotContains(self.page(self.uni_officer), "Next: Decide on the extension")

    def test_a_row_of_the_desk_is_done_in_place(self):
        asked = self.ask()
        self.assertEqual(self.kinds(self.uni_liaison), ["extension"])
        self.assertNotIn("extension", self.kinds(self.dis_liaison))
        self.assertEqual(count_for(self.uni_liaison, self.clock()), len(tasks_for(self.uni_liaison, self.clock())))
        said = {"from": "desk"}
        answer = self.send(self.uni_liaison, "extension_step", [asked.pk, "accept"], said, **HTMX)
        self.assertContains(answer, "Extended.")
        self.assertEqual(self.fresh(self.item).due_on, LATER)
        self.assertEqual(self.kinds(self.uni_liaison), [])

    def test_the_page_shows_the_first_date_and_the_drift(self):
        extensions.accept(self.ask(), by=self.uni_leader)
        self.assertContains(self.page(self.uni_auditor), "First agreed 2026-12-31, now 2027-03-31: 90 days later.")

    def test_it_is_refused_with_a_reason(self):
        asked = self.ask()
        answer = self.send(self.uni_leader, "extension_step", [asked.pk, "refuse"], {"reason": ""}, **HTMX)
        self.assertContains(answer, "Please give a reason.", status_code=422)
        answer = self.send(self.uni_leader, "extension_step", [asked.pk, "refuse"], {"reason": "年底前能完成"}, **HTMX)
        self.assertContains(answer, "refused the extension")

    def test_decided_meanwhile_it_says_so(self):
        asked = self.ask()
        extensions.withdraw(asked, by=self.uni_officer)
        answer = self.send(self.uni_leader, "extension_step", [asked.pk, "accept"], {}, **HTMX)
        self.assertEqual(answer.status_code, 409)

    def test_the_other_side_may_object_to_what_was_accepted(self):
        asked = extensions.accept(self.ask(), by=self.uni_leader)
        self.assertContains(self.page(self.dis_liaison), "?do=object_extension")
        self.assertContains(self.page(self.dis_liaison, do="object_extension"), "moved the due date from")
        self.send(self.dis_liaison, "extension_step", [asked.pk, "object"], {"reason": "影响我方"})
        self.assertEqual(Decision.objects.get().payload["changes"]["due_on"], ["2027-03-31", "2026-12-31"])
        self.assertContains(self.page(self.uni_liaison), "Next: Answer what the other side proposes")

    def test_where_a_side_has_nobody_else_the_other_one_s_desk_shows_it(self):
        self.uni_leader.membership.delete()
        extensions.ask(self.item, by=self.uni_liaison, new_due_on=LATER, reason="推迟")
        self.assertEqual(self.kinds(self.dis_liaison), ["extension"])
        self.assertNotIn("extension", self.kinds(self.uni_liaison))


class ProposingOnThePage(Agreed, TestCase):
    def propose(self, kind, by=None, **said):
        said = {"kind": kind, "reason": "情况变化。"} | said
        return self.send(by or self.uni_liaison, "decision_propose", self.item.pk, said, **HTMX)

    def test_the_forms_are_those_that_are_possible_now(self):
        page = self.page(self.uni_liaison, do="propose")
        for kind in ("change", "hold", "end"):
            self.assertContains(page, f'name="kind" value="{kind}"')
        self.assertNotContains(page, 'name="kind" value="resume"')
        self.assertNotContains(self.page(self.uni_officer), "?do=propose")

    def test_a_change_shows_old_and_new_and_waits_for_the_other_side(self):
        fields = {"title": self.item.title, "yardstick": "当年派出 6 人", "target": "", "due_on": "2026-12-31"}
        answer = self.propose("change", **fields)
        self.assertContains(answer, "A proposal is before the other side")
        self.assertContains(answer, "当年派出 6 人")
        self.assertEqual(Decision.objects.get().payload["changes"], {"yardstick": ["当年派出 8 人", "当年派出 6 人"]})
        page = self.page(self.dis_liaison)
        self.assertContains(page, "Next: Answer what the other side proposes")
        self.assertContains(page, "当年派出 8 人 → <b>当年派出 6 人</b>")

    def test_what_is_refused_keeps_what_was_typed(self):
        answer = self.propose("end", ended_as="superseded", reason="被替代。")
        self.assertContains(answer, "Name the commitment that replaces it.", status_code=422)
        self.assertContains(answer, "被替代。", status_code=422)

    def test_an_unknown_kind_is_not_found(self):
        self.assertEqual(self.propose("close").status_code, 404)

    def test_the_desk_row_is_confirmed_in_place_also_when_it_is_to_resume_or_reopen(self):
        for kind, status in (
            ("hold", "on_hold"),
            ("resume", "in_progress"),
            ("end", "ended"),
            ("reopen", "in_progress"),
        ):
            decision = proposals.propose(self.item, kind, by=self.uni_liaison, reason="情况", ended_as="waived")
            with self.subTest(kind):
                self.assertEqual(self.kinds(self.dis_liaison)[0], "agree")
                self.assertNotIn("agree", self.kinds(self.uni_liaison))
                said = {"from": "desk", "note": "同意"}
                answer = self.send(self.dis_liaison, "decision_step", [decision.pk, "confirm"], said, **HTMX)
                self.assertContains(answer, "Confirmed.")
                self.assertEqual(self.fresh(self.item).status, status)
                self.assertNotIn("agree", self.kinds(self.dis_liaison))

    def test_an_objection_says_that_all_stays(self):
        self.propose("hold")
        decision = Decision.objects.get()
        answer = self.send(self.dis_liaison, "decision_step", [decision.pk, "object"], {"reason": "不同意"}, **HTMX)
        self.assertContains(answer, "Objection raised: everything stays as it was.")
        self.assertEqual(self.kinds(self.uni_liaison), [])
        self.assertNotContains(self.page(self.uni_liaison), "Answer the objection")

    def test_the_opener_takes_it_back_on_the_page(self):
        self.propose("hold")
        decision = Decision.objects.get()
        self.assertContains(self.page(self.uni_liaison), "Take the proposal back")
        answer = self.send(self.uni_liaison, "decision_step", [decision.pk, "take_back"], {}, **HTMX)
        self.assertContains(answer, "The proposal is taken back.")

    def test_the_history_says_what_was_agreed(self):
        self.propose("hold")
        decisions.confirm(Decision.objects.get(), by=self.dis_liaison)
        page = self.page(self.uni_officer)
        self.assertContains(page, "put it on hold: every other side has confirmed")
        self.assertContains(page, "On hold: no lamp")

    def test_on_a_joint_item_an_officers_request_is_put_to_the_other_side(self):
        self.item = self.make_running()
        said = {"new_due_on": "2027-03-31", "reason": "推迟"}
        self.send(self.uni_officer, "extension_ask", self.item.pk, said)
        self.assertContains(self.page(self.uni_liaison), "Put it to the other side")
        asked = ExtensionRequest.objects.get()
        self.send(self.uni_liaison, "extension_step", [asked.pk, "accept"], {})
        self.assertEqual(Decision.objects.get().kind, "change")


class ByLetter(Agreed, DistrictByLetter, TestCase):
    @classmethod
    def make_assigned(cls, **given):
        from agreements.actions import commitments

        row = cls.make_commitment(**given)
        commitments.name_unit(row, by=cls.uni_liaison, unit=cls.uni_lead, role="lead")
        return cls.fresh(row)

    def test_the_answer_is_recorded_in_the_form_for_letters(self):
        decision = proposals.propose(self.item, "hold", by=self.uni_liaison, reason="暂缓")
        self.assertEqual(self.kinds(self.uni_liaison), ["letter"])
        page = self.page(self.uni_liaison, do="letter")
        self.assertContains(page, "It confirms")
        said = {
            "party": self.dis_party.pk,
            "what": "confirm",
            "dated_on": "2026-11-24",
            "number": "函 9",
            "signer": "甲",
        }
        self.send(self.uni_liaison, "letter_record", self.item.pk, said)
        decision.refresh_from_db()
        self.assertEqual((decision.outcome, self.fresh(self.item).status), ("carried", "on_hold"))
