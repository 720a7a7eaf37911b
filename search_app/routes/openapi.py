"""The API's OpenAPI 3.1 description, generated from the dataclasses that make the answers."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

from search_app import api_contract

Schema = dict[str, Any]
_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    types.NoneType: {"type": "null"},
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address; ``place`` is "query" or "path"."""

    name: str
    about: str
    place: str = "query"
    schema: Mapping[str, Any] | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does."""

    path: str
    about: str
    answer: type
    parameters: tuple[Parameter, ...] = ()
    body: type | None = None


def schema_of(kind: Any, known: dict[str, Schema]) -> Schema:  # noqa: ANN401 - any annotation
    """Return the JSON Schema of a type; dataclasses are gathered in ``known``."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0], known)}
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": schema_of(get_args(kind)[1], known)}
    if get_origin(kind) in (types.UnionType, Union):
        return {"anyOf": [schema_of(each, known) for each in get_args(kind)]}
    if is_dataclass(kind) and isinstance(kind, type):
        _describe(kind, known)
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    raise TypeError(f"no JSON shape for {kind!r}")


def _describe(kind: type, known: dict[str, Schema]) -> None:
    if kind.__name__ in known:
        return
    known[kind.__name__] = {}
    hints = get_type_hints(kind)
    # "from_" stands for "from", which Python keeps for itself.
    names = {field.name.rstrip("_"): field.name for field in fields(kind)}
    known[kind.__name__] = {
        "type": "object",
        "description": " ".join((kind.__doc__ or "").split()),
        "properties": {
            name: schema_of(hints[attribute], known) for name, attribute in names.items()
        },
        "required": list(names),
    }


def _parameter(parameter: Parameter) -> Schema:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.about,
        "required": parameter.required or parameter.place == "path",
        "schema": dict(parameter.schema or {"type": "string"}),
    }


def _content(kind: type, known: dict[str, Schema]) -> Schema:
    return {"application/json": {"schema": schema_of(kind, known)}}


def _operation(operation: Operation, known: dict[str, Schema]) -> Schema:
    failure = {"description": "Lỗi", "content": _content(api_contract.Failure, known)}
    described: Schema = {
        "summary": operation.about,
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {
            "200": {"description": "Trả lời", "content": _content(operation.answer, known)},
            "default": failure,
        },
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.body, known)}
    return described


def describe(operations: tuple[Operation, ...], version: str) -> Schema:
    """Return the whole description."""
    known: dict[str, Schema] = {}
    paths = {op.path: {"post" if op.body else "get": _operation(op, known)} for op in operations}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vankien", "version": version},
        "paths": paths,
        "components": {"schemas": known},
    }
