"""The cycle sheet: everything that is to be reported this cycle in one form, each row saved by itself."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .. import access
from ..actions import cycle as actions
from ..actions.commitments import allow
from ..actions.progress import discard_draft
from ..errors import Stale
from ..forms import RowForm
from ..models import Commitment, Role
from ..reports import cycle
from ..reports.history import last_seen, lines_since
from .htmx import render_for, wants_fragment
from .item import put_errors

REMINDERS = ("urge", "ask_report")  # lines of the trail after which what was typed is as good as before


@dataclass
class Row:
    """A Line with its form, and what became of it; `version` and `seen` are those of the page it was typed on."""

    line: cycle.Line
    form: RowForm
    version: int
    seen: int
    last: int
    problem: str = ""
    changed: list = field(default_factory=list)  # what others did while it was typed
    is_kept: bool = False
    is_saving: bool = False

    @classmethod
    def fresh(cls, line, form=None):
        return cls(
            line, form or RowForm(line=line), line.commitment.version, line.seen, line.last.pk if line.last else 0
        )

    @classmethod
    def sent(cls, line, data):
        form = RowForm(data, line=line)
        return cls(line, form, *(number_in(data, form.add_prefix(name)) for name in ("version", "seen", "last")))

    @property
    def is_refused(self):
        return bool(self.problem or self.changed or self.form.errors)

    @property
    def state(self):
        """How the row stands, in words."""
        if self.is_refused:
            return _("Not saved") if self.is_saving else _("Not submitted")
        return self.saved or _("Nothing typed yet")

    @property
    def saved(self):
        return saved_words(self.line.draft) if self.line.draft else ""

    @property
    def was_submitted(self):
        """True for a draft that came after its report: it was under way when everything was submitted."""
        return self.form.has_error(NON_FIELD_ERRORS, "submitted")

    @property
    def is_filled(self):
        """True when the row says something that can be submitted."""
        return bool(self.form["text"].value() or self.form["no_change"].value())


def number_in(data, name):
    value = data.get(name, "")
    return int(value) if value.isdigit() and len(value) < 18 else 0


def saved_words(draft):
    """That a draft is kept and since when, and what would be sent where that is not what was typed."""
    at = timezone.localtime(draft.created_at)
    if at.date() == timezone.localdate():
        words = _("Saved %(time)s as a draft") % {"time": date_format(at, "H:i")}
    else:
        words = _("Saved on %(day)s as a draft") % {"day": date_format(at, "MONTH_DAY_FORMAT")}
    if draft.kind == "no_change" and draft.text:
        return _("%(saved)s: no change; the text is set aside") % {"saved": words}
    return words


# Reading


@require_safe
@never_cache  # going back shows what is submitted, not the page from before
def cycle_sheet(request):
    refuse_without_sheet(request.actor)
    return render_sheet(request)


def refuse_without_sheet(actor):
    if not_allowed := access.no_cycle_sheet(actor):
        raise PermissionDenied(not_allowed)


def render_sheet(request, refused=(), result="", status=200):
    context = sheet_context(request, refused) | {"result": result, "refused": refused}
    return render_for(
        request,
        page="agreements/cycle/sheet.html",
        fragment="agreements/cycle/_sheet.html",
        context=context,
        status=status,
    )


def unit_wanted(request):
    """For a liaison officer, the one unit that the sheet is narrowed to."""
    return number_in(request.GET, "unit") if request.actor.has_role(Role.LIAISON) else None


def sheet_context(request, refused=()):
    """The sheet as it stands, with the rows that were refused in their places, as they were typed."""
    kept = {row.line.key: row for row in refused}
    groups, units = {}, {}
    for line in cycle.lines(request.actor, request.clock, unit_wanted(request)):
        units.setdefault(line.unit.pk, line.unit)
        group = groups.setdefault(line.commitment.agreement.cycle_months, ([], []))
        if line.key in kept or line.is_open:
            group[0].append(kept.pop(line.key, None) or Row.fresh(line))
        else:
            group[1].append(line)
    for row in kept.values():  # what can no longer be reported on keeps its words
        groups.setdefault(row.line.commitment.agreement.cycle_months, ([], []))[0].append(row)
    rows = [row for todo, _done in groups.values() for row in todo]
    return {
        "groups": [(cycle.due_of(months, request.clock), *groups[months]) for months in sorted(groups)],
        "rows": rows,
        "filled": sum(row.is_filled for row in rows),
        "by_unit": request.actor.has_role(Role.LIAISON),
        "one_unit": next(iter(units.values()), None) if unit_wanted(request) else None,
        "address": request.get_full_path() if request.method == "GET" else sheet_address(request),
    }


def sheet_address(request):
    unit = unit_wanted(request)
    return reverse("agreements:cycle_sheet") + (f"?unit={unit}" if unit else "")


# One row


@require_POST
def cycle_row_save(request, pk):
    commitment = get_object_or_404(Commitment.objects.visible_to(request.actor), pk=pk)
    allow(request.actor, "report", commitment)
    unit = number_in(request.GET, "unit") or request.actor.unit_id
    line = cycle.lines_of([(commitment.pk, unit)], request.actor, request.clock).get(cycle.key_of(pk, unit))
    if line is None:
        raise Http404
    row = Row.sent(line, request.POST)
    keep(row, request.actor)
    if not wants_fragment(request):
        return redirect("agreements:cycle_sheet")
    context = {"row": row, "meanwhile": lines_after(row, request.actor) if row.is_kept else []}
    status = 422 if row.is_refused else 200
    response = render(request, "agreements/cycle/_state.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def keep(row, by):
    """Keep what can be read of a row as its draft; with nothing in it the draft is forgotten."""
    row.is_saving = True
    row.form.is_valid()
    try:
        if row.form.is_touched:
            item, unit = row.line.commitment, row.line.unit
            row.line.draft = actions.keep_row(item, unit, by=by, last=row.last, **row.form.said())
            row.is_kept = True
        elif row.line.draft:
            discard_draft(row.line.commitment, by=by, unit=row.line.unit)
            row.line.draft = None
    except ValidationError as refusal:
        put_errors(row.form, refusal)


def lines_after(row, actor):
    """What happened on the item since the row was made, as far as it matters to what is typed there."""
    if row.version == row.line.commitment.version:
        return []
    return [line for line in lines_since(row.line.commitment, actor, row.seen) if line.verb not in REMINDERS]


# All rows


@require_POST
def cycle_submit(request):
    """Submit, or without JavaScript save, every row that was typed in; the others stay."""
    refuse_without_sheet(request.actor)
    rows = rows_sent(request)
    touched = [row for row in rows if row.form.errors or row.form.is_touched]
    saving = request.POST.get("do") == "save"
    (save_all if saving else submit_all)(touched, request.actor)
    refused = [row for row in touched if row.is_refused]
    result = (saved_in_words if saving else submitted_in_words)(rows, touched, refused)
    if refused or wants_fragment(request):
        return render_sheet(request, refused, result, 422 if refused else 200)
    messages.success(request, result)
    return redirect(sheet_address(request))


def rows_sent(request):
    """The Rows of the form as it was sent; 404 for one that is out of sight."""
    pairs = []
    for key in request.POST.getlist("row"):
        item, _dash, unit = key.partition("-")
        if not (item.isdecimal() and unit.isdecimal() and max(len(item), len(unit)) < 18):
            raise Http404
        pairs.append((int(item), int(unit)))
    lines = cycle.lines_of(pairs, request.actor, request.clock)
    if len(lines) < len(set(pairs)):
        raise Http404
    return [Row.sent(line, request.POST) for line in lines.values()]


def save_all(rows, by):
    """Keep each row as a draft."""
    for row in rows:
        try:
            keep(row, by)
        except PermissionDenied as refusal:
            row.problem = str(refusal)


def submit_all(rows, by):
    """Submit each row by itself: the ones that are refused keep what was typed and say why."""
    own = {}  # the trail of an item after what this sheet itself wrote there, for its row of another unit
    for row in rows:
        if not row.form.is_valid():
            continue
        item = row.line.commitment
        row.seen = own.get(item.pk, row.seen)
        try:
            submit_one(row, by)
            own[item.pk] = last_seen(item, by)
        except PermissionDenied as refusal:
            row.problem = str(refusal)
        except Stale as stale:
            row.line.commitment.version = stale.current.version
            row.changed = lines_after(row, by)
            row.version, row.seen = stale.current.version, last_seen(item, by)
        except ValidationError as refusal:
            put_errors(row.form, refusal)


def submit_one(row, by):
    """Submit a row from the version it was typed on; what its writer may not see does not stand in the way."""
    item, unit, said = row.line.commitment, row.line.unit, row.form.said()
    try:
        actions.submit_row(item, unit, by=by, version=row.version, **said)
    except Stale as stale:
        item.version = stale.current.version
        if lines_after(row, by):
            raise
        actions.submit_row(item, unit, by=by, version=stale.current.version, **said)


def submitted_in_words(rows, touched, refused):
    done, left = len(touched) - len(refused), len(refused)
    if not touched:
        return _("Nothing was submitted: no row is filled in.")
    words = {"done": done, "left": left, "rest": len(rows) - len(touched)}
    if left:
        return (
            ngettext(
                "%(done)d submitted, %(left)d needs you, %(rest)d untouched.",
                "%(done)d submitted, %(left)d need you, %(rest)d untouched.",
                left,
            )
            % words
        )
    return (_("%(done)d submitted, %(rest)d untouched.") if words["rest"] else _("All %(done)d submitted.")) % words


def saved_in_words(rows, touched, refused):
    count = len(touched) - len(refused)
    return ngettext("%(n)d row saved as a draft.", "%(n)d rows saved as drafts.", count) % {"n": count}
