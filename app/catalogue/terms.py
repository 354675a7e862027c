"""What a text is made of for search and matching: syllables, pairs, exact words, concepts.

Vietnamese is written with marks, without marks and mixed with English; each text is read in the
script it is written in, so that "may say" without marks still finds "máy sấy", while a text with
marks keeps "cá" and "cà" apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.core.text import fold


class Script(StrEnum):
    MARKED = "marked"  # Vietnamese with its diacritics
    BARE = "bare"  # Vietnamese without them
    ENGLISH = "english"


class Channel(StrEnum):
    """What a term stands for; each channel weighs differently."""

    SYLLABLE = "s"  # folded
    PAIR = "p"  # two folded syllables that follow one another
    EXACT = "m"  # with its marks
    CONCEPT = "c"  # a group of words of like meaning
    OWN = "o"  # such a group that a hub added itself


Term = tuple[Channel, str]


@dataclass(frozen=True)
class Token:
    """One word as typed (lower case, NFC), folded, and exact: marks in one order (hoà = hòa)."""

    typed: str
    bare: str
    exact: str
    sentence: int
    idle: bool = False  # part of a compound that says nothing here, like "công ty"


_SENTENCE_END = re.compile(r"[.;:!?,()\[\]\n]+(?=\s|$)|[;()\[\]\n]|\s[-–—]\s")
WORD = re.compile(r"[^\W_]+(?:[&.][^\W_]+)*")
_TONES = "\u0300\u0301\u0303\u0309\u0323"

# Words that say nothing about the matter: particles, pronouns, and the words of asking.
_STOP_TEXT = """
và hoặc hay thì mà là của cho với để từ tại ở trong ngoài trên dưới giữa theo về đến tới vào ra
lên xuống bằng qua bởi vì do nên nếu khi lúc sau trước đã đang sẽ vừa mới còn vẫn cũng đều chỉ
rất quá lắm hơn nhất càng mỗi mọi các những một hai ba bốn năm sáu bảy tám chín mười vài nhiều ít
này kia đó đây ấy nào gì sao ai đâu có không chưa chẳng chớ đừng phải được bị cần muốn mong xin
tìm nhờ giúp hiện nay nghe nói thấy biết làm lại đi rồi cùng như tự toàn hết lần cả lẫn
anh chị em bà ông con chúng tôi mình họ người nhà bên phía nơi chỗ cái chiếc bộ loại kiểu dạng
việc sự cách dùng thể tháng ngày tuần giờ phút giây kg tấn ha m2 m3 mm cm khoảng chừng độ
triệu đồng tỷ nghìn ngàn trăm ko k đc vd v.v vv đạt đảm tăng giảm mức
"""
_IDLE_TEXT = """
công ty; đơn vị; cơ sở; doanh nghiệp; hợp tác; tác xã; đề nghị; quan tâm; hợp lý; phù hợp; hỗ trợ;
yêu cầu; nhu cầu; trung bình; sử dụng; công nghệ; giải pháp; ưu tiên; yếu tố; chúng tôi; hộ kinh;
kinh doanh; điều kiện; kết quả; hiệu quả; mong muốn; phục vụ; thực hiện; áp dụng; khả năng
"""
_ENGLISH_STOP_TEXT = """
a an the and or of for with to in on at by from as is are was be been being it its this that these
those we our us they their them you your i my he she his her want wants wanted need needs needed
looking look seek seeking find please would could should can may will shall must not no without
but if so than then too very more most much many some any all each every both few less least when
where which who what how there here have has had do does did done get gets make makes making
use uses used using about around per into over under up down out off after before now still also
only just even such same other another one two three able like help good new
"""
STOP = frozenset(unicodedata.normalize("NFC", word) for word in _STOP_TEXT.split())
_STOP_BARE = frozenset(fold(word) for word in STOP)
_IDLE = frozenset(
    tuple(unicodedata.normalize("NFC", pair).split()) for pair in _IDLE_TEXT.split(";")
)
_IDLE_BARE = frozenset(tuple(fold(word) for word in pair) for pair in _IDLE)
IDLE_WORDS = frozenset(word for pair in _IDLE_BARE for word in pair)
ENGLISH_STOP = frozenset(_ENGLISH_STOP_TEXT.split())
_ENGLISH_SIGNS_TEXT = """
the and of for with we our is are to from need needs want by on at which that an
"""
_ENGLISH_SIGNS = frozenset(_ENGLISH_SIGNS_TEXT.split())


@lru_cache(65536)
def bare(word: str) -> str:
    """A word without its marks. A language has few words: each is folded once."""
    return fold(word)


@lru_cache(65536)
def exact(word: str) -> str:
    """A lower-case word with its tone at the end, so that both customary spellings are equal."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    letters = "".join(c for c in parts if c not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(c for c in parts if c in _TONES)


def tokens(*texts: str | None) -> list[Token]:
    """The words of some texts, in order; punctuation only divides them into sentences."""
    found: list[Token] = []
    sentence = 0
    for text in texts:
        for part in _SENTENCE_END.split(unicodedata.normalize("NFC", text or "")):
            words = WORD.findall(part.lower())
            idle = _idle_places(words)
            for place, word in enumerate(words):
                found.append(Token(word, bare(word), exact(word), sentence, place in idle))
            sentence += 1
    return found


def _idle_places(words: list[str]) -> set[int]:
    """Where compounds stand that say nothing about the matter, with or without their marks."""
    found: set[int] = set()
    for place, pair in enumerate(zip(words, words[1:], strict=False)):
        if pair in _IDLE or (pair in _IDLE_BARE and pair[0].isascii() and pair[1].isascii()):
            found |= {place, place + 1}
    return found


def script_of(words: Sequence[Token]) -> Script:
    """The script a text is written in, by the share of marks and of English small words."""
    if not words:
        return Script.BARE
    marked = sum(not word.typed.isascii() for word in words)
    if marked * 8 >= len(words):
        return Script.MARKED
    signs = sum(word.typed in _ENGLISH_SIGNS for word in words)
    english_only = sum(_only_english(word.typed) for word in words)
    return (
        Script.ENGLISH
        if signs * 12 >= len(words) or english_only * 3 >= len(words)
        else Script.BARE
    )


_SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|kh|gh|gi|ph|th|tr|qu|[bcdghklmnpqrstvx])?"
    r"(?:[aeiouy]{1,3})(?:ng|nh|ch|[cmnpt])?"
)


def _only_english(word: str) -> bool:
    """Whether a plain word of some length cannot be a Vietnamese syllable."""
    return len(word) > 3 and word.isalpha() and not _SYLLABLE.fullmatch(word)


def is_stop(word: Token, script: Script) -> bool:
    """Whether a word says nothing about the matter."""
    if word.idle:
        return True
    if script is Script.MARKED:
        return word.typed in STOP
    if script is Script.BARE:
        return word.bare in _STOP_BARE
    return word.typed in ENGLISH_STOP


def lexical_terms(words: Sequence[Token], script: Script) -> Counter[Term]:
    """How often each syllable, pair and exact word stands in a text; numbers are left out.

    English words count as exact words only: "can" is not "cân".
    """
    found: Counter[Term] = Counter()
    before: Token | None = None
    for word in words:
        if word.typed[0].isdigit() or is_stop(word, script):
            before = None
            continue
        if script is not Script.BARE:
            found[Channel.EXACT, word.exact] += 1
        if script is not Script.ENGLISH:
            found[Channel.SYLLABLE, word.bare] += 1
            if before and before.sentence == word.sentence:
                found[Channel.PAIR, f"{before.bare} {word.bare}"] += 1
        before = word
    return found
