"""What the pretend maison tells, the house keeps: every event, and no text is taken out."""

from datetime import UTC, datetime

from cabochon.demo.maison import maison
from cabochon.demo.weeks import history

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def test_the_house_keeps_all_of_it(house):
    small = maison(boutiques=3, until=NOW.date(), weeks=2)
    house.directory.keep([*small.doors, *small.people, *small.identifiers, *small.products])
    events = list(history(small, now=NOW, weeks=2))
    outcome = house.keep_as().events(events)
    assert (outcome.new, outcome.refused, outcome.masked) == (len(events), [], [])
