"""Documents as people bring them, and as nobody should; all made here, none is anybody's."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def p(words="", properties="", *, raw=""):
    """A paragraph of Word; `raw` is what stands behind the words."""
    run = f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>' if words else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{raw}</w:p>"


def numbered(words, number=1, depth=0, properties=""):
    return p(words, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>{properties}')


def run(words):
    return f"<w:r><w:t>{words}</w:t></w:r>"


def table(*rows):
    """A table of cells, each the paragraphs in it."""
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def level(depth, words, form="decimal", more=""):
    inside = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{words}"/>'
    return f'<w:lvl w:ilvl="{depth}">{inside}</w:lvl>'


def lists(*abstract, numbers=""):
    """numbering.xml: a list of levels each, numbered from 1."""
    bodies = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels}</w:abstractNum>' for n, levels in enumerate(abstract, 1)
    )
    numbers = numbers or "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(abstract) + 1)
    )
    return part("numbering", bodies + numbers)


def part(name, inside):
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{name} {_NAMES}>{inside}</w:{name}>'


def docx(*body, **parts):
    """A .docx of paragraphs; `parts` are further ones by their names, such as numbering or styles."""
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": part("document", f"<w:body>{''.join(body)}</w:body>"),
            **{f"word/{name}.xml": each for name, each in parts.items()},
        }
    )


def archive(parts, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as zipped:
        for name, each in parts.items():
            zipped.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), each, compress_type=how)
    return out.getvalue()


# PDF: a font that every reader knows and none needs to hold, so that a page is a few hundred bytes

_FONTS = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500 814 [500]]"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 6 0 R>>",
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120/CapHeight 800/StemV 80"
    "/ItalicAngle 0/FontBBox[0 -120 1000 880]>>",
)
SIZE = 12
LEFT, TOP, LEADING = 90, 740, 20  # points, on a page of 595 by 842


def pdf(*pages, box="0 0 595 842", turned=False):
    """A PDF of pages; a page is a list of lines (words, left, height from the foot), or of words below each other.

    A turned page is shown lying on its side, 842 by 595, and is written so that this is right.
    """
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", "", "<<>>", *_FONTS]
    kids = []
    for page in pages:
        content = "\n".join(_shown(*place, turned=turned) for place in _places(page)).encode()
        kids.append(f"{len(bodies) + 1} 0 R")
        bodies += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Rotate {90 * turned}/Contents {len(bodies) + 2} 0 R"
            "/Resources<</Font<</F 4 0 R>>>>>>",
            b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content),
        ]
    bodies[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    return raw_pdf(bodies)


def _places(page):
    for row, line in enumerate(page):
        yield (line, LEFT, TOP - row * LEADING) if isinstance(line, str) else line


def _shown(words, left, height, *, turned):
    where = f"0 1 -1 0 {595 - height} {left}" if turned else f"1 0 0 1 {left} {height}"
    return f"BT /F {SIZE} Tf {where} Tm <{words.encode('utf-16-be').hex()}> Tj ET"


def raw_pdf(bodies, trailer=""):
    """A PDF of objects, the first of which is its catalogue."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body if isinstance(body, bytes) else body.encode())
    table_at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{table_at}\n%%EOF\n".encode()


def html(body, head='<meta charset="utf-8">', encoding="utf-8"):
    return f"<!doctype html><html><head>{head}<title>A page</title></head><body>{body}</body></html>".encode(encoding)
