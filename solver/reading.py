"""From parsed JSON to dataclasses, by their annotations, collecting every fault on the way."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import EnumType
from functools import cache
from math import isfinite
from typing import Any, get_args, get_origin, get_type_hints

from solver.validate import Fault

LARGEST = 10**12
NAMES = {int: "a whole number", float: "a number", str: "a string", bool: "true or false"}
EMPTY: dict[Any, Any] = {int: 0, float: 0.0, str: "", bool: False}


class Reader:
    """Reads values of annotated kinds; a faulty one is replaced by an empty one so that reading goes on."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def met(self, path: str) -> bool:
        """A fault stands at this path already, or above it."""
        return any(
            path == fault.path or path.startswith((f"{fault.path}.", f"{fault.path}["))
            for fault in self.faults
        )

    def fields(self, kind: Any, data: Mapping[str, Any], path: str) -> dict[str, Any]:
        """Values of a dataclass's fields."""
        hints, known = _hints(kind), {field.name: field for field in fields(kind)}
        for name in data.keys() - known.keys():
            self._fault(_join(path, name), "is not a known field")
        values = {}
        for name, field in known.items():
            if name in data:
                values[name] = self.value(hints[name], data[name], _join(path, name))
            else:
                values[name] = self._missing(field, hints[name], _join(path, name))
        return values

    def value(self, kind: Any, data: Any, path: str) -> Any:
        """One value of an annotated kind."""
        if is_dataclass(kind) and isinstance(kind, type):
            if not isinstance(data, dict):
                return self._wrong(kind, path, "an object")
            return kind(**self.fields(kind, data, path))
        if get_origin(kind) is tuple:
            return self._tuple(kind, data, path)
        if isinstance(kind, types.UnionType):
            return None if data is None else self.value(get_args(kind)[0], data, path)
        if isinstance(kind, EnumType):
            return self._member(kind, data, path)
        return self._plain(kind, data, path)

    def _tuple(self, kind: Any, data: Any, path: str) -> Any:
        kinds = get_args(kind)
        if not isinstance(data, list):
            return self._wrong(kind, path, "an array")
        if kinds[-1] is Ellipsis:
            kinds = (kinds[0],) * len(data)
        if len(kinds) != len(data):
            return self._wrong(kind, path, f"an array of {len(kinds)}")
        return tuple(
            self.value(k, item, f"{path}[{i}]") for i, (k, item) in enumerate(zip(kinds, data, strict=True))
        )

    def _member(self, kind: EnumType, data: Any, path: str) -> Any:
        members: list[Any] = list(kind)
        found = next((member for member in members if member.value == data), None)
        if found is None:
            self._fault(path, f"must be one of {', '.join(str(member.value) for member in members)}")
        return found or members[0]

    def _plain(self, kind: Any, data: Any, path: str) -> Any:
        if kind is float and type(data) is int and abs(data) <= LARGEST:
            return float(data)
        if type(data) is not kind:
            return self._wrong(kind, path, NAMES[kind])
        if kind in (int, float) and not (isfinite(data) and abs(data) <= LARGEST):
            return self._wrong(kind, path, "a number of ordinary size")
        return data

    def _missing(self, field: Field[Any], kind: Any, path: str) -> Any:
        if field.default is not MISSING:
            return field.default
        if field.default_factory is not MISSING:
            return field.default_factory()
        self._fault(path, "is missing")
        return _empty(kind)

    def _wrong(self, kind: Any, path: str, wanted: str) -> Any:
        self._fault(path, f"must be {wanted}")
        return _empty(kind)

    def _fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, message))


def _empty(kind: Any) -> Any:
    if get_origin(kind) is tuple:
        kinds = get_args(kind)
        return () if kinds[-1] is Ellipsis else tuple(_empty(part) for part in kinds)
    if is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _empty(hint) for name, hint in _hints(kind).items()})
    if isinstance(kind, types.UnionType):
        return None
    if isinstance(kind, EnumType):
        return next(iter(kind))
    return EMPTY[kind]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
