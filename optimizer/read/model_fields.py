"""What a model allows at a place: annotations and keys, followed through the fields."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from optimizer.errors import Path as DataPath


def annotations_at(model: type[BaseModel], path: DataPath) -> tuple[Any, ...]:
    """List the types a value at a path may have; unions and optionals are taken apart.

    Parameters
    ----------
    model
        The model of the whole document.
    path
        Keys and indexes from the top.

    Returns
    -------
    tuple
        The types, without `Annotated`; empty where the model knows no such place.
    """
    found: list[Any] = [model]
    for part in path:
        found = [leaf for one in found for child in _children(one, part) for leaf in _leaves(child)]
    return tuple(found)


def keys_at(
    model: type[BaseModel], path: DataPath, branches: Iterable[str] = ()
) -> tuple[str, ...]:
    """List the keys that a mapping at a path may have.

    Parameters
    ----------
    model
        The model of the whole document.
    path
        Keys and indexes from the top to the mapping.
    branches
        Class names or tags of the union branches that were tried on the way.

    Returns
    -------
    tuple of str
        Names in the order of the fields.
    """
    models = [one for one in annotations_at(model, path) if _is_model(one)]
    tried = [one for one in models if _tags(one) & set(branches)]
    names = (_key(name, field) for one in tried or models for name, field in _fields(one))
    return tuple(dict.fromkeys(names))


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _fields(model: type[BaseModel]) -> Iterable[tuple[str, FieldInfo]]:
    return model.model_fields.items()


def _key(name: str, field: FieldInfo) -> str:
    """Give the name that is written in a document."""
    alias = field.validation_alias or field.alias
    return alias if isinstance(alias, str) else name


def _tags(model: type[BaseModel]) -> set[str]:
    """Give the names pydantic may use for a model as a branch of a union."""
    literals = {
        str(value)
        for _, field in _fields(model)
        for value in get_args(field.annotation)
        if isinstance(value, str)
    }
    return {model.__name__, *literals}


def _leaves(annotation: Any) -> Iterator[Any]:
    annotation = getattr(annotation, "__value__", annotation)  # `type X = ...`
    if get_origin(annotation) is Annotated:
        yield from _leaves(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from _leaves(part)
    else:
        yield annotation


def _children(annotation: Any, part: str | int) -> Iterator[Any]:
    """Give the types of what stands under a key or index of a type."""
    if _is_model(annotation):
        for name, field in _fields(annotation):
            if part in (name, _key(name, field)):
                yield field.annotation
        return
    origin, arguments = get_origin(annotation), get_args(annotation)
    if not isinstance(origin, type) or not arguments:
        return
    if issubclass(origin, Mapping):
        yield arguments[1]
    elif origin is tuple and arguments[-1] is not Ellipsis:
        if isinstance(part, int) and part < len(arguments):
            yield arguments[part]
    else:
        yield arguments[0]
