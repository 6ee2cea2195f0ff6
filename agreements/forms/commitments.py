"""Drafts, and the units and officers named on a commitment."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Clause, Commitment, Membership, Obligation, OrgUnit, Role, Sentence, UnitRole, User
from .look import FieldLook

JOINT = "joint"
EACH = "each"  # one commitment for every side
FOLDED = ("strength", "category", "cadence", "starts_on", "target", "min_months", "min_months_party")


class DraftForm(FieldLook, forms.ModelForm):
    """A draft: what is owed, by whom, from which sentences, until when."""

    who = forms.ChoiceField(label=_("Who is obliged"), widget=forms.RadioSelect)
    passages = forms.MultipleChoiceField(label=_("Passage"), required=False)

    class Meta:
        model = Commitment
        fields = (
            *("title", "clause", "yardstick", "no_yardstick_yet", "due_on", "due_text"),
            *FOLDED,
        )
        widgets = {
            "title": forms.TextInput(),
            "yardstick": forms.Textarea({"rows": 2}),
            "due_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
            "starts_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        }
        help_texts = {
            "yardstick": _("How both sides will see that it is done."),
            "no_yardstick_yet": _("Counted openly until one is agreed."),
            "due_text": _("The agreement's own words, such as “every year”."),
        }

    def __init__(self, data=None, *, agreement, instance=None, ticked=(), **kwargs):
        super().__init__(data, instance=instance, auto_id="draft-%s", **kwargs)
        self.asked_for = ticked
        self.agreement = agreement
        self.text = agreement.texts.order_by("-pk").first()
        self.spans = list(instance.spans.select_related("text_version")) if instance else []
        parties = agreement.party_list
        self.fields["clause"].empty_label = _("– leave empty –")
        self.fields["clause"].queryset = Clause.objects.filter(text_version=self.text)
        if instance and instance.clause_id and instance.clause.text_version_id != (self.text and self.text.pk):
            self.fields["clause"].queryset |= Clause.objects.filter(pk=instance.clause_id)
        self.fields["min_months_party"].empty_label = _("– leave empty –")
        self.fields["min_months_party"].queryset = agreement.parties.select_related("organization")
        self.fields["who"].choices = who_choices(parties)
        if instance:
            self.fields["who"].initial = JOINT if instance.is_joint else str(instance.obliged_party_id)
        self._offer_passages()

    def _offer_passages(self):
        """One choice per sentence of the text, grouped by clause, and one per linked passage that is no sentence."""
        self.whole, self.groups = {}, []
        sentences = Sentence.objects.filter(clause__text_version=self.text).select_related("clause")
        held = {(span.text_version_id, span.start, span.end): span for span in self.spans}
        for sentence in sentences.order_by("clause__sort_key", "start"):
            key = (self.text.pk, sentence.start, sentence.end)
            words = self.text.text[sentence.start : sentence.end].strip()
            value = f"sentence-{sentence.pk}"
            self.whole[value] = (self.text, sentence.start, sentence.end)
            if not self.groups or self.groups[-1].clause != sentence.clause:
                self.groups.append(Group(sentence.clause))
            self.groups[-1].choices.append((value, words))
            if key in held:
                held.pop(key)
                self.groups[-1].chosen.append(value)
        self.partial = []
        for span in held.values():
            value = f"span-{span.pk}"
            self.whole[value] = (span.text_version, span.start, span.end)
            self.partial.append((value, span.text_version.text[span.start : span.end]))
        self.fields["passages"].choices = [(value, value) for value in self.whole]
        self._mark_chosen()

    def _mark_chosen(self):
        """What is ticked: what was typed, else what is linked; and which clause stands open."""
        linked = [value for group in self.groups for value in group.chosen] + [value for value, _words in self.partial]
        self.ticked = set(self.data.getlist("passages")) if self.is_bound else {*linked, *self.asked_for}
        clause = str(self["clause"].value() or "")
        for group in self.groups:
            group.chosen = [value for value, _words in group.choices if value in self.ticked]
            group.is_open = bool(group.chosen) or str(group.clause.pk) == clause

    @property
    def unfolded(self):
        """True when one of the folded fields was refused, or says something that is not usual."""
        usual = {"strength": "firm", "category": "other", "cadence": "once"}
        return any(self[name].errors or (self[name].value() or "") not in ("", usual.get(name)) for name in FOLDED)

    def _post_clean(self):
        """The constraints are asked by the action, on the row as it then stands."""

    def chosen_spans(self):
        """The passages ticked, as (text version, start, end)."""
        return [self.whole[value] for value in self.cleaned_data["passages"]]

    def said(self):
        """The fields as the actions take them; without a clause, the one of the first sentence ticked."""
        said = {name: self.cleaned_data[name] for name in self.Meta.fields}
        said |= who_said(self.cleaned_data["who"], self.agreement.party_list)
        if not said["clause"]:
            said["clause"] = next((group.clause for group in self.groups if group.chosen), None)
        return said


def who_choices(parties):
    """Who can be obliged: all together, or one of the parties."""
    return [(JOINT, Obligation.JOINT.label), *((str(party.pk), str(party)) for party in parties)]


def who_said(who, parties):
    """A choice of `who_choices` as the actions take it."""
    return {
        "obligation": Obligation.JOINT if who == JOINT else Obligation.ONE,
        "obliged_party": next((party for party in parties if str(party.pk) == who), None),
    }


class Group:
    """The sentences of one clause, and which of them are ticked."""

    def __init__(self, clause):
        self.clause, self.choices, self.chosen, self.is_open = clause, [], [], False


def people_by_unit(organizations):
    """Choices of the people who can be a unit's officer, grouped by unit."""
    posts = Membership.objects.current_on(timezone.localdate())
    posts = posts.filter(unit__organization__in=organizations, role__in=(Role.OFFICER, Role.UNIT_HEAD, Role.LIAISON))
    posts = posts.filter(deputy_for__isnull=True)  # a deputy takes the officer's part, and is not named instead
    groups = {}
    for post in posts.select_related("unit", "user").order_by("unit__code", "role", "user__username"):
        groups.setdefault(post.unit.name, {})[post.user_id] = str(post.user)
    return [(unit, list(people.items())) for unit, people in groups.items()]


class UnitForm(FieldLook, forms.Form):
    """Name a unit of one's own side, its role and, if wished, its officer."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=OrgUnit.objects.none())
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    officer = forms.ModelChoiceField(label=_("Officer"), required=False, queryset=User.objects.none())

    def __init__(self, data=None, *, commitment, parties, **kwargs):
        super().__init__(data, auto_id=f"unit-{commitment.pk}-%s", **kwargs)
        organizations = [party.organization_id for party in parties]
        units = OrgUnit.objects.filter(organization__in=organizations, is_active=True)
        self.fields["unit"].queryset = units.order_by("organization", "code")
        obliged = commitment.obliged_parties()
        roles = [UnitRole.LEAD] if any(party in obliged for party in parties) else []
        roles += [UnitRole.CONTACT] if any(party not in obliged for party in parties) else []
        self.fields["role"].choices = [(role.value, role.label) for role in [*roles, UnitRole.SUPPORT]]
        self.fields["role"].initial = roles[0]
        _offer_people(self.fields["officer"], organizations)


class OfficerForm(FieldLook, forms.Form):
    """Name the officer of a unit that stands on the commitment."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=OrgUnit.objects.none(), empty_label=None)
    officer = forms.ModelChoiceField(label=_("Officer"), queryset=User.objects.none())

    def __init__(self, data=None, *, commitment, places, **kwargs):
        super().__init__(data, auto_id=f"officer-{commitment.pk}-%s", **kwargs)
        self.fields["unit"].queryset = OrgUnit.objects.filter(pk__in=[place.unit_id for place in places])
        _offer_people(self.fields["officer"], [place.party.organization_id for place in places])


def _offer_people(field, organizations):
    groups = people_by_unit(organizations)
    field.queryset = User.objects.filter(pk__in=[pk for _unit, people in groups for pk, _name in people])
    field.choices = [("", _("– later –") if not field.required else "–"), *groups]
