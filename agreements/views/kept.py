"""What somebody had typed when the session ended, kept until they are back."""

from django.core.signing import Signer
from django.urls import Resolver404, resolve

KEPT = "kept"
PERSON = "person"
LARGEST = 20_000
SECRET = ("csrf", "password")


def mark_of(person):
    """The value of the cookie that says who last used this browser, so that nobody gets what another has typed."""
    return Signer(salt="kept").sign(str(person.pk))


def keep_post(request):
    """Keep the fields of a form that came too late; True when they were kept.

    Only for addresses of ours and for a person this browser knows; never passwords, tokens or files.
    """
    person = request.COOKIES.get(PERSON)
    fields = {name: request.POST.getlist(name) for name in request.POST if not is_secret(name)}
    size = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if not person or not fields or size > LARGEST or not is_ours(request.path):
        return False
    request.session[KEPT] = {"person": person, "url": request.path, "fields": fields}
    return True


def is_secret(name):
    return any(part in name.lower() for part in SECRET)


def is_ours(path):
    try:
        return resolve(path).app_name == "agreements"
    except Resolver404:
        return False


def kept_post(request, url):
    """What this person had sent to `url` when the session ended, as {field: [values]}, once; else None.

    A page that shows the form with that address fills it from here: `Form(initial={name: values[-1] …})`.
    """
    kept = request.session.get(KEPT)
    if not kept or kept["url"] != url or kept["person"] != mark_of(request.user):
        return None
    del request.session[KEPT]
    return kept["fields"]
