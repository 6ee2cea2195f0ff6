"""Files that people bring, and files that only look like them; all made here, none is anybody's."""

import io
import struct
import zipfile
import zlib
from functools import cache

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

# The user password is “secret”: standard security handler, 40 bits, one empty page.
_KEYS = (
    "/O <2055c756c72e1ad702608e8196acad447ad32d17cff583235f6dd15fed7dab67>",
    "/U <" + "5a" * 32 + ">",
)


@cache
def pdf(pages=1):
    """A PDF of empty pages, the same bytes each time."""
    document = pypdfium2.PdfDocument.new()
    for _page in range(pages):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def locked_pdf():
    """A PDF that opens with a password only."""
    bodies = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        f"<</Filter/Standard/V 1/R 2/P -4 {' '.join(_KEYS)}>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    identity = "<" + "00" * 16 + ">"
    trailer = f"trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[{identity}{identity}]>>\nstartxref\n{table}\n%%EOF\n"
    return out + trailer.encode()


def picture(kind="PNG", size=(40, 60), **how):
    """A grey picture of a kind that Pillow knows."""
    out = io.BytesIO()
    Image.new("L" if kind != "WEBP" else "RGB", size, 200).save(out, kind, **how)
    return out.getvalue()


def png_bomb(side=50_000):
    """A PNG of a few hundred bytes that says it has 2,500 million points."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def webp_bomb():
    """A WebP whose head says 16,000 by 16,000 points."""
    side = (15_999).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + side + side
    return b"RIFF" + struct.pack("<I", len(body)) + body


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("a.txt", "a")
    return out.getvalue()


def sent(data, name="scan.pdf", media_type="application/pdf"):
    """What a browser sends."""
    return SimpleUploadedFile(name, data, media_type)


def english():
    return translation.override("en")
