"""Suggestions of a template on a commitment's page: taken, kept, dropped."""

from django.test import TestCase
from django.urls import reverse

from agreements.models import Indicator, Milestone, Template
from tests.sides import Rules

HTMX = {"HTTP_HX_REQUEST": "true"}


class Suggestions(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.item = cls.make_running()
        cls.template = Template.objects.get(name="国家大学科技园")

    def setUp(self):
        super().setUp()
        self.sign_in(self.uni_officer)
        session = self.client.session
        session["language"] = "en"
        session.save()

    def post(self, address, *args, **data):
        return self.client.post(reverse(f"agreements:{address}", args=[self.item.pk, *args]), data, **HTMX)

    def test_they_are_taken_marked_kept_and_dropped(self):
        answer = self.post("template_take", template=self.template.pk)
        count = Milestone.objects.count() + Indicator.objects.count()
        self.assertContains(answer, '<span class="tag">Suggested</span>', count)
        self.assertContains(answer, "Keep all")
        one = Milestone.objects.first()
        answer = self.post("template_settle", "keep", milestone=one.pk)
        self.assertContains(answer, '<span class="tag">Suggested</span>', count - 1)
        self.assertContains(answer, "0 of 1 milestone done")
        answer = self.post("template_settle", "drop", indicator=Indicator.objects.first().pk)
        self.assertContains(answer, '<span class="tag">Suggested</span>', count - 2)
        answer = self.post("template_settle", "drop")
        self.assertNotContains(answer, "Suggested</span>")
        self.assertEqual([*Milestone.objects.all()], [one])

    def test_the_same_twice_is_told(self):
        self.post("template_take", template=self.template.pk)
        answer = self.post("template_take", template=self.template.pk)
        self.assertContains(answer, "All that this template suggests stands there already.", status_code=422)

    def test_a_template_that_is_not_there(self):
        self.assertEqual(self.post("template_take", template="99999").status_code, 404)
        self.assertEqual(self.post("template_take").status_code, 404)
