"""How people get in: no self-made accounts; by user name or e-mail address; a few attempts, then a pause."""

import math
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .forms import FieldLook

FAILED = {"app": "allauth.account", "action": "login_failed"}
MINUTE = 60


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators only; whoever mistypes is told how many attempts are left."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("The password is wrong."),
    }
    name_tried = None

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        self.name_tried = self._get_login_attempts_cache_key(request, **credentials)
        super().pre_authenticate(request, **credentials)

    def validation_error(self, code, *args):
        """The sentence of a refusal; that of a wrong password says what the next one would cost."""
        if code in ("username_password_mismatch", "email_password_mismatch"):
            return ValidationError(wrong_password(self.request, self.name_tried), code=code)
        if code == "too_many_login_attempts":
            return ValidationError(too_many(self.request, self.name_tried), code=code)
        return super().validation_error(code, *args)


def limits(request, name):
    """Yield, for every limit on failed attempts, the limit and the moments of those it counts, newest first."""
    for rate in ratelimit.get_rates(**FAILED):
        where = ratelimit.get_cache_key(request, rate=rate, key=name, **FAILED)
        yield rate, [at for at in cache.get(where, []) if at > time.time() - rate.duration]


def minutes_to_wait(request, name):
    """How many minutes from now until the next attempt is looked at; at least one."""
    ends = [tried[-1] + rate.duration for rate, tried in limits(request, name) if len(tried) >= rate.amount]
    return max([math.ceil((end - time.time()) / MINUTE) for end in ends] + [1])


def wrong_password(request, name):
    """What is said after a wrong password: how many more may be tried, or how long to wait."""
    left = min((rate.amount - len(tried) for rate, tried in limits(request, name)), default=1)
    pause = max((rate.duration // MINUTE for rate, _tried in limits(request, name)), default=0)
    if left <= 0:
        return too_many(request, name)
    return ngettext(
        "The name or the password is wrong. One more wrong attempt stops sign-in for %(minutes)d minutes.",
        "The name or the password is wrong. %(count)d more wrong attempts stop sign-in for %(minutes)d minutes.",
        left,
    ) % {"count": left, "minutes": pause}


def too_many(request, name):
    """What is said to whoever has used up the attempts."""
    minutes = minutes_to_wait(request, name)
    return ngettext(
        "Too many wrong passwords. Sign-in with this name is possible again in %(minutes)d minute.",
        "Too many wrong passwords. Sign-in with this name is possible again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


class LoginForm(FieldLook, AllauthLoginForm):
    """The sign-in form; what is wrong stands under the password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail address")
        self.fields["remember"].label = _("Stay signed in after closing the browser")
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean(self):
        try:
            return super().clean()
        except ValidationError as refusal:
            self.add_error("password", refusal)
            return self.cleaned_data


def take_on_language(sender, request, user, **kwargs):
    """On sign-in: the language the person has chosen once holds for the session."""
    if user.language:
        request.session["language"] = user.language
