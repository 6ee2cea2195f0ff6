"""The frame of every page: the number beside “My desk”."""

from django.conf import settings
from django.core.cache import caches
from django.test import TestCase, override_settings

from agreements.actions import decisions
from agreements.models import CalendarYear
from agreements.reports import desk
from agreements.standing import Clock
from agreements.views.frame import desk_count
from tests.world import TODAY, World, at

KEPT = {
    **settings.CACHES,
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test_frame"},
}


@override_settings(CACHES=KEPT)
class CountingWhatNeedsMe(World, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY):
            cls.commitment = cls.make_running()
        cls.clock = Clock.on(TODAY, CalendarYear.objects.calendar())

    def setUp(self):
        self.addCleanup(caches["process"].clear)
        self.enterContext(at(TODAY))

    def test_the_number_follows_at_once_what_others_do(self):
        before = desk_count(self.dis_liaison, self.clock)
        decisions.open_close(self.commitment, by=self.uni_liaison, reason="已完成。")
        self.assertEqual(desk_count(self.dis_liaison, self.clock), before + 1)

    def test_nothing_is_counted_again_while_nothing_happens(self):
        told = desk_count(self.dis_officer, self.clock)
        with self.assertNumQueries(1):
            self.assertEqual(desk_count(self.dis_officer, self.clock), told)

    def test_each_post_has_a_number_of_its_own(self):
        for actor in (self.dis_officer, self.uni_officer, self.dis_liaison, self.uni_leader, self.admin):
            self.assertEqual(desk_count(actor, self.clock), desk.count_for(actor, self.clock))
        self.assertTrue(desk_count(self.dis_officer, self.clock))
