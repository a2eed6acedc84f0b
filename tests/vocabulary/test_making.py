"""An event made quickly is the event its class makes."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass

import pytest
from test_golden import EVENTS

from cabochon.making import maker, reader
from cabochon.refusals import Refused
from cabochon.retail.events import KINDS, Line
from cabochon.retail.operations import Counted

golden = pytest.mark.parametrize("name", EVENTS)


def values(event):
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


@golden
def test_it_is_the_same(name):
    event = EVENTS[name]
    made = maker(type(event))(values(event))
    assert type(made) is type(event)
    assert made == event
    assert repr(made) == repr(event)
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == event


@golden
def test_nobody_can_change_it(name):
    made = maker(type(EVENTS[name]))(values(EVENTS[name]))
    with pytest.raises(FrozenInstanceError):
        made.boutique = "ZRH01"
    with pytest.raises((AttributeError, TypeError)):
        made.other = 1


def test_every_kind_is_made_the_quick_way():
    assert {maker(kind).__name__ for kind in (*KINDS, Line, Counted)} == {"make"}


def test_what_is_left_out_has_its_default():
    line = maker(Line)({"sku": "A", "quantity": 1, "net": 2})
    assert line == Line(sku="A", quantity=1, net=2)
    assert hash(line) == hash(Line(sku="A", quantity=1, net=2))
    seen = EVENTS["observation"]
    few = {name: one for name, one in values(seen).items() if name not in ("marks", "note")}
    one, other = maker(type(seen))(few), maker(type(seen))(few)
    assert one.marks == {}
    assert one.marks is not other.marks
    assert one.note == ""


def test_what_is_needed_has_to_be_given():
    with pytest.raises(KeyError, match="net"):
        maker(Line)({"sku": "A", "quantity": 1})


def test_another_sort_of_class_makes_itself():
    @dataclass
    class Loose:
        a: int

    assert maker(Loose)({"a": 1}) == Loose(1)


def test_what_is_read_part_by_part_names_the_step_that_is_refused():
    def short(found, _):
        if not isinstance(found, str) or len(found) > 2:
            raise Refused("should be short", "/deep")
        return found

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Pair:
        one: str
        two: str = "b"

    read = reader(Pair, [("one", "first", short), ("two", "a/second", short)])
    assert read({"first": "a"}, "") == Pair(one="a")
    for found, pointer in (({}, "/first/deep"), ({"first": "a", "a/second": "long"}, "/a~1second/deep")):
        with pytest.raises(Refused) as refused:
            read(found, "")
        assert refused.value.pointer == pointer
    with pytest.raises(TypeError, match="part by part"):
        reader(Pair, [("one", "first", short)])
