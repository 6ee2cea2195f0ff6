"""People with their posts, organizations with their units, and what people sign in with."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..actions import corrections
from ..models import Membership, Organization, OrgUnit, User
from .base import CorrectionForm, OurAdmin, OurInline, actor_of

admin.site.unregister([EmailAddress, Authenticator, Group])

# Allauth gives it no name that could be translated; migrations do not look here.
Authenticator._meta.verbose_name, Authenticator._meta.verbose_name_plural = _("second factor"), _("second factors")


class UnitInline(OurInline):
    model = OrgUnit
    fields = ["code", "name", "telephone", "room", "keeps_personnel", "is_active"]
    can_delete = False
    show_change_link = True


@admin.register(Organization)
class OrganizationAdmin(OurAdmin):
    reason_required = False
    list_display = ["name", "short_name", "kind", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name"]
    inlines = [UnitInline]


@admin.register(OrgUnit)
class OrgUnitAdmin(OurAdmin):
    reason_required = False
    list_display = ["code", "name", "organization", "parent", "telephone", "room", "keeps_personnel", "is_active"]
    list_display_links = ["code", "name"]
    list_filter = ["organization", "keeps_personnel", "is_active"]
    list_select_related = ["organization", "parent"]
    search_fields = ["code", "name", "organization__name", "organization__short_name"]
    autocomplete_fields = ["organization", "parent"]
    fields = ["organization", "parent", "code", "name", "telephone", "room", "is_active"]

    def get_readonly_fields(self, request, obj=None):
        """A unit stays in its organization: its people and its commitments do."""
        return ["organization"] if obj else []


class MembershipInline(OurInline):
    model = Membership
    fields = ["unit", "role", "starts_on", "ends_on", "deputy_for"]
    autocomplete_fields = ["unit", "deputy_for"]


@admin.register(Membership)
class MembershipAdmin(OurAdmin):
    reason_required = False
    deletable = True
    list_display = ["user", "role", "unit", "organization", "starts_on", "ends_on"]
    list_filter = ["role", "unit__organization"]
    list_select_related = ["user", "unit__organization"]
    search_fields = ["user__username", "user__name", "unit__name", "unit__code"]
    autocomplete_fields = ["user", "unit", "deputy_for"]
    fields = ["user", "unit", "role", "starts_on", "ends_on", "deputy_for"]

    @admin.display(description=_("organization"), ordering="unit__organization")
    def organization(self, post):
        return post.unit.organization

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "unit__organization")


class AccountForm(CorrectionForm, UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User


class NewAccountForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ["username", "name", "email", "telephone", "language"]


@admin.register(User)
class UserAdmin(OurAdmin, DjangoUserAdmin):
    reason_required = False
    form = AccountForm
    add_form = NewAccountForm
    list_display = ["username", "name", "email", "telephone", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "memberships__role", "memberships__unit__organization"]
    search_fields = ["username", "name", "email", "telephone"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["name", "email", "telephone", "language"]}),
        (_("Access"), {"fields": ["is_active", "is_superuser", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "name", "email", "telephone", "language"]}),
        (_("Password"), {"fields": ["usable_password", "password1", "password2"]}),
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj and obj.pk == request.user.pk:
            return type("OwnAccountForm", (KeepsOwnRights, form), {})
        return form

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        obj.is_staff = obj.is_superuser  # administrators, and nobody else, may enter the admin
        super().save_model(request, obj, form, change)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        """Django's page for a new password; that there is one goes to the trail, never what it is."""
        before = User.objects.filter(pk=id).first() if str(id).isdigit() else None
        response = super().user_change_password(request, id, form_url)
        if before:
            corrections.record_change(before, User.objects.get(pk=before.pk), by=actor_of(request))
        return response


class KeepsOwnRights(forms.ModelForm):
    """Administrators cannot shut themselves out."""

    def clean(self):
        cleaned = super().clean()
        for name in ("is_active", "is_superuser"):
            if name in self.fields and not self.cleaned_data.get(name):
                self.add_error(name, ValidationError(_("You cannot take your own access away.")))
        return cleaned


@admin.register(Authenticator)
class AuthenticatorAdmin(OurAdmin):
    """The second factor of an account: taken away when a telephone is lost; its secret is never shown."""

    deletable = True
    list_display = ["user", "kind", "made_at", "used_at"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__name"]
    fields = readonly_fields = ["user", "kind", "made_at", "used_at"]

    @admin.display(description=_("kind"), ordering="type")
    def kind(self, factor):
        return factor.get_type_display()

    @admin.display(description=_("created at"), ordering="created_at")
    def made_at(self, factor):
        return factor.created_at

    @admin.display(description=_("last used at"), ordering="last_used_at")
    def used_at(self, factor):
        return factor.last_used_at

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def delete_model(self, request, obj):
        """Recorded on the person's own chain, without the secret."""
        admin.ModelAdmin.delete_model(self, request, obj)
        corrections.record_factor_removed(obj.user, obj.get_type_display(), by=actor_of(request))
