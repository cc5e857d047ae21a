r"""Reports: a news report read from text, a saved page, an address or standard input, and its sentences.

>>> from detente.reports import parse_text
>>> report = parse_text("Talks fail\n\nNo deal was made. Both sides left Doha.")
>>> [sentence.text for sentence in report.sentences]
['Talks fail', 'No deal was made.', 'Both sides left Doha.']
"""

from detente.reports.language import detect_language, name_language
from detente.reports.pages import parse_html
from detente.reports.plain import parse_text
from detente.reports.reading import MAX_FILE_BYTES, parse_report, read_report
from detente.reports.report import HEADLINE_INDEX, Report, Sentence, build_report
from detente.reports.splitting import split_sentences

__all__ = [
    "HEADLINE_INDEX",
    "MAX_FILE_BYTES",
    "Report",
    "Sentence",
    "build_report",
    "detect_language",
    "name_language",
    "parse_html",
    "parse_report",
    "parse_text",
    "read_report",
    "split_sentences",
]
