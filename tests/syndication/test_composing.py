"""What a network is given, as a table of rules."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from syndication.composing import (
    WORD_JOINER,
    Correction,
    Story,
    Wish,
    compose,
    compose_reply,
    hashtag,
    measured,
)
from syndication.networks import NETWORKS
from syndication.networks.base import Limits, Picture, PictureLimits, RejectedError

URL = "https://stadt.example/newsroom/neuer-park"
PICTURE = Picture(b"-", "image/jpeg", 1_200, 900, "Bäume")


def graphemes(text):
    return len(regex.findall(r"\X", text))


def limits(length=500, **changes):
    picture = PictureLimits(max_bytes=1_000_000, max_width=2_000, max_height=2_000)
    return Limits(text_length=length, count=graphemes, picture=picture, **changes)


def story(**changes):
    facts = {
        "headline": "Ein neuer Park für alle",
        "teaser": "Am Samstag wird gepflanzt.",
        "url": URL,
        "language": "de",
        "topics": ("Stadtgrün", "Bürger*innen-Rat"),
    }
    return Story(**(facts | changes))


def test_text_teaser_hashtags_and_link_stand_in_this_order():
    assert compose(story(), limits(), "card").text == (
        "Ein neuer Park für alle\n\nAm Samstag wird gepflanzt.\n\n"
        f"#Stadtgrün #BürgerinnenRat\n\n{URL}"
    )


def test_a_network_with_a_card_has_no_link_in_the_text():
    assert URL not in compose(story(), limits(link_in_text=False), "card").text


def test_a_picture_leaves_no_room_for_a_card_so_the_link_is_in_the_text():
    post = compose(story(), limits(link_in_text=False), "picture", PICTURE)
    assert post.text.endswith(f"\n\n{URL}")
    assert (post.attach, post.picture) == ("picture", PICTURE)


def test_without_a_picture_a_post_is_one_with_a_card():
    post = compose(story(), limits(link_in_text=False), "picture")
    assert (post.attach, post.picture) == ("card", None)
    assert URL not in post.text


def test_where_no_link_can_be_followed_a_short_one_can_be_typed():
    short = "https://stadt.example/n/7"
    known = limits(link_clickable=False)
    post = compose(story(short_url=short), known, "picture", PICTURE)
    assert post.text.endswith("#Stadtgrün #BürgerinnenRat\n\nstadt.example/n/7")
    assert [span.kind for span in post.spans] == ["tag", "tag"]
    assert post.url == URL


def test_no_more_links_than_the_network_takes():
    hosts = " ".join(f"www.amt{number}.example/a" for number in range(9))
    for text_too in (True, False):
        known = limits(link_in_text=text_too, max_links=5)
        text = compose(story(teaser=hosts), known, "card").text
        assert "amt3.example" in text
        assert "amt4.example" not in text


def test_the_same_link_twice_is_one_link():
    known = limits(max_links=2)
    text = compose(story(teaser="amt.example " * 5), known, "card").text
    assert text.count("amt.example") == 5


def test_an_urgent_story_says_so_first():
    assert compose(story(urgent=True), limits(), "card").text.startswith("Eilmeldung: ")


@pytest.mark.parametrize(
    ("topic", "tag"),
    [
        ("Digitalisierung", "Digitalisierung"),
        ("rat & politik", "RatPolitik"),
        ("Fähre nach Süden", "FähreNachSüden"),
        ("Bürger*innen-Rat", "BürgerinnenRat"),
        ("Bürger:innen", "Bürgerinnen"),
        ("DOGEWO21", "DOGEWO21"),
        ("E-Mobilität", "EMobilität"),
        ("Gru\u0308ne Wege", "GrüneWege"),  # as some machines write umlauts
        ("2025", ""),
        ("x" * 64, "X" + "x" * 63),
        ("x" * 65, ""),
        ("—", ""),
    ],
)
def test_hashtags_are_camel_case_with_umlauts(topic, tag):
    assert hashtag(topic) == tag


def test_a_topic_that_makes_the_same_hashtag_twice_is_said_once():
    text = compose(story(topics=("Rat Haus", "Rat-Haus")), limits(), "card").text
    assert text.count("#RatHaus") == 1


def test_no_more_hashtags_than_the_network_takes():
    assert compose(story(), limits(max_tags=1), "card").text.count("#") == 1


@pytest.mark.parametrize("sign", ["@", "#"])
def test_a_sign_in_the_headline_makes_no_mention_and_no_hashtag(sign):
    text = compose(story(headline=f"Neu: {sign}name"), limits(), "card").text
    assert f"{sign}{WORD_JOINER}name" in text


def test_an_underscore_in_front_hides_no_hashtag():
    assert f"_#{WORD_JOINER}x" in compose(story(teaser="_#x"), limits(), "card").text


def test_where_only_facets_make_a_mention_the_headline_stays_as_written():
    post = compose(story(headline="Neu: @name"), limits(reads_markup=False), "card")
    assert "Neu: @name" in post.text


def test_a_mail_address_is_left_alone():
    post = compose(story(headline="Fragen an presse@stadt.example"), limits(), "card")
    assert "presse@stadt.example" in post.text


def test_an_address_in_the_teaser_is_no_second_link():
    post = compose(story(teaser="Mehr: https://stadt.example/x"), limits(), "card")
    assert post.text.count("https://") == 1


def test_the_card_tells_the_words_as_they_were_written():
    post = compose(story(headline="Neu: @name"), limits(), "card")
    assert (post.title, post.description) == (
        "Neu: @name",
        "Am Samstag wird gepflanzt.",
    )


def test_the_teaser_is_shortened_first_and_at_the_end_of_a_word():
    long = story(teaser="Bürger*innen " * 60)
    text = compose(long, limits(300), "card").text
    assert graphemes(text) <= 300
    assert "Bürger*innen …" in text
    assert URL in text
    assert "#Stadtgrün #BürgerinnenRat" in text


def test_then_the_hashtags_go_and_the_headline_is_last():
    text = compose(story(headline="Wort " * 40), limits(120), "card").text
    assert text.startswith("Wort Wort")
    assert text.endswith(URL)
    assert "#" not in text


def test_a_limit_in_bytes_counts_too():
    long = story(headline="Grün", teaser="äöü " * 40, topics=())
    text = compose(long, limits(300, text_bytes=150), "card").text
    assert len(text.encode()) <= 150


def test_what_cannot_fit_at_all_is_refused_with_a_sentence():
    with pytest.raises(RejectedError, match="Überschrift"):
        compose(story(headline="x" * 300), limits(200), "card")


def test_spans_point_at_our_own_hashtags_and_link():
    post = compose(story(), limits(), "card")
    assert [(post.text[s.start : s.end], s.kind, s.target) for s in post.spans] == [
        ("#Stadtgrün", "tag", "Stadtgrün"),
        ("#BürgerinnenRat", "tag", "BürgerinnenRat"),
        (URL, "link", URL),
    ]


words = st.text(
    st.sampled_from("abcäöüß*#@ 💣👩\u200d\u0301\u2028\t\n/:."), max_size=300
)


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("attach", ["card", "picture"])
@given(headline=words, teaser=words, topics=st.lists(words, max_size=4))
def test_never_more_than_the_network_takes(network, attach, headline, teaser, topics):
    told = story(headline=f"Titel {headline}", teaser=teaser, topics=tuple(topics))
    known = network.limits({})
    post = compose(told, known, attach, PICTURE if attach == "picture" else None)
    assert known.count(post.text) <= known.text_length
    for span in post.spans:
        said = post.text[span.start : span.end]
        assert said == (span.target if span.kind == "link" else f"#{span.target}")


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("attach", ["card", "picture"])
@given(text=words, topics=st.lists(words, max_size=4), urgent=st.booleans())
def test_an_own_text_is_never_more_than_the_network_takes(
    network, attach, text, topics, urgent
):
    told = story(text=f"Wort {text}", topics=tuple(topics), urgent=urgent)
    known = network.limits({})
    post = compose(told, known, attach, PICTURE if attach == "picture" else None)
    assert known.count(post.text) <= known.text_length
    tags = {span.target for span in post.spans if span.kind == "tag"}
    assert known.max_tags is None or len(tags) <= known.max_tags
    for span in post.spans:
        said = post.text[span.start : span.end]
        assert said == (span.target if span.kind == "link" else f"#{span.target}")


CORRECTION = Correction(
    "1", "Erst am Sonntag, nicht am Samstag.", datetime(2026, 2, 1, tzinfo=UTC)
)


def test_the_newest_correction_stands_after_the_teaser():
    older = Correction("0", "Etwas anderes.", datetime.now(UTC))
    text = compose(story(corrections=(older, CORRECTION)), limits(), "card").text
    assert text.split("\n\n")[1:3] == [
        "Am Samstag wird gepflanzt.",
        "Korrektur: Erst am Sonntag, nicht am Samstag.",
    ]
    assert "Etwas anderes" not in text


@pytest.mark.parametrize("length", range(40, 200, 10))
def test_a_correction_outlives_teaser_and_hashtags(length):
    text = compose(
        story(corrections=(CORRECTION,)), limits(length, link_in_text=False), "card"
    ).text
    assert len(text) <= length
    if "#" in text or "gepflanzt" in text:
        assert "Korrektur: Erst am Sonntag, nicht am Samstag." in text


@pytest.mark.parametrize("name", NETWORKS)
def test_a_reply_is_the_correction_and_the_address(name):
    known = NETWORKS[name].limits({})
    post = compose_reply(story(short_url=f"{URL}/n/7"), CORRECTION, known)
    words, link = post.text.split("\n\n")
    assert words == "Korrektur: Erst am Sonntag, nicht am Samstag."
    assert link.endswith(("neuer-park", "/n/7"))
    assert (post.attach, post.picture) == ("text", None)


def test_an_important_update_is_named_as_one():
    update = replace(CORRECTION, is_update=True)
    said = "Aktualisierung: Erst am Sonntag, nicht am Samstag."
    assert said in compose(story(corrections=(update,)), limits(), "card").text
    assert compose_reply(story(), update, limits()).text.startswith(said)


def test_a_reply_too_long_is_shortened_at_the_end_of_a_word():
    long = Correction("1", "Nicht gestern, sondern heute. " * 20, datetime.now(UTC))
    text = compose_reply(story(), long, limits(200)).text
    assert len(text) <= 200
    assert text.endswith(f"… \n\n{URL}".replace(" ", ""))


def test_names_in_a_correction_become_no_mention():
    one = Correction("1", "Nicht @stadt, sondern #Rat.", datetime.now(UTC))
    assert "@stadt" not in compose_reply(story(), one, limits()).text
    assert "@stadt" not in compose(story(corrections=(one,)), limits(), "card").text


def image(pk=1, name="park.jpg", x=None):
    focus = {f"focal_point_{part}": x for part in ("x", "y", "width", "height")}
    return SimpleNamespace(pk=pk, file=SimpleNamespace(name=name), **focus)


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Anders"},
        {"teaser": "Anders."},
        {"kicker": "Anders"},
        {"topics": ("Anders",)},
        {"alt": "Anders"},
        {"urgent": True},
        {"image": image(2)},
        {"image": image(name="anders.jpg")},
        {"image": image(x=3)},
        {"image": None},
        {"corrections": (CORRECTION,)},
    ],
    ids=str,
)
def test_a_fingerprint_tells_what_a_post_may_show(change):
    known = {"image": image()}
    assert story(**known).fingerprint() == story(**known).fingerprint()
    assert story(**known | change).fingerprint() != story(**known).fingerprint()


def test_address_and_date_are_no_part_of_the_fingerprint():
    moved = story(url="https://stadt.example/anders", published_at=datetime.now(UTC))
    assert moved.fingerprint() == story().fingerprint()


# --- an editor's own text ---------------------------------------------------------


def own(text, known=None, **changes):
    return compose(story(text=text, **changes), known or limits(), "card")


def test_an_own_text_stands_instead_of_headline_and_teaser():
    assert own("Kommt alle!").text == (
        f"Kommt alle!\n\n#Stadtgrün #BürgerinnenRat\n\n{URL}"
    )


def test_of_white_space_alone_there_is_no_own_text():
    assert own(" \n ").text == compose(story(), limits(), "card").text


def test_paragraphs_stay_and_further_blank_lines_go():
    assert own("Eins.\r\n\r\n\r\n \r\nZwei.\r\nDrei.").text.startswith(
        "Eins.\n\nZwei.\nDrei.\n\n#"
    )


@pytest.mark.parametrize("name", ["mastodon", "bluesky"])
def test_hashtags_in_an_own_text_are_meant(name):
    post = own("Auf in den #Westpark, #Dortmund!", NETWORKS[name].limits({}))
    assert post.text.startswith("Auf in den #Westpark, #Dortmund!")
    tags = [
        (post.text[span.start : span.end], span.target)
        for span in post.spans
        if span.kind == "tag"
    ]
    assert tags == [
        ("#Westpark", "Westpark"),
        ("#Dortmund", "Dortmund"),
        ("#Stadtgrün", "Stadtgrün"),
        ("#BürgerinnenRat", "BürgerinnenRat"),
    ]


def test_a_topic_that_the_text_has_as_hashtag_is_not_said_twice():
    assert own("Im #stadtgrün").text.split("\n\n")[1] == "#BürgerinnenRat"


@pytest.mark.parametrize(("most", "ours"), [(1, 0), (2, 0), (3, 1)])
def test_typed_hashtags_count_first(most, ours):
    post = own("#Eins #Zwei", limits(max_tags=most))
    assert len(post.spans) - 1 == min(most, 2) + ours
    assert post.text.startswith("#Eins #Zwei") == (most > 1)
    assert post.text.startswith("#Eins ")


@pytest.mark.parametrize("text", ["#1 von 3", "Nr. ##Rat", "a.example/x#teil", "a#b"])
def test_what_only_looks_like_a_hashtag_is_none(text):
    post = own(text, limits(reads_markup=False), topics=())
    assert [span.kind for span in post.spans] == ["link"]


def test_names_in_an_own_text_call_nobody():
    assert f"@{WORD_JOINER}stadt" in own("Danke, @stadt und #Rat").text
    assert "#Rat" in own("Danke, @stadt und #Rat").text


@pytest.mark.parametrize("typed", [URL, f"{URL}/", "stadt.example/newsroom/neuer-park"])
def test_the_address_of_the_article_is_said_once(typed):
    text = own(f"Mehr: {typed}").text
    assert text.count("stadt.example/newsroom/neuer-park") == 1
    assert own(f"Mehr: {typed}-zwei").text.count("neuer-park") == 2


def test_the_address_alone_is_no_text():
    assert own(URL).text == compose(story(), limits(), "card").text


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Bombe gefunden.", "Eilmeldung: Bombe gefunden."),
        ("EILMELDUNG Bombe gefunden.", "EILMELDUNG Bombe"),
    ],
)
def test_an_urgent_own_text_says_so_once(text, start):
    assert own(text, urgent=True).text.startswith(start)


def test_of_a_text_too_long_the_topics_go_then_the_last_words():
    whole = own("Wort " * 30, limits(200)).text
    assert whole == f"{('Wort ' * 30).strip()}\n\n{URL}"
    assert own("Wort " * 60, limits(200)).text.endswith(f"Wort …\n\n{URL}")


def test_a_correction_outlives_the_end_of_an_own_text():
    text = own("Wort " * 60, limits(200), corrections=(CORRECTION,)).text
    assert "Korrektur: Erst am Sonntag, nicht am Samstag." in text
    assert len(text) <= 200


def test_a_reply_knows_no_own_text():
    told = story(text="Kommt alle!")
    assert "Kommt" not in compose_reply(told, CORRECTION, limits()).text


def test_on_a_channel_its_own_text_and_attachment_count():
    told = story(
        text="Für alle.", wishes=(Wish(7, text="Hier."), Wish(8, attach="card"))
    )
    assert [told.on(number).text for number in (7, 8, 9)] == [
        "Hier.",
        "Für alle.",
        "Für alle.",
    ]
    assert [told.on(number).attach for number in (7, 8, 9)] == ["", "card", ""]


def test_the_length_of_an_own_text_is_measured_with_the_link_and_without_topics():
    length = measured(story(text="ä" * 10), limits(), "card")
    assert (length.count, length.limit, length.fits) == (10 + 2 + len(URL), 500, True)
    assert not measured(story(text="ä" * 500), limits(), "card").fits


def test_a_limit_in_bytes_is_told_in_bytes():
    length = measured(story(text="ä" * 80), limits(text_bytes=150), "card")
    assert (length.count, length.limit) == (160 + 2 + len(URL), 150)


def test_links_in_an_own_text_are_counted_with_ours():
    length = measured(story(text="a.example b.example"), limits(max_links=2), "card")
    assert (length.links, length.few_links) == (3, False)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Anders"},
        {"wishes": (Wish(1, text="Anders"),)},
        {"wishes": (Wish(1, attach="card"),)},
    ],
    ids=str,
)
def test_own_texts_are_part_of_the_fingerprint(change):
    assert story(**change).fingerprint() != story().fingerprint()


def test_whether_it_is_sent_at_all_is_no_part_of_the_fingerprint():
    told = story(wishes=(Wish(1, send=True), Wish(2, send=False)))
    assert told.fingerprint() == story().fingerprint()
