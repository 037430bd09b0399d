"""No register lies inside the network of the site, however its address is written."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.imports.lookups.addresses import is_allowed

OUTSIDE = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808", "2002:808:808::1"]
INSIDE = [
    *("127.0.0.1", "127.8.8.8", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "fd00::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
]
NEVER = [
    *("169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0", "64:ff9b::a9fe:a9fe"),
    *("0.0.0.0", "::", "224.0.0.1", "239.255.255.250", "ff02::1", "::ffff:224.0.0.1"),  # noqa: S104
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_the_public_internet_is_allowed(address):
    assert is_allowed(ip_address(address), local=False)
    assert is_allowed(ip_address(address), local=True)


@pytest.mark.parametrize("address", INSIDE)
def test_the_own_network_is_for_registers_that_the_settings_name(address):
    assert not is_allowed(ip_address(address), local=False)
    assert is_allowed(ip_address(address), local=True)


@pytest.mark.parametrize("address", NEVER)
def test_where_nothing_is_asked_whatever_the_settings_say(address):
    assert not is_allowed(ip_address(address), local=False)
    assert not is_allowed(ip_address(address), local=True)


@pytest.mark.parametrize(
    "address", ["100.64.0.1", "198.18.0.1", "192.0.2.1", "240.0.0.1", "255.255.255.255", "2001:db8::1"]
)
def test_what_is_reserved_is_not_public(address):
    assert not is_allowed(ip_address(address), local=False)


@given(address=st.ip_addresses(v=4), local=st.booleans())
def test_an_address_is_judged_alike_in_every_form_of_it(address, local):
    forms = [ip_address(f"::ffff:{address}"), ip_address((0x64FF9B << 96) | int(address))]
    assert {is_allowed(form, local=local) for form in forms} == {is_allowed(address, local=local)}
