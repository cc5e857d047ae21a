"""Write the pages of the demonstration crisis from its annotated text: ``python -m benchmarks.crisis_pages``.

The pages are plain news pages of five invented outlets, without scripts; a test holds them to the text.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from benchmarks.stories import Story, read_stories

__all__ = ["CRISIS_FOLDER", "CRISIS_GOLD", "write_page"]

_ROOT: Final = Path(__file__).parent.parent
CRISIS_GOLD: Final = _ROOT / "tests" / "gold" / "crisis.txt"
CRISIS_FOLDER: Final = _ROOT / "examples" / "crisis"

_SECTIONS: Final = {
    "Andean Wire": ("Latest", "Andes", "Amazon", "Markets"),
    "The Continental": ("World", "Politics", "Ideas", "Books"),
    "The Guayas Herald": ("Guayas", "The country", "The port", "Football"),
    "Lima Gazette": ("Politics", "Nation", "Lima", "Culture"),
    "Radio Frontera": ("On air", "News", "Music", "Messages"),
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{headline} | {outlet}</title>
  <meta property="og:type" content="article">
  <meta property="og:title" content="{headline}">
  <meta property="og:site_name" content="{outlet}">
  <meta property="og:url" content="{url}">
  <meta property="article:published_time" content="{day}T{time}:00+00:00">
  <link rel="canonical" href="{url}">
</head>
<body>
  <header>
    <a href="/">{outlet}</a>
    <nav><ul>{sections}</ul></nav>
  </header>
  <main>
    <article>
      <h1>{headline}</h1>
      <p class="dateline"><time datetime="{day}T{time}:00+00:00">{day} {time} UTC</time></p>
{paragraphs}
    </article>
  </main>
  <footer>{outlet} is made up, and so are this report and every person in it.</footer>
</body>
</html>
"""


def write_page(story: Story) -> str:
    """Return the page of a report as its outlet would print it."""
    report = story.report
    outlet, headline = escape(report.outlet), escape(report.headline)
    return _PAGE.format(
        headline=headline,
        outlet=outlet,
        url=escape(report.url),
        day=report.published,
        time=story.time,
        sections="".join(f'<li><a href="#">{name}</a></li>' for name in _SECTIONS[report.outlet]),
        paragraphs="\n".join(f"      <p>{escape(line, quote=False)}</p>" for line in report.body.split("\n\n")),
    )


def main() -> None:
    """Write each page into `CRISIS_FOLDER`."""
    CRISIS_FOLDER.mkdir(parents=True, exist_ok=True)
    for story in read_stories(CRISIS_GOLD):
        (CRISIS_FOLDER / f"{story.file}.html").write_text(write_page(story), encoding="utf-8")


if __name__ == "__main__":
    main()
