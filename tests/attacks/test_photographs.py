"""Photographs as phones take them: 12 to 108 megapixels, upright or turned, within the memory that the child has."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from core import uploads
from sanitiser.confinement import LIMITS, MEBIBYTE
from sanitiser.kinds import MAX_EDGE
from sanitiser.run import clean
from tests.rig import processes

ORIENTATION = 0x0112
TURNED_RIGHT = 6
PROGRAM = """
import resource, sys
from sanitiser.run import clean
cleaned = clean(open(sys.argv[1], 'rb').read())
assert cleaned.ok, cleaned.why
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def photograph(width: int, height: int, noise: int = 0) -> Image.Image:
    """Return a scene whose halves and corners can be told apart; `noise` makes its file as large as a real one."""
    bright = Image.linear_gradient("L").resize((width, height))
    around = Image.radial_gradient("L").resize((width, height))
    grain = Image.effect_noise((width, height), noise) if noise else around
    return Image.merge("RGB", (Image.blend(bright, grain, 0.3), around, Image.blend(around, grain, 0.3)))


def taken(picture: Image.Image, name: str = "JPEG", **options: object) -> bytes:
    """Return the file of a phone that was held upright, with a profile of its colours."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = io.BytesIO()
    # An HEIC file is turned by itself, not by its EXIF: the encoder reads that here.
    picture.info["exif"] = exif.tobytes()
    picture.save(file, name, exif=exif.tobytes(), icc_profile=profile, **options)
    return file.getvalue()


def differs(one: Image.Image, other: Image.Image) -> float:
    """Return by how much two pictures differ at the worst of their colours, of 255."""
    small = [picture.convert("RGB").resize((96, 128), Image.Resampling.BOX) for picture in (one, other)]
    return max(ImageStat.Stat(ImageChops.difference(*small)).mean)


def redrawn(data: bytes) -> Image.Image:
    cleaned = clean(data)
    assert (cleaned.ok, cleaned.why, cleaned.type) == (True, "", "image/jpeg")
    return Image.open(io.BytesIO(cleaned.data))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "expected"),
    [
        pytest.param((4032, 3024), (3024, 4032), marks=pytest.mark.long),
        pytest.param((5712, 4284), (3072, MAX_EDGE), marks=pytest.mark.long),
        ((8064, 6048), (3024, 4032)),
        pytest.param((12000, 9000), (2250, 3000), marks=pytest.mark.long),
    ],
    ids=["12", "24", "48", "108"],
)
def test_a_jpeg_of_any_phone_is_redrawn(size: tuple[int, int], expected: tuple[int, int]) -> None:
    scene = photograph(*size)
    drawn = redrawn(taken(scene, quality=85))
    assert drawn.size == expected
    assert differs(drawn, scene.transpose(Image.Transpose.ROTATE_270)) < 3


@pytest.mark.long
@pytest.mark.parametrize("size", [(5712, 4284), (8064, 6048), (8160, 6120)], ids=["24", "48", "50"])
def test_a_heic_of_any_phone_is_redrawn(size: tuple[int, int]) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    scene = photograph(*size)
    # In squares, as phones write them: no decoder takes a larger one in one piece.
    drawn = redrawn(taken(scene, "HEIF", quality=70, tile_size=512, enc_params={"preset": "ultrafast"}))
    assert max(drawn.size) <= MAX_EDGE
    assert drawn.width < drawn.height
    assert differs(drawn, scene.transpose(Image.Transpose.ROTATE_270)) < 3


@pytest.mark.long
@pytest.mark.parametrize("name", ["JPEG", "HEIF"])
def test_the_largest_files_of_phones_stay_within_memory(name: str, tmp_path: Path) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 94},
        "HEIF": {"quality": 60, "tile_size": 512, "enc_params": {"preset": "ultrafast"}},
    }
    data = taken(photograph(8064, 6048, noise=60), name, **options[name])
    assert 15_000_000 < len(data) < uploads.LARGEST
    (tmp_path / "photograph").write_bytes(data)
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "photograph")]
    done = subprocess.run(command, cwd=processes.ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) * MEBIBYTE < LIMITS[resource.RLIMIT_DATA]
