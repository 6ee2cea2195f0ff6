"""Handing out what was brought: always as a download, never shown in the page."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..models import StoredFile


@require_safe
def file_download(request, pk):
    """The bytes as they were brought. Whatever is in them, a browser opens nothing of it under our address."""
    row = get_object_or_404(StoredFile.objects.visible_to(request.actor), pk=pk)
    try:
        stream = row.file.open("rb")
    except OSError:
        return render(request, "agreements/texts/file_gone.html", {"file": row}, status=410)
    answer = FileResponse(stream, as_attachment=True, filename=row.name, content_type=row.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
