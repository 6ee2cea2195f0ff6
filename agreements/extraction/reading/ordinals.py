"""A number as the automatic numbering of a document writes it: 三, III, c, ③, 丙."""

from collections.abc import Callable

_HAN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 9999  # a number beyond it is written in digits


def ordinal(number: int, form: str) -> str:
    """The number in one of Word's forms; an unknown form gives digits, as Word itself does."""
    if form == "none":
        return ""
    if not 0 < number <= _MOST:
        return str(number)
    return _FORMS.get(form, str)(number)


def _han(number: int, digits: str = _HAN, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    out, gap = "", False
    for place, digit in enumerate(str(number)):
        unit = units[len(str(number)) - 1 - place]
        if digit == "0":
            gap = True
            continue
        out += (digits[0] if gap and out else "") + digits[int(digit)] + unit
        gap = False
    return out[1:] if digits is _HAN and 10 <= number < 20 else out


def _legal(number: int) -> str:
    return _han(number, _LEGAL, ("", "拾", "佰", "仟"))


def _each_digit(number: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    out = ""
    for worth, letters in _ROMAN:
        out += letters * (number // worth)
        number %= worth
    return out


def _letter(number: int) -> str:
    """A to Z, then AA to ZZ: Word doubles the letter."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 20)


def _of(row: str) -> Callable[[int], str]:
    return lambda number: row[number - 1] if number <= len(row) else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + n: ord("０") + n for n in range(10)})


def _english(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


_FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "koreanCounting"), _han),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand"), _han),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"), _legal),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _each_digit),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _full_width),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")),
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "ideographEnclosedCircle": _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "decimalZero": lambda number: f"{number:02}",
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "ordinal": _english,
}
