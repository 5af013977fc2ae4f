"""Pictures: how large one is, and painted landscapes for those that people make up."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
# Start-of-frame markers carry the size; DHT, JPG and DAC share their range (ITU-T T.81, table B.1).
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WIDTH, HEIGHT = 480, 300


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file's first bytes say it is; sizes in pixels."""

    mime: str
    width: int
    height: int


def picture_of(content: bytes) -> Picture | None:
    """The picture a file holds, PNG or JPEG; None when it is neither."""
    if content.startswith(PNG) and len(content) >= 24:
        return Picture("image/png", *struct.unpack(">II", content[16:24]))
    return _jpeg(content) if content.startswith(JPEG) else None


def _jpeg(content: bytes) -> Picture | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Picture("image/jpeg", width, height)
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return None


def landscape(seed: str) -> bytes:
    """A PNG of hills under a sun, always the same for one seed."""
    dice = hashlib.sha256(seed.encode()).digest()
    top, bottom, hill = _PALETTES[dice[0] % len(_PALETTES)]
    sun = (60 + dice[1] * (WIDTH - 120) // 255, 50 + dice[2] // 4, 18 + dice[3] // 12)
    hills = [
        (dice[4 + i] * WIDTH // 255, HEIGHT - 40 - 90 // (i + 1) - dice[8 + i] // 4, 130 + dice[12 + i])
        for i in range(4)
    ]
    rows = bytearray()
    for y in range(HEIGHT):
        row = bytearray(_between(top, bottom, y / HEIGHT) * WIDTH)
        x, sun_y, radius = sun
        if abs(y - sun_y) < radius:
            _span(row, x, int((radius**2 - (y - sun_y) ** 2) ** 0.5), bytes((255, 236, 190)))
        for i, (centre, peak, half) in enumerate(hills):
            if y > peak:
                # a parabola whose foot is as wide as `half` at the lower edge
                _span(row, centre, int(half * ((y - peak) / (HEIGHT - peak)) ** 0.5), _between(hill, top, i * 0.12))
        rows += b"\x00" + row
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows))) + _chunk(b"IEND", b"")


Colour = tuple[int, int, int]
_PALETTES: Final[tuple[tuple[Colour, Colour, Colour], ...]] = (
    ((74, 120, 168), (244, 196, 148), (58, 74, 92)),
    ((52, 64, 108), (226, 128, 112), (38, 40, 66)),
    ((128, 172, 196), (238, 226, 196), (112, 122, 84)),
    ((196, 164, 124), (240, 222, 190), (134, 100, 72)),
    ((66, 132, 136), (214, 232, 208), (38, 82, 84)),
)


def _between(one: Colour, two: Colour, share: float) -> bytes:
    return bytes(int(a + (b - a) * share) for a, b in zip(one, two, strict=True))


def _span(row: bytearray, centre: int, half: int, colour: bytes) -> None:
    start, end = max(centre - half, 0), min(centre + half, WIDTH)
    if start < end:
        row[3 * start : 3 * end] = colour * (end - start)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
