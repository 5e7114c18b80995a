"""What an article is for (tips, news, an event) and the language it is in, guessed from its words."""

from __future__ import annotations

import regex

from scheduler.domain.articles.clean import word_set

FRENCH = word_set(
    "le la les des une est dans pour vous votre vos avec sur pas que qui plus ce cette du au aux en et ou il elle "
    "nous sont"
)
ENGLISH = word_set(
    "the a an of and to in is for you your with on not that this it are or as be at from have can we our"
)
WORD = regex.compile(r"[\p{L}]+")
PRACTICE = regex.compile(
    r"\b(?:inhale|exhale|breathe|breath|stretch|lie (?:on|down|back)|sit (?:on|tall|sideways|up)|stand (?:with|tall|"
    r"beside|on)|place your|lift your|lower your|bend your|roll|muscles?|spine|pelvis|hips?|knees?|shoulders?|"
    r"posture|pose|exercises?|pain|massage|tension|hold for|inspirez|expirez|muscles?|dos|hanches|étirement|posture)\b",
    regex.I,
)
EVENT = regex.compile(
    r"\b(?:join us (?:on|for|at)|(?:takes?|taking) place|doors? opens?|workshop|retreat|open house|tickets?|"
    r"register (?:by|now|here|online)|rsvp|spots? (?:left|available|are limited)|limited (?:spots|space)|"
    r"early[- ]bird|save the date|open (?:(?:garden|studio|door|doors|house) )?day|(?:everybody|everyone) is welcome|"
    r"you(?:['’]re| are) (?:all )?invited|pop-up|fundraiser|atelier|portes ouvertes|inscriptions?)\b",
    regex.I,
)
NEWS = regex.compile(
    r"\b(?:new (?:(?:fall|winter|spring|summer|autumn|yoga|pilates|evening|morning|weekly) ){0,2}(?:class(?:es)?|"
    r"schedule|timetable|location|studio|teachers?|instructors?|hours|season|session)|we(?:['’]re| are) (?:excited|"
    r"thrilled|happy|pleased|delighted|moving|opening|closing|closed|hiring|adding|launching)|announc(?:e|ing|ement)|"
    r"(?:fall|winter|spring|summer|autumn) (?:schedule|session|timetable|classes|term)|holiday (?:hours|schedule)|"
    r"welcome (?:our )?new|starts? (?:on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|"
    r"february|march|april|may|june|july|august|september|october|november|december)|now (?:open|hiring|offering)|"
    r"our (?:fall|winter|spring|summer|autumn)|(?:we|room|studio) (?:now )?ha(?:ve|s) (?:a|an|our) new|"
    r"thank you for your patience|nouveaux? (?:cours|horaires?)|nous (?:sommes heureu|déménageons|"
    r"ouvrons))",
    regex.I,
)
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
WHEN = regex.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:january|february|march|april|june|july|august|september|"
    rf"october|november|december) \d{{1,2}}|\d{{1,2}} (?:{MONTHS})|\d{{1,2}}(?::\d{{2}})? ?[ap]\.?m\b|"
    r"(?:from|at|to) \d{1,2}:\d{2}\b(?! ?[ap]\.?m\b)|\d{1,2} ?h(?: ?\d{2})?\b|[$€£] ?\d+|\d+ ?[$€£])",
    regex.I,
)


UNSURE = "it names days and what is new beside what to practise"


def language(text: str) -> str:
    """ "fr" or "en", by the commonest small words of the first pages."""
    words = [word.casefold() for word in WORD.findall(text[:20000])]
    french = sum(word in FRENCH for word in words)
    english = sum(word in ENGLISH for word in words)
    return "fr" if french > english else "en"


def guess(title: str, text: str) -> tuple[str, str]:
    """(kind, why). Tips unless the words of news or of an event clearly outweigh those of practice.

    Tips with a reason: it may be news or an event as well, and a person is asked. One such word is enough where a
    date is named and nothing at all is to be practised: short news says it once.
    """
    body = text[:60000]
    size = max(1.0, body.count(" ") / 100)
    when = len(WHEN.findall(body))
    event = len(EVENT.findall(body)) + 3 * bool(EVENT.search(title))
    news = len(NEWS.findall(body)) + 3 * bool(NEWS.search(title))
    practice = len(PRACTICE.findall(body))
    if when == 0 and not NEWS.search(title):
        return "tips", ""
    weight = (max(event, news) + when) / size
    if max(event, news) < (2 if practice else 1) or weight < 2:
        return "tips", ""
    if weight < practice / size:
        return "tips", UNSURE if weight * 2 >= practice / size else ""
    if event > news:
        return "event", "it names a date, a place to sign up and little to practise"
    return "news", "it tells what is new and when, and little to practise"
