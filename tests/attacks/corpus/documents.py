"""PDF files, each with the canary in another place."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from tests.attacks.corpus import CANARY, Specimen
from tests.attacks.corpus.pictures import SECRET, UPRIGHT, XMP, encoded, exif

SHOWN = b"q 256 0 0 192 20 20 cm /Im Do Q "
HIDDEN_TEXT = b"BT /F 12 Tf 3 Tr 20 20 Td (" + SECRET + b") Tj ET"
BOX = [0, 0, 0, 0]


def base(picture: bytes = b"") -> pikepdf.Pdf:
    """Return one page that shows a picture."""
    pdf = pikepdf.new()
    drawn = pdf.make_stream(
        picture or encoded(UPRIGHT, "JPEG", quality=95),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=UPRIGHT.width,
        Height=UPRIGHT.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    page = pdf.add_blank_page(page_size=(296, 232))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=drawn), Font=Dictionary(F=font))
    page.obj.Contents = pdf.make_stream(SHOWN)
    return pdf


def saved(pdf: pikepdf.Pdf) -> bytes:
    room = io.BytesIO()
    pdf.save(room, fix_metadata_version=False)
    return room.getvalue()


def stream(pdf: pikepdf.Pdf, data: bytes, **words: Any) -> Object:
    return pdf.make_indirect(pdf.make_stream(data, **words))


def attached(pdf: pikepdf.Pdf) -> Object:
    file = stream(pdf, b"secret notes " + SECRET, Type=Name.EmbeddedFile)
    return pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F=String("a.txt"), EF=Dictionary(F=file), AFRelationship=Name.Source)
    )


def annotate(pdf: pikepdf.Pdf, **words: Any) -> None:
    note = Dictionary(Type=Name.Annot, Rect=Array(BOX), Contents=String(CANARY), **words)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def form(pdf: pikepdf.Pdf) -> None:
    entry = Dictionary(FT=Name.Tx, T=String("name"), V=String(CANARY))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(entry)]))


def xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=stream(pdf, b"<xdp:xdp>" + SECRET + b"</xdp:xdp>"))


def outline(pdf: pikepdf.Pdf) -> None:
    entry = pdf.make_indirect(Dictionary(Title=String(CANARY)))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=entry, Last=entry, Count=1))


def layer(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(CANARY)))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))
    words = b"/OC /Off BDC BT /F 12 Tf 20 20 Td (" + SECRET + b") Tj ET EMC"
    pdf.pages[0].obj.Resources.Properties = Dictionary(Off=group)
    pdf.pages[0].obj.Contents = pdf.make_stream(SHOWN + words)


PLACES: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "info": lambda pdf: pdf.docinfo.__setitem__("/Author", CANARY),
    "info of one's own": lambda pdf: pdf.docinfo.__setitem__("/Ward", CANARY),
    "xmp of a page in wide letters": lambda pdf: setattr(
        pdf.pages[0].obj, "Metadata", stream(pdf, XMP.decode().encode("utf-16-be"), Type=Name.Metadata)
    ),
    "xmp": lambda pdf: setattr(pdf.Root, "Metadata", stream(pdf, XMP, Type=Name.Metadata, Subtype=Name.XML)),
    "note": lambda pdf: annotate(pdf, Subtype=Name.Text, T=String(CANARY)),
    "link": lambda pdf: annotate(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(CANARY))),
    "form": form,
    "xfa": xfa,
    "file by names": lambda pdf: setattr(
        pdf.Root, "Names", Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), attached(pdf)])))
    ),
    "file by af": lambda pdf: setattr(pdf.Root, "AF", Array([attached(pdf)])),
    "file by af of a page": lambda pdf: setattr(pdf.pages[0].obj, "AF", Array([attached(pdf)])),
    "open action": lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String(CANARY))),
    "action of a page": lambda pdf: setattr(
        pdf.pages[0].obj, "AA", Dictionary(O=Dictionary(S=Name.JavaScript, JS=stream(pdf, SECRET)))
    ),
    "piece info": lambda pdf: setattr(
        pdf.pages[0].obj, "PieceInfo", Dictionary(App=Dictionary(Private=Dictionary(By=String(CANARY))))
    ),
    "xmp of a picture": lambda pdf: setattr(
        pdf.pages[0].obj.Resources.XObject.Im, "Metadata", stream(pdf, XMP, Type=Name.Metadata)
    ),
    "outline": outline,
    "hidden layer": layer,
    "page label": lambda pdf: setattr(
        pdf.Root, "PageLabels", Dictionary(Nums=Array([0, Dictionary(P=String(CANARY))]))
    ),
    "alternative text": lambda pdf: setattr(
        pdf.Root, "StructTreeRoot", Dictionary(K=Dictionary(S=Name.Figure, Alt=String(CANARY)))
    ),
    "thumbnail": lambda pdf: setattr(pdf.pages[0].obj, "Thumb", stream(pdf, SECRET)),
    "hidden text": lambda pdf: setattr(pdf.pages[0].obj, "Contents", pdf.make_stream(SHOWN + HIDDEN_TEXT)),
    "comment in a page": lambda pdf: setattr(pdf.pages[0].obj, "Contents", pdf.make_stream(SHOWN + b"%" + SECRET)),
    "object nobody names": lambda pdf: setattr(pdf.Root, "Private", Dictionary(By=String(CANARY))),
}


def pdfs() -> Iterator[Specimen]:
    for name, place in PLACES.items():
        pdf = base()
        place(pdf)
        yield Specimen(f"pdf {name}", saved(pdf))
    yield Specimen("pdf exif of a picture", saved(base(encoded(UPRIGHT, "JPEG", quality=95, exif=exif(Artist=CANARY)))))
    yield Specimen("pdf comment of a picture", saved(base(encoded(UPRIGHT, "JPEG", quality=95, comment=SECRET))))
    plain = saved(base())
    yield Specimen("pdf trailer", plain + b"\n%" + SECRET)
    yield Specimen("pdf two revisions", two_revisions())


def two_revisions() -> bytes:
    """Return a file whose first revision names an author that the second, appended one no longer has."""
    pdf = base()
    pdf.docinfo["/Author"] = CANARY
    room = io.BytesIO()
    pdf.save(room, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    first = room.getvalue()
    before = first.rpartition(b"startxref\n")[2].split(b"\n")[0]
    size, root = len(pdf.objects) + 1, pdf.Root.objgen[0]
    table = b"xref\n0 0\ntrailer << /Size %d /Root %d 0 R /Prev %s >>\n" % (size, root, before)
    return first + table + b"startxref\n%d\n%%%%EOF\n" % len(first)
