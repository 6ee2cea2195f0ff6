"""A model that proposes, asked over a real connection: it speaks the protocol, it lies, it stalls, it breaks off."""

import json
import socket
import time

import pytest

from agreements.model_reading import LARGEST_ANSWER, LONGEST_PART, Endpoint, NoAnswer, ask, found_by, parts
from tests.models_server import breaks, model, said, sends

TEACHERS, LABORATORY = "甲方每年选派五名教师到乙方授课", "双方探索共建实验室"
TEXT = f"第一条 {TEACHERS}。\n第二条 {LABORATORY}，并支持青年创业。\n"
PARTIES = ("青石学院", "云岭区人民政府")


def asked_of(answer, text=TEXT, seconds=5.0):
    with model(answer) as (url, got):
        return ask(text, PARTIES, Endpoint(url, "house-model", "k-1", seconds)), got


class TestAModelThatSpeaksTheProtocol:
    def test_what_stands_in_the_text_is_taken_with_its_place(self):
        rows = (
            {"text": "双方探索共建实验室", "responsible": [*PARTIES], "modality": "exploratory", "recurrence": None},
            {
                "text": "甲方每年选派五名教师到乙方授课。",
                "responsible": ["青石学院"],
                "modality": "firm",
                "recurrence": "yearly",
            },
        )
        answer, _ = asked_of(sends(said(*rows)))
        assert [TEXT[one.start : one.end] for one in answer.passages] == [
            "甲方每年选派五名教师到乙方授课",
            "双方探索共建实验室",
        ]
        assert (answer.passages[0].responsible, answer.passages[0].recurrence) == (("青石学院",), "yearly")
        assert answer.passages[1].modality == "exploratory"
        assert answer.dropped == 0

    def test_it_is_asked_at_the_place_with_the_name_and_the_key_of_the_settings(self):
        _, got = asked_of(sends(said()))
        assert [(one["path"], one["key"]) for one in got] == [("/v1/chat/completions", "Bearer k-1")]
        assert got[0]["asked"]["model"] == "house-model"
        assert got[0]["asked"]["messages"][-1]["content"] == TEXT

    def test_the_key_is_not_told_with_the_endpoint(self):
        assert "k-1" not in repr(Endpoint("http://127.0.0.1/v1", "m", "k-1"))

    def test_without_a_key_none_is_sent(self):
        with model(sends(said())) as (url, got):
            ask(TEXT, PARTIES, Endpoint(url, "m"))
        assert got[0]["key"] is None

    def test_a_fenced_answer_is_understood(self):
        content = "```json\n" + json.dumps({"commitments": [{"text": "支持青年创业"}]}) + "\n```"
        answer, _ = asked_of(sends({"choices": [{"message": {"content": content}}]}))
        assert len(answer.passages) == 1

    @pytest.mark.parametrize("content", ["```" + " " * 1_000_000, "```json" + "\n" * 1_000_000 + "{}```x", "`" * 5])
    def test_a_fence_that_does_not_close_costs_nothing(self, content):
        begun = time.process_time()
        with pytest.raises(NoAnswer, match="nonsense"):
            asked_of(sends({"choices": [{"message": {"content": content}}]}))
        assert time.process_time() - begun < 1

    def test_a_long_text_is_sent_in_parts_and_the_places_are_those_of_the_whole(self):
        text = ("甲" * 99 + "。\n") * 200 + "双方共建联合实验室。"

        def answer(handler, asked):
            part = asked["messages"][-1]["content"]
            assert len(part) <= LONGEST_PART
            sends(said(*[{"text": "双方共建联合实验室"}] * ("双方" in part)))(handler, asked)

        answer, got = asked_of(answer, text)
        assert len(got) == 3
        assert [(one.start, one.end) for one in answer.passages] == [(len(text) - 10, len(text) - 1)]


class TestInTheFormOfTheRules:
    AGREEMENT = (
        "青石学院与云岭区人民政府合作协议\n甲方：青石学院\n乙方：云岭区人民政府\n"
        "第一条 人才\n甲方每年选派五名教师到乙方授课，时间一般不少于半年。\n第二条 平台\n双方探索共建实验室。\n"
    )

    def found(self, *rows):
        with model(sends(said(*rows))) as (url, _):
            return found_by(Endpoint(url, "m"), self.AGREEMENT)

    def test_amounts_rhythm_and_clause_are_looked_up_in_the_words(self):
        words = "甲方每年选派五名教师到乙方授课，时间一般不少于半年"
        found, dropped = self.found({"text": words, "responsible": ["青石学院"]}, {"text": "派十名教师"})
        (row,) = found.commitments
        assert (row.text, row.responsible, row.clause, row.recurrence) == (words, ("青石学院",), "1", "yearly")
        assert ([one.value for one in row.quantities], row.duration_min_months, dropped) == ([5], 6, 1)
        assert row.doubts == ()

    def test_whoever_is_not_named_is_everybody_and_doubtful(self):
        found, _ = self.found({"text": LABORATORY, "modality": "exploratory"})
        (row,) = found.commitments
        assert row.responsible == tuple(party.name for party in found.parties)
        assert (row.modality, row.doubts) == ("exploratory", ("responsible",))


class TestAModelThatLies:
    def test_passages_that_are_not_in_the_text_word_for_word_are_dropped_and_counted(self):
        rows = (
            {"text": "甲方每年选派六名教师"},
            {"text": "支持青年创业"},
            {"text": "的"},
            {"text": ""},
            {"words": "x"},
            7,
            None,
        )
        answer, _ = asked_of(sends(said(*rows)))
        assert [TEXT[one.start : one.end] for one in answer.passages] == ["支持青年创业"]
        assert answer.dropped == 6

    def test_passages_do_not_overlap(self):
        answer, _ = asked_of(
            sends(said({"text": "双方探索共建实验室"}, {"text": "共建实验室"}, {"text": "双方探索共建实验室"}))
        )
        assert (len(answer.passages), answer.dropped) == (1, 2)

    def test_fields_that_mean_nothing_are_left_open(self):
        row = {
            "text": "支持青年创业",
            "responsible": ["别的大学", {"x": 1}],
            "modality": "sure",
            "recurrence": ["yearly"],
        }
        answer, _ = asked_of(sends(said(row)))
        assert (answer.passages[0].responsible, answer.passages[0].modality) == ((), None)
        assert answer.passages[0].recurrence is None

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<html>",
            b"[" * 100_000,
            {"choices": []},
            {"choices": [{"message": {"content": None}}]},
            {"choices": [{"message": {"content": "Certainly! Here are the commitments."}}]},
            {"choices": [{"message": {"content": '{"commitments": {}}'}}]},
            said(*[{"text": "支持青年创业"}] * 401),
            b" " * (LARGEST_ANSWER + 1),
        ],
        ids=["empty", "html", "deep", "none", "null", "prose", "no list", "too many", "too large"],
    )
    def test_nonsense_is_no_answer(self, content):
        with pytest.raises(NoAnswer, match="nonsense"):
            asked_of(sends(content))

    @pytest.mark.parametrize("status", [302, 307, 401, 429, 500])
    def test_any_other_status_is_a_refusal_and_is_not_followed(self, status):
        with model(sends(said())) as (elsewhere, got):
            with pytest.raises(NoAnswer, match="refused"):
                asked_of(sends(b"", status, [("Location", elsewhere)]))
            assert not got


class TestAModelThatStallsOrBreaksOff:
    """What stalls goes on for ten seconds by itself, so that only the clock of the one who asks can end it in time."""

    def stalls(self, answer):
        begun = time.monotonic()
        with pytest.raises(NoAnswer) as refused:
            asked_of(answer, seconds=0.4)
        assert time.monotonic() - begun < 2
        return refused.value.why

    def test_silence_ends_when_the_time_is_over(self):
        assert self.stalls(lambda handler, asked: time.sleep(10)) == "stalled"

    def test_an_answer_that_drips_ends_too(self):
        def drips(handler, asked):
            handler.send_response(200)
            handler.end_headers()
            for _ in range(500):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.02)

        assert self.stalls(drips) == "stalled"

    def test_headers_that_drip_end_too(self):
        def drips(handler, asked):
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                time.sleep(0.02)

        assert self.stalls(drips) == "stalled"

    def test_an_answer_that_breaks_off_is_none(self):
        with pytest.raises(NoAnswer, match="broken"):
            asked_of(breaks)

    def test_nobody_there(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with pytest.raises(NoAnswer, match="broken"):
            ask(TEXT, PARTIES, Endpoint(f"http://127.0.0.1:{port}", "m"))

    def test_one_part_unanswered_is_no_reading(self):
        """Half a reading would look like a whole one."""
        count = []

        def first_only(handler, asked):
            count.append(1)
            sends(said() if len(count) == 1 else b"", 200 if len(count) == 1 else 500)(handler, asked)

        with pytest.raises(NoAnswer, match="refused"):
            asked_of(first_only, "双方共建。\n" * 3000)


def test_parts_hold_every_word_once():
    for text in ("", " \n", "字" * 20_001, "双方共建。" * 5_000, "a b. " * 4_000, "行\n" * 9_000):
        pieces = list(parts(text))
        assert "".join(text[a:b] for a, b in pieces).strip() == text.strip()
        assert all(b - a <= LONGEST_PART for a, b in pieces)
