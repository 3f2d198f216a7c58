"""Reading of the package's own data files. Decimals stay exact; no float is ever made."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of everything read from data files: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ExactLoader(yaml.CSafeLoader):
    """Safe YAML loader that makes decimals exact and refuses a key given twice."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        """Build a mapping; a repeated key is an error, not a silent override."""
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _decimal(loader: ExactLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node).replace("_", ""))


ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


@cache
def read_data(name: str) -> object:
    """Read one data file of the ``scenarios`` package.

    Parameters
    ----------
    name
        Path below ``scenarios/`` with forward slashes, such as ``catalogue/families.yaml``.

    Returns
    -------
    object
        Lists, mappings, strings, integers and `Decimal`. It is cached: do not change it in place.

    Raises
    ------
    FileNotFoundError
        If the package holds no such file.
    """
    text = files("scenarios").joinpath(*name.split("/")).read_text(encoding="utf-8")
    return yaml.load(text, Loader=ExactLoader)
