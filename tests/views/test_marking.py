"""The text page by whole requests: what it shows, to whom, what each change answers, at what cost."""

import re

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.actions import marking as actions
from agreements.actions import sentences, texts
from agreements.models import Agreement, Commitment, CommitmentSpan, Sentence, TextVersion
from agreements.reports import marking
from tests.world import TODAY, World, at

FRAGMENT = {"HX-Request": "true"}


class Page(World):
    def setUp(self):
        self.enterContext(at(TODAY))
        self.client.cookies["django_language"] = "en"
        self.sign_in(self.uni_liaison)
        self.first, self.second, self.third, self.last = Sentence.objects.filter(
            clause__text_version=self.text
        ).order_by("start")
        self.page = self.url("text_detail", self.text)

    def url(self, name, thing):
        return reverse(f"agreements:{name}", args=[thing.pk])

    def token(self, row):
        return marking.token_of([marking.reading(self.text).line_by_pk[row.pk]])

    def sent(self, row=None, start=None, end=None, **given):
        """What the form of a passage sends."""
        row = row or self.second
        start, end = start or row.start, end or row.end
        fields = {"sentence": row.pk, "start": start, "end": end, "passage": self.text.text[start:end]}
        fields |= {"seen": self.token(row), "title": "选派教师", "who": "joint", "strength": "firm"}
        return fields | {"category": "other", "cadence": "once"} | given

    def mark(self, headers=FRAGMENT, **given):
        return self.client.post(self.url("text_mark", self.text), self.sent(**given), headers=headers)

    def make(self, row, **given):
        fields = {"title": "选派教师", "obligation": "joint"} | given
        return actions.make(self.text, row.start, row.end, by=self.uni_liaison, **fields)


class ReadingTheText(Page, TestCase):
    def test_the_words_stand_under_their_clauses_with_the_figures_on_top(self):
        self.make(self.second)
        sentences.dispose(self.last, by=self.uni_liaison, reason="背景表述")
        answer = self.client.get(self.page)
        for words in ("双方建立互派机制。", "33%", "1 sentence covered", "2 sentences open", "1 without obligation"):
            self.assertContains(answer, words)
        head = f'<h2 id="clause-{self.clause.pk}"><span class="no">1</span>人才</h2>'
        self.assertContains(answer, head, html=True)
        self.assertContains(answer, f'id="s-{self.second.pk}"')
        self.assertContains(answer, "(no obligation: 背景表述)")
        self.assertEqual(len(re.findall(r'<a href="#s-\d+" tabindex="-1"><rect', answer.content.decode())), 4)
        self.assertNotContains(answer, 'id="mark-form"')

    def test_readers_read_and_are_offered_nothing_to_change(self):
        self.make(self.second)
        for who in (self.uni_officer, self.dis_leader, self.dis_auditor):
            self.sign_in(who)
            answer = self.client.get(f"{self.page}?sentence={self.second.pk}")
            self.assertContains(answer, "选派教师")
            self.assertContains(answer, 'id="work"')
            self.assertNotRegex(answer.content.decode().split("<main")[1], 'method="post"')

    def test_a_form_is_prefilled_from_the_wording(self):
        answer = self.client.get(f"{self.page}?sentence={self.second.pk}", headers=FRAGMENT)
        self.assertNotContains(answer, "<html")
        self.assertIn("HX-Request", answer["Vary"])
        self.assertEqual(len(re.findall('class="btn primary"', answer.content.decode())), 1)
        form = answer.context["form"]
        self.assertEqual(form["title"].value(), "每年选派教师到区里锻炼，一般不少于半年")
        self.assertEqual(form["who"].value(), str(self.uni_party.pk))
        self.assertEqual((form["strength"].value(), form["cadence"].value()), ("firm", "recurring"))
        self.assertEqual((form["category"].value(), form["due_text"].value()), ("talent-exchange", "每年"))
        self.assertEqual((form["start"].value(), form["end"].value()), (self.second.start, self.second.end))

    def test_a_part_is_asked_for_by_its_place(self):
        start = self.second.start + 2
        asked = f"{self.page}?sentence={self.second.pk}&start={start}&end={start + 6}"
        self.assertEqual(self.client.get(asked).context["form"]["passage"].value(), "每年选派教师")
        for place in ("start=x&end=3", "start=0&end=99999999999", f"start={self.second.end}&end={self.second.start}"):
            answer = self.client.get(f"{self.page}?sentence={self.second.pk}&{place}")
            self.assertEqual(answer.context["place"], (self.second.start, self.second.end))

    def test_the_same_as_the_one_before_is_taken_over_without_a_script(self):
        self.make(self.first, strength="exploratory", category="health", due_text="长期", no_yardstick_yet=True)
        form = self.client.get(f"{self.page}?sentence={self.second.pk}&same=1").context["form"]
        told = [form[name].value() for name in ("who", "strength", "category", "due_text", "no_yardstick_yet")]
        self.assertEqual(told, ["joint", "exploratory", "health", "长期", True])
        self.assertEqual(form["title"].value(), "每年选派教师到区里锻炼，一般不少于半年")

    def test_a_sentence_of_another_text_is_not_found(self):
        for sentence in ("0", "x", "9" * 30, "999999"):
            self.assertEqual(self.client.get(f"{self.page}?sentence={sentence}").status_code, 404)

    def test_the_words_are_only_words(self):
        text = '1\n<b>合作</b>\n双方<script>alert(1)</script>建立"机制"。\n'
        version = TextVersion.objects.create(
            agreement=self.agreement, source="amended", received_on=TODAY, text=text, sha256="1" * 64
        )
        clause = version.clauses.create(number="1", sort_key="0001", heading="<b>合作</b>", start=0, end=len(text))
        row = Sentence.objects.create(clause=clause, start=text.index("双方"), end=len(text) - 1)
        sentences.dispose(row, by=self.uni_liaison, reason='"><i>')
        page = self.client.get(f"{self.url('text_detail', version)}?sentence={row.pk}").content.decode()
        for raw in ("<script>alert", "<b>合作", '"><i>'):
            self.assertNotIn(raw, page)

    def test_an_older_text_says_that_there_is_a_newer_one(self):
        newer = TextVersion.objects.create(
            agreement=self.agreement, source="amended", received_on=TODAY, text="新", sha256="2" * 64
        )
        self.assertContains(self.client.get(self.page), self.url("text_detail", newer))
        answer = self.client.get(self.url("text_current", self.agreement))
        self.assertRedirects(answer, self.url("text_detail", newer))

    def test_without_a_text_it_leads_to_where_one_is_brought(self):
        bare = Agreement.objects.create(code="XY2023", title="新协议")
        for organization in (self.university, self.district):
            bare.parties.create(organization=organization, order=organization.pk)
        for who, name in ((self.uni_liaison, "text_new"), (self.uni_officer, "agreement_detail")):
            self.sign_in(who)
            self.assertRedirects(self.client.get(self.url("text_current", bare)), self.url(name, bare))


class MarkingIt(Page, TestCase):
    def test_a_commitment_is_made_and_all_that_it_alters_comes_back(self):
        answer = self.mark(start=self.second.start + 2)
        span = CommitmentSpan.objects.get()
        self.assertEqual((span.start, span.end), (self.second.start + 2, self.second.end))
        self.assertContains(answer, "Commitment made: 选派教师")
        for part in ('id="coverage" hx-swap-oob', f'id="s-{self.second.pk}"', f'id="marks-{self.clause.pk}" hx-swap'):
            self.assertContains(answer, part)
        self.assertContains(answer, "25%")
        self.assertNotContains(answer, f'id="s-{self.first.pk}"')
        self.assertContains(answer, f'data-c="{span.commitment_id}"', 2)

    def test_without_a_script_the_page_comes_anew_at_the_sentence(self):
        answer = self.mark(headers=None)
        self.assertEqual(answer["Location"], f"{self.page}?sentence={self.second.pk}#s-{self.second.pk}")
        self.assertContains(self.client.get(answer["Location"]), "Commitment made: 选派教师")

    def test_the_words_alone_say_where_a_passage_is(self):
        self.mark(start="", end="", passage=" 一般不少于半年 ")
        span = CommitmentSpan.objects.get()
        self.assertEqual(self.text.text[span.start : span.end], "一般不少于半年")

    def test_words_that_are_not_there_or_twice_are_refused(self):
        for passage, said in (("别的话", "as you typed them"), ("", "required"), ("教", "")):
            answer = self.mark(start="", end="", passage=passage)
            self.assertEqual(answer.status_code, 422 if passage != "教" else 200)
            if said:
                self.assertContains(answer, said, status_code=422)
        text = "双方合作，双方共赢。"
        version = TextVersion.objects.create(
            agreement=self.agreement, source="amended", received_on=TODAY, text=text, sha256="3" * 64
        )
        clause = version.clauses.create(number="1", sort_key="0001", start=0, end=len(text))
        row = Sentence.objects.create(clause=clause, start=0, end=len(text))
        sent = self.sent(passage="双方", sentence=row.pk) | {"start": "", "end": "", "seen": ""}
        answer = self.client.post(self.url("text_mark", version), sent, headers=FRAGMENT)
        self.assertContains(answer, "more than once", status_code=422)

    def test_a_refused_form_keeps_all_that_was_typed(self):
        answer = self.mark(title="", yardstick="当年派出 8 人", due_text="每年", due_on="2020-13-45", category="health")
        for kept in ("当年派出 8 人", 'value="每年"', 'value="2020-13-45"', '<option value="health" selected>'):
            self.assertContains(answer, kept, status_code=422)
        self.assertContains(answer, "aria-invalid", status_code=422)
        self.assertFalse(Commitment.objects.exists())
        page = self.mark(title="", yardstick="当年派出 8 人", headers=None)
        self.assertContains(page, "当年派出 8 人", status_code=422)
        self.assertContains(page, 'id="coverage"', status_code=422)

    def test_what_somebody_else_decided_meanwhile_is_told_beside_what_was_typed(self):
        sent = self.sent(title="我写的")
        sentences.dispose(self.second, by=self.dis_liaison, reason="背景表述")
        answer = self.client.post(self.url("text_mark", self.text), sent, headers=FRAGMENT)
        for words in ("meanwhile", "背景表述", "dis_liaison", "我写的", "Make it all the same"):
            self.assertContains(answer, words, status_code=409)
        again = sent | {"seen": answer.context["seen"]}
        self.assertEqual(self.client.post(self.url("text_mark", self.text), again, headers=FRAGMENT).status_code, 200)
        other = self.client.post(self.url("text_mark", self.text), sent, headers=FRAGMENT)
        self.assertContains(other, "(uni_liaison)", status_code=409)
        self.assertEqual(Commitment.objects.count(), 1)

    def test_a_sentence_that_was_cut_anew_is_found_by_its_place(self):
        sent = self.sent()
        self.second.delete()
        new = Sentence.objects.create(clause=self.clause, start=self.second.start, end=self.second.end)
        answer = self.client.post(self.url("text_mark", self.text), sent, headers=FRAGMENT)
        self.assertContains(answer, "meanwhile", status_code=409)
        self.assertContains(answer, f'name="sentence" value="{new.pk}"', status_code=409)

    def test_a_passage_is_added_to_a_draft_and_taken_away(self):
        draft = self.make(self.second)
        sent = {"sentence": self.last.pk, "commitment": draft.pk, "seen": self.token(self.last)}
        offered = self.client.get(f"{self.page}?sentence={self.last.pk}")
        self.assertContains(offered, f'<option value="{draft.pk}">')
        answer = self.client.post(self.url("text_add", self.text), sent, headers=FRAGMENT)
        self.assertContains(answer, "Passage added to: 选派教师")
        self.assertContains(answer, "50%")
        span = draft.spans.get(start=self.last.start)
        answer = self.client.post(self.url("span_remove", span), headers=FRAGMENT)
        self.assertContains(answer, "Passage taken away from: 选派教师")
        self.assertContains(answer, f'class="s open" id="s-{self.last.pk}"')

    def test_what_was_agreed_is_not_offered_and_is_refused(self):
        agreed = self.make_assigned(spans=[(self.text, self.second.start, self.second.end)])
        page = self.client.get(f"{self.page}?sentence={self.second.pk}")
        self.assertNotContains(page, self.url("span_remove", agreed.spans.get()))
        answer = self.client.post(self.url("span_remove", agreed.spans.get()), headers=FRAGMENT)
        self.assertContains(answer, "Assigned", status_code=422)
        self.assertEqual(agreed.spans.count(), 1)

    def test_no_obligation_in_one_click_and_back(self):
        offered = self.client.get(f"{self.page}?sentence={self.first.pk}", headers=FRAGMENT)
        self.assertContains(offered, '<button class="btn sm" name="reason" value="background">Background</button>')
        sent = {"reason": "background", "seen": self.token(self.first)}
        answer = self.client.post(self.url("sentence_dispose", self.first), sent, headers=FRAGMENT)
        self.assertContains(answer, "No obligation: Background")
        self.assertContains(answer, self.url("sentence_reopen", self.first))
        self.assertContains(answer, f'class="s none" id="s-{self.first.pk}"')
        late = self.client.post(self.url("sentence_dispose", self.first), sent | {"reason": "x"}, headers=FRAGMENT)
        self.assertContains(late, "meanwhile", status_code=409)
        sent = {"seen": self.token(self.first)}
        answer = self.client.post(self.url("sentence_reopen", self.first), sent, headers=FRAGMENT)
        self.assertContains(answer, "The sentence is open again.")

    def test_a_usual_reason_is_read_by_everybody_in_their_language(self):
        sentences.dispose(self.first, by=self.uni_liaison, reason="principle")
        sentences.dispose(self.last, by=self.uni_liaison, reason="另有专项协议")
        for language, words in (("en", "Statement of principle"), ("zh-hans", "原则表述")):
            self.client.cookies["django_language"] = language
            for who in (self.uni_liaison, self.dis_leader):
                self.sign_in(who)
                page = self.client.get(f"{self.page}?sentence={self.first.pk}")
                self.assertContains(page, words, 3)  # on the sentence, in its words for screen readers, beside it
                self.assertContains(page, "另有专项协议")
                self.assertNotContains(page, "principle<")

    def test_what_each_side_does_for_itself_is_proposed_and_made_once_for_each(self):
        page = self.client.get(f"{self.page}?sentence={self.second.pk}")
        self.assertContains(page, "Each side for itself")
        answer = self.mark(who="each")
        self.assertContains(answer, "Commitment made for each side: 选派教师")
        made = Commitment.objects.order_by("pk")
        self.assertEqual([row.obliged_party for row in made], [self.uni_party, self.dis_party])
        self.assertContains(answer, f'id="mark-{made[0].pk}"')
        self.assertContains(answer, f'id="mark-{made[1].pk}"')

    def test_no_obligation_without_a_reason_or_with_a_commitment_is_refused(self):
        answer = self.client.post(self.url("sentence_dispose", self.first), {"reason": ""}, headers=FRAGMENT)
        self.assertContains(answer, "Please give a reason.", status_code=422)
        self.make(self.second)
        answer = self.client.post(self.url("sentence_dispose", self.second), {"reason": "x"})
        self.assertContains(answer, "A commitment comes from this sentence", status_code=422)
        self.assertContains(answer, "<html", status_code=422)

    def test_drafts_of_other_agreements_are_not_found(self):
        other = Agreement.objects.create(code="ZZ", title="另一份")
        for order, organization in enumerate((self.university, self.elsewhere), 1):
            other.parties.create(organization=organization, order=order)
        foreign = self.make(self.second)
        Commitment.objects.filter(pk=foreign.pk).update(agreement=other)
        for pk in (foreign.pk, "", "x", "9" * 30):
            sent = {"sentence": self.last.pk, "commitment": pk}
            self.assertEqual(self.client.post(self.url("text_add", self.text), sent).status_code, 404)


class LeadingThere(Page, TestCase):
    def test_the_agreement_has_one_filled_button(self):
        address, filled = self.url("agreement_detail", self.agreement), 'class="btn primary" href="%s"'
        self.assertContains(self.client.get(address), filled % self.page, 1)
        for row in (self.first, self.second, self.third, self.last):
            sentences.dispose(row, by=self.uni_liaison, reason="背景")
        answer = self.client.get(address)
        self.assertContains(answer, filled % self.url("commitment_new", self.agreement), 1)
        self.assertContains(answer, self.page)
        self.assertEqual(len(re.findall('class="btn primary"', answer.content.decode())), 1)
        self.sign_in(self.uni_officer)
        self.assertNotContains(self.client.get(address), "btn primary")

    def test_a_commitment_leads_to_its_first_passage(self):
        made = self.make(self.last)
        answer = self.client.get(self.url("commitment_detail", made))
        self.assertContains(answer, f'href="{self.page}#s-{self.last.pk}"')

    def test_the_desk_leads_there(self):
        self.assertContains(self.client.get(reverse("agreements:desk")), self.url("text_current", self.agreement))


class CountingQueries(Page, TestCase):
    def longer(self, number):
        """A text of so many clauses with sentences, half of which have commitments, each with two passages."""
        text = "".join(f"第{n}条 双方办第{n}件事。学校支持第{n}件事。\n" for n in range(1, number + 1))
        version = texts.read(self.agreement, text, by=self.uni_liaison, source="amended", received_on=TODAY)
        rows = list(Sentence.objects.filter(clause__text_version=version).order_by("start"))
        for row in rows[::2]:
            draft = actions.make(version, row.start, row.end, by=self.uni_liaison, title="事", obligation="joint")
            CommitmentSpan.objects.create(commitment=draft, text_version=version, start=row.start + 3, end=row.end - 2)
        return version, rows

    def counted(self, ask):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(ask().status_code, 200)
        return len(queries)

    def test_the_page_its_form_and_a_change_cost_as_many_whatever_the_text(self):
        found = []
        for number in (3, 40):
            version, rows = self.longer(number)
            page, form = self.url("text_detail", version), f"?sentence={rows[1].pk}"
            address = self.url("sentence_dispose", rows[1])
            self.client.get(page)  # what a session is asked once
            found.append(
                (
                    self.counted(lambda page=page: self.client.get(page)),
                    self.counted(lambda page=page, form=form: self.client.get(page + form, headers=FRAGMENT)),
                    self.counted(lambda to=address: self.client.post(to, {"reason": "背景"}, headers=FRAGMENT)),
                )
            )
        self.assertEqual(found[0], found[1])
        self.assertLessEqual(found[0][1], 11)
