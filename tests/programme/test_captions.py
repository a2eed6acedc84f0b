"""Captions are read strictly, and written anew from what was read."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.programme import captions
from cabochon.programme.captions import Cue, read, words, written
from cabochon.refusals import Refused

TWO = """WEBVTT - The story

STYLE
::cue { color: red }

NOTE made on a Tuesday

intro
00:00.500 --> 00:02.000 align:start
<v Advisor>May I show you both?</v>

00:00:02.000 --> 00:00:04.250
- Yes, <i>please</i>.
- Gladly &amp; at once.
"""


def test_cues_are_read_with_their_times_and_without_styles_and_notes():
    one, two = read(TWO)
    assert one == Cue(0.5, 2.0, "<v Advisor>May I show you both?</v>")
    assert (two.begin, two.end) == (2.0, 4.25)
    assert "color" not in written(read(TWO))
    assert words(read(TWO)) == "May I show you both?\n- Yes, please. - Gladly & at once."


def test_what_is_written_reads_the_same_again():
    assert read(written(read(TWO))) == read(TWO)
    assert read(TWO.replace("\n", "\r\n")) == read("\ufeff" + TWO) == read(TWO)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1 of the captions: they begin with WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHello", "line 1 of the captions: they begin with WEBVTT"),
        ("WEBVTT\n", "hold no words"),
        ("WEBVTT\n\nHello there", "line 3 of the captions: they need a line of times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "line 3 of the captions: they have times here without words"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx", "end at 00:01.000 before they begin"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nx\n\n00:01.000 --> 00:04.000\ny", "line 6 .* go back in time"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nx", "for a time; write"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script>", "only <b>, <i>, <u> and <v Name>"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b onclick=x>y</b>", "only <b>"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b>y", "leave <b> open"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\ny</b>", "close </b> where it is not open"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n2 < 3", "write &lt; or &gt;"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny", "put an empty line before each cue"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "x" * 501, "501 characters in one cue"),
        ("WEBVTT\n\n" + "x" * 200_001, "200,000 are taken"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, says):
    with pytest.raises(Refused, match=says):
        read(text)


def test_captions_of_a_longer_film_are_of_another():
    assert read(TWO, seconds=4.0)
    with pytest.raises(Refused, match="the recording ends at 1; they belong to another"):
        read(TWO.replace("00:00:02.000", "00:00:03.000"), seconds=1)


@given(st.text(alphabet="WEBVT\n0123456789:.-> <b/>&ax", max_size=200))
def test_no_text_breaks_the_reader(text):
    with suppress(Refused):
        found = captions.read("WEBVTT\n\n" + text)
        assert captions.read(captions.written(found)) == found
