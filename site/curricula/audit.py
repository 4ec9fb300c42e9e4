"""What this room writes into the audit log, in words."""

from django.utils.translation import pgettext_lazy

ACTIONS = {
    "curricula.apply_pack": pgettext_lazy("audit", "Curriculum pack applied"),
    "curricula.demo_year": pgettext_lazy("audit", "Seeded year of made-up people entered"),
}

DATA = {
    "pack": pgettext_lazy("audit", "pack"),
    "seed": pgettext_lazy("audit", "seed"),
    "create": pgettext_lazy("audit", "new"),
    "update": pgettext_lazy("audit", "changed"),
    "edited": pgettext_lazy("audit", "edited here, left alone"),
    "retire": pgettext_lazy("audit", "retired"),
}
