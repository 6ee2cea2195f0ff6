"""Edits on both sides, as they come: no import overwrites what was changed after the export."""

from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import TestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agreements.actions import commitments, decisions, progress, returning, round_trip
from agreements.errors import Refused
from agreements.models import CommitmentUnit, Membership, Role, User
from tests.sides import Rules, everything
from tests.workbench import TODAY, Bench, at, clock, exported

WORDS = ("text", "problem", "next_step", "needs_other")
ROWS = ("own", "joint", "other", "draft")
OFTEN = ("own", "joint", *ROWS)
SENDERS = ("uni_liaison", "uni_officer", "uni_head", "dis_liaison")
# Who may report on which, for which unit.
REPORTS_FOR = {
    ("uni_liaison", "own"): "uni_lead",
    ("uni_liaison", "joint"): "uni_lead",
    ("uni_officer", "own"): "uni_lead",
    ("uni_officer", "joint"): "uni_lead",
    ("uni_head", "own"): "uni_lead",
    ("uni_head", "joint"): "uni_lead",
    ("dis_liaison", "joint"): "dis_lead",
    ("dis_liaison", "other"): "dis_lead",
}
TYPED = {
    "text": st.sampled_from(["甲。", "乙。", "已启动。", None]),
    "percent": st.sampled_from([0.4, 0.5, "６０％", "过半"]),
    "problem": st.sampled_from(["缺人。", "缺地。", None]),
    "next_step": st.sampled_from(["招人。", None]),
    "needs_other": st.sampled_from(["请协调。", None]),
    "officers": st.sampled_from(["同事", "同事、dis_officer", "uni_officer、dis_officer", "张三", None]),
    "due_on": st.sampled_from([date(2027, 6, 30), None]),
    "status": st.sampled_from(["已办结"]),
}
IN_THE_BOOK = st.lists(
    st.tuples(st.sampled_from(OFTEN), st.sampled_from(list(TYPED)).flatmap(lambda n: st.tuples(st.just(n), TYPED[n]))),
    max_size=8,
)
SAID = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["甲。", "丙。", "已启动。"]),
        "percent": st.sampled_from([40, 50, 70]),
        "problem": st.sampled_from(["", "缺人。", "缺钱。"]),
        "next_step": st.sampled_from(["", "再议。"]),
        "needs_other": st.sampled_from(["", "请对方。"]),
    }
)
IN_THE_DATABASE = st.lists(
    st.one_of(
        st.tuples(st.just("report"), st.sampled_from(OFTEN), st.sampled_from(["uni_officer", "dis_officer"]), SAID),
        st.tuples(st.just("no_change"), st.sampled_from(OFTEN), st.sampled_from(["uni_officer", "dis_officer"])),
        st.tuples(st.just("second"), st.sampled_from(OFTEN), st.sampled_from(["uni_officer", "dis_officer"])),
        st.tuples(st.just("officer"), st.sampled_from(OFTEN), st.sampled_from(["同事", "uni_officer"])),
        st.tuples(st.just("close"), st.sampled_from(OFTEN)),
    ),
    max_size=3,
)


@pytest.mark.once  # what is merged is compared in Python; `test_round_trip` asks each database
class EditsOnBothSides(Rules, TestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with at(TODAY, 9):
            cls.own = cls.make_running(title="学校的事", obliged_party=cls.uni_party)
            cls.joint = cls.make_running(title="共同的事")
            cls.other = cls.make_running(title="区里的事", obliged_party=cls.dis_party)
            cls.draft = cls.make_commitment(title="草稿的事")
            commitments.name_officer(cls.joint, by=cls.dis_liaison, unit=cls.dis_lead, officer=cls.dis_officer.user)
            progress.report(
                cls.joint, by=cls.uni_officer, text="两边都动了。", percent=40, problem="缺人。", next_step="招人。"
            )
        cls.colleague = User.objects.create_user("colleague", name="同事")
        Membership.objects.create(user=cls.colleague, unit=cls.uni_lead, role=Role.OFFICER)

    def test_whatever_was_changed_after_the_export_stays(self):
        said = {"text": "丙。", "percent": 50, "problem": "缺钱。", "next_step": "", "needs_other": ""}
        cells = [("own", ("text", "甲。")), ("own", ("percent", 0.5)), ("own", ("officers", "同事"))]

        @example("uni_officer", cells, [("report", "own", "uni_officer", said)])
        @example("uni_liaison", cells, [("officer", "own", "uni_officer")])
        @example("uni_liaison", cells, [("report", "own", "uni_officer", said | {"text": "已启动。"})])
        @example("uni_liaison", [("joint", ("text", "甲。"))], [("report", "joint", "dis_officer", said)])
        @example("dis_liaison", [("joint", ("text", "甲。")), ("joint", ("problem", "缺地。"))], [])
        @settings(max_examples=60, deadline=None)
        @given(st.sampled_from(SENDERS), IN_THE_BOOK, IN_THE_DATABASE)
        def holds(sender, typed, done):
            with transaction.atomic():
                self.run_one(sender, {(row, name): value for row, (name, value) in typed}, done)
                transaction.set_rollback(True)

        holds()

    def run_one(self, sender, typed, done):
        actor = getattr(self, sender)
        then = self.shown()
        bench = Bench(exported(actor))
        for (row, name), value in typed.items():
            bench.write(getattr(self, row), **{name: value})
        with at(TODAY, 11):
            for what, row, *given_ in done:
                with suppress(Refused, PermissionDenied), transaction.atomic():
                    self.do(what, self.fresh(getattr(self, row)), *given_)
        with at(TODAY, 12):
            now, before = self.shown(), everything()
            try:
                self.bring_back(bench, actor)
            except Refused:
                self.assertEqual(before, everything())
            after = self.shown()
        for row in ROWS:
            edits = {name: value for (of, name), value in typed.items() if of == row}
            self.check(sender, row, edits, then[row], now[row], after[row])

    def do(self, what, row, *given_):
        if what == "report":
            who, said = given_
            progress.report(row, by=getattr(self, who), **said)
        elif what == "officer":
            person = User.objects.get(name=given_[0])
            commitments.name_officer(row, by=self.uni_liaison, unit=self.uni_lead, officer=person)
        elif what == "close":
            decisions.open_close(row, by=self.uni_liaison, reason="办完了，见报告。")
        else:
            getattr(progress, what)(row, by=getattr(self, given_[0]))

    def bring_back(self, bench, actor):
        found = round_trip.begin(bench.save(), "x.xlsx", by=actor)
        seen = {item.pk: item.seen for item in returning.plan(found.cells, actor, clock())}
        round_trip.confirm(found, by=actor, clock=clock(), seen=seen)

    def shown(self):
        """What a row shows, read from the tables, and the keys of what is behind it."""
        found = {}
        for name in ROWS:
            row = self.fresh(getattr(self, name))
            told = row.reports.filter(state="submitted", kind="report").order_by("-submitted_at", "-pk").first()
            units = CommitmentUnit.objects.filter(commitment=row, role__in=("lead", "support"))
            found[name] = {
                **{word: getattr(told, word, "") for word in WORDS},
                "percent": row.percent,
                "officers": dict(units.values_list("unit", "officer__name")),
                "agreed": (row.title, row.due_on, row.due_text, row.status),
                "report": told and told.pk,
                "side": told and told.unit.organization_id,
                "percents": dict(units.values_list("unit", "percent")),
                "reports": row.reports.count(),
            }
        return found

    def check(self, sender, row, edits, then, now, after):
        """What the row must show, worked out from the rules in words."""
        self.assertEqual(now["agreed"], after["agreed"])
        unit = self.reporting(sender, row, now)
        text, meant = edits.get("text"), {n: v or "" for n, v in edits.items() if n in WORDS}
        # Words are taken when the sender may report and nobody has reported since.
        taken = bool(unit and text and text != then["text"] and now["report"] == then["report"])
        self.assertEqual(now["reports"] + taken, after["reports"])
        for word in WORDS:
            if not taken:
                self.assertEqual(now[word], after[word])
            elif word in meant and meant[word] != then[word]:
                self.assertEqual(meant[word], after[word])
            else:  # nobody's change: it stays, unless it was another side's to say
                own = now["side"] == unit.organization_id
                self.assertEqual(now[word] if own else "", after[word])
        percents = now["percents"]
        if taken:
            if percents[unit.pk] is None:  # the first figure of this lead is the one that the row showed
                percents = percents | {unit.pk: now["percent"]}
            figure = {0.4: 40, 0.5: 50, "６０％": 60}.get(edits.get("percent"))
            if figure is not None and now["percent"] == then["percent"] and figure != then["percent"]:
                percents = percents | {unit.pk: figure}
        self.assertEqual(percents, after["percents"])
        self.check_officers(sender, row, edits.get("officers", ""), then, now, after)

    def reporting(self, sender, row, now):
        """The unit for which the sender may report now, or None."""
        name = REPORTS_FOR.get((sender, row))
        at_work = now["agreed"][3] in ("assigned", "in_progress")
        return getattr(self, name) if name and at_work else None

    def check_officers(self, sender, row, names, then, now, after):
        """The colleague of the university's lead is named where the sender may, and nobody else anywhere."""
        may = sender in ("uni_liaison", "uni_head") and row in ("own", "joint") and now["agreed"][3] != "submitted"
        unmoved = sorted(filter(None, then["officers"].values())) == sorted(filter(None, now["officers"].values()))
        named = set(filter(None, (names or "").split("、")))
        new = named - set(then["officers"].values()) - set(now["officers"].values())
        kept = all(name in named for unit, name in now["officers"].items() if name and unit != self.uni_lead.pk)
        expected = now["officers"]
        if may and unmoved and kept and len(new) == 1 and new <= {"同事", "uni_officer"}:
            expected = expected | {self.uni_lead.pk: new.pop()}
        self.assertEqual(expected, after["officers"])
