"""The scene most tests here begin with."""

from __future__ import annotations

import pytest

from tests.factories import World
from tests.offers.scene import Scene


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene.set(world)
