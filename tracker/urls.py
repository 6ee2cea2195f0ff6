"""All addresses: the admin and the sign-in pages, and those of the app.

Of allauth's pages only those are here that belong to a house where administrators make the accounts: sign in and out,
confirm who you are, change the password, the second factor. No sign-up, and nothing by e-mail (addresses, password
reset, codes): whoever has lost a password turns to an administrator, who knows the person.
"""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from agreements.views.account import demo_accounts

admin.site.login = secure_admin_login(admin.site.login)

account_pages = [
    path("login/", account.LoginView.as_view(extra_context={"demo_accounts": demo_accounts}), name="account_login"),
    # Without a session too: somebody who is asked for the code of the second factor may turn back.
    path("logout/", login_not_required(account.logout), name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # Where allauth sends an account without a password of its own: an administrator gives it one.
    path("password/set/", RedirectView.as_view(pattern_name="agreements:more"), name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include(account_pages)),
    path("", include("agreements.urls")),
]

handler403 = "agreements.views.errors.forbidden"
handler404 = "agreements.views.errors.missing"
handler429 = "agreements.views.errors.too_many_requests"
handler500 = "agreements.views.errors.broken"
