import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.extraction import REASONS, Unreadable, read_text

WORDS = "第一条 合作宗旨\r\n双方“共建”研究院。\n"


class TestReadingAFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
    def test_the_text_is_the_same_in_every_encoding_and_keeps_its_line_ends(self, encoding):
        assert read_text(WORDS.encode(encoding)) == WORDS

    def test_characters_beyond_the_old_standard_are_read(self):
        assert read_text("㳺𠮷合作".encode("gb18030")) == "㳺𠮷合作"

    def test_english_is_read(self):
        assert read_text(b"Article 1\nThe parties cooperate.") == "Article 1\nThe parties cooperate."

    def test_offsets_count_what_open_gives(self, tmp_path):
        path = tmp_path / "text.txt"
        path.write_bytes(WORDS.encode())
        with path.open(encoding="utf-8", newline="") as file:
            assert read_text(path.read_bytes()) == file.read()


class TestRefusingAFile:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "empty"),
            (b" \r\n\t ", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            ("　\n※……".encode(), "empty"),
            (b"%PDF-1.7 words", "binary"),
            (b"PK\x03\x04 words", "binary"),
            (b"\xff\xd8\xff\xe0 words", "binary"),
            (b"words\x00words", "binary"),
            (b"\x01\x02\x03\x04 words", "binary"),
            ("合作".encode("utf-16"), "utf16"),
            (b"words \xff\xff\xff words", "encoding"),
            (b"x" * 101, "too_large"),
        ],
    )
    def test_the_reason_is_named(self, data, reason):
        with pytest.raises(Unreadable) as refused:
            read_text(data, limit=100)
        assert refused.value.reason_code == reason
        assert reason in REASONS

    @given(st.binary(max_size=300))
    def test_any_bytes_give_words_or_a_reason(self, data):
        try:
            assert read_text(data).strip()
        except Unreadable as refused:
            assert refused.reason_code in REASONS
