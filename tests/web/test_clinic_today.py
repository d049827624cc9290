"""What the manager changes is on the public pages at once; what nobody changed is as the file says."""

import logging
from dataclasses import replace

import pytest
from django.db import OperationalError
from django.test import Client

from eutonia.clinic.audit.actors import Actor
from eutonia.clinic.booking import services
from eutonia.clinic.booking.world.details import SiteDetails
from eutonia.clinic.cover import services as cover
from eutonia.clinic.people.roles import Role
from eutonia.web.information import clinic_today as page_facts
from eutonia.web.information.clinic import WayThere, clinic
from eutonia.web.information.clinic_today import clinic_today
from tests.clinic.booking import clinic as world

pytestmark = pytest.mark.django_db

MAIN = SiteDetails(
    code="welbeck-street",
    name="1 Welbeck Street",
    address="1 Welbeck Street, London",
    postcode="W1G 0AR",
    phone="020 7946 0999",
    email="desk@example.org",
    zone="Europe/London",
    travel="Bus: Many.\nRing twice",
)


def manager() -> Actor:
    return world.staff(Role.MANAGER)


def shown(address: str) -> str:
    return " ".join(Client().get(address).content.decode().split())


def test_an_empty_database_leaves_what_the_file_says() -> None:
    assert clinic_today() == clinic()


def test_without_an_answer_of_the_database_the_pages_stand_and_it_is_noted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(page_facts, "sites", gone)
    with caplog.at_level(logging.ERROR):
        for address in ("/", "/contact/", "/paying/"):
            assert "This is an example clinic." in shown(address)
        assert "020 7946 0123" in shown("/contact/")
    assert "the database does not answer" in caplog.text


def test_a_clinic_just_filled_says_the_same_as_its_file() -> None:
    world.open_clinic()
    told, today = clinic(), clinic_today()
    assert {price.what: price.range for price in today.prices} == {price.what: price.range for price in told.prices}
    assert replace(today.main, step_free="") == told.main


def test_a_price_that_the_manager_changes_is_the_price_on_the_page() -> None:
    world.open_clinic()
    assert "£350" in shown("/paying/")
    dearer = cover.PriceDetails("first-visit", "First visit to a neurologist", "visit", 24_050, 36_000)
    cover.set_price(manager(), dearer, now=world.NOW)
    assert "£240.50 – £360" in shown("/paying/")


def test_prices_stand_in_the_order_in_which_a_patient_meets_them() -> None:
    world.open_clinic()
    named = [price.what for price in clinic_today().prices]
    assert named[:2] == ["First visit to a neurologist", "Follow-up visit"]
    assert named.index("Visit by telephone or video") < named.index("Blood and urine tests")
    assert named.index("Blood and urine tests") < named.index("MRI scan") < named.index("Genetic test")
    cover.set_price(manager(), cover.PriceDetails("a-walk", "A walk", "visit", 100, 200), now=world.NOW)
    assert [price.what for price in clinic_today().prices].index("A walk") < named.index("Blood and urine tests") + 1


def test_a_new_telephone_number_and_a_second_site_are_on_the_contact_page() -> None:
    world.open_clinic()
    services.set_site(manager(), MAIN, now=world.NOW)
    second = replace(MAIN, code="second", name="Zeal House", address="9 Zeal Street, Leeds", postcode="LS1 1AA")
    services.set_site(manager(), replace(second, phone="0113 496 0123"), now=world.NOW)
    page = shown("/contact/")
    for words in ("tel:02079460999", "desk@example.org", "Zeal House", "LS1 1AA", "tel:01134960123", "Ring twice"):
        assert words in page
    assert clinic_today().main.ways == (WayThere("Bus", "Many."), WayThere("", "Ring twice"))
    assert "020 7946 0123" not in page
