"""A file that lists everybody of a unit tells who left; nothing less does."""

import pytest

from people.models import AuditEvent, Person
from people.services.apply_roster import ManyLeavers, confirm_roster, has_many_leavers
from people.services.refused_rows import refused_workbook
from tests.factories.people import PersonFactory, admin_factory, identity_number, officer_factory
from tests.people.roster_desk import carry_out, kinds, row_of, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(county):
    """Ten people of the village and one of the community; identity numbers 1 to 10, and 11."""
    people = [
        PersonFactory(
            unit=county.village,
            identity=identity_number(n),
            name=f"王小{'甲乙丙丁戊己庚辛壬癸'[n - 1]}",
            phone="13800000000",
        )
        for n in range(1, 11)
    ]
    PersonFactory(unit=county.community, identity=identity_number(11), name="张䶮")
    return people


def rows(county, people, *, without=()):
    return [row_of(county, n, name=person.name) for n, person in enumerate(people, start=1) if n not in without]


def test_without_the_tick_nobody_leaves(officer, county, village):
    assert "left" not in upload(officer, county, *rows(county, village, without=[3])).counts


def test_missing_people_of_the_subtree_are_leavers_and_nobody_else(officer, county, village):
    listed = rows(county, village, without=[3, 7])
    roster = upload(officer, county, *listed, unit=county.town, is_complete=True)
    assert (roster.counts["left"], roster.counts["in_post"]) == (2, 10)
    assert list(roster.rows.filter(kind="left").values_list("name", flat=True)) == ["王小丙", "王小庚"]
    assert Person.objects.filter(state="left").count() == 0
    carry_out(officer, roster)
    left = Person.objects.filter(state="left").order_by("worker_no")
    assert [person.name for person in left] == ["王小丙", "王小庚"]
    assert [person.employments.get().ended_by for person in left] == [roster, roster]
    assert AuditEvent.objects.get(action="people.import").data["left"] == 2


def test_whoever_stands_in_a_refused_row_has_not_left(officer, county, village):
    listed = rows(county, village, without=[3, 7])
    listed += [row_of(county, 3, name="王小丙", phone="123"), row_of(county, 7, name="王小庚", identity="坏的")]
    roster = upload(officer, county, *listed, unit=county.town, is_complete=True)
    assert (roster.counts.get("left", 0), roster.counts["refused"]) == (0, 2)


def test_holder_of_a_role_is_not_marked_by_a_file(officer, county, village):
    colleague = officer_factory(county.town, "town")
    colleague.person = village[2]
    colleague.save()
    roster = upload(officer, county, *rows(county, village, without=[3]), unit=county.town, is_complete=True)
    assert kinds(roster)[-1] == ("王小丙", "refused")
    assert "本人页面" in roster.rows.last().reason
    assert refused_workbook(roster=roster)


def test_more_than_a_third_needs_a_second_yes(officer, county, village):
    roster = upload(
        officer, county, *rows(county, village, without=[1, 2, 3, 4]), is_complete=True, unit=county.town
    )
    assert has_many_leavers(roster)
    with pytest.raises(ManyLeavers, match="4"):
        confirm_roster(actor=officer, roster=roster)
    carry_out(officer, roster, many_may_leave=True)
    assert Person.objects.filter(state="left").count() == 4


def test_a_third_exactly_needs_none(officer, county, village):
    for person in village[9:]:
        person.delete()
    roster = upload(
        officer, county, *rows(county, village[:9], without=[1, 2, 3]), is_complete=True, unit=county.town
    )
    assert not has_many_leavers(roster)


def test_leaver_who_moved_since_the_preview_stays(officer, county, village):
    roster = upload(officer, county, *rows(county, village, without=[3]), is_complete=True, unit=county.town)
    carry_out(officer, upload(officer, county, row_of(county, 3, name="王小丙", unit=county.community.name)))
    carry_out(officer, roster)
    village[2].refresh_from_db()
    assert (village[2].state, village[2].unit) == ("active", county.community)
    assert (roster.counts["left"], roster.counts["refused"]) == (0, 1)


def test_leavers_are_shown_one_by_one_and_the_second_yes_is_asked_for(
    desk, officer, county, village, django_capture_on_commit_callbacks
):
    roster = upload(
        officer, county, *rows(county, village, without=[1, 2, 3, 4]), is_complete=True, unit=county.town
    )
    page = f"/admin/people/imports/{roster.uid}/"
    body = desk.get(page).content.decode()
    assert "王小甲" in body
    assert 'name="many_may_leave"' in body
    refused = desk.post(page + "confirm/", follow=True).content.decode()
    assert "什么都没有改" in refused
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(page + "confirm/", {"many_may_leave": "on"}).status_code == 302
    assert Person.objects.filter(state="left").count() == 4


def test_the_list_may_be_that_of_any_unit_of_mine(desk, county, neighbour):
    offered = [unit for unit, _ in desk.get("/admin/people/imports/new/").context["form"].fields["unit"].choices]
    keys = [choice.value for choice in offered]
    assert keys[0] == county.county.pk
    assert county.village.pk in keys
    assert neighbour.village.pk not in keys


def test_administrator_chooses_among_counties_and_below(county, neighbour, as_user):
    form = as_user(admin_factory()).get("/admin/people/imports/new/").context["form"]
    keys = {choice.value for choice, _ in form.fields["unit"].choices}
    assert {county.county.pk, neighbour.village.pk} <= keys


def test_roster_of_another_county_is_named_so_as_a_whole(officer, county, neighbour):
    PersonFactory(unit=neighbour.village, identity=identity_number(31))
    listed = [
        row_of(county, 31),
        row_of(county, 32, unit=neighbour.village.name),
        row_of(county, 33, unit=neighbour.community.code),
    ]
    roster = upload(officer, county, *listed)
    assert roster.counts == {"refused": 3, "total": 3}
    assert "别的县" in roster.reason
    assert "乙县" not in roster.reason + "".join(roster.rows.values_list("reason", flat=True))
    mixed = upload(officer, county, *listed, row_of(county, 34))
    assert (mixed.reason, mixed.counts["new"]) == ("", 1)


def test_unit_is_found_below_those_above_it(officer, county):
    county.street.refresh_from_db()
    county.street.add_child(name=county.village.name, kind="village")
    town, village = county.town.name, county.village.name
    for text in (f"{town}{village}", f"{town}/{village}", f"{town} {village}", f"{town} › {village}"):
        row = upload(officer, county, row_of(county, 1, unit=text)).rows.get()
        assert (row.kind, row.unit) == ("new", county.village)


def test_shared_phone_is_told_and_allowed(officer, county, neighbour):
    PersonFactory(unit=county.community, identity=identity_number(21), phone="13811111111")
    PersonFactory(unit=neighbour.village, identity=identity_number(22), phone="13822222222")
    phones = ["13833333333", "13833333333", "13811111111", "13822222222", "13844444444", ""]
    roster = upload(officer, county, *(row_of(county, n, phone=phone) for n, phone in enumerate(phones, start=1)))
    assert roster.counts["new"] == len(phones)
    [note] = [note for note in roster.notes if "手机" in note]
    assert "2、3、4" in note
    again = upload(officer, county, row_of(county, 21, phone="13811111111"))
    assert not [note for note in again.notes if "手机" in note]
