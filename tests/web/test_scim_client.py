"""SCIM as a client library of others judges it: scim2-tester against a served house."""

import random
from uuid import uuid4

import httpx
import pytest

from cabochon.privacy.keys import make
from cabochon.retail.master import Identifier, Person


class Codes(list):
    """Staff codes to choose from: each time one is chosen there is a new member of staff who has it."""

    def __init__(self, place):
        super().__init__([""])
        self.place = place

    def __getitem__(self, _):
        one = Person(id=uuid4().hex, name="Test", boutique=self.place.door)
        self.place.house.directory.keep([one, Identifier(source="hr", code=one.id[:8], person=one.id)])
        return one.id[:8]


@pytest.fixture(scope="module")
def client(place):
    """The library over real HTTP. Importing it takes five seconds, which no other worker should spend."""
    from scim2_client import BaseSyncSCIMClient

    class Client(BaseSyncSCIMClient):
        def __init__(self, http):
            super().__init__()
            self.http = http

        def request(self, method, url, **more):
            return self.http.request(method, url, **more)

        def _parse_json(self, response):
            return response.json()

    key, secret = make(place.house.directory, "Directory", scopes=["accounts/write"], clock=place.house.clock)
    headers = {"authorization": f"Bearer {key}.{secret}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{place.port}/scim/v2", headers=headers, trust_env=False) as http:
        yield Client(http)


def test_another_librarys_client_finds_no_fault(client, place):
    from scim2_tester import Status, check_server

    client.discover()
    ours = client.get_resource_model("User").get_extension_models()["urn:cabochon:scim:2.0:User"]
    ours.model_fields["staff_code"].examples = Codes(place)
    random.seed(7)
    results = check_server(client)
    faults = [(one.title, one.reason) for one in results if one.status is not Status.SUCCESS]
    assert faults == []
    assert len(results) > 60
