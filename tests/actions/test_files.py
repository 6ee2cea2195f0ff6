"""Scans that are kept: by their bytes, once, whole or not at all, and by whom."""

from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from agreements.actions import files, letters
from agreements.errors import Refused
from agreements.models import StoredFile, TrailEntry
from tests import scans
from tests.sides import PAPER, DistrictByLetter, Rules
from tests.world import TODAY, World, at

HTML = b"<!doctype html><script>alert(1)</script>"
GOOD = {
    "pdf": (scans.pdf, "application/pdf"),
    "png": (scans.picture, "image/png"),
    "jpeg": (lambda: scans.picture("JPEG"), "image/jpeg"),
    "tiff": (lambda: scans.picture("TIFF"), "image/tiff"),
    "webp": (lambda: scans.picture("WEBP"), "image/webp"),
}
# name of the case: (bytes, why not)
HOSTILE = {
    "a page called .pdf": (HTML, "kind"),
    "a page with a PDF behind it": (HTML + scans.pdf(), "kind"),
    "a PDF behind white space": (b"\n" + scans.pdf(), "kind"),
    "a drawing with a script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "kind"),
    "an archive": (scans.archive(), "kind"),
    "a PDF that is an archive": (scans.pdf() + scans.archive(), "two_things"),
    "a picture that is an archive": (scans.picture() + scans.archive(), "two_things"),
    "a picture that unpacks to gigabytes": (scans.png_bomb(), "pixels"),
    "a picture a little too large": (scans.png_bomb(9000), "pixels"),
    "a WebP that unpacks to a gigabyte": (scans.webp_bomb(), "pixels"),
    "a PDF with a password": (scans.locked_pdf(), "locked"),
    "a PDF cut off": (scans.pdf()[:60], "damaged"),
    "a PDF in name only": (b"%PDF-1.7\nnothing", "damaged"),
    "a PNG cut off": (scans.picture(size=(300, 300))[:-30], "damaged"),
    "a JPEG cut off": (scans.picture("JPEG", (300, 300))[:-100], "damaged"),
    "a TIFF in name only": (b"II*\x00\xff\xff\xff\xff", "damaged"),
    "a WebP in name only": (b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0", "damaged"),
    "nothing": (b"", "empty"),
    "too much": (scans.pdf() + b"\0" * files.LARGEST, "too_large"),
    "a moving GIF": (b"GIF89a" + b"\0" * 40, "kind"),
    "too many pages": (scans.pdf(files.MOST_PAGES + 1), "pages"),
}


class LookingAtBytes(SimpleTestCase):
    def test_what_is_accepted(self):
        for name, (make, media_type) in GOOD.items():
            with self.subTest(name):
                self.assertEqual(files.media_type_of(make()), media_type)

    def test_what_is_not(self):
        for name, (data, code) in HOSTILE.items():
            with self.subTest(name), self.assertRaises(files.Unfit) as caught:
                files.media_type_of(data)
            with self.subTest(name):
                self.assertEqual(caught.exception.code, code)

    def test_every_reason_but_one_is_met_above(self):
        """“many” speaks of the place, not of the file."""
        self.assertEqual({code for _data, code in HOSTILE.values()} | {"many"}, set(files.REFUSALS))

    def test_a_picture_of_several_pages_is_counted(self):
        page = scans.Image.new("1", (8, 8))
        for pages, fits in ((3, True), (files.MOST_PAGES + 1, False)):
            out = scans.io.BytesIO()
            page.save(out, "TIFF", save_all=True, append_images=[page] * (pages - 1))
            with self.subTest(pages=pages):
                if fits:
                    self.assertEqual(files.media_type_of(out.getvalue()), files.TIFF)
                else:
                    with self.assertRaises(files.Unfit):
                        files.media_type_of(out.getvalue())


class Names(SimpleTestCase):
    def test_they_are_cleaned(self):
        for given, clean in (
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\me\\签署本.pdf", "签署本.pdf"),
            ("/tmp/a/b.PDF", "b.PDF"),
            ("fdp.\u202egnp.exe", "fdp.gnp.exe.pdf"),
            ("a\u2066b\u200b\u0000\r\n c.pdf", "ab c.pdf"),
            ("contract.html", "contract.html.pdf"),
            ('a"b<c>:d|e?*.pdf', "a_b_c__d_e__.pdf"),
            ("..", "scan.pdf"),
            ("", "scan.pdf"),
            (None, "scan.pdf"),
            (".pdf", "scan.pdf"),
            ("\u202e\u200b", "scan.pdf"),
        ):
            with self.subTest(given=given), scans.english():
                self.assertEqual(files.clean_name(given, (".pdf",)), clean)

    def test_they_are_not_too_long(self):
        for name in ("名" * 500 + ".pdf", "名" * 500):
            clean = files.clean_name(name, (".pdf",))
            self.assertEqual((len(clean), clean[-4:]), (files.LONGEST_NAME, ".pdf"))


class KeepingAScan(Rules, TestCase):
    def keep(self, data=None, by=None, name="签署本.pdf", **of):
        of = of or {"text_version": self.text}
        return files.keep(scans.sent(data or scans.pdf(), name, "text/html"), by=by or self.uni_liaison, **of)

    def test_the_bytes_are_kept_as_they_came(self):
        row = self.keep(name="../签署本.pdf")
        self.assertEqual(Path(row.file.path).read_bytes(), scans.pdf())
        self.assertEqual((row.name, row.media_type, row.size), ("签署本.pdf", "application/pdf", len(scans.pdf())))
        self.assertEqual((row.added_by, row.added_unit), (self.uni_liaison.user, self.uni_office))
        self.assertNotIn("签署本", row.file.name)
        self.assertTrue(Path(row.file.path).is_relative_to(settings.MEDIA_ROOT))

    def test_it_stands_in_the_trail(self):
        row = self.keep()
        line = TrailEntry.objects.about(self.text).get()
        self.assertEqual((line.verb, line.agreement_id), ("add_scan", self.agreement.pk))
        self.assertIn(row.sha256, line.text)
        self.assertWhole()

    def test_the_same_file_again_is_the_one_there(self):
        row = self.keep()
        self.assertEqual(self.keep(name="again.pdf", by=self.dis_liaison), row)
        self.assertEqual(TrailEntry.objects.about(self.text).count(), 1)

    def test_who_may_beside_a_text(self):
        for who, may in (("uni_liaison", True), ("dis_liaison", True), ("admin", True), ("uni_officer", False)):
            with self.subTest(who=who):
                if may:
                    self.keep(scans.pdf(len(who)), by=getattr(self, who))
                else:
                    with self.assertRaises(PermissionDenied):
                        self.keep(by=getattr(self, who))

    def test_what_is_refused_names_the_file_and_keeps_nothing(self):
        before = on_disk()
        with self.refused("“x.pdf” is neither a PDF nor a picture"):
            self.keep(HTML, name="x.pdf")
        self.assertEqual((StoredFile.objects.count(), on_disk()), (0, before))

    def test_there_is_an_end_to_it(self):
        with mock.patch.object(files, "MOST_FILES", 1):
            self.keep()
            with self.refused(code="many"):
                self.keep(scans.picture())

    def test_a_file_belongs_to_one_thing(self):
        with self.assertRaises(TypeError):
            files.keep(scans.sent(scans.pdf()), by=self.uni_liaison)

    def test_it_is_not_changed_afterwards(self):
        row = self.keep()
        with self.assertRaises(DatabaseError), transaction.atomic():
            StoredFile.objects.filter(pk=row.pk).update(name="other.pdf")


class BesideALetter(DistrictByLetter, TestCase):
    def setUp(self):
        super().setUp()
        item = self.make_assigned()
        self.letter = letters.record(item, by=self.uni_liaison, party=self.dis_party, **PAPER)

    @classmethod
    def make_assigned(cls, **given):
        return cls.make_commitment(**given)

    def test_whoever_records_that_partys_letters_may(self):
        row = files.keep(scans.sent(scans.pdf()), by=self.uni_liaison, letter=self.letter)
        self.assertEqual(list(self.letter.scans.all()), [row])
        self.assertEqual(self.verbs(self.letter), ["add_scan"])
        for who in ("dis_liaison", "uni_officer", "admin", "stranger"):
            with self.subTest(who=who), self.forbidden():
                files.keep(scans.sent(scans.picture()), by=getattr(self, who), letter=self.letter)

    def test_who_sees_it(self):
        row = files.keep(scans.sent(scans.pdf()), by=self.uni_liaison, letter=self.letter)
        for who, sees in (("uni_officer", True), ("dis_auditor", True), ("stranger", False)):
            self.assertEqual(StoredFile.objects.visible_to(getattr(self, who)).filter(pk=row.pk).exists(), sees)


class WholeOrNotAtAll(World, TransactionTestCase):
    def setUp(self):
        self.setUpTestData()
        self.enterContext(at(TODAY))
        self.before = on_disk()

    def keep(self):
        return files.keep(scans.sent(scans.pdf()), by=self.uni_liaison, text_version=self.text)

    def test_what_is_committed_stays(self):
        row = self.keep()
        self.assertEqual(on_disk() - self.before, {row.file.path})

    def test_an_undone_transaction_takes_the_file_with_it(self):
        with self.assertRaises(Refused), transaction.atomic():
            row = self.keep()
            self.assertIn(row.file.path, on_disk())
            raise Refused("later")
        self.assertEqual((on_disk(), StoredFile.objects.count()), (self.before, 0))

    def test_an_undone_part_of_it_too(self):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    self.keep()
                    raise Refused("later")
            except Refused:
                pass
            self.assertEqual(on_disk(), self.before)
        self.assertEqual(StoredFile.objects.count(), 0)

    def test_nothing_stays_when_the_trail_cannot_be_written(self):
        broken = mock.patch("agreements.trail.TrailEntry.objects.create", side_effect=IntegrityError)
        with broken, self.assertRaises(IntegrityError):
            self.keep()
        self.assertEqual((on_disk(), StoredFile.objects.count()), (self.before, 0))


def on_disk():
    """Every file in the store."""
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
