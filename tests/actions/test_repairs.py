"""Repairs: an administrator's alone, with a reason, shown as repairs, and never an answer for a side."""

import json

from django.test import TestCase

from agreements.actions import decisions, repairs
from agreements.models import TrailEntry
from tests.sides import Rules


class Repairing(Rules, TestCase):
    def line(self, row):
        return json.loads(TrailEntry.objects.about(row).last().text)

    def test_each_step(self):
        closed = self.make_submitted()
        decisions.confirm(closed, by=self.dis_liaison)
        waiting = decisions.open_close(self.make_running(), by=self.uni_officer, reason="已完成。")
        for step, row, status in (
            ("start", self.make_assigned(), "in_progress"),
            ("take_back", self.make_submitted().commitment, "in_progress"),
            ("return", waiting.commitment, "in_progress"),
            ("reopen", closed.commitment, "in_progress"),
        ):
            with self.subTest(step=step):
                repaired = repairs.repair(row, step, by=self.admin, reason="录入有误")
                self.assertEqual(repaired.status, status)
                line = self.line(row)
                self.assertEqual((line["verb"], line["repair"], line["reason"]), (step, True, "录入有误"))
        waiting.refresh_from_db()
        self.assertEqual(waiting.outcome, "void")
        self.assertWhole()

    def test_a_reason_is_asked_for(self):
        for step, row in (("start", self.make_assigned()), ("take_back", self.make_submitted().commitment)):
            with self.subTest(step=step), self.refused("Please give a reason."):
                repairs.repair(row, step, by=self.admin, reason=" ")

    def test_nobody_else_repairs(self):
        row = self.make_assigned()
        for actor in (self.uni_liaison, self.uni_officer, self.uni_leader, self.dis_liaison, self.stranger):
            for step in repairs.STEPS:
                with self.subTest(actor=str(actor.user), step=step), self.forbidden():
                    repairs.repair(row, step, by=actor, reason="录入有误")

    def test_an_administrator_never_answers(self):
        decision = self.make_submitted()
        for answer in (
            lambda: decisions.confirm(decision, by=self.admin),
            lambda: decisions.object_(decision, by=self.admin, reason="不属实"),
            lambda: repairs.repair(decision.commitment, "close", by=self.admin, reason="代办"),
        ):
            with self.forbidden("do not speak for a side"):
                answer()

    def test_where_nothing_is_open_nothing_is_repaired(self):
        row = self.make_running()
        for step in ("take_back", "return"):
            with self.subTest(step=step), self.refused("No decision on it stands open."):
                repairs.repair(row, step, by=self.admin, reason="录入有误")

    def test_a_return_stays_the_own_sides_matter(self):
        waiting = decisions.open_close(self.make_running(), by=self.uni_officer, reason="已完成。")
        repairs.repair(waiting.commitment, "return", by=self.admin, reason="录入有误")
        lines = TrailEntry.objects.about(waiting.commitment).filter(verb="return")
        self.assertTrue(lines.visible_to(self.uni_liaison).exists())
        self.assertFalse(lines.visible_to(self.dis_liaison).exists())
