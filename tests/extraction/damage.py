"""Texts and files that were damaged by dice: the same dice, the same damage.

A file is damaged where its reader goes deep: within the parts of an archive that stays whole, within the objects
of a PDF whose table of places fits again, and only now and then from outside.
"""

import copy
import io
import re
import zipfile
import zlib

from lxml import etree

from tests import documents
from tests.documents import docx, html, level, lists, numbered, p, part, pdf, raw_pdf, run, table

from .texts import sample_paths, text_of

# Texts

NUMBERS = (
    *["3", "30％", "3.5亿元", "二十", "一百〇五", "２０２７", "1,000", "-1", "0", "½", "五至八", "10-20", "〇"],
    *["不少于五名", "每年两次", "三年内"],
    *["2026年2月30日", "2027年6月底前", "0000年0月", "June 31, 2027", "within 30 days", "twice a year", "at least ten"],
    "9" * 30,
)
MARKS = (
    *"（）()【】[]《》“”\"'‘’「」〔〕{}<>、，。；：,.;:!?！？…—-·*#|/\\%_",
    *("\n", "\r\n", "\r", "\t", "\u3000", "\u2028", "\x0b", "\x85", "\xa0", "\ufeff", "\0", "\ud800", "😀", "\u0301"),
)
HEADS = (
    *["第一条 ", "第二条", "第九十九条", "第三章 总则", "一、", "（一）"],
    *["(2)", "1.", "1.1 ", "2.1.3", "①", "01\n", "## ", "- ", "附件一：", "目 录\n"],
    *["Article 1 ", "Section 2.1 ", "II. ", "(a) ", "(iv) ", "Party A: "],
    *["Both parties shall ", "Party B will ", "including: "],
    *["甲方：", "乙方：", "丙方（盖章）：", "双方", "各方", "甲方应", "甲乙双方共同", "鼓励", "不得", "表示，"],
)
CUT = re.compile(r"(?<=[。；\n.;])")


def sentences():
    """Every sentence of our samples, in both languages, and each sample as a whole."""
    whole = [text_of(path) for path in sample_paths()]
    return whole, sorted({piece for text in whole for piece in CUT.split(text) if piece.strip()})


WHOLE, SENTENCES = sentences()
FOLDS = (
    str.maketrans("，；：！？（）．１２３４５６７８９０", ",;:!?().1234567890"),
    str.maketrans(",;:!?().1234567890", "，；：！？（）．１２３４５６７８９０"),
    str.maketrans("一二三四五六七八九", "123456789"),
    str.maketrans("\n", " "),
    str.maketrans(" ", "\n"),
    str.maketrans("", "", "。；"),
)


def text(dice):
    """An agreement's text that somebody has cut up and glued together again."""
    pieces = CUT.split(dice.choice(WHOLE)) if dice.random() < 0.6 else []
    for _time in range(dice.randint(1, 12)):
        place = dice.randrange(len(pieces) + 1)
        match dice.randrange(8):
            case 0 | 1:
                pieces.insert(place, dice.choice(SENTENCES))
            case 2:
                pieces.insert(place, dice.choice(HEADS) + dice.choice(SENTENCES))
            case 3:
                del pieces[place : place + dice.choice((1, 1, 3))]
            case 4:
                pieces[place:place] = pieces[place : place + dice.choice((1, 3, 9))] * dice.choice((1, 2, 30))
            case 5:
                pieces[place:place] = [dice.choice(dice.choice((NUMBERS, MARKS, HEADS))) * dice.choice((1, 1, 2, 200))]
            case 6:
                dice.shuffle(pieces)
            case 7 if pieces:
                place %= len(pieces)
                pieces[place] = within(dice, pieces[place])
    words = "".join(pieces)
    return words.translate(dice.choice(FOLDS)) if dice.random() < 0.15 else words


def within(dice, words):
    """A sentence with numbers, marks and other words in the midst of its own."""
    for _time in range(dice.randint(1, 5)):
        place = dice.randrange(len(words) + 1)
        until = place + dice.choice((0, 1, 1, 4, 20))
        put = (
            dice.choice(dice.choice((NUMBERS, MARKS, MARKS, HEADS))) if dice.random() < 0.8 else words[place:until] * 2
        )
        words = words[:place] + put + words[until:]
    return words


# Files as a whole

TOKENS = {
    "txt": [b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\xff\xfe", "（".encode("gb18030"), b"\x81\x30\x81\x30"],
    "docx": b"<w:tbl>|</w:p>|<w:ins>|&#0;|<!DOCTYPE x>|]]>|<w:sdt>|\xff|PK\x03\x04".split(b"|"),
    "pdf": b"endobj|stream\n|<<|>>|/Kids[3 0 R 2 0 R]|/Length 999999999|-1|Tj|BT|\0".split(b"|"),
    "html": b"<table>|</td>|<li>|&#xd800;|<!--|<pre>|</html>|<svg>|\0|\xff|<ol start=-99999>|<td colspan=9999999>|"
    b"<![CDATA[|<template>|<p hidden>|&#x110000;".split(b"|"),
}


def bytes_of(dice, data, tokens):
    """The data with one to eight places cut, flipped, doubled or filled with what might hurt."""
    out = bytearray(data)
    for _time in range(dice.randint(1, 8)):
        place = dice.randrange(len(out) + 1)
        until = min(len(out), place + dice.choice((1, 1, 2, 7, 40)))
        match dice.randrange(5):
            case 0:
                del out[place:until]
            case 1:
                out[place:until] = bytes(byte ^ (1 << dice.randrange(8)) for byte in out[place:until])
            case 2:
                out[place:place] = out[place:until] * dice.choice((1, 3, 50))
            case 3:
                out[place:place] = dice.choice(tokens)
            case 4 if dice.random() < 0.3:
                del out[dice.randrange(len(out) // 2, len(out) + 1) :]
        if not out:
            break
    return bytes(out)


# Word

VALUES = [
    *["", "-1", "0", "1", "2", "7", "9", "99999999999", "x", "true", "off", "²", "٣", "%1", "%9%8%7.", "第%1条"],
    *["chineseCounting", "lowerRoman", "lowerLetter"],
    *["bullet", "none", "restart", "Item", "Base", "TOC 1", "dxa"],
    "9" * 5000,
]
BESIDES = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
BOX = f"<w:txbxContent>{p('框内：双方共建实验室。')}{p('框内第二段')}</w:txbxContent>"
DOCUMENT = (
    *(
        p("甲方：湖滨大学", '<w:pStyle w:val="Item"/>'),
        numbered("共建"),
        numbered("双方共建研究院。", depth=1),
        numbered("丙", 2),
    ),
    p(
        "含",
        raw=f"<w:ins>{run('新增')}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:r><w:tab/><w:br/></w:r>",
    ),
    p("移", "<w:rPr><w:del/></w:rPr>", raw=f"<w:moveTo>{run('来')}</w:moveTo><w:moveFrom>{run('去')}</w:moveFrom>"),
    p(
        "注",
        raw='<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="2"/><w:commentReference/></w:r>',
    ),
    p(
        "链",
        raw=f"<w:hyperlink>{run('接')}</w:hyperlink><w:fldSimple>{run('域')}</w:fldSimple><w:smartTag>{run('签')}</w:smartTag>",
    ),
    p(
        "隐",
        raw="<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:ruby><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    ),
    p(
        raw=f"<w:r><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ),
    p(raw=f"<w:r><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></w:r>"),
    f"<w:sdt><w:sdtPr>{BESIDES}</w:sdtPr><w:sdtContent>{p('目录一')}</w:sdtContent></w:sdt>",
    f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件内')}</w:sdtContent></w:sdt><w:customXml>{p('标记内')}</w:customXml>",
    table([p("甲"), p("乙")], [p("丙") + p("丁"), table([p("戊"), p("己")]) + p()]),
    p("The University shall provide five rooms."),
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Base"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Item"><w:name w:val="item"/><w:basedOn w:val="Base"/><w:pPr><w:numPr>'
    '<w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/><w:basedOn w:val="Item"/></w:style>'
)
ANEW = (
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/></w:lvl></w:lvlOverride>'
)
NUMBERED = lists(
    level(0, "第%1条", "chineseCounting")
    + level(1, "%1.%2", more="<w:isLgl/>")
    + level(2, "（%3）", "ideographTraditional"),
    level(0, "%1)", "lowerRoman", '<w:lvlRestart w:val="0"/><w:pStyle w:val="Item"/><w:suff w:val="tab"/>'),
    numbers="".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{which}"/>{anew}</w:num>'
        for n, which, anew in ((1, 1, ""), (2, 2, ""), (3, 1, ANEW))
    ),
)
WORD = docx(
    *DOCUMENT,
    numbering=NUMBERED,
    styles=part("styles", STYLES),
    footnotes=part("footnotes", f'<w:footnote w:id="1">{p("脚注。")}</w:footnote>'),
    endnotes=part("endnotes", f'<w:endnote w:id="2">{p("尾注。")}{p("又一段。")}</w:endnote>'),
)
OFTEN = ["word/document.xml"] * 3 + ["word/numbering.xml"] * 2


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


PARTS = parts_of(WORD)


def rearranged(dice, data, other):
    """Markup that stays well-formed while elements are moved, doubled, dropped, nested and given other values.

    `other` is another part's markup, some of which may come in.
    """
    root = etree.fromstring(data)
    foreign = list(etree.fromstring(other).iter(etree.Element))
    for _time in range(dice.randint(1, 8)):
        elements = list(root.iter(etree.Element))
        one, place = dice.choice(elements), dice.choice(elements)
        match dice.randrange(7):
            case 0 if one is not root:
                one.getparent().remove(one)
            case 1 if one is not root and len(elements) < 2000:
                place.append(copy.deepcopy(one))
            case 2:
                one.tag = dice.choice(foreign).tag if dice.random() < 0.2 else place.tag
            case 3:
                place.append(copy.deepcopy(dice.choice(foreign)))
            case 4 if one is not root and len(elements) < 500:
                for _depth in range(dice.choice((1, 5, 70))):  # in one another
                    shell = etree.SubElement(one.getparent(), place.tag)
                    shell.append(one)
                    one = shell
            case 5:
                one.text = within(dice, one.text or "").translate(UNWRITABLE)
            case _:
                for name in one.attrib:
                    one.set(name, dice.choice(VALUES))
    return etree.tostring(root)


UNWRITABLE = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xD800])


def word(dice):
    """A .docx: mostly one or two of its parts damaged and packed again, else the archive around them."""
    parts, how = dict(PARTS), dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    what = dice.random()
    if what < 0.75:
        for _part in range(dice.choice((1, 1, 2))):
            name = dice.choice([*OFTEN, *parts])
            parts[name] = rearranged(dice, parts[name], dice.choice(list(PARTS.values())))
    elif what < 0.88:
        name = dice.choice([*OFTEN, *parts])
        parts[name] = bytes_of(dice, parts[name], TOKENS["docx"])
    elif what < 0.94:
        names = list(parts)
        one, other = dice.choice(names), dice.choice(names)
        parts[dice.choice((one, one.upper(), f"/{one}", "_rels/.rels"))] = parts.pop(other)
    else:
        return bytes_of(dice, documents.archive(parts, how), TOKENS["docx"])
    return documents.archive(parts, how)


# PDF

TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> "
    "endcodespacerange 2 beginbfrange <4E00> <4EFF> <4E00> <7532> <7533> [<7532> <D83DDE00>] endbfrange endcmap end"
)
PIECES = re.compile(rb"<[0-9a-fA-F]+>|/\w+|-?\d+(?: \d+ R)?|[A-Za-z]+|<<|>>|\[|\]")
PUT = [
    *b"/Kids|/Parent|/Contents|/Resources|/Rotate 90|/Rotate 45|/MediaBox[0 0 0 0]|/CropBox[9 9 1 1]".split(b"|"),
    *b"/Filter/FlateDecode|/Filter[/ASCIIHexDecode/FlateDecode]|/Type/ObjStm/N 9/First 9|/Length 99999999".split(b"|"),
    *b"<<|>>|[|]|<FEFF>|<D800>|<0000FFFF>|()|(\\|null|1e99|-1|0|99999999999|1 0 R|2 0 R|3 0 R|99 0 R".split(b"|"),
    *b"Tj|TJ|Td|q|Q|Do|BT|ET|BI ID EI|0 0 0 0 0 0 Tm|1 0 0 -1 0 0 cm|1e9 0 0 1e9 0 0 cm".split(b"|"),
    *b"/F 0 Tf|/F -12 Tf|/F 1e7 Tf|3 Tr|200 Tz|-9999 Tc".split(b"|"),
]
STREAM = re.compile(rb"(?s)(.*?)/Length \d+(.*?)>>\nstream\n(.*)\nendstream\Z")


def pages():
    """The objects of three PDFs: two pages of words, one on its side, columns with meanings given apart."""
    upright = pdf(
        ["第一条 双方共建研究院。", "The University shall sup-", "port it."], [("第二条", 90, 700), ("— 2 —", 290, 30)]
    )
    turned = pdf(["甲方提供场地。", ("乙方", 300, 720)], turned=True)
    rows = [("甲" * 9, 60, 700 - 20 * row) for row in range(6)] + [("乙" * 9, 320, 700 - 20 * row) for row in range(6)]
    columns = pdf(rows, [("", 90, 90)])
    found = [re.findall(rb"(?s)\d+ 0 obj\n(.*?)\nendobj\n", each) for each in (upright, turned, columns)]
    meant = b"<</Length %d>>\nstream\n%b\nendstream" % (len(TO_UNICODE), TO_UNICODE.encode())
    found[2].append(meant)
    found[2][3] = found[2][3].replace(b"/Type0", b"/Type0/ToUnicode %d 0 R" % len(found[2]), 1)
    return found


PAGES = pages()


def pieces_of(dice, data):
    """A PDF object, or what is in its stream, with names, numbers, references and operators put elsewhere."""
    for _time in range(dice.randint(1, 5)):
        found = list(PIECES.finditer(data))
        if not found:
            return data
        one, other = dice.choice(found), dice.choice(found)
        match dice.randrange(4):
            case 0:
                put = b""
            case 1:
                put = other.group()
            case 2:
                put = one.group() + b" " + dice.choice(PUT)
            case _:
                put = dice.choice(PUT)
        data = data[: one.start()] + put + data[one.end() :]
    return data


def stream_of(dice, body):
    """An object with a stream: damaged and then packed, or packed and then damaged; its length fits or lies."""
    found = STREAM.match(body)
    if not found:
        return pieces_of(dice, body)
    before, behind, inside = found.groups()
    packed = dice.random() < 0.6
    if dice.random() < 0.7:
        inside = pieces_of(dice, inside)
    if packed:
        inside, behind = zlib.compress(inside), behind + b"/Filter/FlateDecode"
    if dice.random() < 0.3:
        inside = bytes_of(dice, inside, TOKENS["pdf"])
    length = len(inside) if dice.random() < 0.8 else dice.choice((0, 1, len(inside) // 2, 10**9))
    return b"%b/Length %d%b>>\nstream\n%b\nendstream" % (before, length, behind, inside)


def portable(dice):
    """A .pdf: mostly objects damaged under a table of places that fits, else the table, the trailer or all of it."""
    bodies = list(dice.choice(PAGES))
    what = dice.random()
    if what < 0.75:
        for _object in range(dice.choice((1, 1, 2, 4))):
            place = dice.randrange(len(bodies))
            bodies[place] = (stream_of if dice.random() < 0.6 else pieces_of)(dice, bodies[place])
    elif what < 0.8:
        dice.shuffle(bodies)
    whole = raw_pdf(
        bodies,
        dice.choice(("", "", "", "/Prev 9", "/Encrypt 3 0 R", "/XRefStm 20", "/Root 3 0 R")) if what > 0.7 else "",
    )
    if what < 0.8:
        return whole
    table_at = whole.rindex(b"xref\n0")
    if what < 0.93:  # pdfium looks for the objects itself where the table is of no use
        return whole[:table_at] + pieces_of(dice, whole[table_at:])
    return bytes_of(dice, whole, TOKENS["pdf"])


# Plain text and pages, as files

PLAIN = "第一条 共建。\r\nThe parties cooperate."
PAGE = (
    "<h1>协议</h1><nav><a href=1>x</a></nav><ol start=3 type=a><li value=7>甲<li>乙</ol><table><tr><td>丙<td>丁</table>"
    "<pre> 一\n 二</pre><p hidden>藏</p><div style='display:none'>x</div>第一条<br>双方<b>共</b>建&nbsp;&lt;院&gt;"
)
SEEDS = {
    "txt": [PLAIN.encode(), PLAIN.encode("gb18030"), b"\xef\xbb\xbf" + PLAIN.encode()],
    "html": [html(PAGE), html(PAGE, '<meta charset="gbk">', "gbk")],
}


def file(kind, dice):
    """The bytes of a damaged file of a kind."""
    if kind == "docx":
        return word(dice)
    if kind == "pdf":
        return portable(dice)
    return bytes_of(dice, dice.choice(SEEDS[kind]), TOKENS[kind])
