"""What is read in Word documents, PDFs and web pages, kind by kind."""

from pathlib import Path

import pytest

from agreements.extraction import WARNINGS, find_clauses, read
from agreements.extraction.reading import kind_of
from agreements.extraction.reading.apart import read_here
from agreements.extraction.reading.ordinals import ordinal
from tests.documents import archive, docx, html, level, lists, numbered, p, part, pdf, run, table

FILES = Path(__file__).parent / "samples" / "files"


def lines(kind, data):
    return read_here(kind, data).text.splitlines()


def word(*body, **parts):
    return lines("docx", docx(*body, **parts))


def warned(kind, data):
    return dict(read_here(kind, data).warnings)


class TestWhatKindItIs:
    @pytest.mark.parametrize(
        ("data", "name", "kind"),
        [
            (docx(p("甲方")), "x.pdf", "docx"),
            (pdf(["甲方"]), "x.txt", "pdf"),
            (html("<p>甲方"), "x.txt", "html"),
            (b"\xef\xbb\xbf <!-- saved -->\n<HTML lang=zh>", "", "html"),
            ("<html>甲".encode("utf-16"), "", "html"),
            ("<p>甲方</p>".encode(), "a.HTM", "html"),
            ("<p>甲方</p>".encode(), "a.txt", "txt"),
            ("甲方<乙方>".encode(), "a.html", "txt"),
            (b" %PDF-1.7", "x.pdf", "txt"),
        ],
    )
    def test_the_bytes_say_so(self, data, name, kind):
        assert kind_of(data, name) == kind


class TestNumbering:
    def test_levels_count_and_begin_again(self):
        three = level(0, "第%1条", "chineseCounting") + level(1, "%1.%2") + level(2, "（%3）", "ideographTraditional")
        found = word(
            *(numbered("共建"), numbered("甲", depth=1), numbered("乙", depth=1), numbered("丙", depth=2)),
            *(p("其间的话"), numbered("培训"), numbered("丁", depth=1)),
            numbering=lists(three),
        )
        assert found == ["第一条 共建", "一.1 甲", "一.2 乙", "（甲）丙", "其间的话", "第二条 培训", "二.1 丁"]

    def test_legal_numbers_are_digits_throughout(self):
        two = level(0, "第%1章", "chineseCounting") + level(1, "%1.%2", more="<w:isLgl/>")
        assert word(numbered("总则"), numbered("宗旨", depth=1), numbering=lists(two)) == ["第一章 总则", "1.1 宗旨"]

    def test_two_numbers_of_one_list_count_on_unless_one_begins_anew(self):
        numbers = "".join(
            f'<w:num w:numId="{n}"><w:abstractNumId w:val="1"/>{anew}</w:num>'
            for n, anew in (
                (1, ""),
                (2, ""),
                (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
            )
        )
        body = [numbered(words, number) for words, number in (("a", 1), ("b", 2), ("c", 3), ("d", 3))]
        assert word(*body, numbering=lists(level(0, "%1、"), numbers=numbers)) == ["1、a", "2、b", "1、c", "2、d"]

    def test_numbers_that_nobody_can_count_to_are_none(self):
        huge = "9" * 5000
        numbers = (
            '<w:num w:numId="1"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
            f'<w:startOverride w:val="{huge}"/></w:lvlOverride></w:num>'
        )
        levels = level(0, "%1、", more=f'<w:lvlRestart w:val="{huge}"/>')
        deep = p("乙", f'<w:numPr><w:ilvl w:val="{huge}"/><w:numId w:val="1"/></w:numPr>')
        assert word(numbered("甲"), deep, numbering=lists(levels, numbers=numbers)) == ["1、甲", "2、乙"]

    def test_a_style_numbers_its_paragraphs_and_a_paragraph_may_opt_out(self):
        styles = part(
            "styles",
            '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
            "</w:style>"
            '<w:style w:type="paragraph" w:styleId="Item"><w:basedOn w:val="Base"/></w:style>',
        )
        styled = '<w:pStyle w:val="Item"/>'
        found = word(
            p("甲", styled),
            p("乙", f'{styled}<w:numPr><w:numId w:val="0"/></w:numPr>'),
            p("丙", styled),
            styles=styles,
            numbering=lists(level(0, "%1.")),
        )
        assert found == ["1. 甲", "乙", "2. 丙"]

    def test_an_empty_paragraph_counts_and_bullets_are_not_written(self):
        assert word(numbered(""), numbered("甲"), numbering=lists(level(0, "%1)"))) == ["2) 甲"]
        assert word(numbered("甲"), numbering=lists(level(0, "\uf0b7", "bullet"))) == ["甲"]

    def test_clauses_are_found_by_automatic_numbers(self):
        two = level(0, "第%1条", "chineseCounting") + level(1, "%1.%2", more="<w:isLgl/>")
        body = [
            numbered("共建"),
            numbered("双方共建研究院。", depth=1),
            numbered("培训"),
            numbered("双方培训。", depth=1),
        ]
        text = read_here("docx", docx(*body, numbering=lists(two))).text
        assert [(each.number, each.heading) for each in find_clauses(text) if not each.parent] == [
            ("1", "共建"),
            ("2", "培训"),
        ]

    @pytest.mark.parametrize(
        ("number", "form", "written"),
        [
            (10, "chineseCounting", "十"),
            (21, "chineseCountingThousand", "二十一"),
            (105, "chineseCountingThousand", "一百〇五"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (20, "ideographDigital", "二〇"),
            (3, "decimalEnclosedCircle", "③"),
            (21, "decimalEnclosedCircle", "21"),
            (2, "ideographTraditional", "乙"),
            (28, "lowerLetter", "bb"),
            (14, "upperRoman", "XIV"),
            (3, "decimalZero", "03"),
            (7, "decimalFullWidth", "７"),
            (22, "ordinal", "22nd"),
            (5, "somethingNew", "5"),
            (0, "upperRoman", "0"),
            (10**9, "lowerLetter", "1000000000"),
            (4, "none", ""),
        ],
    )
    def test_forms(self, number, form, written):
        assert ordinal(number, form) == written


class TestWordDocuments:
    def test_tracked_changes_are_read_as_accepted(self):
        body = p(
            "投入", raw=f"<w:ins>{run('三')}</w:ins><w:del><w:r><w:delText>二</w:delText></w:r></w:del>{run('千万元')}"
        )
        moved = p("", raw=f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>")
        assert word(body, moved) == ["投入三千万元", "新"]
        assert warned("docx", docx(body, moved)) == {"tracked": 4}

    def test_a_removed_end_joins_two_paragraphs_and_counts_no_number(self):
        gone = numbered("甲", properties="<w:rPr><w:del/></w:rPr>")
        assert word(gone, numbered("乙"), numbering=lists(level(0, "%1."))) == ["1. 甲乙"]

    def test_a_table_row_is_a_line_unless_a_cell_has_several(self):
        rows = table([p("事项"), p("时限")], [p("甲") + p("乙"), p("丙")], [table([p("内"), p("层")]), p("外")])
        assert word(rows) == ["事项\t时限", "甲", "乙", "丙", "内\t层\t外"]

    def test_text_boxes_are_read_once_and_notes_behind_their_paragraph(self):
        box = f"<w:txbxContent>{p('框里')}</w:txbxContent>"
        twice = (
            f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
            f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
        note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        notes = part("footnotes", f'<w:footnote w:id="2">{p("含设备")}</w:footnote>')
        data = docx(p("甲", raw=twice + note), p("乙"), footnotes=notes)
        assert lines("docx", data) == ["甲", "框里", "[1] 含设备", "乙"]
        assert warned("docx", data) == {"boxes": 1, "notes": 1}

    def test_what_is_not_the_text_is_left_out(self):
        contents = p("共建 …… 1", '<w:pStyle w:val="TOC1"/>')
        field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        remark = '<w:r><w:commentReference w:id="1"/></w:r>'
        data = docx(
            contents, p("明", raw=field + hidden + remark), header1=part("hdr", p("页眉")), comments=part("c", p("批"))
        )
        assert lines("docx", data) == ["明"]
        assert warned("docx", data) == {"hidden": 1, "comments": 1}

    def test_breaks_tabs_links_and_unseen_characters(self):
        marks = (
            f"<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙\u200b\xa0丁</w:t></w:r><w:hyperlink>{run('戊')}</w:hyperlink>"
        )
        assert word(p("甲", raw=marks)) == ["甲\t乙", "丙 丁戊"]

    def test_strict_names_and_another_place_are_read(self):
        strict = part("document", f"<w:body>{p('甲方')}</w:body>").replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        relation = (
            '<Relationships><Relationship Type="http://x/officeDocument" Target="/doc/main.xml"/></Relationships>'
        )
        data = archive({"[Content_Types].xml": "<Types/>", "_rels/.rels": relation, "doc/main.xml": strict})
        assert lines("docx", data) == ["甲方"]

    def test_a_document_of_libreoffice(self):
        found = read((FILES / "tracked.docx").read_bytes())
        text = found.text.splitlines()
        assert text[3:9] == [
            "第一条 共建研究院",
            "（一）甲方于2026年11月30日前投入三千万元，用于实验室建设。",
            "[1] 含设备购置。",
            "（二）乙方派出15名教师。",
            "第二条 人才培养",
            "（一）乙方每年培训干部100人次。",
        ]
        assert {"附注：以签署本为准。", "事项\t时限", "共建实验室\t2027年6月"} < set(text)
        assert dict(found.warnings) == {"tracked": 2, "notes": 1, "boxes": 1}


LONG = "甲乙双方本着优势互补、互利共赢的原则，经友好协商，就共建研究院、人才"  # as many as fit a line here


class TestPrintedPages:
    def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart(self):
        page = [
            (LONG[:-2], 114, 740),
            (LONG, 90, 720),
            ("培养达成协议。", 90, 700),
            (LONG[:-2], 114, 680),
            ("之二。", 90, 660),
        ]
        assert lines("pdf", pdf(page)) == [LONG[:-2] + LONG + "培养达成协议。", LONG[:-2] + "之二。"]

    def test_a_number_begins_anew_after_a_full_stop_only(self):
        full, open_ended = LONG[:-1] + "。", LONG
        assert lines("pdf", pdf([full, "二、乙方负责。"])) == [full, "二、乙方负责。"]
        assert lines("pdf", pdf([open_ended, "3.5亿元。"])) == [open_ended + "3.5亿元。"]
        assert lines("pdf", pdf([open_ended, "第三条 共建"])) == [open_ended, "第三条 共建"]
        assert lines("pdf", pdf([open_ended[:-1] + "按", "第三条办理。"])) == [open_ended[:-1] + "按第三条办理。"]

    def test_a_wider_gap_or_a_like_indent_begins_a_paragraph(self):
        three = [LONG, LONG, LONG]
        gap = [*[(LONG, 90, 740 - 20 * n) for n in range(3)], (LONG, 90, 670)]
        assert lines("pdf", pdf(gap)) == ["".join(three), LONG]
        indented = [(LONG[:-2], 114, 740), (LONG[:-2], 114, 720), (LONG, 90, 700), ("完。", 90, 680)]
        assert lines("pdf", pdf(indented)) == [LONG[:-2], LONG[:-2] + LONG + "完。"]

    def test_a_page_may_lie_on_its_side_or_begin_elsewhere(self):
        page = [
            ("合作协议", 90, 540),
            (LONG + LONG[:20], 90, 440),
            ("之二。", 90, 420),
            ("附", 90, 400),
            ("表", 200, 400),
            ("1", 280, 40),
        ]
        read_as = ["合作协议", LONG + LONG[:20] + "之二。", "附\t表"]
        assert lines("pdf", pdf(page, turned=True)) == read_as
        shifted = [(words, left + 1000, height + 1000) for words, left, height in page]
        assert lines("pdf", pdf(shifted, box="1000 1000 1842 1595")) == read_as

    def test_what_stands_at_one_height_is_one_line(self):
        pieces = [("甲方提供“场地", 90, 740), ("”，乙方出人。", 174, 741), ("附", 320, 740)]
        assert lines("pdf", pdf(pieces)) == ["甲方提供“场地”，乙方出人。\t附"]
        assert lines("pdf", pdf(["合 作 协 议 书", "第 一 条 共建"])) == ["合作协议书", "第 一 条 共建"]

    def test_a_paragraph_goes_on_over_the_page_and_what_runs_along_is_left_out(self):
        edges = [("合作协议（第1稿）", 90, 800), ("— 1 —", 280, 40)]
        second = [("合作协议（第1稿）", 90, 800), ("研究院。", 90, 740), ("第 2 页 共 2 页", 280, 40)]
        data = pdf([*edges, (LONG, 90, 80)], second)
        assert lines("pdf", data) == [LONG + "研究院。"]
        assert warned("pdf", data) == {"running_lines": 4}

    def test_what_stands_on_one_page_only_stays(self):
        assert lines("pdf", pdf([("合作协议", 200, 800), "第一条 共建。"], ["第二条 培训。"])) == [
            "合作协议",
            "第一条 共建。",
            "第二条 培训。",
        ]

    def test_spaces_between_chinese_and_digits_are_dropped(self):
        assert lines("pdf", pdf(["于 2026 年 11 月投入 3000 万元。"])) == ["于2026年11月投入3000万元。"]
        assert lines("pdf", pdf(["3.1 共建 2 个平台"])) == ["3.1 共建2个平台"]

    @pytest.mark.parametrize(
        ("first", "second", "joined"),
        [
            ("the imple-", "mentation of", "implementation of"),
            ("its long-", "term aims", "long-term aims"),
            ("the Sino-", "British fund", "Sino-British fund"),
            ("a wide-", "spread widespread use", "widespread widespread"),
            ("this re-", "sign (we re-sign)", "re-sign (we re-sign)"),
            ("2026-", "2027 the", "2026-2027 the"),
            ("and the", "District will", "the District"),
        ],
    )
    def test_english_words_are_joined(self, first, second, joined):
        begin = "The University shall provide for the next three years support "[: 66 - len(first)]
        assert joined in lines("pdf", pdf([begin + first, second]))[0]

    def test_a_table_wider_than_the_text_moves_no_margin(self):
        rows = [("事项", 90, 700), ("时限", 530, 700), ("共建", 90, 680), ("长期", 530, 680)]
        assert lines("pdf", pdf([LONG, "达成协议。", *rows])) == [LONG + "达成协议。", "事项\t时限", "共建\t长期"]

    def test_columns_are_parted(self):
        assert lines("pdf", pdf(["甲方：    乙方："])) == ["甲方：\t乙方："]

    def test_shapes_become_the_characters_they_stand_for(self):
        assert lines("pdf", pdf(["⼀、⻘⼭市⼈⺠政府"])) == ["一、青山市人民政府"]

    def test_a_page_without_words_is_told(self):
        assert warned("pdf", pdf(["第一条 共建。"], ["……"])) == {"pages_without_text": 1}

    def test_a_print_of_libreoffice(self):
        found = read((FILES / "printed.pdf").read_bytes())
        text = found.text.splitlines()
        assert text[0] == "青山市合作大学协议"
        assert text[5] == "第五条 双方在2026年11月前投入50万元，甲方投入15万元，乙方投入15万元。"
        assert len(text) == 10
        assert dict(found.warnings)["running_lines"] >= 2


class TestWebPages:
    def test_blocks_are_lines(self):
        body = (
            "<h1>协议</h1>甲方&nbsp;&amp; 乙方<br>签署<p>第一条\n <b>双</b>方共建。<div>乙<i>方</i></div>尾<!-- x -->部"
        )
        assert lines("html", html(body)) == ["协议", "甲方 & 乙方", "签署", "第一条 双方共建。", "乙方", "尾部"]

    def test_a_line_wrapped_in_the_source_gets_no_space_in_chinese(self):
        assert lines("html", html("<p>共建\r\n   研究院\nand a\ncentre</p>")) == ["共建研究院 and a centre"]

    def test_what_nobody_reads_is_left_out(self):
        body = (
            "<script>var a='<p>甲'</script><style>p{}</style><nav>首页</nav><header>站点</header><aside>广告</aside>"
            "<div class=m><a href=1>首页</a> <a href=2>新闻</a> | <a href=3>公开</a></div><p hidden>暗</p>"
            "<p style='color:red;display: none'>暗</p><div role=navigation>当前位置</div><noscript>请打开</noscript>"
            "<article><header><h1>协议</h1></header><p>甲方见<a href=4>附件</a>。</p></article><footer>版权</footer>"
        )
        assert lines("html", html(body)) == ["协议", "甲方见附件。"]

    def test_numbered_lists_are_numbered_unless_they_are_by_hand(self):
        body = "<ol start=3><li>甲<li value=7>乙<ol type=a><li>丙</ol><li>丁</ol><ol><li>一、戊</ol><ul><li>己</ul>"
        assert lines("html", html(body)) == ["3. 甲", "7. 乙", "a. 丙", "8. 丁", "一、戊", "己"]

    def test_tables_and_what_is_set_as_it_stands(self):
        body = "<table><tr><th>事项<th>时限<tr><td><p>甲<p>乙<td>丙</table><pre>丁\n戊</pre>"
        assert lines("html", html(body)) == ["事项\t时限", "甲", "乙", "丙", "丁", "戊"]

    @pytest.mark.parametrize(
        ("head", "encoding"),
        [
            ('<meta charset="gb2312">', "gb18030"),
            ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gbk"),
            ('<meta charset="utf-8">', "gb18030"),  # it says so and is not
            ("", "utf-8"),
            ("", "gb18030"),
            ("<meta charset=big5>", "big5hkscs"),
            ("<meta charset=nonsense>", "utf-8-sig"),
            ("", "utf-16"),
        ],
    )
    def test_encodings(self, head, encoding):
        assert lines("html", html("<p>合作協議共建</p>", head, encoding)) == ["合作協議共建"]


def test_every_kind_goes_through_a_process_of_its_own():
    for data in (docx(p("甲方")), pdf(["甲方"]), html("<p>甲方")):
        assert read(data).text == "甲方\n"


def test_every_warning_is_met_above():
    source = Path(__file__).read_text(encoding="utf-8")
    assert all(f'"{name}":' in source for name in WARNINGS)
