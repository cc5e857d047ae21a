import pytest

from detente.reports.chrome import drop_chrome, is_byline, is_chrome, is_headline_copy

FURNITURE = """Post a Comment
Previous Post Next Post
Share
Share this article
Read more
Read more: What comes next for the talks?
ADVERTISEMENT
Advertisement - Scroll to continue
Sign up for our newsletter
Sign up for the Morning Briefing, delivered daily to your inbox
Facebook Twitter WhatsApp
FacebookTwitterEmail
12 Comments
Leave a Reply
Updated 10:15 GMT, 6 August 2024
Published August 6, 2024
© 2024 Example Ltd.
All rights reserved.
Photo by Ana Silva
Getty Images
5 min read
Related: What is next
You may also like
Skip to main content
Follow us on Facebook and Twitter
Subscribe to our newsletter
Log in
***
Story continues below advertisement
Tags: war, talks""".splitlines()
TEXT = """Share prices fell.
Published reports say 30 died.
Sponsored by Iran, the militia attacked.
Get aid delivered to Gaza, UN says
Register to vote
Print media was closed
Sign up for war, Putin tells men
Read more books, he said.
Video by state TV showed missiles.
Reuters/Ana Silva North Korea has denied its involvement in the sinking.
Comments by Putin anger Kyiv
Follow the money
Home Secretary resigns
Join us or die, rebels say
Listen to us
Next week Iran votes
Tweet by Trump angers Iran
Advertisement was banned in Iran.
Iran warned.
Related attacks killed three people.
Previous talks failed.
Copyright the key to trade talks
Email from Kyiv reveals plan
Search for survivors goes on""".splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_chrome(line):
    assert is_chrome(line)


@pytest.mark.parametrize("line", TEXT)
def test_text_is_not_chrome(line):
    assert not is_chrome(line)


def test_long_lines_are_never_chrome():
    assert not is_chrome("Read more: " + "and the talks went on " * 20)


def test_bylines():
    assert is_byline("By Ana Silva and Jon Day")
    assert is_byline("By Ana de Silva, Newswire")
    assert not is_byline("By Monday Iran had agreed.")
    assert not is_byline("By evening the city had fallen")


def test_byline_only_at_the_top():
    lines = ["By Ana Silva", "One.", "Two.", "Three.", "By Ana Silva"]
    assert drop_chrome(lines) == lines[1:]


def test_headline_copies():
    assert is_headline_copy("TALKS FAIL in Doha", "Talks fail in Doha")
    assert is_headline_copy("“Talks fail in Doha” | The Daily", "Talks fail in Doha")
    assert not is_headline_copy("Talks fail in Doha again", "Talks fail in Doha")
    assert not is_headline_copy("Talks fail in Doha", "")


def test_drop_chrome_keeps_order_and_text():
    lines = ["Share", "  He said so.", "", "Talks fail", "She left."]
    assert drop_chrome(lines, headline="Talks fail") == ["  He said so.", "She left."]
