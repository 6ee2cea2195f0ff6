"""Two pages to measure ours by, beside ours: a bare one, and an ordinary page of an ordinary Django site."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from agreements.models import Commitment
from tracker.urls import handler403, handler404, handler429, handler500

__all__ = ["handler403", "handler404", "handler429", "handler500", "urlpatterns"]

ROWS = 50
BARE = """<!doctype html><title>Bare</title><ul>
{% for id, code, title in rows %}<li id="row-{{ id }}">{{ code }} {{ title }}</li>
{% endfor %}</ul>"""
ORDINARY = """{% load i18n %}<!doctype html><html lang="{{ LANGUAGE_CODE }}">
<head><title>{% translate "Ledger" %}</title></head>
<body><header><a href="{% url "agreements:desk" %}">{% translate "My desk" %}</a> {{ user.name }}</header>
<table><thead><tr><th>{% translate "Code" %}<th>{% translate "Commitment" %}<th>{% translate "Agreements" %}
<th>{% translate "Owed by" %}<th>{% translate "Due" %}<th>{% translate "Progress" %}<th>{% translate "Status" %}</thead>
<tbody>{% for row in rows %}
<tr><td>{{ row.code }}<td><a href="{% url "agreements:commitment_detail" row.pk %}">{{ row.title }}</a>
<td>{{ row.agreement.title }}<td>{{ row.get_obligation_display }}<td>{{ row.due_on|date:"Y-m-d" }}
<td>{{ row.percent }}%<td>{{ row.get_status_display }}{% if row.is_joint %} {% translate "Joint" %}{% endif %}</tr>
{% endfor %}</tbody></table></body></html>"""


@cache
def compiled(source):
    return engines["django"].from_string(source)


@login_not_required
def bare(request):
    """One raw query through a template."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, code, title FROM agreements_commitment ORDER BY id LIMIT {ROWS}")
        rows = cursor.fetchall()
    return HttpResponse(compiled(BARE).render({"rows": rows}, request))


def ordinary(request):
    """Session, sign-in, fifty objects with what they hang on, translated words, an address a row."""
    rows = Commitment.objects.select_related("agreement", "clause").order_by("pk")[:ROWS]
    return HttpResponse(compiled(ORDINARY).render({"rows": rows}, request))


urlpatterns = [
    path("yardstick/bare/", bare),
    path("yardstick/ordinary/", ordinary),
    path("", include("tracker.urls")),
]
