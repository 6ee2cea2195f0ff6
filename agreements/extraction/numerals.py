"""Numerals as people write them in agreements, as whole numbers: 一百二十, 二〇二六, 叁, １２, IV, ⑤."""

import re

_DIGITS = {
    **dict.fromkeys("〇零○Ｏ", 0),
    **dict.fromkeys("一壹弌", 1),
    **dict.fromkeys("二贰貳两兩弍", 2),
    **dict.fromkeys("三叁參弎", 3),
    **dict.fromkeys("四肆", 4),
    **dict.fromkeys("五伍", 5),
    **dict.fromkeys("六陆陸", 6),
    **dict.fromkeys("七柒", 7),
    **dict.fromkeys("八捌", 8),
    **dict.fromkeys("九玖", 9),
}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_UNITS = {**dict.fromkeys("十拾", 10), **dict.fromkeys("百佰", 100), **dict.fromkeys("千仟", 1000)}
_MYRIADS = {**dict.fromkeys("万萬", 10**4), **dict.fromkeys("亿億", 10**8)}

# The characters of a Chinese numeral, for use inside a character class.
HAN = "".join((*_DIGITS, *_TENS, *_UNITS, *_MYRIADS))

_LONGEST = 24
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_ROMAN_SHAPE = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\Z")
_CIRCLED = {chr(first + step): step + 1 for first, size in ((0x2460, 20), (0x2776, 10)) for step in range(size)}
_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        1,
    )
}


def to_int(text: str) -> int | None:
    """The whole number that a Chinese, ASCII, full-width or circled numeral stands for; None when it is none."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    if text in _CIRCLED:
        return _CIRCLED[text]
    if text.isdecimal():
        return int(text)  # int() knows full-width digits
    if all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))  # 二〇二六: digit by digit
    return _by_units(text)


def _by_units(text: str) -> int | None:
    """一百二十 as 120: digits weighed by the unit behind them, myriads by 万 and 亿."""
    total = section = 0
    digit: int | None = None
    last_unit = 0
    for character in text:
        if character in _DIGITS:
            if digit:
                return None  # 三四十: two digits before one unit
            digit = _DIGITS[character]
        elif character in _TENS:
            section, digit, last_unit = section + _TENS[character], None, 10
        elif character in _UNITS:
            unit = _UNITS[character]
            section += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        elif character in _MYRIADS:
            unit, section = _MYRIADS[character], section + (digit or 0)
            if not section and not total:
                return None
            total = total + section * unit if unit < total else (total + section) * unit
            section, digit, last_unit = 0, None, unit
        else:
            return None
    if digit and len(text) > 1 and text[-2] in _UNITS | _MYRIADS and last_unit > 10:
        digit *= last_unit // 10  # 一百二 is 120, 两万五 is 25000
    return total + section + (digit or 0)


def roman(text: str) -> int | None:
    """The number of a Roman numeral, capital or small; None when it is none."""
    text = text.strip().lower()
    if not text or not _ROMAN_SHAPE.match(text):
        return None
    values = [_ROMAN[letter] for letter in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def word(text: str) -> int | None:
    """The number of an English number word up to fifteen; None when it is none."""
    return _WORDS.get(text.strip().lower())
