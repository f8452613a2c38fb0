"""A PDF of pictures: a grammar describes the whole file, so that there is no room for anything else.

Catalogue, page tree, pages, and for each page five words that place a picture, and the picture. No information, no
metadata, no annotation, no form, no action, no attached file, no second revision: no words exist for them here.
"""

from __future__ import annotations

import re

from sanitiser.check import jpeg
from sanitiser.check.shape import Unsafe, ensure
from sanitiser.kinds import MAX_PAGES

_START = re.compile(
    rb"%PDF-1\.[3-7]\n%\xbf\xf7\xa2\xfe\n"
    rb"1 0 obj\n<< /Pages 2 0 R /Type /Catalog >>\nendobj\n"
    rb"2 0 obj\n<< /Count (\d{1,2}) /Kids \[ ((?:\d{1,3} 0 R )+)\] /Type /Pages >>\nendobj\n"
)
_PAGE = re.compile(
    rb"(\d{1,3}) 0 obj\n<< /Contents (\d{1,3}) 0 R /MediaBox \[ 0 0 (\d{1,5}) (\d{1,5}) \] /Parent 2 0 R "
    rb"/Resources << /XObject << /Im (\d{1,3}) 0 R >> >> /Type /Page >>\nendobj\n"
)
_PLACING = re.compile(
    rb"(\d{1,3}) 0 obj\n<< /Length \d{1,2} >>\nstream\n"
    rb"q (\d{1,5}) 0 0 (\d{1,5}) 0 0 cm /Im Do Q\nendstream\nendobj\n"
)
_PICTURE = re.compile(
    rb"(\d{1,3}) 0 obj\n<< /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode /Height (\d{1,4}) "
    rb"/Subtype /Image /Type /XObject /Width (\d{1,4}) /Length (\d{1,8}) >>\nstream\n"
)
_AFTER_PICTURE = b"\nendstream\nendobj\n"
_TRAILER = re.compile(
    rb"trailer << /Root 1 0 R /Size (\d{1,3}) /ID \[<([0-9a-f]{32})><\2>\] >>\nstartxref\n(\d{1,8})\n%%EOF\n"
)


def measure(data: bytes) -> int:
    """Return the number of pages. Raises Unsafe."""
    start = _match(_START, data, 0)
    count = int(start[1])
    offset = start.end()
    ensure(0 < count <= MAX_PAGES, "the number of pages")
    objects = [data.index(b"1 0 obj"), data.index(b"2 0 obj")]
    # Our encoder numbers the pages after the two objects of the head, then contents and picture of each page.
    kids = b"".join(b"%d 0 R " % (3 + number) for number in range(count))
    ensure(start[2] == kids, "the page tree")
    boxes = []
    for number in range(count):
        page = _match(_PAGE, data, offset)
        contents = 3 + count + 2 * number
        ensure((int(page[1]), int(page[2]), int(page[5])) == (3 + number, contents, contents + 1), "a page")
        boxes.append(page.group(3, 4))
        objects.append(offset)
        offset = page.end()
    for number, box in enumerate(boxes):
        objects.append(offset)
        offset = _ensure_placed(data, offset, 3 + count + 2 * number, box)
        objects.append(offset)
        offset = _ensure_picture(data, offset, 4 + count + 2 * number)
    _ensure_ends(data, offset, objects)
    return count


def pictures(data: bytes) -> list[bytes]:
    """Return the pages of a PDF that `measure` accepts, each as the bytes of a JPEG. Raises Unsafe."""
    count = measure(data)
    found = []
    offset = 0
    for _number in range(count):
        head = _PICTURE.search(data, offset)
        if head is None:
            raise Unsafe("a picture that is missing")
        start = head.end()
        offset = start + int(head[4])
        found.append(data[start:offset])
    return found


def _match(pattern: re.Pattern[bytes], data: bytes, offset: int) -> re.Match[bytes]:
    match = pattern.match(data, offset)
    if match is None:
        raise Unsafe("a PDF with something that is not on the list")
    return match


def _ensure_placed(data: bytes, offset: int, number: int, box: tuple[bytes, ...]) -> int:
    content = _match(_PLACING, data, offset)
    ensure(int(content[1]) == number and content.group(2, 3) == box, "a picture in a wrong offset")
    return content.end()


def _ensure_picture(data: bytes, offset: int, number: int) -> int:
    head = _match(_PICTURE, data, offset)
    end = head.end() + int(head[4])
    ensure(int(head[1]) == number, "a picture with a wrong number")
    size = (int(head[3]), int(head[2]))
    ensure(jpeg.size(data[head.end() : end]) == size, "a picture of a wrong size")
    ensure(data.startswith(_AFTER_PICTURE, end), "something after a picture")
    return end + len(_AFTER_PICTURE)


def _ensure_ends(data: bytes, offset: int, objects: list[int]) -> None:
    """Ensure that the table of offsets follows from the objects, and that nothing comes after the trailer."""
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % start for start in objects)
    ensure(data.startswith(table, offset), "the table of a PDF")
    trailer = _match(_TRAILER, data, offset + len(table))
    ensure((int(trailer[1]), int(trailer[3])) == (len(objects) + 1, offset), "the trailer of a PDF")
    ensure(trailer.end() == len(data), "something after a PDF")
