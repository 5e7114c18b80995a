"""Places of a page that hold no article, by tag, role and class, and the places that do, by system."""

from __future__ import annotations

from functools import lru_cache

import regex
from lxml import etree

TAGS = {
    "nav": "navigation", "form": "a form", "button": "a page's button", "input": "a form", "select": "a form",
    "textarea": "a form", "label": "a form", "footer": "the page's foot", "iframe": "an embedded frame",
    "svg": "a drawing", "figcaption": "a picture's caption or credit", "caption": "a table's caption",
    "video": "a video", "menu": "navigation", "fieldset": "a form", "option": "a form",
}  # fmt: skip
ROLES = {
    "navigation": "navigation", "banner": "the page's head", "contentinfo": "the page's foot", "search": "navigation",
    "dialog": "a pop-up", "alertdialog": "a pop-up", "menu": "navigation", "menubar": "navigation",
    "button": "a page's button", "complementary": "beside the article", "form": "a form",
    "doc-footnote": "a footnote", "doc-endnotes": "a footnote",
}  # fmt: skip

_CLASSES = {
    "share buttons": (
        r"(?:[\w-]*-)?(?:share|shares|sharing|sharethis|addtoany|sharedaddy|social|socials|likes?|reactions?|"
        r"sd-social|sd-like|follow-us)(?:-(?:buttons?|links?|icons?|bar|box|container|block|widget|wrapper|section|"
        r"list|area|dialog|this|us))?|jetpack-likes[\w-]*|sqs-share[\w-]*|blog-item-share|post-ufi[\w-]*|"
        r"like-button[\w-]*|wp-block-social[\w-]*|elementor-share[\w-]*|a2a_kit|heateor[\w-]*"
    ),
    "related posts": (
        r"summary-(?:v2-)?block[\w-]*|summary-(?:item|excerpt|title|content)[\w-]*|(?:[\w-]*-)?related(?:-?(?:posts?|"
        r"articles?|content|entries|reading|items?|links?|section))?|"
        r"jp-relatedposts|yarpp[\w-]*|(?:recent|popular|more|recommended|latest|similar)-(?:posts?|articles?|entries|"
        r"stories)[\w-]*|read-?(?:more|next)(?:-[\w-]+)?|blog-item-pagination|item-pagination|up-next|"
        r"recommendations|kg-bookmark[\w-]*|post-preview[\w-]*|embedded-post[\w-]*|digest-post-embed"
    ),
    "comments": (
        r"comments?(?:-(?:area|section|list|respond|form|wrapper|template|container|block|thread|links?|count|"
        r"content|body|title))?|commentlist|respond|disqus[\w-]*|blog-item-comments|comments-(?:page|post)[\w-]*|"
        r"fb-comments|post-comments|reply"
    ),
    "sign-up box": (
        r"(?:[\w-]*-)?(?:newsletter|subscribe|subscription|subscriber|signup|sign-up|optin|opt-in|mailchimp|"
        r"mailinglist|mailing-list|convertkit|klaviyo|mc4wp|mc_embed)(?:-?[\w-]*)|kg-signup-card[\w-]*|"
        r"gh-subscribe[\w-]*|gh-cta[\w-]*|gh-post-upgrade-cta[\w-]*|mc_embed_\w+|formkit[\w-]*|wpforms[\w-]*|"
        r"hs-form[\w-]*|paywall[\w-]*|lead-magnet[\w-]*"
    ),
    "cookie notice": (
        r"(?:[\w-]*-)?(?:cookie|cookies|consent|gdpr|ccpa|onetrust|cookiebot|cmplz|cookieyes|cky)(?:-?[\w-]*)"
    ),
    "about the author": (
        r"(?:[\w-]*-)?(?:author|authors|writer|about-author)-?(?:box|bio|info|profile|card|description|block|section|"
        r"area|details|wrapper|meta|profile-wrapper)|author|authorbox|vcard|(?:post|entry|article)-author[\w-]*|"
        r"saboxplugin[\w-]*|gh-author[\w-]*|author-name|user-bio"
    ),
    "by-line or date": (
        r"byline[\w-]*|(?:post|entry|article|blog|blog-item|blog-post|gh-article|kg|page)-?(?:meta|info|date|byline|"
        r"details|published|metadata)(?:-[\w-]+)?|posted-on|posted-by|entry-utility|published|dateline|reading-time|"
        r"read-time|timestamp|dt-published|meta-data|publication-(?:date|meta)"
    ),
    "tags": (
        r"(?:post|entry|article|blog-item|blog)-?(?:tags?|categor(?:y|ies)|taxonom(?:y|ies)|labels|footer|"
        r"terms)(?:-[\w-]+)?|tags?(?:-?(?:links?|list|cloud|wrapper|container))|tagcloud|cat-links|tags|categories|"
        r"wp-block-post-terms|blog-categor[\w-]*|entry-footer"
    ),
    "navigation": (
        r"(?:[\w-]*-)?(?:nav|navbar|navigation|menu|breadcrumbs?|pagination|pager|pagenavi|paging|"
        r"sitemap)(?:-(?:links?|menu|bar|wrap|wrapper|list|container|area|items?|main|next|previous|single|inner))?|"
        r"skip-link|toc|ez-toc[\w-]*|lwptoc[\w-]*|table-of-contents[\w-]*|toc_container|back-to-top|post-nav[\w-]*|"
        r"nav-links|kg-toc[\w-]*|site-header|masthead|site-branding|topbar|top-bar|header-nav[\w-]*"
    ),
    "the page's head": r"(?:site-|page-|main-|global-)?header|masthead",
    "the page's foot": r"(?:site|page|main|global)-?footer[\w-]*|colophon|copyright|credits?|site-info|footer",
    "beside the article": (
        r"sidebar(?:-[\w-]+)?|widgets?(?:-area|_area)?|widget-area|secondary|(?:left|right)-?rail|"
        r"sqs-announcement-bar[\w-]*|announcement-bar[\w-]*|notification-bar|alert-bar"
    ),
    "an advertisement": (
        r"(?:[\w-]*-)?(?:ads?|advert|adverts|advertisement|advertising|adsense|adsbygoogle|ad-slot|ad-unit|dfp|"
        r"sponsor|sponsored|sponsorship|promo|promos|promotion|promoted|affiliate|affiliates|banner|"
        r"banners)(?:-(?:box|block|container|wrapper|slot|unit|area|section|banner|card|top|bottom|inline|content|"
        r"text|bar|disclosure|notice))?"
    ),
    "a pop-up": (
        r"(?:[\w-]*-)?(?:popup|pop-up|modal|lightbox|overlay-modal|toast|snackbar)(?:-[\w-]+)?|tooltip|tippy-content"
    ),
    "a picture's caption or credit": (
        r"(?:[\w-]*-)?(?:image-caption|wp-caption-text|caption|gallery-caption|wp-element-caption|photo-credit|"
        r"image-credit|credit|image-card-caption|figcaption|image-caption-wrapper|wp-caption-dd|media-caption|"
        r"captiontext)(?:-[\w-]+)?"
    ),
    "a page's button": (
        r"(?:[\w-]*-)?(?:btn|button|buttons|cta|call-to-action|kg-button-card|sqs-block-button|wp-block-buttons?|"
        r"button-wrapper|button-block|book-now|kg-cta-card|kg-product-card|kg-header-card)(?:-(?:wrapper|block|"
        r"container|box|card|element|link|section|group|area|text|inner))?|sqs-block-button[\w-]*|"
        r"wp-block-button[\w-]*"
    ),
    "a price": (
        r"(?:[\w-]*-)?(?:price|prices|pricing|price-table|product|products|shop|cart|woocommerce|rates|"
        r"tarifs?)(?:-(?:table|list|box|card|grid|block|row|item|items|section|wrapper|container))?|"
        r"sqs-block-product|product-block"
    ),
    "a timetable row": (
        r"(?:[\w-]*-)?(?:timetable|schedule|class-schedule|mindbody|healcode|momence|opening-hours|business-hours|"
        r"calendar|sqs-block-calendar|calendar-block)(?:-(?:table|list|box|block|widget|row|item|items|section|"
        r"wrapper|container|embed))?|healcode[\w-]*"
    ),
    "a footnote": (
        r"footnotes?(?:-(?:list|sep|section|content|item|ref))?|endnotes?|references|reflist|footnote-(?:anchor|"
        r"number|hovercard-target|content)|wp-block-footnotes"
    ),
    "an editor's note": (
        r"(?:editor|editorial|internal|review|draft)-(?:note|notes|comment|comments)|comment-(?:anchor|highlight)|"
        r"annotation|suggestion-(?:deleted|comment)"
    ),
    "a line set large from the text": r"(?:[\w-]*-)?pull-?quotes?(?:-[\w-]+)?",
    "a testimonial": r"(?:[\w-]*-)?testimonials?(?:-[\w-]+)?",
    "a social post": (
        r"twitter-tweet|instagram-media|fb-post|tiktok-embed|tweet|bluesky-embed|wp-block-embed[\w-]*|kg-embed-card"
    ),
}
_RULES = [(reason, regex.compile(rule)) for reason, rule in _CLASSES.items()]
# Names that themes put on the frame around everything; they say nothing of what is inside.
_SPOKEN = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"})
_FRAMES = frozenset({"html", "body", "main", "article"})

CONTAINERS = (
    "articlebody", "e-content", "entry-content", "gh-content", "kg-canvas", "post-description", "available-content",
    "post-content", "blog-post-content", "article-content", "article-body", "articlecontent", "post-body",
    "single-content", "post__content", "article__content", "article__body", "entry__content", "post-entry",
    "td-post-content", "blog-item-content", "blogpost-content", "post_content", "entrycontent", "postcontent",
    "story-body", "rich-content-viewer", "wp-block-post-content", "theme-post-content",
    "elementor-widget-theme-post-content", "doc-content", "blog-content",
    "entry", "single-post-content", "post-inner", "hentry", "h-entry", "single-post", "blog-post", "post",
)  # fmt: skip


def junk_place(element: etree._Element) -> str:
    """Why an element inside an article is the page's ("share buttons"), or ""."""
    tag = element.tag
    if tag in TAGS:
        return TAGS[tag]
    role = (element.get("role") or "").strip().lower()
    if role in ROLES:
        return ROLES[role]
    if tag in _FRAMES:
        return ""
    if not element.attrib:
        return ""
    # A heading's id is its own words: "what-rest-looked-like" is no button.
    own = "" if tag in _SPOKEN else element.get("id") or ""
    names = f"{element.get('class') or ''} {own} {element.get('data-component-name') or ''}"
    return class_reason(names)


def class_reason(names: str) -> str:
    """The reason that one of these class names or ids gives, or ""."""
    for name in names.lower().replace("_", "-").replace("--", "-").split()[:30]:
        if len(name) <= 60 and (reason := _name_reason(name)):
            return reason
    return ""


@lru_cache(maxsize=4096)
def _name_reason(name: str) -> str:
    return next((reason for reason, rule in _RULES if rule.fullmatch(name)), "")


def container(root: etree._Element) -> etree._Element:
    """The element that holds the article: a known system's container, else article, main, the densest, the body."""
    found: dict[int, list[etree._Element]] = {}
    for element in root.iter(etree.Element):
        if element.tag in ("html", "body"):
            continue
        rank = _rank(element)
        if rank is not None and len(found.setdefault(rank, [])) < 12:
            found[rank].append(element)
    body = root.find(".//body")
    whole = body if body is not None else root
    enough = min(400, letters(whole) // 3)
    for rank in sorted(found):
        best = max(found[rank], key=letters)
        if letters(best) >= enough:
            return best
    return whole


def _rank(element: etree._Element) -> int | None:
    if not element.attrib and element.tag not in ("article", "main"):
        return None
    names = [*(element.get("class") or "").lower().split()[:30], (element.get("id") or "").lower()]
    names += [(element.get("itemprop") or "").lower(), (element.get("data-hook") or "").lower()]
    for name in names:
        if name in _RANKS:
            return _RANKS[name]
    if element.tag == "article":
        return 1000
    if element.tag == "main" or element.get("role") == "main":
        return 1001
    return None


_RANKS = {name: index for index, name in enumerate(CONTAINERS)}


def letters(element: etree._Element) -> int:
    """Roughly how much text is in the element."""
    return sum(len(text) for text in element.itertext("p", "li", "h2", "h3", "span", "em", "strong", "a", "div"))
