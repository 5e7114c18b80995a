"""Reading pages: the article and nothing of the page around it, and nothing that a reader would not see."""

from __future__ import annotations

import pytest

from scheduler.domain.articles import Article, read

BODY = """<p>Feet carry us through the day, and we rarely thank them for it.</p>
<h2>Roll the sole</h2><p>Stand tall and roll a ball under one foot. Breathe slowly while you do.</p>"""


def _page(inner: str, head: str = "") -> Article:
    text = f"<!doctype html><html lang='en'><head>{head}</head><body>{inner}</body></html>"
    return read(text.encode(), source="https://studio.example/blog/feet")


def _content(article: Article) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.kind not in ("junk", "title")]


FEET = _content(_page(f"<div class='entry-content'>{BODY}</div>"))


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><p>Home and other places to go.</p></nav>",
        "<div class='sharedaddy'><p>Share it with your friends now.</p></div>",
        "<div class='kg-signup-card'><p>Get one letter a week from us.</p></div>",
        "<div class='subscription-widget-wrap'><p>Subscribe to read more of this.</p></div>",
        "<div id='comments'><p>I tried it and slept like a baby.</p></div>",
        "<section class='related-posts'><p>Five things to know about hips.</p></section>",
        "<div class='cookie-banner'><p>We use cookies to make this better.</p></div>",
        "<aside class='author-box'><p>Jo loves long walks with her dogs.</p></aside>",
        "<figure><img src='/a.jpg' alt='Bare foot'><figcaption>A ball under a foot.</figcaption></figure>",
        "<div class='wp-caption'><p class='wp-caption-text'>A ball under a foot.</p></div>",
        "<form><p>Write to us and we will answer.</p></form>",
        "<div class='adsbygoogle'><p>Buy the best mat in town.</p></div>",
        "<ul class='pricing-table'><li>Drop-in class for 20 dollars.</li></ul>",
        "<blockquote class='twitter-tweet'><p>Look at this lovely foot.</p></blockquote>",
        "<p>Mon 9:00 am – 10:00 am Gentle Flow</p>",
        "<p>Photo by Lena R.</p>",
    ],
)
def test_furniture_inside_the_article_is_set_aside(furniture: str) -> None:
    assert _content(_page(f"<div class='entry-content'>{BODY}{furniture}</div>")) == FEET


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>Secret words here.</p>",
        "<p style='DISPLAY : NONE !important'>Secret words here.</p>",
        "<p style='visibility:hidden'>Secret words here.</p>",
        "<p hidden>Secret words here.</p>",
        "<div aria-hidden='true'><p>Secret words here.</p></div>",
        "<p style='position:absolute;left:-9999px'>Secret words here.</p>",
        "<p style='text-indent:-9999px'>Secret words here.</p>",
        "<p style='font-size:0'>Secret words here.</p>",
        "<p style='font-size:0px;line-height:0'>Secret words here.</p>",
        "<p style='opacity:0'>Secret words here.</p>",
        "<div style='height:0;overflow:hidden'><p>Secret words here.</p></div>",
        "<div style='width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)'><p>Secret words here.</p></div>",
        "<p style='color:#fff;background:#ffffff'>Secret words here.</p>",
        "<p style='color:white'>Secret words here.</p>",
        "<p><span style='color:rgb(255, 255, 255)'>Secret words here.</span></p>",
        "<div style='background-color:#222'><p style='color:#222222'>Secret words here.</p></div>",
        "<font color='#ffffff'>Secret words here.</font>",
        "<span class='sr-only'>Secret words here.</span>",
        "<p class='ghost'>Secret words here.</p>",
        "<p id='ghost'>Secret words here.</p>",
        "<template><p>Secret words here.</p></template>",
        "<noscript><p>Secret words here.</p></noscript>",
        "<script>Secret words here.</script>",
        "<style>p::after{content:'Secret words here.'}</style>",
        "<!-- Secret words here. -->",
        "<textarea>Secret words here.</textarea>",
        "<select><option>Secret words here.</option></select>",
        "<img src='/x.jpg' alt='Secret words here.' title='Secret words here.'>",
        "<svg><title>Secret words here.</title><text>Secret words here.</text></svg>",
        "<input type='hidden' value='Secret words here.'>",
        "<details hidden><summary>Secret words here.</summary></details>",
    ],
)
def test_nothing_that_is_hidden_is_text(hidden: str) -> None:
    style = "<style>/* theme */ @media print {.entry-content{display:none}} .ghost, #ghost { display: none }</style>"
    article = _page(f"<div class='entry-content'>{BODY}{hidden}</div>", style)
    assert _content(article) == FEET
    if not hidden.startswith(("<textarea", "<select", "<svg")):
        assert "Secret" not in article.text


@pytest.mark.parametrize(
    "shown",
    [
        "<p style='color:#fff;background:#333'>Plain words are here.</p>",
        "<div class='wp-block-cover has-background-dim'><p style='color:#ffffff'>Plain words are here.</p></div>",
        "<div style='background-image:url(a.jpg)'><p style='color:white'>Plain words are here.</p></div>",
        "<p style='font-size:14px;opacity:0.9'>Plain words are here.</p>",
        "<p style='position:relative;left:-2px'>Plain words are here.</p>",
        "<div style='overflow:hidden;width:100%'><p>Plain words are here.</p></div>",
    ],
)
def test_what_is_shown_is_not_taken_for_hidden(shown: str) -> None:
    assert "Plain words are here." in _content(_page(f"<div class='entry-content'>{BODY}{shown}</div>"))


def test_the_title_is_the_pages_h1_or_its_title_without_the_sites_name() -> None:
    content = f"<div class='entry-content'>{BODY}</div>"
    assert _page(f"<h1 class='entry-title'>Happy feet</h1>{content}").title == "Happy feet"
    head = "<title>Happy feet — Willow Studio</title><meta property='og:site_name' content='Willow Studio'>"
    assert _page(content, head).title == "Happy feet"
    assert _page(content, "<title>Hips: a start | Willow Studio</title>").title == "Hips: a start"


def test_date_author_address_pictures_links_and_videos_are_kept_with_their_section() -> None:
    head = (
        "<link rel='canonical' href='https://studio.example/feet'><meta name='author' content='Jo Park'>"
        "<meta property='article:published_time' content='2024-03-11T08:00:00-04:00'>"
    )
    extra = (
        "<img src='/ball.jpg' alt='A ball'><p>See <a href='/hips'>the hips</a> too.</p>"
        "<iframe src='https://www.youtube.com/embed/abc' title='Foot roll'></iframe>"
    )
    article = _page(f"<div class='entry-content'>{BODY}{extra}</div>", head)
    assert (article.url, article.author) == ("https://studio.example/feet", "Jo Park")
    assert article.date is not None
    assert article.date.isoformat() == "2024-03-11T08:00:00-04:00"
    assert [(i.url, i.alt, i.section) for i in article.images] == [
        ("https://studio.example/ball.jpg", "A ball", ("Roll the sole",))
    ]
    assert ("https://studio.example/hips", "the hips") in [(link.url, link.text) for link in article.links]
    assert [(v.url, v.section) for v in article.videos] == [("https://www.youtube.com/embed/abc", ("Roll the sole",))]


def test_wix_headings_that_are_large_paragraphs_are_headings() -> None:
    article = _page(
        "<div data-hook='post-description'>"
        "<p class='font_8'><span style='font-size:16px'>Feet carry us through the day,\u00a0"
        "and we rarely thank them.</span></p>"
        "<p class='font_2'><span style='font-size:28px'>\u200bRoll the sole\u200b</span></p>"
        "<p class='font_8'><span style='font-size:16px'>Stand tall and roll a ball under one foot.</span></p></div>"
    )
    assert [article.text[b.start : b.end] for b in article.blocks if b.kind == "heading"] == ["Roll the sole"]


def test_a_bold_line_above_a_paragraph_is_a_heading_and_bold_words_in_one_are_not() -> None:
    article = _page(
        "<div class='entry-content'><p><strong>Roll the sole</strong></p><p>Stand tall. <b>Breathe.</b></p>"
        "<p><b>Toes first</b><br>Curl them, then let go of everything.</p></div>"
    )
    assert [article.text[b.start : b.end] for b in article.blocks if b.kind == "heading"] == [
        "Roll the sole",
        "Toes first",
    ]


def test_google_document_comments_and_note_marks_are_left_out() -> None:
    article = _page(
        "<p class='title'><span>Happy feet</span></p><p><span>Feet carry us all day long.</span>"
        "<sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup><sup><a href='#ftnt1'>[1]</a></sup></p>"
        "<h2>Roll</h2><p>Roll the sole slowly.</p>"
        "<div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a><span>Is this right?</span></p></div>"
    )
    assert article.title == "Happy feet"
    assert _content(article) == ["Feet carry us all day long.", "Roll", "Roll the sole slowly."]


def test_a_table_of_paragraphs_is_read_and_a_table_of_figures_is_set_aside() -> None:
    layout = f"<table><tr><td>{BODY}</td></tr></table>"
    figures = "<table><tr><td>Pose</td><td>Minutes</td></tr><tr><td>Frog</td><td>3</td></tr></table>"
    article = _page(f"<div class='entry-content'>{layout}{figures}</div>")
    assert [article.text[b.start : b.end] for b in article.blocks if b.kind == "table"] == ["Pose Minutes", "Frog 3"]
    assert FEET[0] in article.text


def test_a_name_that_a_theme_puts_on_the_frame_does_not_hide_the_article() -> None:
    assert _content(_page(f"<div class='entry-content'><div class='has-navigation'>{BODY * 4}</div></div>"))[:3] == FEET
