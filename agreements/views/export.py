"""The ledger as a file: an Excel workbook or CSV of every row under the conditions in the address."""

import re
import tempfile

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..reports import export as files
from ..reports import filters as conditions

XLSX, CSV = "xlsx", "csv"
TYPES = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}


@require_safe
def commitment_export(request, kind):
    """Every commitment the actor may see under the conditions in the address, as a file to keep."""
    if kind not in TYPES:
        raise Http404
    found = files.export(request.actor, request.clock, request.GET)
    if kind == XLSX:
        response = FileResponse(workbook(request, found), content_type=TYPES[kind])
    else:
        response = StreamingHttpResponse(files.csv_lines(found), content_type=TYPES[kind])
    return as_download(response, f"{file_name(found)}.{kind}")


def as_download(response, name):
    """A response as a file to keep: under its name, for this reader alone."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_store=True)
    return response


def workbook(request, found):
    """An open temporary file that holds the ledger's workbook."""
    title, told = _("Ledger of commitments"), about(request, found)
    return kept(lambda file: files.write_workbook(found, file, title, told, str(request.user)))


def kept(write):
    """An open temporary file into which something was written; it is gone when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def about(request, found):
    """The line below the title: under which conditions, when and by whom."""
    chips = conditions.in_words(found.filters, found.choices)
    actor = request.actor
    return _("%(conditions)s · exported %(when)s, %(by)s") % {
        "conditions": conditions.in_one_line(chips) or _("All commitments"),
        "when": date_format(timezone.localtime(), "Y-m-d H:i"),
        "by": " ".join(filter(None, [actor.unit and actor.unit.name, str(request.user)])),
    }


def file_name(found):
    """The name of the file without its ending: what it is, of which agreement, of which day."""
    agreement = found.choices.agreements.get(found.filters.agreement)
    return safe_name([_("Ledger"), agreement and agreement[0], timezone.localdate().isoformat()])


def safe_name(parts):
    """The parts as one name that every file system takes."""
    return re.sub(r'[\x00-\x1f\\/:*?"<>|]', "-", " ".join(filter(None, parts)))
