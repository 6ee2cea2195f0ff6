"""Which parties of an agreement are meant by the names that a reader found in its text."""

import unicodedata

from ..extraction import wording

_SHORTEST = 4  # characters of a name that may stand for a longer one


def parties_meant(found, parties, text):
    """The id of the AgreementParty behind each found name; names that fit none, or several, are left out.

    Full and short names count before what an agreement may call a side (学校, 甲方),
    because the latter goes by kind and order and could fit another one.
    """
    meant = {}
    for ask in (_by_name, _by_word):
        for one in found:
            if one.name not in meant:
                forms = {_plain(form) for form in (one.name, *one.aliases, one.label) if form}
                left = [(n, party) for n, party in enumerate(parties) if party.pk not in meant.values()]
                fitting = [party.pk for n, party in left if ask(forms, party.organization, n, text)]
                if len(fitting) == 1:
                    meant[one.name] = fitting[0]
    return meant


def _by_name(forms, organization, _place, _text):
    names = {_plain(organization.name), _plain(organization.short_name)} - {""}
    longer = {name for name in names if len(name) >= _SHORTEST}
    return bool(forms & names) or any(
        len(form) >= _SHORTEST and (form in name or name in form) for form in forms for name in longer
    )


def _by_word(forms, organization, place, text):
    return bool(forms & {_plain(name) for name in names_of(organization, place, text)})


def names_of(organization, place, text):
    """What an agreement may call a party, by name, kind and place."""
    return wording.names_of(organization.name, organization.short_name, organization.kind, place, text)


def _plain(name):
    return "".join(unicodedata.normalize("NFKC", name).lower().removeprefix("the ").split())
