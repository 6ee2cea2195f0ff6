import pytest

from agreements.extraction import numerals


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十五", 15),
        ("二十三", 23),
        ("廿", 20),
        ("廿一", 21),
        ("一百二十", 120),
        ("一百零五", 105),
        ("一百二", 120),
        ("三千零五", 3005),
        ("两万五", 25000),
        ("二十万", 200_000),
        ("一亿二千万", 120_000_000),
        ("一万亿", 10**12),
        ("二〇二六", 2026),
        ("壹贰叁", 123),
        ("壹佰贰拾叁", 123),
        ("12", 12),
        ("１２", 12),
        ("⑤", 5),
        ("❿", 10),
        (" 七 ", 7),
    ],
)
def test_a_numeral_is_a_number(written, number):
    assert numerals.to_int(written) == number


@pytest.mark.parametrize("written", ["", "x", "三四十", "万", "第一", "1.5", "一" * 100, "²"])
def test_what_is_no_numeral_is_none(written):
    assert numerals.to_int(written) is None


@pytest.mark.parametrize(("written", "number"), [("IV", 4), ("xii", 12), ("MCMXC", 1990), ("iix", None), ("", None)])
def test_roman_numerals(written, number):
    assert numerals.roman(written) == number


def test_english_number_words():
    assert numerals.word("Three") == 3
    assert numerals.word("many") is None
