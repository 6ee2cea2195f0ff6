"""Organizations, their units, the people in them, and in whose name a person acts."""

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    UNIVERSITY = "university", _("University")
    DISTRICT = "district", _("District")
    ENTERPRISE = "enterprise", _("Enterprise")
    OTHER = "other", _("Other")


class Organization(models.Model):
    """A body that can be a party to an agreement."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=30)
    kind = models.CharField(_("kind"), max_length=12, choices=OrganizationKind, default=OrganizationKind.OTHER)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="organization_named",
                condition=~Q(name="") & ~Q(short_name=""),
                violation_error_message=_("An organization needs a name and a short name."),
            ),
        ]

    def __str__(self):
        return self.name


class OrgUnit(models.Model):
    """An office of an organization; deactivated when it goes, never deleted."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="units", verbose_name=_("organization"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("higher unit")
    )
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=80)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    room = models.CharField(_("room"), max_length=60, blank=True)
    keeps_personnel = models.BooleanField(
        _("organisation department"),
        default=False,
        help_text=_("Its people read and write the final evaluations of postings from and to their side."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["organization", "code"]
        constraints = [
            models.UniqueConstraint(
                name="orgunit_code_once_per_organization",
                fields=["organization", "code"],
                violation_error_message=_("This organization already has a unit with this code."),
            ),
            models.CheckConstraint(
                name="orgunit_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A unit cannot stand above itself."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a higher unit of another organization, and a circle of units."""
        from django.core.exceptions import ValidationError

        above, seen = self.parent, {self.pk}
        if above and above.organization_id != self.organization_id:
            raise ValidationError({"parent": _("The higher unit belongs to another organization.")})
        while above:
            if above.pk in seen:
                raise ValidationError({"parent": _("A unit cannot stand above itself.")})
            seen.add(above.pk)
            above = above.parent


DAILY_RUN = "daily-run"


class User(AbstractUser):
    """A person who signs in; what they may do hangs on their memberships."""

    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=60)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=8, blank=True, choices=[("zh-hans", _("Chinese")), ("en", _("English"))]
    )

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                name="user_email_once",
                fields=["email"],
                condition=~Q(email=""),
                violation_error_message=_("Another account already uses this e-mail address."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class Role(models.TextChoices):
    OFFICER = "officer", _("Officer")
    UNIT_HEAD = "unit_head", _("Unit head")
    LIAISON = "liaison", _("Liaison officer")
    LEADER = "leader", _("Leader in charge")
    AUDITOR = "auditor", _("Auditor")


class MembershipQuerySet(models.QuerySet):
    def current_on(self, day):
        """Memberships in force on a day: of active people, in active units.

        A deputy's lasts no longer than the post it stands in for, nor than the deputy's own
        in the same organization: whoever goes over to the other side takes no post along.
        """
        own = self.model._base_manager.filter(
            _in_force(day),
            user=models.OuterRef("user"),
            deputy_for__isnull=True,
            unit__organization=models.OuterRef("unit__organization"),
            unit__is_active=True,
        )
        deputizes = _in_force(day, "deputy_for__") & Q(deputy_for__user__is_active=True) & Q(models.Exists(own))
        return self.filter(
            Q(deputy_for__isnull=True) | deputizes, _in_force(day), user__is_active=True, unit__is_active=True
        )


def _in_force(day, of=""):
    """Q over memberships, or over what leads to them: the day lies in the time for which they were given."""
    return (Q(**{f"{of}starts_on__isnull": True}) | Q(**{f"{of}starts_on__lte": day})) & (
        Q(**{f"{of}ends_on__isnull": True}) | Q(**{f"{of}ends_on__gte": day})
    )


class Membership(models.Model):
    """A post: a person in a unit with a role, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    deputy_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("deputy for")
    )
    desk_seen_at = models.DateTimeField(_("last visit to the desk"), null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["unit", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                name="membership_once",
                fields=["user", "unit", "role"],
                condition=Q(deputy_for__isnull=True),
                violation_error_message=_("This person already has this role in this unit."),
            ),
            models.UniqueConstraint(
                name="membership_deputy_once_from_a_day",
                fields=["user", "deputy_for", "starts_on"],
                condition=Q(deputy_for__isnull=False),
                violation_error_message=_("This person already deputizes from this day."),
            ),
            models.CheckConstraint(
                name="membership_deputy_for_a_time",
                condition=Q(deputy_for__isnull=True) | Q(starts_on__isnull=False, ends_on__isnull=False),
                violation_error_message=_("A deputy acts for a time: give the first and the last day."),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A membership cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="membership_not_own_deputy",
                condition=Q(deputy_for__isnull=True) | ~Q(deputy_for=F("id")),
                violation_error_message=_("Nobody is their own deputy."),
            ),
        ]

    def __str__(self):
        return f"{self.unit} · {self.get_role_display()} · {self.user}"

    def clean(self):
        """Refuse a deputy that is one of a deputy, of the person's own post, in another place, or from elsewhere."""
        from django.core.exceptions import ValidationError

        if not self.deputy_for_id or not self.unit_id or not self.user_id:
            return
        held, fault = self.deputy_for, ""
        if held.deputy_for_id:
            fault = _("A deputy appoints no deputy.")
        elif held.user_id == self.user_id:
            fault = _("Nobody is their own deputy.")
        elif (held.unit_id, held.role) != (self.unit_id, self.role):
            fault = _("A deputy has the same role in the same unit as the post it stands in for.")
        elif fault := self._not_a_colleague():
            pass
        if fault:
            raise ValidationError({"deputy_for": fault})

    def _not_a_colleague(self):
        """Why the person may not deputize here: from another organization, or speaking for another side already."""
        posts = Membership.objects.filter(user=self.user_id, deputy_for__isnull=True)
        if not posts.filter(unit__organization=self.unit.organization_id).exists():
            return _("A deputy comes from the same organization.")
        if (
            self.role == Role.LIAISON
            and posts.filter(role=Role.LIAISON)
            .exclude(ends_on__lt=timezone.localdate())
            .exclude(unit__organization=self.unit.organization_id)
            .exists()
        ):
            return _("This person is a liaison officer of another side; nobody speaks for two.")
        return ""


@dataclass(frozen=True)
class Actor:
    """A person acting through one membership, or, as administrator, through none.

    Everything is seen and done by an Actor, so that a person with posts on both
    sides never sees or speaks for both at once.
    """

    user: User
    membership: Membership | None = None

    @property
    def is_admin(self):
        return self.membership is None and self.user.is_superuser

    @property
    def is_daily_run(self):
        """True for the daily run: nobody can sign in to its account, and no line bears a person's name for it."""
        return self.membership is None and not self.user.is_active and self.user.username == DAILY_RUN

    @classmethod
    def daily_run(cls):
        """The Actor as which the daily run does what follows from what was agreed."""
        values = {"name": "系统（每日任务）", "is_active": False, "password": make_password(None)}
        return cls(User.objects.get_or_create(username=DAILY_RUN, defaults=values)[0])

    @cached_property
    def unit(self):
        return self.membership.unit if self.membership else None

    @property
    def unit_id(self):
        return self.membership.unit_id if self.membership else None

    @property
    def organization(self):
        return self.unit.organization if self.membership else None

    @property
    def organization_id(self):
        return self.unit.organization_id if self.membership else None

    @property
    def role(self):
        return self.membership.role if self.membership else ""

    def has_role(self, *roles):
        """True when the actor acts in one of these roles."""
        return self.role in roles

    @property
    def stands_for(self):
        """Ids of whose part the actor takes: the person's own and, for a deputy, the one deputized for."""
        held = self.membership.deputy_for if self.membership and self.membership.deputy_for_id else None
        return (self.user.pk, held.user_id) if held else (self.user.pk,)

    def may_act_on(self, day):
        """True when the post through which the person acts is in force on a day."""
        return (
            self.is_admin
            or Membership.objects.current_on(day).filter(pk=self.membership and self.membership.pk).exists()
        )


def acting(user, unit=None, role=None, deputy_for=None):
    """The Actor of a person in a unit; without a unit the administrator's or nobody's.

    A post of one's own goes before one as deputy; `deputy_for` (a Membership) asks for that of a deputy.
    """
    if unit is None:
        return Actor(user)
    posts = Membership.objects.current_on(timezone.localdate()).select_related("unit__organization", "user")
    posts = posts.filter(user=user, unit=unit)
    if role:
        posts = posts.filter(role=role)
    own = posts.filter(deputy_for=deputy_for)
    return Actor(user, own.get() if deputy_for or own.exists() else posts.get())
