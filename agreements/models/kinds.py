"""How a commitment is worded, sorted and ended: the choices of its fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Obligation(models.TextChoices):
    ONE = "one", _("One side")
    JOINT = "joint", _("Joint")


class Strength(models.TextChoices):
    FIRM = "firm", _("Firm")
    SUPPORT = "support", _("Support")
    EXPLORATORY = "exploratory", _("Exploratory")


class Category(models.TextChoices):
    PARTY_BUILDING = "party-building", _("Party building")
    SCIENCE_TECHNOLOGY = "science-technology", _("Science and technology")
    TECHNOLOGY_TRANSFER = "technology-transfer", _("Technology transfer")
    PLATFORM_PARK = "platform-park", _("Platforms and parks")
    INDUSTRY = "industry", _("Industry")
    TALENT_EXCHANGE = "talent-exchange", _("Exchange of staff")
    TRAINING_INTERNSHIP = "training-internship", _("Training and internships")
    BASIC_EDUCATION = "basic-education", _("Basic education")
    HIGHER_EDUCATION = "higher-education", _("Higher education")
    URBAN_GOVERNANCE = "urban-governance", _("Urban governance")
    ENVIRONMENT = "environment", _("Environment")
    CULTURE = "culture", _("Culture")
    HEALTH = "health", _("Health")
    FINANCE = "finance", _("Finance")
    OTHER = "other", _("Other")


class Cadence(models.TextChoices):
    ONCE = "once", _("Once")
    RECURRING = "recurring", _("Recurring")
    CONTINUOUS = "continuous", _("Continuous")


class EndedAs(models.TextChoices):
    WITHDRAWN = "withdrawn", _("Withdrawn")
    WAIVED = "waived", _("Waived")
    SUPERSEDED = "superseded", _("Superseded")
    TERMINATED = "terminated", _("Terminated")


class KeptUp(models.TextChoices):
    YES = "yes", pgettext_lazy("kept up", "Yes")
    PARTLY = "partly", pgettext_lazy("kept up", "Partly")
    NO = "no", pgettext_lazy("kept up", "No")
