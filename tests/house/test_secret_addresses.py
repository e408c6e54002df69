"""Whoever has certain addresses may do what they are for: nobody else is told them."""

from __future__ import annotations

import re
from pathlib import Path

from portal.web.headers import SECRET_ADDRESSES

MAP = re.compile(r"map \$uri \$logged \{(.*?)\n\}", re.DOTALL)


def secret_addresses(app) -> list[str]:
    """One address of each kind that has a secret in it."""
    rules = [rule for rule in app.url_map.iter_rules() if "secret" in rule.arguments]
    return [re.sub(r"<[^>]*?(\w+)>", r"\1", rule.rule) for rule in rules]


def logged(address: str) -> str:
    """What nginx writes down of an address, with our configuration."""
    found = MAP.search(Path("deploy/nginx.conf").read_text())
    assert found
    for line in found[1].strip().splitlines():
        pattern, shown = line.split()
        match = re.search(pattern[1:].replace("(?<", "(?P<"), address)
        if pattern.startswith("~") and match:
            return shown.rstrip(";").replace("$begin", match["begin"])
    return address


def test_the_portal_knows_every_address_with_a_secret_in_it(app):
    addresses = secret_addresses(app)
    assert addresses
    for address in addresses:
        assert address.startswith(SECRET_ADDRESSES), address


def test_the_log_of_the_web_server_keeps_no_secret(app):
    for address in secret_addresses(app):
        assert "secret" not in logged(address), address
    assert logged("/join/public_id/secret") == "/join/public_id/-"
    assert logged("/company/meetings") == "/company/meetings"
