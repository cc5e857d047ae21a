"""What stands on a news page and is not the report: share bars, comment links, notices, repeated headlines.

Whole lines only, and only lines that are nothing else: a sentence of the report is never touched.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["MAX_CHROME_CHARS", "drop_chrome", "is_byline", "is_chrome", "is_headline_copy"]

MAX_CHROME_CHARS = 240
"""A longer line is never chrome."""

_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|email|e-mail|mail|print|tumblr|"
    r"instagram|"
    r"messenger|flipboard|copy(?: the)? link|link|share|tweet|pin(?: it)?|save|threads|bluesky|viber|vk|"
    r"line|pocket|"
    r"google\+?|youtube|tiktok|rss|more|sms|via)"
)
_DATE = (
    r"(?>(?:\d{1,4}+(?:st|nd|rd|th)?|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|"
    r"nov\w*|dec\w*|"
    r"mon(?:day)?|tue\w*|wed\w*|thu\w*|fri(?:day)?|sat\w*|sun(?:day)?|on|at|am|pm|a\.m|p\.m|gmt|utc|e[sd]?t|"
    r"hours?|min(?:ute)?s?|days?|ago|today|yesterday)[\s,:./|·–-]*+){1,14}"
)
_END = r"[\s.!:…>»→›\-–—|]*"

# Each is matched against the whole line, in lower case, with typographic quotes made plain.
_CHROME = [
    # Share bars.
    rf"(?:{_NETWORK}[\s,|/·•+:&]*(?:and\s)?){{1,12}}",
    r"share(?: (?:this|the))?(?::? (?:article|story|post|page|on|with|via|news|:|options?|icon|close "
    r"panel|facebook|twitter|x|whatsapp|email|linkedin))*",
    r"(?:email|print|save|bookmark|send|tweet)(?: this)?(?: (?:article|story|page|post))",
    r"\d[\d,.]*k? ?(?:shares?|views?|likes?|retweets?|reads?)",
    # Comments.
    r"(?:post|leave|add|write|submit) (?:a |your )?(?:comments?|repl(?:y|ies))(?: below)?(?: cancel reply)?",
    r"(?:\d[\d,.]* |no |view |show |read |see |all |hide |load more )*(?:\(\d+\) )?comments?(?: "
    r"\(?\d*\)?)?(?: yet| off| closed)?",
    r"comments? (?:are|is)? ?(?:closed|off|disabled|turned off)(?: (?:on|for) this (?:article|post|story))?",
    r"join the (?:conversation|discussion)|be the first to comment|start the conversation",
    r"your email address will not be published\.?.*|required fields are marked.*",
    # Ways to other pages.
    r"(?:(?:(?:previous|next|prev|older|newer)(?: (?:post|article|story|page|entry)s?)?|home)"
    r"[\s|«»<>←→/·-]*){1,3}",
    r"(?:back to|return to|go to|scroll to) (?:the )?(?:top|home|homepage|main page|content|article)",
    r"home|menu|main menu|search|navigation|close|skip to (?:main )?(?:content|navigation)|toggle "
    r".{1,30}|load more.{0,20}",
    r"(?:read|see|view|show|learn|find out|discover)(?: more| full (?:article|story)| less| all)(?: "
    r"(?:here|now|below))?",
    r"(?:read|see|watch|view|hear|listen) (?:more|also|next|now)\s?[:|>»-][^\"“]{0,160}",
    r"(?:also read|also see|see also|more on this(?: story)?|read this(?: next)?|must[- ]read)(?:\s?[:|"
    r">»-].{0,80})?",
    r"related(?: (?:articles?|stor(?:y|ies)|posts?|topics?|coverage|content|news|links?|reading|"
    r"internet links))?(?:\s?:.*)?",
    r"(?:story|article|content) continues? (?:below|after)(?: (?:this |the )?(?:advertisement|ad|video|"
    r"promotion))?",
    r"continue reading(?: (?:below|the main story|here).*)?|keep reading|click here(?: (?:for|to) .{1,60})?",
    r"recommended(?: (?:for you|stories|articles|reading|videos?))?|you (?:may|might) (?:also )?(?:like|"
    r"be interested in)",
    r"(?:most (?:read|popular|viewed|shared|watched)|top stories|trending(?: (?:now|stories|topics))?|"
    r"latest(?: (?:news|stories))?|"
    r"editor'?s'? picks?|don'?t miss|in case you missed it|popular posts|recent posts|more stories|more "
    r"news|more top stories)",
    r"(?:replay )?more videos(?: \.{3})?|must watch|now playing|watch (?:live|now|video|the video)|"
    r"play(?: video)?|up next|"
    r"media caption|image caption|enlarge this image|hide caption|toggle caption|view gallery|listen(?: "
    r"to this article\b.{0,30})?",
    # Advertisements.
    r"advert(?:isement|isment|ising|s)?(?: ?[-–—:] ?(?:scroll|continue|article|story).{0,60})?|ads? "
    r"by(?: \S+){1,2}|ad|"
    r"sponsored(?: (?:content|links?|by(?: \S+){1,2}))?|promoted(?: content)?|paid (?:content|post)|"
    r"partner content|remove ads",
    r"(?:scroll|swipe) (?:down )?(?:to|for) (?:continue|more|content).{0,40}",
    # Newsletters, accounts, applications.
    r"sign[- ]?up(?: now| here| today)?",
    r"sign[- ]?up (?:for|to|here|today|now)\b.{0,200}(?:newsletter|briefing|inbox|alert|e-?mail|update|"
    r"app\b|breaking|"
    r"daily|weekly|morning|digest|here|push).{0,120}",
    r"sign[- ]?up for (?:our|your|my|free)\b.{0,80}",
    r"(?:please )?subscribe(?: (?:now|today|here|free|for free))?",
    r"(?:please )?subscribe (?:to|for|now|here|today)\b.{0,100}(?:newsletter|channel|updates?|alerts?|"
    r"podcast|e-?mail|access|"
    r"youtube|feed|free|us|digital|here|inbox|more).{0,80}",
    r"(?:get|receive) .{0,80}(?:newsletters?|in your inbox|to your inbox|(?:by|via) e-?mail|straight to "
    r"your .{1,30}|delivered (?:to you|straight|daily))\b.{0,80}",
    r"(?:enter|your|type) (?:your )?e-?mail(?: address)?.{0,40}|newsletters?|(?:daily|weekly|morning|"
    r"evening) (?:newsletter|briefing)",
    r"(?:log|sign) ?[io]n(?: (?:to|with|or) .{1,60})?|register(?: (?:now|here|for free|to (?:continue|"
    r"read|comment).{0,30}))?|create (?:an |a free )?account|"
    r"my account|already a (?:subscriber|member)\?.{0,40}|forgot (?:your )?password\?",
    r"download (?:our|the|now).{0,40}\bapp\b.{0,60}|download|get the app|open in app",
    r"(?:please )?(?:follow|like|find|join|connect with) (?:us|our|@\w+)\b.{0,120}"
    r"(?:facebook|twitter|instagram|telegram|whatsapp|youtube|linkedin|google news|channel|\bx\b).{0,80}",
    r"follow (?:us|me)|follow (?:him|her|them|\S+ \S+)? ?on (?:twitter|facebook|instagram|x|"
    r"threads)\b.{0,80}",
    r"(?:we use cookies|this (?:web)?site uses cookies|by (?:continuing|using this site)).{0,200}|"
    r"accept(?: all)?(?: cookies)?|"
    r"(?:privacy|cookie) (?:policy|settings|notice)|terms (?:of (?:use|service)|and conditions)|manage "
    r"(?:cookies|preferences)",
    # Notices.
    r"(?:(?:©|\(c\)).{0,160}|copyright(?: ?©| ?\(c\))? ?\d{4}.{0,160})|.{0,60}all rights reserved\W*",
    r"(?:image|photo|picture|video) (?:source|credit)s?\s?[,:] .{0,60}|"
    r"(?:photo|photograph|image|picture)s? (?:by|courtesy(?: of)?)(?: [\w.'/]+){1,4}|"
    r"(?:getty images|reuters|afp|ap photo|file photo|epa|ap)(?:\s?[/|,]\s?(?:[\w.'-]+ ?){1,3}+)?",
    r"(?:about )?\d+ min(?:ute)?s? (?:read|ago|to read)|\d+ (?:hours?|days?|weeks?|months?) ago|\d+[- "
    r"]min(?:ute)? read|"
    r"(?:estimated )?reading time:?.{0,30}",
    rf"(?:first |last )?(?:published|updated|posted|modified):?\s{_DATE}",
    r"tags?:.{0,200}|topics?:.{0,120}|filed under:?.{0,120}|categor(?:y|ies):.{0,120}|tags|topics",
    r"about the authors?|author(?: bio)?|written by|report a (?:typo|correction|mistake).{0,60}|have a "
    r"(?:news )?tip\?.{0,160}",
]
_CHROME_LINE = re.compile(rf"(?:{'|'.join(f'(?:{pattern})' for pattern in _CHROME)}){_END}")
_BYLINE = re.compile(
    r"(?:by|by:|from|written by|reported by) "
    r"[A-Z][\w.'’\-]*(?: (?:[A-Z][\w.'’\-]*|de|van|von|al|bin|and|&)|, [A-Z][\w.'’\-]*){1,8}"
    r"(?:\s?[|,\-–—] ?.{0,40})?",
)
_SITE_TAIL = re.compile(r"\s+[|\-–—:·»]+\s+[^|–—]{2,40}$")


def is_chrome(line: str) -> bool:
    """Return whether a line is the page's furniture and holds nothing of the report.

    Example:
        >>> is_chrome("Previous Post Next Post"), is_chrome("Advertisement was banned in Iran.")
        (True, False)
    """
    line = line.strip()
    if len(line) > MAX_CHROME_CHARS:
        return False
    if not any(char.isalnum() for char in line):
        return True
    plain = line.casefold().replace("’", "'").replace("‘", "'").lstrip("-•*>»|▶►→ [(").rstrip("])")
    return bool(plain) and _CHROME_LINE.fullmatch(plain) is not None


def is_byline(line: str) -> bool:
    """Return whether a line only says who wrote the report.

    Example:
        >>> is_byline("By Ana Silva and Jon Day"), is_byline("By Monday Iran had agreed.")
        (True, False)
    """
    line = line.strip()
    first = line[:1].lower() + line[1:]
    return len(line) < 120 and not line.endswith((".", "?", "!", "”", '"')) and bool(_BYLINE.fullmatch(first))


def is_headline_copy(line: str, headline: str) -> bool:
    """Return whether a line is the headline again, in other case or with the outlet's name behind it.

    Example:
        >>> is_headline_copy("TALKS FAIL IN DOHA | The Daily", "Talks fail in Doha")
        True
    """
    if line == headline:
        return bool(headline)
    if not headline or len(line) > len(headline) * 2 + 60:
        return False
    if _find_first(line) != _find_first(headline):
        return False  # the quick way out for nearly every line
    wanted = _fold(headline)
    return bool(wanted) and (_fold(line) == wanted or _fold(_SITE_TAIL.sub("", line)) == wanted)


def drop_chrome(lines: list[str], *, headline: str = "", at_top: bool = True) -> list[str]:
    """Return the lines that belong to the report's body.

    Args:
        lines: Paragraphs or lines of a page's text, in order.
        headline: The report's headline; its copies go too. "" when there is none.
        at_top: Whether the lines are the page's first, where bylines stand.

    Example:
        >>> drop_chrome(["Share", "Talks failed.", "Post a Comment"])
        ['Talks failed.']
    """
    kept: list[str] = []
    for line in lines:
        if not line.strip() or is_chrome(line) or is_headline_copy(line, headline):
            continue
        # Further down the shape of a byline may be text.
        if at_top and len(kept) < 3 and is_byline(line):
            continue
        kept.append(line)
    return kept


def _find_first(line: str) -> str:
    """Return a line's first letter or digit in lower case; "" when there is none."""
    return next((char.casefold() for char in line if char.isalnum()), "")


def _fold(line: str) -> str:
    """Return a line's letters and digits in lower case, single-spaced, for comparing."""
    text = unicodedata.normalize("NFKC", line).casefold()
    return " ".join(re.findall(r"\w+", text))
