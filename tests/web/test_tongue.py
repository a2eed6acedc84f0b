"""Pages in the reader's language: templates translated as they are loaded, and who is spoken to in which."""

import json
import re
from pathlib import Path

import pytest

import cabochon.web
from cabochon.languages import LANGUAGES, catalogue, speaking
from cabochon.web.page import environment
from cabochon.web.tongue import translated
from cabochon.web.tongue_reading import pieces
from cabochon.web.tongue_scripts import Scripts
from cabochon.web.tongue_telling import messages, tell

WEB = Path(cabochon.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {}\\n"\n'


def told(source, **words):
    """The source with words of the test's own; `_` in a name is a space."""
    known = {key.replace("_", " "): said for key, said in words.items()}
    return tell(source, lambda english, _: known.get(english, ""))


def keys(source):
    return list(messages(source))


@pytest.fixture
def french(tmp_path, monkeypatch):
    """A French catalogue of the test's own: `french({"Today": "Aujourd’hui"})`; a list has plural forms."""
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)

    def write(words, language="fr"):
        lines = [f"msgid {_po(english)}\nmsgstr {_po(said)}\n" for english, said in words.items()]
        (tmp_path / f"{language}.po").write_text(HEAD.format("nplurals=2; plural=(n > 1);") + "\n" + "\n".join(lines))
        catalogue.opened.cache_clear()

    catalogue.opened.cache_clear()
    yield write
    catalogue.opened.cache_clear()


def _po(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# Reading and telling


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_template_is_read_whole_and_stays_as_it_is_in_english(path):
    source = path.read_text("utf-8")
    assert "".join(piece.source for piece in pieces(source)) == source
    assert tell(source, lambda english, _: "") == source


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_message_holds_what_only_a_machine_reads(path):
    for key in keys(path.read_text("utf-8")):
        assert not re.search(r'\{[{%#]|[%#}]\}|="|^\W*(?:class|href)\b', key), key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_translated_template_is_one_that_jinja_reads(path):
    """Every message takes on another order and letters that HTML and Jinja would read."""

    def turned(english, _):
        tags = re.findall(r"</?\d+>", english)
        return "" if tags else "<é\"'&%> " + " ".join(reversed(re.findall(r"\{\d+\}|[^{}]+", english)))

    look = environment(WEB / "templates", lambda path: path)
    look.parse(tell(path.read_text("utf-8"), turned))


def test_a_message_is_a_block_with_what_stands_within_it():
    source = "<p>\n  Read {{ n }} of <b>{{ all }}</b>,\n  or <a href='/x'>all of <em>it</em></a>.\n</p><p>Then stop</p>"
    assert keys(source) == ["Read {1} of {2}, or <1>all of <2>it</2></1>.", "Then stop"]
    said = tell(source, lambda english, _: "<1>Alles (<2>es</2>)</1> oder {1}/{2}" if "Read" in english else "")
    assert said == ("<p>\n  <a href='/x'>Alles (<em>es</em>)</a> oder {{ n }}/<b>{{ all }}</b>\n</p><p>Then stop</p>")


def test_statements_comments_and_controls_end_a_sentence():
    source = (
        "<label>Name{% if x %} or code{% endif %}{# why #} here<input name='a'> after</label><button>Go</button> on"
    )
    assert keys(source) == ["Name", "or code", "here", "after", "Go", "on"]


def test_elements_side_by_side_are_sentences_of_their_own():
    assert keys("<p><a href='/a'>First</a> · <a href='/b'><span>Second</span></a></p>") == ["First", "Second"]
    assert keys("<p>{{ n }} <b>surveys</b></p>") == ["{1} <1>surveys</1>"]


def test_an_element_that_is_not_closed_in_its_sentence_ends_it():
    assert keys("<p>Before <b>bold{% if x %} more</b> after{% endif %}</p>") == ["Before", "bold", "more", "after"]


def test_pictures_and_icons_at_an_end_are_no_part_of_it():
    assert keys("<summary>{{ mark() }}<svg><path d='M0'/></svg> More{{ m.chevron() }}</summary>") == ["More"]
    assert keys("<p>Press <svg aria-label='Plus'></svg> now</p>") == ["Plus", "Press {1} now"]


def test_what_a_drawing_says_is_told_and_code_is_not():
    source = (
        "<svg><title>Trend</title><text>Week {{ n }}</text></svg><p>Type <code>cabochon ask</code></p><pre>a b</pre>"
    )
    assert keys(source) == ["Trend", "Week {1}", "Type {1}"]
    assert keys("<script>let a = 'b'</script><style>p { }</style><textarea>Dear</textarea>") == []


def test_attributes_that_people_read_are_told():
    source = """<input placeholder="A name" class="wide field" title="{% if a %}One{% else %}Two {{ n }}{% endif %}">"""
    assert keys(source) == ["A name", "One", "Two {1}"]
    said = told(source, A_name='Ein "Name" > {{ x }}', One="Eins", **{"Two {1}": "{1}: zwei"})
    assert 'placeholder="A name"' in said  # a brace that is no place: it does not fit
    assert 'title="{% if a %}Eins{% else %}{{ n }}: zwei{% endif %}"' in said
    assert 'placeholder="Ein &quot;Name&quot; &gt;"' in told(source, A_name='Ein "Name" >')


def test_quotes_within_an_expression_do_not_end_an_attribute():
    source = """<a title="Go to {{ "x>" if a else 'y"' }}" href="/">Go</a>"""
    assert set(keys(source)) == {"Go", "Go to {1}"}
    assert told(source, **{"Go to {1}": "Zu {1}"}) == source.replace("Go to", "Zu")


def test_letters_alone_make_a_message():
    assert keys("<p>{{ a }} · {{ b }} – 12%</p><p>&nbsp;&times;</p><p>Cabochon</p><p>https://a.example</p>") == []
    assert keys("<p>Fish&nbsp;&amp; chips</p>") == ["Fish\xa0& chips"]


@pytest.mark.parametrize(
    "said",
    [
        "{{ config }}",
        "{% include 'x' %}",
        "{# #}",
        "{1} {{ 7 * 7 }}",
        "{1} {2}",
        "<1>{1}</1>",
        "",
        "  ",
    ],
)
def test_a_hostile_translation_is_left_out(said):
    assert told("<p>Hello {{ name }}</p>", **{"Hello {1}": said}) == "<p>Hello {{ name }}</p>"


def test_a_translation_is_text_and_nothing_but_text():
    said = told("<p>Hello {{ name }}</p>", **{"Hello {1}": "<script>x</script> & \"'%} {1}<b>"})
    assert said == "<p>Hello {{ name }}</p>"  # its brace is no place
    said = told("<p>Hello {{ name }}</p>", **{"Hello {1}": "<script>x</script> & \"' {1}<b>"})
    assert said == "<p>&lt;script&gt;x&lt;/script&gt; &amp; &quot;&#x27; {{ name }}&lt;b&gt;</p>"


# In pages


def test_a_page_a_macro_and_an_include_are_in_the_language_spoken(french, tmp_path):
    french({"Today": "Aujourd’hui", "Late": "En retard", "Open": "Ouvert", "On": "Allumé"})
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "m.html").write_text("{% macro late(x) %}<p>Late</p>{{ x|decimal(1) }}{% endmacro %}")
    (folder / "i.html").write_text("<i>Open</i>")
    (folder / "p.html").write_text(
        '{% import "m.html" as m %}<h1>Today</h1>{{ m.late(1.5) }}{% include "i.html" %}{{ _("On") }}'
    )
    look = environment(folder, lambda path: path)
    english = "<h1>Today</h1><p>Late</p>1.5<i>Open</i>On"
    assert look.get_template("p.html").render() == english
    with speaking("fr"):
        assert look.get_template("p.html").render() == "<h1>Aujourd’hui</h1><p>En retard</p>1,5<i>Ouvert</i>Allumé"
    assert look.get_template("p.html").render() == english


def test_bare_words_of_an_expression_are_told_and_what_is_handed_on_is_not(french, tmp_path):
    french({"Open": "Ouvert", "Not yet": "Pas encore"})
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "p.html").write_text(
        '{{ "Open" if x == "Open" else "Not yet" }} {{ y or "Open" }} {{ f("Open") }} {{ "Open"|lower }}'
    )
    look = environment(folder, lambda path: path)
    with speaking("fr"):
        said = look.get_template("p.html").render(x="Open", y="", f=lambda key: key)
    assert said == "Ouvert Ouvert Open ouvert"


def test_numbers_days_and_plurals_in_templates(tmp_path):
    from datetime import date

    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "p.html").write_text(
        '{{ x|percent }} {{ 1234|whole }} {{ -3|signed }} {{ d|day("short") }} {{ 12|money("CHF") }} '
        '{{ count(2, "{n} door", "{n} doors") }} {{ 0.25|percent(1) }}'
    )
    look = environment(folder, lambda path: path)
    for language, said in (("en", "57% 1,234 −3 20 Nov CHF 12 2 doors 25.0%"),
                           ("de", "57\xa0% 1.234 −3 20. Nov. 12 CHF 2 doors 25,0\xa0%")):  # fmt: skip
        with speaking(language):
            assert look.get_template("p.html").render(x=0.573, d=date(2026, 11, 20)) == said


def test_a_script_brings_its_words_and_those_of_what_it_imports(french, tmp_path):
    scripts = tmp_path / "js"
    scripts.mkdir()
    (scripts / "say.js").write_text('export const say = (a) => a; say("Nothing");')
    (scripts / "a.js").write_text(
        'import { say } from "./say.js";\nimport "./b.js";\nsay("Copied"); say(\'It is "on"\');'
    )
    (scripts / "b.js").write_text('import { say } from "./say.js";\nsay("Gone {n}", { n });')
    (scripts / "c.js").write_text('import { say } from "./say.js";\nsay("Elsewhere");')
    french({"Copied": "Copié </script>", "Gone {n}": "Parti {n}", "Elsewhere": "Ailleurs", 'It is "on"': "Allumé"})
    source = """<script type="module" src="{{ static('js/a.js') }}"></script>"""
    assert Scripts(scripts).beside(source, "en") == source
    said = Scripts(scripts).beside(source, "fr")
    assert said.endswith(source)
    assert '"Copied":"Copié \\u003c/script>"' in said
    assert '"Parti \\u007bn}"' in said
    assert "Ailleurs" not in said
    made = environment(tmp_path, lambda path: path).from_string(said).render()
    assert json.loads(made[made.index("{") : made.index("</")])["Gone {n}"] == "Parti {n}"


def test_html_says_its_language_and_direction():
    source = (WEB / "templates" / "base.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl"' in translated(source, "ar", Scripts())
    assert '<html lang="fr" dir="ltr"' in translated(source, "fr", Scripts())
    others = [path.name for path in TEMPLATES if "<html" in path.read_text("utf-8")]
    assert others == ["base.html", "bundle.html"]  # the second speaks the module's language


# Who is spoken to


@pytest.fixture
def words(french):
    french({"Sign in": "Se connecter", "Today": "Aujourd’hui", "Sign out": "Se déconnecter",
            "Nothing is here": "Il n’y a rien ici", "Language": "Langue"})  # fmt: skip
    french({"Sign in": "تسجيل الدخول", "Today": "اليوم"}, "ar")


@pytest.mark.usefixtures("words")
def test_a_stranger_is_spoken_to_as_their_browser_asks(place):
    page = place.browser().get("/signin", **{"accept-language": "fr-CH, en;q=0.8"})
    assert '<html lang="fr" dir="ltr"' in page.text
    assert "<h1>Se connecter</h1>" in page.text
    assert page.headers["content-language"] == "fr"
    assert "accept-language" in page.headers["vary"].lower()
    assert '<html lang="en" dir="ltr"' in place.browser().get("/signin").text


@pytest.mark.usefixtures("words")
def test_a_stranger_may_choose_by_a_link(place):
    page = place.browser().get("/signin?language=ar", **{"accept-language": "fr"})
    assert '<html lang="ar" dir="rtl"' in page.text
    assert "<h1>تسجيل الدخول</h1>" in page.text
    assert 'action="/signin?language=ar"' in page.text
    for code, name in LANGUAGES.items():
        assert re.search(rf'<a href="/signin\?language={code}" lang="{code}"[^>]*>{name}</a>', page.text)
    assert '<html lang="en"' in place.browser().get("/signin?language=xx").text


@pytest.mark.usefixtures("words")
def test_an_error_is_told_in_the_reader_s_language(place):
    page = place.browser().get("/no/such/page", **{"accept-language": "fr"})
    assert page.status == 404
    assert '<html lang="fr"' in page.text
    assert "<h1>Il n’y a rien ici</h1>" in page.text


@pytest.mark.usefixtures("words")
def test_one_chooses_a_language_for_oneself_and_every_page_speaks_it(place):
    me = place.signed_in("hq_leader")
    page = me.get("/playbook", **{"accept-language": "ja"})
    assert '<html lang="en"' in page.text  # the account's, not the browser's
    assert "accept-language" not in page.headers["vary"].lower()
    answer = me.post("/me/language", {"csrf": page.csrf, "language": "fr", "back": "/playbook?line=watch"})
    assert (answer.status, answer.headers["location"]) == (303, "/playbook?line=watch")
    page = me.get("/playbook")
    assert '<html lang="fr"' in page.text
    assert "Se déconnecter" in page.text
    assert page.headers["content-language"] == "fr"
    assert "Il n’y a rien ici" in me.get("/no/such/page").text
    assert place.signed_in("analyst").get("/sql").headers["content-language"] == "en"
    noted = [(actor, deed, detail) for _, actor, deed, _, detail in place.house.directory.notes(about="hq_leader")]
    assert ("hq_leader", "changed an account", "language") in noted
    me.post("/me/language", {"csrf": page.csrf, "language": "ar", "back": "/"})
    assert '<html lang="ar" dir="rtl"' in me.get("/playbook").text
    me.post("/me/language", {"csrf": me.get("/playbook").csrf, "language": "en", "back": "/"})


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil", "", "today", "/a\r\nset-cookie: x"]
)
def test_one_goes_back_to_a_page_of_this_house_only(place, back):
    me = place.signed_in("hq_leader")
    answer = me.post("/me/language", {"csrf": me.get("/playbook").csrf, "language": "en", "back": back})
    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_a_language_that_is_none_is_refused_and_a_stranger_has_none_to_keep(place):
    me = place.signed_in("hq_leader")
    page = me.get("/playbook")
    assert me.post("/me/language", {"csrf": page.csrf, "language": "xx", "back": "/"}).status == 422 or 400
    assert me.post("/me/language", {"csrf": "no", "language": "fr", "back": "/"}).status == 403
    assert place.browser().post("/me/language", {"csrf": "x", "language": "fr"}).status in (303, 401)
