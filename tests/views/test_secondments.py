"""The register of secondments on its pages: filters, bars, the verdict while one types, one posting, evaluations."""

from datetime import date

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import secondments
from agreements.models import Secondment, SecondmentEvaluation, TrailEntry
from agreements.reports import desk
from agreements.urls import urlpatterns
from tests.postings import asking_item, make_posting
from tests.sides import Rules
from tests.world import TODAY, counts_kept

SECRET = "考核等次良好但纪律松散"


class Pages(Rules):
    def setUp(self):
        super().setUp()
        self.item = asking_item(self)

    def make(self, **given):
        return make_posting(self, **{"commitment": self.item} | given)

    def ask(self, actor, name="secondment_list", pk=None, query=None, **given):
        self.sign_in(actor)
        self.client.cookies["django_language"] = "en"
        return self.client.get(reverse(f"agreements:{name}", args=[pk or self.agreement.pk]), query or {}, **given)

    def send(self, actor, name, args, data):
        self.sign_in(actor)
        self.client.cookies["django_language"] = "en"
        return self.client.post(reverse(f"agreements:{name}", args=args), data)

    def typed(self, **given):
        return {
            "commitment": self.item.pk,
            "person": "张一",
            "post": "科长助理",
            "sending_unit": self.uni_lead.pk,
            "host_unit": self.dis_lead.pk,
            "starts_on": "2026-09-01",
            "planned_end_on": "2027-02-28",
        } | given


class TheRegister(Pages, TestCase):
    def test_without_postings_it_says_so(self):
        self.assertContains(self.ask(self.dis_auditor), "Nobody is on the register yet")

    def test_filters_by_direction_state_and_length(self):
        self.make()
        self.make(person="李二", planned_end_on=date(2027, 2, 27))
        self.make(person="王三", sending_unit=self.dis_lead, host_unit=self.uni_lead, starts_on=date(2026, 12, 1))
        over = self.make(person="赵四", starts_on=date(2026, 3, 1), planned_end_on=date(2026, 8, 31))
        self.make(person="钱五", starts_on=date(2026, 3, 1), planned_end_on=date(2026, 8, 31))
        secondments.end(over, by=self.uni_officer, version=1)
        for query, names in (
            ({}, "张一 李二 王三 赵四 钱五"),
            ({"from": self.uni_party.pk}, "张一 李二 赵四 钱五"),
            ({"from": self.dis_party.pk}, "王三"),
            ({"state": "running"}, "张一 李二"),
            ({"state": "planned"}, "王三"),
            ({"state": "over"}, "钱五"),
            ({"state": "ended"}, "赵四"),
            ({"state": "short"}, "李二"),
            ({"from": "x", "state": "y", "page": "z"}, "张一 李二 王三 赵四 钱五"),
            ({"commitment": self.item.pk}, "张一 李二 王三 赵四 钱五"),
        ):
            with self.subTest(query=query):
                lines = self.ask(self.dis_officer, query=query).context["page"].object_list
                self.assertEqual({line.posting.person for line in lines}, set(names.split()))

    def test_one_that_is_too_short_stands_above_everything_until_its_exception_is_written(self):
        posting = self.make(planned_end_on=date(2027, 2, 27))
        page = self.ask(self.uni_liaison)
        self.assertContains(page, "1 day short")
        self.assertContains(page, "Write the exception")
        secondments.allow_exception(posting, by=self.uni_head, version=1, reason="调任", allowed_by="部长")
        self.assertNotContains(self.ask(self.uni_liaison), "Write the exception")

    def test_the_bars_show_what_is_served_planned_and_missing(self):
        self.make()
        posting = self.make(person="李二", planned_end_on=date(2027, 2, 20))
        told = {"starts_on": date(2026, 10, 8), "ends_on": date(2026, 10, 12), "reason": "病假"}
        secondments.interrupt(posting, by=self.uni_officer, version=1, **told)
        drawn = self.ask(self.uni_liaison).context["bars"]
        self.assertEqual([bar.name for bar in drawn.bars], ["张一", "李二"])
        self.assertIsNone(drawn.bars[0].gap)
        self.assertEqual((len(drawn.bars[1].breaks), drawn.bars[1].gap is None), (1, False))
        self.assertTrue(drawn.today_x)
        self.assertContains(self.ask(self.uni_liaison), 'class="hatch"', 2)  # the legend's and the one that is short

    def test_the_bars_of_one_short_posting_and_of_many_years_are_drawn(self):
        day = date(2020, 2, 29)
        self.make(starts_on=day, planned_end_on=day)
        self.make(person="李二", starts_on=date(2031, 1, 1), planned_end_on=date(2031, 12, 31))
        for query in ({}, {"state": "over"}):
            drawn = self.ask(self.uni_liaison, query=query).context["bars"]
            self.assertTrue(all(0 <= float(x) <= drawn.width for x, _words, _at in drawn.ticks))
            self.assertTrue(all(float(bar.note_x) < drawn.width for bar in drawn.bars))

    def test_three_postings_and_three_hundred_take_the_same_queries(self):
        def count():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                self.ask(self.uni_liaison)
            return len(queries)

        for place in range(3):
            self.make(person=f"某{place}")
        self.ask(self.uni_liaison)
        few, model = count(), Secondment.objects.first()
        rows = [
            Secondment(**{field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields})
            for _place in range(300)
        ]
        for place, row in enumerate(rows):
            row.pk, row.person, row._state.adding = None, f"众{place}", True
        Secondment.objects.bulk_create(rows)
        self.assertEqual(count(), few)
        self.assertContains(self.ask(self.uni_liaison), "Next page")


class Typing(Pages, TestCase):
    def verdict(self, **given):
        return self.ask(self.uni_officer, "secondment_verdict", query=self.typed(**given))

    def test_the_verdict_stands_there_before_anything_is_saved(self):
        for end, words in (
            ("2027-02-27", "1 day short"),
            ("2027-02-28", "it would be full on 2027-03-01: 1 day later"),
            ("2027-03-01", "The earliest last day is 2027-02-28."),
        ):
            with self.subTest(end=end):
                self.assertContains(self.verdict(planned_end_on=end), words)
        self.assertContains(self.verdict(planned_end_on="2027-02-27"), "the last day is 2027-02-28 at the earliest")
        self.assertFalse(Secondment.objects.exists())

    def test_the_other_direction_has_no_minimum(self):
        answer = self.verdict(sending_unit=self.dis_lead.pk, planned_end_on="2026-09-02")
        self.assertContains(answer, "sets no minimum for postings of 区")

    def test_nothing_is_said_of_what_is_not_whole(self):
        for given in (
            {"starts_on": ""},
            {"planned_end_on": "2027-02-30"},
            {"planned_end_on": "2026-08-31"},
            {"commitment": "x"},
            {"sending_unit": "9" * 30},
            {"sending_unit": self.out_office.pk},
            {"starts_on": "0001-01-01", "planned_end_on": "9999-12-31"},
        ):
            with self.subTest(given=given):
                self.assertNotContains(self.verdict(**given), "<span>")

    def test_of_a_posting_that_is_there_its_interruptions_count(self):
        posting = self.make()
        told = {"starts_on": date(2026, 10, 8), "ends_on": date(2026, 10, 12), "reason": "病假"}
        secondments.interrupt(posting, by=self.uni_officer, version=1, **told)
        query = {"posting": posting.pk, "new_end_on": "2027-03-04"}
        self.assertContains(self.ask(self.uni_officer, "secondment_verdict", query=query), "1 day short")

    def test_without_scripts_a_button_shows_it(self):
        answer = self.send(
            self.uni_officer, "secondment_add", [self.agreement.pk], self.typed(check="1", planned_end_on="2027-02-27")
        )
        self.assertContains(answer, "1 day short")
        self.assertContains(answer, 'value="张一"')
        self.assertFalse(Secondment.objects.exists())

    def test_it_is_saved_and_the_page_says_what_follows(self):
        answer = self.send(
            self.uni_officer, "secondment_add", [self.agreement.pk], self.typed(planned_end_on="2027-02-27")
        )
        posting = Secondment.objects.get()
        self.assertRedirects(answer, reverse("agreements:secondment_detail", args=[posting.pk]))

    def test_what_is_refused_keeps_what_was_typed(self):
        for given, words in (
            ({"person": "张一 110105194912310029"}, "identity number"),
            ({"host_unit": self.uni_third.pk}, "different sides"),
            ({"starts_on": ""}, "required"),
            ({"exception_reason": "调任"}, "who allowed it"),
        ):
            with self.subTest(given=given):
                answer = self.send(self.uni_liaison, "secondment_add", [self.agreement.pk], self.typed(**given))
                self.assertContains(answer, words, status_code=422)
                self.assertContains(answer, "科长助理", status_code=422)


class OnePosting(Pages, TestCase):
    def step(self, actor, posting, step, **data):
        return self.send(actor, "secondment_step", [posting.pk, step], {"version": posting.version} | data)

    def test_from_the_first_day_to_the_end(self):
        posting = self.make(starts_on=date(2026, 4, 1), planned_end_on=date(2026, 10, 31))
        days = {"starts_on": "2026-05-01", "ends_on": "2026-06-15"}
        self.assertEqual(self.step(self.uni_officer, posting, "interrupt", reason="借调", **days).status_code, 302)
        posting.version = 2
        answer = self.step(self.uni_officer, posting, "end")
        self.assertContains(answer, "15 days short", status_code=422)
        data = {"exception_reason": "项目完成", "exception_allowed_by": "组织部长"}
        self.assertEqual(self.step(self.dis_officer, posting, "except", **data).status_code, 302)
        posting.version = 3
        self.assertEqual(self.step(self.uni_officer, posting, "end").status_code, 302)
        page = self.ask(self.dis_auditor, "secondment_detail", posting.pk)
        for words in ("recorded an interruption", "allowed by 组织部长", "Ended on", "2026-10-31"):
            self.assertContains(page, words)
        self.assertNotContains(page, "<textarea")

    def test_another_day_is_asked_for_and_consented_to_in_one_click(self):
        posting = self.make()
        self.step(self.uni_officer, posting, "change", new_end_on="2027-06-30", reason="项目未完")
        page = self.ask(self.dis_liaison, "secondment_detail", posting.pk)
        self.assertContains(page, "Consent to the extension")
        change = posting.changes.get()
        answer = self.send(self.dis_liaison, "secondment_answer", [change.pk, "consent"], {})
        self.assertEqual(answer.status_code, 302)
        again = self.send(self.dis_liaison, "secondment_answer", [change.pk, "consent"], {})
        self.assertContains(again, "answered already", status_code=409)

    def test_the_desk_and_the_register_show_what_waits_for_consent(self):
        posting = self.make()
        given = {"version": 1, "new_end_on": date(2027, 6, 30), "reason": "项目未完"}
        secondments.ask(posting, by=self.uni_officer, **given)
        clock = self.ask(self.dis_liaison).wsgi_request.clock
        for actor, waits in ((self.dis_liaison, True), (self.uni_liaison, False), (self.dis_head, False)):
            with self.subTest(actor=actor.user.username):
                tasks = desk.tasks_for(actor, clock)
                self.assertEqual("postings" in [task.kind for task in tasks], waits)
                self.assertEqual(desk.count_for(actor, clock), len(tasks))
                self.sign_in(actor)
                page = self.client.get(reverse("agreements:desk"))
                self.assertEqual("1 posting waits for your consent" in page.content.decode(), waits)
                said = "asks for another last day for 张一: 2027-06-30 instead of 2027-02-28."
                self.assertEqual(said in self.ask(actor).content.decode(), waits)
        self.dis_party.answers_by_letter = True
        self.dis_party.save()
        self.assertIn("postings", [task.kind for task in desk.tasks_for(self.uni_liaison, clock)])

    def test_a_stale_page_keeps_what_was_typed_and_can_be_sent_again(self):
        posting = self.make()
        secondments.correct(posting, by=self.uni_liaison, version=1, post="副科长")
        data = {"starts_on": "2026-10-01", "ends_on": "2026-10-02", "reason": "病假"}
        answer = self.step(self.uni_officer, posting, "interrupt", **data)
        self.assertContains(answer, "Somebody changed this posting", status_code=409)
        self.assertContains(answer, "病假", status_code=409)
        self.assertContains(answer, 'name="version" value="2"', status_code=409)
        self.assertNotContains(answer, 'name="version" value="1"', status_code=409)

    def test_an_interruption_is_taken_back_with_a_reason(self):
        posting = self.make()
        told = {"starts_on": TODAY, "ends_on": TODAY, "reason": "病假"}
        found = secondments.interrupt(posting, by=self.uni_officer, version=1, **told)
        self.assertEqual(self.send(self.uni_head, "secondment_unbreak", [found.pk], {"version": 2}).status_code, 422)
        data = {"version": 2, "reason": "记错"}
        self.assertEqual(self.send(self.uni_head, "secondment_unbreak", [found.pk], data).status_code, 302)
        self.assertFalse(posting.breaks.exists())

    def test_of_another_agreement_nothing_is_found(self):
        posting = self.make()
        self.assertEqual(self.ask(self.stranger, "secondment_detail", posting.pk).status_code, 404)

    def test_the_agreement_and_the_commitment_lead_here(self):
        register = reverse("agreements:secondment_list", args=[self.agreement.pk])
        self.assertContains(self.ask(self.dis_auditor, "agreement_detail"), register)
        self.assertContains(self.ask(self.dis_auditor, "commitment_detail", self.item.pk), register)


class WhereAnEvaluationStands(Pages, TestCase):
    def setUp(self):
        super().setUp()
        for unit in (self.uni_third, self.out_office):
            type(unit).objects.filter(pk=unit.pk).update(keeps_personnel=True)
        self.posting = self.make(starts_on=date(2026, 4, 1), planned_end_on=date(2026, 10, 31))
        answer = self.send(
            self.uni_other, "secondment_step", [self.posting.pk, "evaluate"], {"text": SECRET, "version": 0}
        )
        self.assertEqual(answer.status_code, 302)

    def test_its_own_department_reads_it(self):
        self.assertEqual(SecondmentEvaluation.objects.get().text, SECRET)
        self.assertContains(self.ask(self.uni_other, "secondment_detail", self.posting.pk), SECRET)

    def test_what_another_wrote_meanwhile_is_not_overwritten(self):
        step = ("secondment_step", [self.posting.pk, "evaluate"])
        answer = self.send(self.uni_other, *step, {"text": "我写的另一份考核", "version": 0})
        self.assertEqual(answer.status_code, 409)
        self.assertContains(answer, SECRET, status_code=409)
        self.assertContains(answer, "我写的另一份考核", status_code=409)
        self.assertEqual(SecondmentEvaluation.objects.get().text, SECRET)
        again = self.send(self.uni_other, *step, {"text": "两份合一", "version": 1})
        self.assertEqual(again.status_code, 302)

    def test_an_administrator_learns_only_that_it_exists(self):
        page = self.ask(self.admin, "secondment_detail", self.posting.pk)
        self.assertContains(page, "There is one")
        self.assertNotContains(page, SECRET)

    def test_for_everybody_else_it_stands_nowhere(self):
        """Every page and download that can be read, as everybody who is not of an organisation department."""
        counts_kept(self)
        mine = {
            "agreement": self.agreement.pk,
            "commitment": self.item.pk,
            "secondment": self.posting.pk,
            "list": self.agreement.pk,
            "text": self.text.pk,
        }
        seen = set()
        for name in ("uni_liaison", "uni_officer", "uni_auditor", "dis_officer", "dis_leader", "stranger", "admin"):
            self.sign_in(getattr(self, name))
            for address in addresses(mine):
                answer = self.client.get(address, {"q": SECRET[:4]})
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                self.assertNotIn(SECRET.encode(), unpacked(body), (name, address))
                seen.add((address, answer.status_code))
        self.assertIn((reverse("agreements:secondment_detail", args=[self.posting.pk]), 200), seen)
        self.assertIn((reverse("agreements:commitment_export", args=["xlsx"]), 200), seen)
        self.assertIn((reverse("agreements:commitment_export", args=["csv"]), 200), seen)
        for kind in ("xlsx", "csv"):
            address = reverse("agreements:secondment_export", args=[self.agreement.pk, kind])
            self.assertIn((address, 200), seen)
        self.assertGreater(len([status for _address, status in seen if status == 200]), 15)

    def test_not_even_those_who_read_it_find_it_in_a_list_an_export_or_a_search(self):
        self.sign_in(self.uni_other)
        own = reverse("agreements:secondment_detail", args=[self.posting.pk])
        self.assertIn(reverse("agreements:secondment_export", args=[self.agreement.pk, "xlsx"]), self.everywhere())
        for address in self.everywhere():
            if address != own:
                answer = self.client.get(address, {"q": SECRET[:4]})
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                self.assertNotIn(SECRET.encode(), unpacked(body), address)

    def everywhere(self):
        return list(addresses({"agreement": self.agreement.pk, "commitment": self.item.pk}))

    def test_it_stands_in_no_trail_and_in_no_page_of_the_administration(self):
        self.assertTrue(TrailEntry.objects.filter(verb="posting_evaluate").exists())
        self.assertFalse(TrailEntry.objects.filter(text__contains=SECRET[:6]).exists())
        self.client.force_login(self.admin.user, "django.contrib.auth.backends.ModelBackend")
        for address in (
            reverse("admin:agreements_secondment_change", args=[self.posting.pk]),
            reverse("admin:agreements_secondment_changelist"),
            reverse("admin:agreements_trailentry_changelist"),
            reverse("admin:index"),
        ):
            self.assertNotContains(self.client.get(address), SECRET)


def addresses(keys):
    """Every address that is read, with the keys of what is known."""
    kinds = {"commitment_export": ("xlsx", "csv")}
    for pattern in urlpatterns:
        wants = set(pattern.pattern.converters)
        if wants == {"kind"}:
            yield from (reverse(f"agreements:{pattern.name}", args=[kind]) for kind in kinds[pattern.name])
        elif wants == {"pk", "kind"}:
            pk = keys.get(str(pattern.pattern).split("/")[0].rstrip("s"), 1)
            yield from (reverse(f"agreements:{pattern.name}", args=[pk, kind]) for kind in ("xlsx", "csv"))
        elif not wants:
            yield reverse(f"agreements:{pattern.name}")
        elif wants == {"pk"}:
            word = str(pattern.pattern).split("/")[0].rstrip("s")
            yield reverse(f"agreements:{pattern.name}", args=[keys.get(word, 1)])


def unpacked(body):
    """What a download holds, workbooks opened."""
    import io
    import zipfile

    if body[:2] != b"PK":
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return b"\n".join(book.read(name) for name in book.namelist())
