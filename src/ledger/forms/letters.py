"""Letters as Chinese print sets them (排印): full-width marks beside Chinese characters, and how much room a text takes."""

from __future__ import annotations

import re

_HAN = "一-鿿"
_WIDE = re.compile("[⺀-鿿＀-￯]")
_MARKS = {",": "，", ";": "；", ":": "：", "?": "？"}


def punctuated(text: str) -> str:
    """Return a Chinese text with the marks of Chinese print beside its characters; what is in other letters keeps its own."""
    text = re.sub(rf" ?\(([^()]*[{_HAN}][^()]*)\) ?", r"（\1）", text)
    for mark, printed in _MARKS.items():
        text = re.sub(rf"(?<=[{_HAN}）》”]){re.escape(mark)} ?|{re.escape(mark)} ?(?=[{_HAN}《“])", printed, text)
    return text


def width_of(text: str) -> int:
    """Return how many half-width characters ``text`` takes."""
    return len(text) + len(_WIDE.findall(text))
