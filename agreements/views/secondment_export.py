"""The register of secondments of an agreement as a file: an Excel workbook or CSV."""

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..reports import secondment_export as files
from .export import CSV, TYPES, as_download, kept, safe_name
from .secondments import agreement_in_sight, register_asked


@require_safe
def secondment_export(request, pk, kind):
    """Every posting of an agreement that the filters in the address show."""
    agreement = agreement_in_sight(request, pk)
    if kind not in TYPES:
        raise Http404
    register, _commitment = register_asked(request, agreement)
    found = files.rows(register.lines)
    if kind == CSV:
        response = StreamingHttpResponse(list(files.csv_lines(found)), content_type=TYPES[kind])
    else:
        title, told = _("Register of secondments"), about(request, agreement)
        file = kept(lambda file: files.write_workbook(found, file, title, told))
        response = FileResponse(file, content_type=TYPES[kind])
    name = [_("Register of secondments"), agreement.code, timezone.localdate().isoformat()]
    return as_download(response, f"{safe_name(name)}.{kind}")


def about(request, agreement):
    """The line below the title: of which agreement, when and by whom."""
    return _("%(conditions)s · exported %(when)s, %(by)s") % {
        "conditions": agreement.title,
        "when": date_format(timezone.localtime(), "Y-m-d H:i"),
        "by": " ".join(filter(None, [request.actor.unit and request.actor.unit.name, str(request.user)])),
    }
