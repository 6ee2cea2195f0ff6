"""Sign-in names: whose they are, whether one can be used, and which is free."""

import re

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ..models import User

NOT_IN_A_NAME = re.compile(r"[^\w.+-]")


class SignInNames:
    """All accounts by what people sign in with, and the names given away since."""

    def __init__(self):
        accounts = User.objects.only("pk", "username", "email", "name", "telephone", "is_active", "is_superuser")
        self.by_username, self.by_email = {}, {}
        for user in accounts.order_by("pk"):
            self.by_username[user.username.casefold()] = user
            if user.email:
                self.by_email[user.email.casefold()] = user
        self.taken = set(self.by_username)

    def account(self, said):
        """The account with this sign-in name or e-mail address, or None."""
        said = said.casefold()
        return self.by_username.get(said) or self.by_email.get(said)

    def fault(self, said):
        """Why nobody could sign in by this; an empty string when somebody could."""
        try:
            if "@" in said:
                validate_email(said)
            else:
                UnicodeUsernameValidator()(said)
        except ValidationError:
            return _("“%(said)s” is neither a sign-in name nor an e-mail address.") % {"said": said}
        if said.casefold() in self.taken:
            return _("“%(said)s” is the sign-in name of somebody else.") % {"said": said}
        return ""

    def take(self, said, unit_code):
        """A free name: the one said, the address's part before the @, or the unit's code and a number."""
        if said and "@" not in said:
            name = said
        elif said:
            name = self._free(NOT_IN_A_NAME.sub("", said.partition("@")[0].lower()) or "user", 2, "")
        else:
            name = self._free(NOT_IN_A_NAME.sub("", unit_code.lower()) or "user", 1, "-")
        self.taken.add(name.casefold())
        return name

    def _free(self, stem, number, joint):
        if joint == "" and stem.casefold() not in self.taken:
            return stem
        while f"{stem}{joint}{number}".casefold() in self.taken:
            number += 1
        return f"{stem}{joint}{number}"
