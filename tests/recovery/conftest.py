from __future__ import annotations

import pytest

from tests.factories import World
from tests.recovery.scene import Scene


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene.make(world)
