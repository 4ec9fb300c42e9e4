from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node


class Unit(MP_Node):
    """A node of the administrative tree, or a bureau, station or school within it.

    `code` is the official code: 6 digits for a county, 9 for a town, 12 for a village (GB/T 2260 and the
    statistics list). Bureaus, stations and schools have none. The tree is a materialised path, so "inside a
    unit" is a prefix of `path`.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County")
        STREET = "street", _("Street")
        TOWN = "town", _("Town")
        COMMUNITY = "community", _("Community")
        VILLAGE = "village", _("Village")
        BUREAU = "bureau", _("Bureau")
        STATION = "station", _("Station")
        SCHOOL = "school", _("School")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=12, unique=True, null=True, blank=True)

    node_order_by: list[str] = []

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name

    @property
    def county(self) -> "Unit | None":
        """The county that this unit is or lies in; None above the counties."""
        if self.kind == self.Kind.COUNTY:
            return self
        return self.get_ancestors().filter(kind=self.Kind.COUNTY).last()
