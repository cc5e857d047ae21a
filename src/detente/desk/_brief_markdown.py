"""The brief as Markdown; what reports say stands in it as text, never as markup, HTML or a link."""

from __future__ import annotations

import re
from typing import Final

from detente.desk._brief_html import KEY, NOTE_LENGTH
from detente.desk._brief_records import Brief, Remark, Section
from detente.desk._evidence import say_outlet
from detente.desk._words import clean, shorten, write_day

__all__ = ["escape_markdown", "render_markdown"]

# What is markup in CommonMark or in GitHub's kind of it, and what makes a bare address a link.
_SIGNS: Final = {sign: f"\\{sign}" for sign in "\\`*_[]~|$#{}"} | {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "@": "&#64;",
}
_ADDRESS: Final = re.compile(r"(?i)(?<=www)\.|:(?=//)|(?<=mailto):|(?<=xmpp):")


def escape_markdown(text: str) -> str:
    """Return text for the middle of a line of Markdown.

    Example:
        >>> print(escape_markdown("<b> http://a.example"))
        &lt;b&gt; http&#58;//a.example
    """
    cut = _ADDRESS.split(clean(text))
    signs = [f"&#{ord(found[0])};" for found in _ADDRESS.finditer(clean(text))]
    parts = ["".join(_SIGNS.get(sign, sign) for sign in part) for part in cut]
    return "".join(part + sign for part, sign in zip(parts, [*signs, ""], strict=True))


def render_markdown(brief: Brief) -> str:
    """Return the brief as Markdown with footnotes in brackets and their sentences at the end."""
    as_of = f"as known on {write_day(brief.day)}" if brief.day else "an empty ledger"
    lines = [f"# {escape_markdown(brief.title)}", "", f"Crisis brief, {as_of}.", ""]
    lines += [f"{escape_markdown('; '.join(brief.facts))}.", ""]
    for section in brief.sections:
        lines += _section_lines(section)
    if brief.notes:
        lines += ["## Notes: the sentences on which this rests", ""]
        for note in brief.notes:
            where = f"{escape_markdown(say_outlet(note.outlet))}, {write_day(note.known_on)}"
            lines.append(f"{note.number}. {where}: “{escape_markdown(shorten(note.words, NOTE_LENGTH))}”")
        lines.append("")
    return "\n".join([*lines, "---", "", KEY, ""])


def _section_lines(section: Section) -> list[str]:
    lines = [f"## {section.title}", ""]
    for remark in section.lead:
        lines += [_text(remark), ""]
        if remark.aside:
            lines += [escape_markdown(remark.aside), ""]
    for remark in section.items:
        when = f"**{escape_markdown(remark.when)}**: " if remark.when else ""
        lines.append(f"- {when}{_text(remark)}")
        if remark.aside:
            lines.append(f"  {escape_markdown(remark.aside)}")
    return [*lines, ""] if section.items else lines


def _text(remark: Remark) -> str:
    notes = ", ".join(str(number) for number in remark.notes)
    return escape_markdown(remark.text) + (f" \\[{notes}\\]" if notes else "")
