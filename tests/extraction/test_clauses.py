import pytest

from agreements.extraction import find_clauses

from .texts import found_in, gold_of, outline_of, sample_paths, text_of


class TestOurSamples:
    @pytest.mark.parametrize("path", sample_paths(), ids=lambda path: path.stem)
    def test_the_clauses_are_those_a_reader_marked(self, path):
        assert found_in(text_of(path)) == gold_of(path)


class TestNumberStyles:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("第一条 ", "第二条 "),
            ("第1条　", "第2条　"),
            ("第一条", "第二条"),
            ("第一章 ", "第二章 "),
            ("一、", "二、"),
            ("一．", "二．"),
            ("（一）", "（二）"),
            ("(一)", "(二)"),
            ("1.", "2."),
            ("1、", "2、"),
            ("1．", "2．"),
            ("１．", "２．"),
            ("1. ", "2. "),
            ("1 ", "2 "),
            ("（1）", "（2）"),
            ("1)", "2)"),
            ("①", "②"),
            ("1\n", "2\n"),
            ("01\n", "02\n"),
            ("一\n", "二\n"),
            ("一、\n", "二、\n"),
            ("第一条\n", "第二条\n"),
            ("PART 01\n", "PART 02\n"),
            ("Article 1 ", "Article 2 "),
            ("ARTICLE II\n", "ARTICLE III\n"),
            ("Section 1: ", "Section 2: "),
            ("## 1. ", "## 2. "),
            ("**一、", "**二、"),
            ("I. ", "II. "),
            ("A. ", "B. "),
            ("(a) ", "(b) "),
            ("　　一、", "　　二、"),
        ],
    )
    def test_every_style_gives_numbers_and_headings(self, first, second):
        text = f"合作协议\n{first}教育合作\n双方办学。\n{second}科技合作\n双方攻关。\n"
        numbers = ["2", "3"] if "II\n" in first else ["1", "2"]
        assert outline_of(text) == list(zip(numbers, ["教育合作", "科技合作"], strict=True))

    @pytest.mark.parametrize("article", ["第{}条 ", "Article {} "])
    def test_named_parts_go_on_behind_999(self, article):
        text = "".join(f"{article.format(n)}合作\n双方办学。\n" for n in range(1, 1003))
        assert [number for number, _heading in outline_of(text)] == [str(n) for n in range(1, 1003)]

    @pytest.mark.parametrize(
        "text",
        [
            "三是加强合作。\n四是扩大交流。",
            "2024.5.1签署。\n3.5亿元投资。",
            "第三届论坛举行。\n第四次会议召开。",
            "7月26日签约。\n8月1日起施行。",
            "1. 只有一项。",
        ],
    )
    def test_figures_and_dates_are_no_numbers(self, text):
        assert outline_of(text) == [("1", "")]

    def test_a_page_number_is_no_clause(self):
        text = "第一条 宗旨\n双方合作。\n1\n双方定期会商，建立机制，共同推进各项任务落实。\n2\n第二条 内容\n共建平台。"
        assert outline_of(text) == [("1", "宗旨"), ("2", "内容")]

    def test_an_article_that_is_only_mentioned_is_none(self):
        text = "第一条 宗旨\n双方合作。\n第二条 经费\n双方分担。\n第三条规定的事项除外。\n第三条 期限\n五年。"
        assert outline_of(text) == [("1", "宗旨"), ("2", "经费"), ("3", "期限")]

    def test_a_shortened_text_keeps_its_own_article_numbers(self):
        assert outline_of("第三条 教育\n办学。\n第五条 科技\n攻关。") == [("3", "教育"), ("5", "科技")]


class TestWhereTheAgreementEnds:
    @pytest.mark.parametrize(
        "line",
        [
            "摄影：张某",
            "编辑 | 李某",
            "责编/王某",
            "来源:某报",
            "文字、图片：某人",
            "友情链接：",
            "某站：https://example.org/",
            "关注公众号",
            "相关阅读",
            "（以下无正文）",
            "甲方（盖章）：",
            "甲方：某大学    乙方：某区政府",
            "法定代表人（签字）：",
            "二〇二五年六月一日",
            "2025年 月 日",
            "附件：清单",
            "附件2 任务分工表",
            "Signed on behalf of the City",
            "IN WITNESS WHEREOF the parties sign.",
            "Annex A",
            "签约仪式后，双方合影留念。",
            "王某表示，将抓好落实。",
        ],
    )
    def test_what_follows_the_last_words_is_left_out(self, line):
        text = f"一、教育\n双方办学。\n二、科技\n双方攻关。\n{line}\n"
        assert text[: find_clauses(text)[-1].end].endswith("双方攻关。")

    def test_titles_above_the_credits_are_left_out(self):
        text = "一、教育\n双方办学。\n二、科技\n双方攻关。\n本周要闻\n新学期开学啦!\n摄影：张某"
        assert text[: find_clauses(text)[-1].end].endswith("双方攻关。")

    def test_further_paragraphs_of_the_last_clause_stay(self):
        text = "一、教育\n双方办学。\n二、科技\n双方攻关。\n每年评估一次。\n"
        assert text[: find_clauses(text)[-1].end].endswith("评估一次。")

    def test_a_person_may_say_where_it_begins_and_ends(self):
        text = "前言。\n一、教育\n双方办学。\n二、科技\n双方攻关。\n摄影：张某\n后记。"
        start, end = text.index("一、"), text.index("\n后记")
        found = find_clauses(text, start=start, end=end)
        assert [clause.number for clause in found] == ["1", "2"]
        assert found[-1].end == end


class TestTextsWithoutNumbers:
    def test_they_are_one_clause(self):
        text = "两校签约\n双方将共建实验室。\n每年互访。\n来源：某报"
        (clause,) = find_clauses(text)
        assert (clause.number, clause.heading) == ("1", "")
        assert text[clause.start : clause.end] == "双方将共建实验室。\n每年互访。"

    def test_a_text_that_is_only_a_title_is_kept(self):
        assert found_in("合作协议") == [("1", "", 0, 4)]

    @pytest.mark.parametrize("text", ["", "\n \n", "。。。", "（" * 50])
    def test_no_words_no_clauses(self, text):
        assert find_clauses(text) == ()


class TestHeadings:
    @pytest.mark.parametrize(
        ("line", "heading"),
        [
            ("一、合作内容", "合作内容"),
            ("一、合作内容：", "合作内容"),
            ("一、完善机制，强化保障", "完善机制，强化保障"),
            ("**一、合作内容**", "合作内容"),
            ("一、双方应建立机制。", ""),
            ("一、双方在以下方面开展合作：", ""),
            ("1. Purpose & Scope.", "Purpose & Scope."),
            ("1. The parties shall meet every year.", ""),
        ],
    )
    def test_a_title_line_is_the_heading(self, line, heading):
        second = "二、其他" if "一" in line else "2. Other"
        assert outline_of(f"{line}\n双方努力推进各项工作。\n{second}\n五年有效。")[0] == ("1", heading)

    def test_first_sentences_are_headings_only_where_all_have_one(self):
        text = "一、加强合作。共建平台，每年评估。\n二、双方每年召开会议，通报进展。\n"
        assert outline_of(text) == [("1", ""), ("2", "")]


class TestNesting:
    def test_a_parent_is_named_and_holds_its_children(self):
        text = "第一章 总则\n第一条 宗旨\n（一）平等；\n（二）互利。\n第二章 附则\n第二条 期限\n五年。"
        found = {clause.number: clause for clause in find_clauses(text)}
        assert list(found) == ["1", "1.1", "1.1.1", "1.1.2", "2", "2.2"]
        assert found["1.1.2"].parent == "1.1"
        assert found["1"].end == found["1.1.2"].end

    def test_phrases_under_a_number_are_a_list_and_not_clauses(self):
        assert outline_of("一、领域\n1.教育\n2.科技\n二、期限\n五年。") == [("1", "领域"), ("2", "期限")]

    def test_a_forgotten_number_does_not_end_the_agreement(self):
        assert [number for number, _ in outline_of("一、甲\n办学。\n二、乙\n攻关。\n四、丁\n五年。")] == ["1", "2", "4"]

    def test_numbers_are_never_given_twice(self):
        numbers = [number for number, _ in outline_of("一、甲\n办学。\n一、乙\n攻关。\n二、丙\n五年。\n二、丁\n六年。")]
        assert len(numbers) == len(set(numbers))
