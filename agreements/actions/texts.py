"""Bringing a text: the bytes of a file read, its clauses and sentences found and kept with it."""

import hashlib
import re
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext_lazy

from .. import extraction, trail
from ..errors import Refused
from ..extraction import Unreadable, cut_sentences, find_clauses, read_text
from ..models import Agreement, Clause, Sentence, TextSource, TextVersion
from . import corrections, files
from .commitments import allow

LARGEST = 1024 * 1024  # bytes of a text brought through a page: some 350,000 Chinese characters
LONGEST_HEADING = Clause._meta.get_field("heading").max_length
LONGEST_CODE = Agreement._meta.get_field("code").max_length
LONGEST_TITLE = Agreement._meta.get_field("title").max_length

LARGEST_FILE = max(extraction.LARGEST.values())

UNREADABLE = {
    "empty": gettext_noop("There is no text in it."),
    "too_large": gettext_noop("This is larger than a text may be; an agreement takes a few dozen kilobytes."),
    "binary": gettext_noop("This cannot be read as a text. Bring .docx, .pdf, .html or .txt, or paste its words."),
    "utf16": gettext_noop("This text is saved as UTF-16. Save it as UTF-8 and bring it again."),
    "encoding": gettext_noop("The characters cannot be read. Save the text as UTF-8 or GB18030 and bring it again."),
    "scan": gettext_noop(
        "There are only pictures in it, or characters that cannot be read: it is a scan. Bring the document from "
        "which it was printed or paste its words, and add this as the signed scan."
    ),
    "locked": gettext_noop("It is protected by a password. Save it without one and bring it again."),
    "old_word": gettext_noop("This is an old Word document (.doc). Save it as .docx and bring it again."),
    "macros": gettext_noop("There are macros in it. Save it as .docx without them and bring it again."),
    "broken": gettext_noop("It is damaged and cannot be opened. Save it again, or paste its words."),
    "pages": gettext_noop("It has more than 500 pages. Bring only the pages of the agreement."),
    "bomb": gettext_noop("It unpacks to far more than an agreement takes and was not opened."),
    "too_slow": gettext_noop("Reading it takes too long. Save it again in a simpler form, or paste its words."),
    "failed": gettext_noop("Reading it broke off. Save it again in a simpler form, or paste its words."),
}
WARNINGS = {
    "tracked": ngettext_lazy(
        "%(n)d tracked change in the document was read as if it were accepted.",
        "%(n)d tracked changes in the document were read as if they were accepted.",
        "n",
    ),
    "hidden": ngettext_lazy(
        "Hidden words were left out in %(n)d place.", "Hidden words were left out in %(n)d places.", "n"
    ),
    "notes": ngettext_lazy(
        "%(n)d note stands behind its paragraph, its number in square brackets.",
        "%(n)d notes stand behind their paragraphs, their numbers in square brackets.",
        "n",
    ),
    "boxes": ngettext_lazy(
        "%(n)d text box stands behind the paragraph that holds it.",
        "%(n)d text boxes stand behind the paragraphs that hold them.",
        "n",
    ),
    "comments": ngettext_lazy("%(n)d comment was left out.", "%(n)d comments were left out.", "n"),
    "running_lines": ngettext_lazy(
        "%(n)d line at the edges of the pages (header, footer, page number) was left out.",
        "%(n)d lines at the edges of the pages (headers, footers, page numbers) were left out.",
        "n",
    ),
    "pages_without_text": ngettext_lazy(
        "%(n)d page is only a picture; what stands on it is missing from the text.",
        "%(n)d pages are only pictures; what stands on them is missing from the text.",
        "n",
    ),
}


def text_of(data, **limit):
    """The text of a plain text's bytes; Refused, with a sentence that says what to do, when it cannot be read."""
    with _in_words():
        return read_text(data, **limit)


def read_file(data, name="", **limit):
    """What was read in a file, with its `text` and `kind`; Refused as above. Word, PDF and web pages are read too."""
    with _in_words():
        return extraction.read(data, name, **limit)


def warnings(found):
    """Sentences on what somebody should know about a text that was read from a file."""
    return [WARNINGS[name] % {"n": count} for name, count in found.warnings]


@contextmanager
def _in_words():
    try:
        yield
    except Unreadable as error:
        raise Refused(_(UNREADABLE[error.reason_code]), code=error.reason_code) from error


def recorded(agreement, text):
    """The version of the agreement that says just this, or None; line ends make no difference."""
    return TextVersion.objects.filter(agreement=agreement, sha256=_hash(_plain(text))).first()


@transaction.atomic
def read(agreement, text, *, by, source, received_on, scans=()):
    """Put a text on record with its clauses and sentences and return it; one recorded before is returned as it is.

    Versions recorded before stay, with the passages that commitments have in them. `scans` are
    what `files.keep` takes; they go beside the text, or nothing is kept at all.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    allow(by, "read_text", agreement)
    if source not in TextSource.values:
        raise Refused({"source": _("Choose where the text comes from.")})
    if received_on > timezone.localdate():
        raise Refused({"received_on": _("The text cannot be received after today.")})
    if known := recorded(agreement, text):
        return _with_scans(known, scans, by)
    text = _plain(text)
    clauses = find_clauses(text)
    if not clauses:
        raise Refused(_(UNREADABLE["empty"]), code="empty")
    version = TextVersion.objects.create(
        agreement=agreement, source=source, received_on=received_on, text=text, sha256=_hash(text)
    )
    rows = _keep_clauses(version, clauses)
    Sentence.objects.bulk_create(
        Sentence(clause=rows[each.clause], start=each.start, end=each.end) for each in cut_sentences(text, clauses)
    )
    told = {"source": version.source, "received_on": received_on, "sha256": version.sha256}
    trail.record("read_text", version, by=by, changes={name: ["", word] for name, word in told.items()})
    return _with_scans(version, scans, by)


def _with_scans(version, scans, by):
    if scans:
        files.keep_all(scans, by=by, text_version=version)
    return version


@transaction.atomic
def begin(title, text, *, by, source, received_on, code="", scans=()):
    """A new agreement, without parties yet, with its first text; the TextVersion. For administrators."""
    if not by.is_admin:
        raise PermissionDenied(_("Only administrators enter agreements."))
    title, code = title.strip(), code.strip() or _free_code(title)
    if not title or len(title) > LONGEST_TITLE:
        raise Refused({"title": _("An agreement needs a title of at most %(n)d characters.") % {"n": LONGEST_TITLE}})
    if len(code) > LONGEST_CODE:
        raise Refused({"code": _("A code has at most %(n)d characters.") % {"n": LONGEST_CODE}})
    if Agreement.objects.filter(code=code).exists():
        raise Refused({"code": _("Another agreement already has the code %(code)s.") % {"code": code}})
    agreement = Agreement.objects.create(title=title, code=code)
    corrections.record_addition(agreement, by=by)
    return read(agreement, text, by=by, source=source, received_on=received_on, scans=scans)


def _free_code(title):
    """A code that is free: AG and the year in the title, or this one, numbered where there are several."""
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", title)
    stem = f"AG{year[0] if year else timezone.localdate().year}"
    taken = set(Agreement.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def _keep_clauses(version, clauses):
    """The Clause rows by number, saved a level at a time so that each knows the clause above it."""
    rows, waiting = {}, list(clauses)
    while waiting:
        level = [each for each in waiting if not each.parent or each.parent in rows]
        made = [
            Clause(
                text_version=version,
                number=each.number,
                sort_key=Clause.sort_key_of(each.number),
                heading=each.heading[:LONGEST_HEADING],
                start=each.start,
                end=each.end,
                parent=rows.get(each.parent),
            )
            for each in level
        ]
        rows |= {row.number: row for row in Clause.objects.bulk_create(made)}
        waiting = [each for each in waiting if each.number not in rows]
    return rows


def _plain(text):
    """The text with plain line ends, as it is kept: pages and files write them differently."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()
