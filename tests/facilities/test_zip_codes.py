"""ZIP codes are looked up in the package's own list."""

from __future__ import annotations

import pytest

from staffing.facilities.zip_codes import place_of


@pytest.mark.parametrize("zip_code", ["75201", "75201-1234"])
def test_a_zip_code_tells_its_place(zip_code: str) -> None:
    place = place_of(zip_code)
    assert place is not None
    assert (place.city, place.state, place.timezone) == ("Dallas", "TX", "America/Chicago")
    assert (round(place.lat, 1), round(place.lng, 1)) == (32.8, -96.8)


@pytest.mark.parametrize("zip_code", ["", "00000", "7520", "752011", "7520a", "٧٥٢٠١", "75201-12"])
def test_what_is_no_zip_code_has_no_place(zip_code: str) -> None:
    assert place_of(zip_code) is None
