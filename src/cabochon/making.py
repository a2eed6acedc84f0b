"""Frozen dataclasses made quickly: filled as an ordinary object of the same layout, then turned into what they are.

The __init__ of a frozen dataclass sets every field through object.__setattr__, by name: that alone was half the time
of hearing a statement. What comes out is the same object in every respect (tests/vocabulary/test_making.py).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any

from .refusals import Refused

Make = Callable[[Mapping[str, Any]], Any]


Read = Callable[[Any, str], Any]


def maker(cls: type[Any]) -> Make:
    """What makes the same as cls(**values), for a frozen dataclass with slots, keyword-only, without __post_init__.

    What makes one raises KeyError for a field that has to be given, and passes over what is no field. Any other class
    is made as it always is.
    """
    if (blank := _blank(cls)) is None:
        return lambda values: cls(**values)
    names: dict[str, Any] = {"new": object.__new__, "blank": blank, "cls": cls}
    lines = ["def make(values):", "one = new(blank)", "get = values.get"]
    for field in fields(cls):
        name = field.name
        if field.default_factory is not MISSING:
            names[f"{name}_made"] = field.default_factory
            lines.append(f"one.{name} = values['{name}'] if '{name}' in values else {name}_made()")
        elif field.default is not MISSING:
            names[f"{name}_default"] = field.default
            lines.append(f"one.{name} = get('{name}', {name}_default)")
        else:
            lines.append(f"one.{name} = values['{name}']")
    made: Make = compiled([*lines, "one.__class__ = cls", "return one"], names)
    return made


def reader(cls: type[Any], parts: Sequence[tuple[str, str, Read]]) -> Callable[[Mapping[str, Any], str], Any]:
    """What makes one of an object of JSON, each field (name, step in the object, reader) read on the way.

    A field without a default whose step is missing is read from None. A refusal's pointer begins with the step.

    Raises:
        TypeError: the class cannot be made this way, or a field has no part.
    """
    blank, by_name = _blank(cls), {name: (step, read) for name, step, read in parts}
    if blank is None or by_name.keys() != {field.name for field in fields(cls)}:
        raise TypeError(f"{cls.__name__} cannot be read part by part")
    names: dict[str, Any] = {"new": object.__new__, "blank": blank, "cls": cls, "inner": inner, "Refused": Refused}
    lines = ["def read(found, home):", "one, step = new(blank), ''", "try:"]
    for field in fields(cls):
        name, (step, read) = field.name, by_name[field.name]
        names |= {f"{name}_read": read, f"{name}_default": field.default}
        absent = f"{name}_read(None, home)" if field.default is MISSING else f"{name}_default"
        lines.append(f"    step = {step!r}")
        lines.append(f"    one.{name} = {name}_read(found[{step!r}], home) if {step!r} in found else {absent}")
    lines += ["except Refused as refused:", "    raise inner(step, refused) from None", "one.__class__ = cls"]
    made: Callable[[Mapping[str, Any], str], Any] = compiled([*lines, "return one"], names)
    return made


def writer(parts: Sequence[tuple[str, str, Read, Any]]) -> Callable[[Any, str], dict[str, Any]]:
    """What tells an object as JSON, part by part: field, step, how its value is told, the value that is left out (None:
    it is always told). A refusal's pointer begins with the step.
    """
    names: dict[str, Any] = {"inner": inner, "Refused": Refused}
    lines = ["def put(value, home):", "told, step = {}, ''", "try:"]
    for name, step, tell, unsaid in parts:
        names |= {f"{name}_put": tell, f"{name}_unsaid": unsaid}
        lines += [f"    step, one = {step!r}, value.{name}"]
        lines += [f"    {'' if unsaid is None else f'if one != {name}_unsaid: '}told[step] = {name}_put(one, home)"]
    lines += ["except Refused as refused:", "    raise inner(step, refused) from None"]
    made: Callable[[Any, str], dict[str, Any]] = compiled([*lines, "return told"], names)
    return made


def inner(step: str | int, refused: Refused) -> Refused:
    """The refusal of an inner member, its pointer with the step in front."""
    escaped = str(step).replace("~", "~0").replace("/", "~1")
    return Refused(refused.reason, f"/{escaped}{refused.pointer}")


def _blank(cls: type[Any]) -> type[Any] | None:
    """A class of the same layout whose fields can be filled: the same base, the same slots, object's __setattr__."""
    slots = cls.__dict__.get("__slots__")
    if slots is None or hasattr(cls, "__post_init__") or not all(field.kw_only and field.init for field in fields(cls)):
        return None
    return type(cls.__name__, (cls.__base__ or object,), {"__slots__": slots, "__setattr__": object.__setattr__})


def compiled(lines: Sequence[str], names: dict[str, Any]) -> Any:
    """The function the lines define, as dataclasses itself makes its own; every name in them is one of ours."""
    exec("\n    ".join(lines), names)  # noqa: S102
    return names[lines[0].split("(")[0].removeprefix("def ")]
