"""A letter as a Word file in the layout of official documents (GB/T 9704-2012).

The faces are named, not embedded: the readers' computers have them. A face for
Chinese takes effect only as `w:eastAsia`.
"""

import io
import re

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TITLE, BODY, HEADING, QUOTE, LATIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "Times New Roman"
NUMBER = "宋体"
SIZE, LINE = Pt(16), Pt(28.95)  # 三号, 22 lines a page
INDENT = 200  # hundredths of a character: two of them
# What XML cannot hold, and the marks that turn the direction of the words after them.
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def clean(text):
    """The text without what a Word file cannot hold or what could make it read otherwise than it is stored."""
    return UNPRINTABLE.sub("", text)


def letter_file(letter):
    """The bytes of a ConfirmationLetter as .docx: no macros, nothing from outside, nobody's name in its properties."""
    document = docx.Document()
    _without_leftovers(document)
    _properties(document.core_properties, letter)
    _page(document)
    _normal(document)
    _write(document, letter)
    _write_slip(document, letter.slip)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _without_leftovers(document):
    """Take out what the library's template brings along: a picture of another document, and custom data."""
    for part in (document.part.package, document.part):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/customXml")):
                del part.rels[key]


def _properties(core, letter):
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.title = clean(letter.title)
    core.created = core.modified = letter.written_at.replace(tzinfo=None)
    core.revision = 1


def _page(document):
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(footer, "— ", NUMBER, Pt(14))
    _page_number(_run(footer, "", NUMBER, Pt(14)))
    _run(footer, " —", NUMBER, Pt(14))


def _page_number(run):
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        mark.text = text or None
        run._r.append(mark)


def _normal(document):
    """The look of everything that says nothing else; the template's own faces would win over it."""
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.remove(defaults.find(qn("w:rFonts")))
    defaults.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    normal = styles["Normal"]
    _face(normal.element.get_or_add_rPr(), BODY)
    normal.font.size = SIZE
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.widow_control = True


def _face(properties, name):
    fonts = properties.get_or_add_rFonts()
    for script, face in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", name)):
        fonts.set(qn(f"w:{script}"), face)


def _run(paragraph, text, face=BODY, size=None, bold=False):
    run = paragraph.add_run(clean(text))
    _face(run._r.get_or_add_rPr(), face)
    if size:
        run.font.size = size
    run.font.bold = bold or None
    return run


def _paragraph(holder, text="", face=BODY, *, indent=True, align=None, size=None):
    paragraph = holder.add_paragraph()
    if indent:
        mark = paragraph._p.get_or_add_pPr().get_or_add_ind()
        mark.set(qn("w:firstLineChars"), str(INDENT))
        mark.set(qn("w:firstLine"), "640")
    paragraph.alignment = align
    if text:
        _run(paragraph, text, face, size)
    return paragraph


def _write(document, letter):
    title = _paragraph(document, letter.title, TITLE, indent=False, align=WD_ALIGN_PARAGRAPH.CENTER, size=Pt(22))
    title.paragraph_format.space_after = LINE
    _paragraph(document, letter.addressee, indent=False)
    for part in letter.opening:
        _write_part(document, part)
    for heading, parts in letter.sections:
        _paragraph(document, heading, HEADING).paragraph_format.keep_with_next = True
        for part in parts:
            _write_part(document, part)
    _paragraph(document, letter.closing)
    _paragraph(document)
    _paragraph(document, letter.enclosure).paragraph_format.keep_with_next = True
    _paragraph(document).paragraph_format.keep_with_next = True
    for line in (letter.sender, letter.date_line):
        last = _paragraph(document, line, indent=False, align=WD_ALIGN_PARAGRAPH.RIGHT)
        last.paragraph_format.keep_with_next = line is letter.sender
        last.paragraph_format.right_indent = Pt(64)  # four characters from the edge


def _write_part(document, part):
    if part.kind == "fact":
        paragraph = _paragraph(document, part.label, HEADING)
        _run(paragraph, part.text)
    elif part.kind == "quote":
        _paragraph(document, part.text, QUOTE)
    elif part.kind == "hash":
        _paragraph(document, part.text, indent=False, align=WD_ALIGN_PARAGRAPH.CENTER, size=Pt(10.5))
    else:
        _paragraph(document, part.text)


def _write_slip(document, slip):
    title = _paragraph(document, slip.title, TITLE, indent=False, align=WD_ALIGN_PARAGRAPH.CENTER, size=Pt(22))
    title.paragraph_format.page_break_before = True
    title.paragraph_format.space_after = Pt(14)
    _paragraph(document, slip.to, indent=False)
    _paragraph(document, slip.about)
    check = _paragraph(document, slip.check, indent=False, align=WD_ALIGN_PARAGRAPH.CENTER, size=Pt(10.5))
    check.paragraph_format.space_after = Pt(8)
    table = document.add_table(rows=0, cols=2)
    table.style = document.styles["Table Grid"]
    table.autofit = False
    widths = (Mm(46), Mm(110))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for label, room in slip.rows:
        cells = table.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = width
        _run(cells[0].paragraphs[0], label)
        lines = slip.boxes if not room else [""] * room
        for place, line in enumerate(lines):
            paragraph = cells[1].paragraphs[0] if place == 0 else cells[1].add_paragraph()
            _run(paragraph, line)
