"""Lines that belong to the page, not to the article: navigation, share buttons, by-lines, prices, timetables …

A line is judged by its own words only; places in a page (containers, classes) are the HTML reader's business.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from scheduler.domain.text.needs import Needs, alternatives, needs_of

COOKIES = regex.compile(
    r"\bcookies\b.{0,200}\b(?:preferences|consent|partners|settings|policy|browse|browsing|measure|"
    r"personali[sz]e|our site|this site|"
    r"accept|website|traffic|experience)\b|\b(?:we|site|website|partners)\b.{0,60}\buses? cookies\b",
    regex.I,
)
LONGEST = 160  # no line of furniture is longer; what is longer is read as the article's

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|"
    r"d[ée]cembre)\.?"
)
_DAY = (
    r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:days?|nesdays?|rsdays?|sdays?|urdays?)?|(?:lun|mar|"
    r"mercre|jeu|vendre|same|diman)(?:di|che)s?"
)
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th|"
    rf"er)?\s+{_MONTH}(?:,?\s+\d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}})"
)
_TIME = r"\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?"
_CLOCK = r"\d{1,2}(?::\d{2}\s*[ap]\.?m\.?|\s*[ap]\.?m\.?|h\d{2})"
_MONEY = r"(?:(?:[$€£]|CA\$|US\$)\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£]|dollars?|euros?|pounds?|CAD|USD|EUR|GBP))"
_UPPER = r"(?-i:\p{Lu})"
_NAME = rf"{_UPPER}[\p{{L}}.'’-]*(?:,? (?:{_UPPER}[\p{{L}}.'’-]*|&|and|de|van|von|the|la|le|of)){{0,5}}"
_NETWORK = (
    r"(?:facebook|twitter|x|instagram|pinterest|linkedin|whatsapp|tiktok|youtube|bluesky|mastodon|threads|email|"
    r"e-mail|mail|print|copy link|reddit|tumblr|telegram|pocket|tweet|share|pin(?: it)?|like|save|post)"
)

_WHOLE = {
    "a greeting": (
        r"(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening)|namaste|bonjour|salut|"
        r"chère?s?)\b[^.?:]{0,40}[,!]?",
    ),
    "a mail's foot": (
        r"(?:sent|envoyé) (?:from|depuis|de) (?:my|mon|gmail|outlook|yahoo).{0,60}|begin forwarded message:?|"
        r"-+ ?(?:original|forwarded) message ?-+",
        r"(?:this|the information in this) (?:e-?mail|message|communication|transmission)\b.{0,60}\b(?:"
        r"confidential|privileged|intended (?:only )?for)\b.{0,100}|"
        r".{0,30}\bconsider the environment before printing\b.{0,30}|"
        r"you(?:'|’)?(?: a)?re (?:receiving|getting) this\b.{0,100}|"
        r"(?:trouble|problems|difficulty) (?:reading|viewing) "
        r"this.{0,60}|(?:was this|this was)? ?(?:e-?mail )?forwarded (?:to you|by a friend)\b.{0,80}|"
        r"our (?:mailing|postal) address\b.{0,100}|add us to your (?:address book|contacts).{0,30}|"
        r"to stop (?:getting|receiving) (?:these|this|our)\b.{0,80}|virus-free\b.{0,40}|get outlook for .{1,20}",
    ),
    "another language": (
        r"(?:(?:read|lire|lesen|leer) (?:this|cet article|diesen artikel)? ?(?:in|en|auf) .{3,12}|"
        r"diese seite auf .{1,20}|"
        r"(?:auch |aussi |also )?(?:disponible |available |verfügbar )?(?:auf|en|in) (?:deutsch|englisch|französisch|"
        r"anglais|français|allemand|espagnol|english|french|german|spanish|italian|welsh|dutch)(?: verfügbar)?|"
        r"(?:deutsche|englische|französische|english|french|german|spanish|italian|welsh|dutch) (?:version|fassung|"
        r"translation)|version (?:française|anglaise|allemande|espagnole|originale)|versión (?:en )?(?:español|"
        r"española|inglés|inglesa))(?: (?:hier|here|ici|aquí|below|disponible|available|verfügbar|see|unten)\b.{0,30})?"
        r"[.!:]?",
    ),
    "a mail's head": (r"(?:from|to|cc|sent|reply-to|de|à|envoyé)\s*: .{0,140}",),
    "navigation": (
        r"(?:back|return) to (?:the |our |all )?(?:overview|articles?|journal|magazine|stories|library|letters|"
        r"archive|blog|top|home(?:page)?|posts?|articles?|news|shop|index|list|"
        r"main page|website|classes)|(?:view|see|browse) all.{0,40}|home(?: (?:about|classes|blog|contact|schedule|"
        r"shop|pricing|"
        r"teachers|studio|services|team|faq|menu|timetable)(?: us)?){2,}|open in app|privacy|terms|"
        r"(?:web)?site (?:by|design) .{1,40}",
        r"(?:previous|next|prev|older|newer|back|home|menu|close|open menu|close menu|search|search for:?|"
        r"skip to (?:main )?content|(?:back )?to (?:the )?top|top|blog|log ?in|sign in|cart(?: \(?\d+\)?)?|\d+|"
        r"contact(?: us)?|about(?: us)?|classes|schedule|timetable|pricing|shop|teachers|workshops|pr[ée]c[ée]dent|"
        r"suivant|accueil)",
        r"(?:[«‹<←→>›»|•·]\s*)*(?:previous|next|older|newer|prev)(?: (?:post|article|entry|page|"
        r"story)s?)?(?:\s*[:«‹<←→>›»|•·].{0,120})?",
        r"[←‹«] ?.{1,70}[→›»]|[←‹«] ?[^.!?]{1,70}|[^.!?]{1,70} ?[→›]",
        r"[^.!?]{1,40}(?:\s+[/»›>|·]\s+[^.!?/»›>|·]{1,40}){2,}",
        r"(?:home|blog|accueil)\s*[/»›>|·].{0,100}",
        r"(?=.*\b(?:home|accueil)\b)(?=.*\b(?:contact|about|blog|book|classes|shop|prices|pricing|services|news|"
        r"faq|cours|"
        r"tarifs)\b)(?:(?-i:\p{Lu})[\p{L}&'’-]*(?: (?:us|me|in|now|online))?(?:[\s|•·/]+|$)){3,12}",
        r"(?:post|page|site|main|primary) navigation|table of contents|in this (?:article|post)|on this page|"
        r"jump to:?.{0,60}|contents|sommaire",
    ),
    "share buttons": (
        r"(?:save|pin|send|post) to (?:pinterest|facebook|twitter|x|instagram|pocket|whatsapp).{0,30}|"
        r"partage[rz]?(?: cet article| sur| :).{0,60}",
        rf"{_NETWORK}(?:\s*[\d|·•,/]*\s*(?:{_NETWORK}|\d+ likes?))+",
        r"(?:share|tweet|pin|like|email) (?:this|on|it|via|to)\b.{0,60}|click to (?:share|email|print)\b.{0,80}|"
        r"copy (?:the )?(?:link|url).{0,20}|link copied.?|save (?:for later|this|post|article)|bookmark(?: this)?|"
        r"(?:send|share) to (?:a friend|friends?).{0,20}|print(?:er)?[- ]friendly.{0,20}|"
        r"(?:facebook|twitter|instagram|pinterest|linkedin|whatsapp|tiktok|youtube|telegram|reddit|tumblr|bluesky)|"
        r"share:?|tweet|pin it|partager.{0,30}|sharing is caring.{0,20}|spread the (?:love|word).?",
        r"follow (?:us|me|along)(?: on| @|:).{0,60}|suivez-nous.{0,40}|find (?:us|me) on (?:facebook|"
        r"instagram).{0,40}|(?:like|loading)\.{3}|\d+ (?:likes?|shares?|views?)|like loading\.*|like",
        r"(?:[@#][\w.]{2,40}[\s,]*)+",
    ),
    "comments": (
        r"(?:log|sign) in to .{1,40}|be the first to comment.?|write a comment.{0,5}|(?:load|show|view) (?:more |"
        r"\d+ )?comments?.{0,20}",
        r"(?:\(?\d+\)?\s+)?(?:comments?|commentaires?|replies|responses|thoughts on .{0,100})(?:\s*\(\d+\))?:?|"
        r"\d+ thoughts? on .{0,120}|newest first|oldest first|preview post comment.{0,3}|post comment.{0,3}|"
        r"leave a (?:reply|comment).{0,40}|laisser un commentaire|reply|r[ée]pondre|add a comment.{0,10}|"
        r"join the (?:discussion|conversation).?|"
        r"your email address will not be published\.?(?: required fields are marked \*)?|"
        r"(?:anonymous|guest|admin|(?-i:\p{Lu})[\p{L}'’.-]+(?: (?-i:\p{Lu})[\p{L}'’.-]+)?) (?:says|said|wrote|writes|"
        r"a dit|dit|a écrit)\s*:|be the first to .{1,40}|leave (?:a|your) (?:thought|reply|comment)s?.{0,20}|"
        r"(?:view|show|hide) (?:all )?(?:\d+ )?repl(?:y|ies)|\d+ (?:replies|réponses|responses)|"
        r"required fields are marked \*|comments are closed\.?|no comments(?: yet)?\.?|"
        r"aucun commentaire|les champs obligatoires.{0,60}|votre adresse.{0,40} ne sera pas publiée\.?",
    ),
    "related posts": (
        r"you (?:might|may) (?:also )?(?:like|enjoy|be interested in).{0,20}|(?:related|recent|popular|more|latest|"
        r"other|similar|recommended|featured) (?:posts?|articles?|stories|reading|reads|from .{1,40}|blogs?|entries|"
        r"content)[: ]*|related:?|read next:?|up next:?|keep reading:?|continue reading.{0,60}|more (?:like this|"
        r"to (?:read|explore|love)):?|further reading:?|read more(?: articles| posts)?:?.{0,3}|à lire aussi.{0,60}|"
        r"articles? (?:similaires?|li[ée]s?|r[ée]cents?)|(?:also )?read: .{3,80}|lire (?:aussi|également).{0,80}|"
        r"trending(?: now| today| this week)?|elsewhere on (?:the|this) .{1,40}|from (?:the|our) archives?.{0,40}|"
        r"most (?:read|viewed|popular|shared).{0,30}|editor(?:'|’)?s(?:'|’)? (?:picks?|choice)|in case you missed it|"
        r"don(?:'|’)t miss.{0,30}|explore (?:more|further|the .{1,30})|other (?:articles|stories|letters).{0,30}|"
        r"à découvrir.{0,40}|à lire ensuite.{0,40}|les plus lus|"
        r"recommended(?: for you)?|more from .{1,60}|see also:?.{0,80}|"
        r"lire la suite.{0,10}",
    ),
    "sign-up box": (
        r"join (?:over |more than )?[\d,.]+k?\+? (?:other )?(?:readers|subscribers|people|others|members|"
        r"friends).{0,60}|"
        r"rejoin\w+ (?:plus de )?[\d .]+ (?:lecteurs|lectrices|abonnés|autres).{0,60}|"
        r"(?:get|receive|reçois|recevez) (?:the|our|my|la|notre|ma) (?:[\w-]+ ){0,3}(?:letters?|newsletters?|"
        r"emails?|digest|"
        r"updates|notes|lettre|infolettre).{0,40}|"
        r"get .{0,40}(?:in|to) your inbox.?|we(?:'|’)ll never (?:share|spam|sell).{0,60}|no spam.{0,60}",
        r"subscribe(?: (?:now|today|here|to .{1,80}))?[!.:]?|sign[ -]?up(?: (?:now|today|here|for .{1,80}|to .{1,80}|"
        r"with .{1,80}))?[!.:]?|newsletter|join (?:our|my|the) (?:mailing list|newsletter|list|community).{0,60}|"
        r"get (?:our|my|the) (?:newsletter|weekly|free|latest).{0,80}|(?:enter )?your email(?: address)?\b.{0,40}|"
        r"email(?: address)?\*?|e-mail|first name|last name|we respect your privacy\.?|no spam.{0,60}|"
        r"unsubscribe(?: at any ?time| any ?time)?.{0,30}|thank you!|thanks for (?:subscribing|signing up|"
        r"reading).{0,60}|already (?:a|have an?) (?:subscriber|member|account).{0,40}|abonnez-vous.{0,80}|"
        r"inscrivez-vous.{0,80}|s['’]abonner.{0,40}|this (?:post|article) is (?:free|for (?:paid|paying|"
        r"members)).{0,60}|(?:start|get) (?:your )?free trial.{0,30}|give a gift subscription|leave a tip",
    ),
    "cookie notice": (
        r".{0,80}\b(?:we|site|website) uses? cookies\b.{0,80}|.{0,60}\bour use of cookies\b.{0,60}|"
        r"accept(?: all)?(?: cookies)?|(?:cookie|privacy) (?:policy|settings|notice)|manage (?:cookies|"
        r"preferences|options)|"
        r"reject(?: all)?|decline(?: all)?|deny|allow all(?: cookies)?|(?:only )?necessary(?: only)?|"
        r"(?:ok,? )?got it!?|"
        r"refuser|tout (?:accepter|refuser)|accepter(?: tout)?|(?:alle )?(?:akzeptieren|ablehnen)",
    ),
    "by-line or date": (
        rf"{_UPPER}[\p{{L}}.'’-]+(?: "
        rf"{_UPPER}[\p{{L}}.'’-]+){{1,3}}\s*[,|•·–—-]\s*(?:(?:{_DAY}),?\s*)?{_DATE}(?:\s*[|•·–—,-].{{0,60}})?",
        r"(?:posted|published|written|reviewed|edited|updated) by .{1,60}",
        r"(?:prepared|compiled|drawn up|put together|produced|issued|revised|checked|designed|translated|typed|"
        r"rédigé|préparé|relu|traduit) (?:by|for|par|pour) .{1,90}|(?:.{0,60}[,·|–-] ?)?(?:version|v|edition|"
        r"issue|no) ?"
        r"\d+(?:\.\d+)*(?:[,·|–-] ?.{0,40})?",
        r"(?:à lire|temps de lecture|lecture) (?:en|dans|le temps|:|\d).{0,40}",
        r"(?-i:\p{Lu}\p{Ll}+(?: \p{Lu}[\p{Ll}'’-]+){1,2},? (?:\p{Lu}{2,6},? ?)+(?:[\p{Ll}.]{2,6})?)",
        rf"(?:by|par|von|text|texte|words|story|written by|traduit par|translated by):? {_UPPER}\p{{L}}+"
        rf"(?:,? (?:who|qui|[^.!?]{{0,40}}(?:teacher|therapist|physio\w*|coach|instructor|"
        rf"midwife|"
        rf"nurse|RMT|owner|founder|prof\w*|kiné\w*))\b|\s*[–—|·-])[^.!?]{{0,120}}\.?|"
        rf"(?:text|texte|words|story|photos?) ?: {_NAME}\.? ?(?:translat|photo|traduit|illustrat|edited|"
        rf"with)?[^.!?]{{0,80}}\.?|"
        rf"{_UPPER}[\p{{L}}.'’-]+ {_UPPER}[\p{{L}}.'’-]+, (?:chartered |registered |licensed |certified |"
        rf"clinical |senior |"
        rf"lead |head )*(?:physio\w*|teacher|therapist|massage therapist|yoga teacher|pilates (?:teacher|instructor)|"
        rf"instructor|osteopath|coach|midwife|RMT|nurse|trainer|kiné\w*|prof\w*)\b[^.!?]{{0,80}}|"
        rf"(?:written |posted |published |words )?by:? {_NAME}(?:\s*[|•·–—/].{{0,80}}|\s+on {_DATE})?|(?:par|"
        rf"texte) {_NAME}(?:\s*[|•·–—/].{{0,80}})?",
        rf"(?:(?:posted|published|updated|last updated|written|publi[ée]|mis à jour)(?: on| le|"
        rf" at)?:?\s*)?(?:(?:{_DAY}),?\s*)?{_DATE}(?:\s+(?:by|in|at|par)\b.{{0,60}}|\s*[|•·–—-].{{0,80}})?",
        r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)[ -]?min(?:ute)?s?\.? (?:read|to read|de lecture)|"
        r"(?:about|approx\.?|around|roughly|environ) (?:an? )?(?:\d+|one|two|three|four|five|"
        r"six|seven|eight|nine|ten)[ -]min(?:ute)?s?\.? (?:read|to read|de lecture)\.?|(?:reading|"
        r"read) time:?.{0,30}|(?:temps de )?lecture ?:.{0,20}|admin|guest post.{0,40}",
    ),
    "tags": (
        r"(?:tags?|tagged(?: with)?|filed (?:under|in)|posted in|categor(?:y|ies)|topics?|labels?|mots[- ]cl[ée]s|"
        r"[ée]tiquettes?|cat[ée]gories?)\s*:.{0,140}|(?:filed under|posted in|tagged(?: with)?)\b.{0,120}|"
        r"uncategori[sz]ed",
    ),
    "a picture's caption or credit": (
        r"(?:photo|image|picture|pic|illustration|video|cover|photograph|cr[ée]dit)s?(?: (?:credit|courtesy|source|"
        r"copyright|by|of|from|via|cr[ée]dit))*\s*(?::|©|\bby\b|\bcourtesy\b|\bvia\b|\bfrom\b).{0,120}|(?:\(|"
        r"\[)(?:photo|image|picture|video|insert|embed)\b.{0,100}(?:\)|\])|(?:pictured|"
        r"fig(?:ure)?\.? ?\d+) ?: .{0,120}|\[?(?:img|image|gallery|video|embed|audio|caption)[ _-]?[\w.-]*\]?",
    ),
    "a recording's line": (
        r"(?:listen|audio|podcast|episode|écouter?|running time|run ?time) ?: ?(?=.*(?:\d ?min|mp3|m4a|apple|spotify|"
        r"youtube|itunes|soundcloud|deezer|rss\b)).{1,80}|(?:watch|play|stream|download|vidéo) ?: ?(?=.*(?:mp[34]|m4a|"
        r"youtube|vimeo|spotify|apple podcasts)).{1,80}|"
        r"(?:listen|écoutez?)(?: to)?(?: the| this)?(?: episode| show)? (?:on|via|in|sur) "
        r"(?:apple podcasts|spotify|itunes|soundcloud|youtube|deezer|overcast|pocket casts|stitcher)\b.{0,60}|"
        r"(?:full |read the )?transcript(?: here| below| \(pdf\))?|(?:direct )?download(?: mp3| the mp3| audio)",
    ),
    "small print": (
        r"sponsored by .{1,60}|in partnership with .{1,60}|as an amazon associate.{0,100}|(?:crédit photo|"
        r"à propos de l['’]aut\p{L}+).{0,60}",
        r"(?:copyright\b|©|\(c\) ?\d{4}).{0,140}|.{0,60}all rights reserved.{0,60}|tous droits r[ée]serv[ée]s.{0,60}|"
        r"(?:powered|made|built|created|designed) (?:by|with) .{1,40}|proudly powered by.{0,40}|"
        r"you are visitor (?:number|no\.?) ?[\d.,]+.{0,60}|(?:site )?best viewed (?:at|in|with) .{1,60}|"
        r"please (?:take one|do not (?:photo)?copy)[.!]?|"
        r"(?:leaflet|handout|document|doc|sheet|ref(?:erence)?)"
        r"(?: (?:no|number|ref|code))\b.{0,40}|(?:last )?(?:reviewed|revised)(?: on)?:? .{0,20}\d{4}|"
        r"next review\b.{0,40}|"
        r"(?:page|p\.) ?\d+(?: (?:of|sur|/) ?\d+)?|[-–—] ?\d+ ?[-–—]|company (?:no|number|reg)\b.{0,60}|"
        r"registered (?:charity|office|company|in)\b.{0,80}|"
        r"privacy policy.{0,60}|terms (?:of|and|&).{0,60}|.{0,50}privacy policy|sitemap|advertisement|advertorial|"
        r"sponsored(?: content| post)?|ads?|annonce|"
        r"imprint|impressum|legal notice|mentions l[ée]gales|cgv|cgu|terms|conditions|accessibility statement|"
        r"ads? by .{0,30}|publicit[ée]|(?:this (?:post|article) )?(?:contains?|"
        r"may contain) affiliate links.{0,90}|disclosure:.{0,120}",
    ),
    "a page's button": (
        r"(?:book|reserve|save|register|enrol|enroll|join|buy|shop|order|grab|claim|download|view|see|browse|try|"
        r"start|contact|call|reserver|r[ée]server)(?: (?:now|here|today|online|my|your|our|a|an|the|us|me|it|this|"
        r"all|full|spot|seat|place|class|classes|intro|session|sessions|schedule|timetable|series|workshop|free|"
        r"trial|more|on mindbody|in|series|winter|summer|spring|fall|autumn|new|membership|memberships|gift card|"
        r"gift cards|tickets?|une|un|place|ma|votre|cours)){1,7}\s*[!»›>→]*",
        r"(?:learn|find out|discover|read|see|show|view|load|click|tap|en savoir|voir) (?:more|here|plus|all|"
        r"less)[\s.!»›>→…]*|(?:click|tap) here\b.{0,60}|download(?: now| here)?[.!]?|play video|watch (?:now|"
        r"the video|video|on youtube).{0,30}|listen(?: now)?|go|submit|send|ok|accept|expand|see more|"
        r"print(?: recipe)?|edit|view post.{0,20}|share my spot|get started|buy now|add to cart|checkout|sold out|"
        r"out of stock|quantity:?",
    ),
    "a price": (
        rf"[^.!?]{{0,70}}{_MONEY}[^.!?]{{0,50}}\.?|(?:price|cost|tuition|fee|drop[- ]?in|tarif|prix)s?\s*:.{{0,80}}",
    ),
    "a timetable row": (
        rf"(?:(?:{_DAY})\b[\s,.:|–—&/-]*(?:(?:to|and|through)\s+)?)+(?:at\s+|from\s+|[àa]\s+)?{_TIME}.{{0,100}}|"
        rf"(?:(?:{_MONTH}|our|"
        rf"opening|studio|clinic|shop|summer|winter|holiday|spring|autumn) )*(?:hours|times|horaires?)\s*:.{{0,120}}|"
        rf"{_CLOCK}\s*(?:[–—-]|to|à)\s*{_TIME}\b[^.!?]{{0,90}}|"
        rf"\d{{1,2}}\s*(?:[–—-]|to|à)\s*{_CLOCK}\b[^.!?]{{0,90}}|{_CLOCK}\b[^.!?]{{0,60}}",
        r"(?:meet(?:ing)? (?:at|by|in|outside|up)|meeting point|car park|rendez-vous)\b[^.!?]{0,40}\b"
        r"(?:[01]?\d|2[0-3])[.:h][0-5]\d\b.{0,90}",
        rf"[^.!?]{{2,50}}[\s,|–—-]+(?:(?:{_DAY})s?\b[\s,.|&–—-]*)+(?:at\s+)?{_TIME}\s*(?:(?:[–—-]|to)\s*{_TIME})?",
    ),
    "contact details": (
        r"(?:(?:tel|phone|call|email|e-mail|web|website|address|whatsapp|t[ée]l)\s*[.:]|"
        r"(?=(?:\D*\d){7})\(?\+?\d[\d\s().-]{8,}).{0,100}|"
        r"[^.!?:→]{2,40}(?::|→|->)\s*(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}/\S*|"
        r"[\w.+-]+@[\w-]+\.[\w.-]+|(?:https?://|www\.)\S+|\d{1,5} (?-i:\p{Lu})[\p{L}'’. ]{2,40}(?:street|st|road|rd|"
        r"avenue|ave|lane|drive|blvd|boulevard|rue)\b\.?[^.!?]{0,60}|"
        r".{0,50}\b\d{1,5} (?-i:\p{Lu})[\p{L}'’. ]{2,40}(?:street|road|avenue|lane|drive|blvd|boulevard),.{0,60}",
    ),
    "an editor's note": (
        r"\(?[^.!?]{0,50}\b(?:sorry (?:for|about)|excuse|forgive|ignore|pardon) (?:the |my |any |all |all the )?"
        r"(?:typos?|spelling)\b.{0,80}|\(?(?:can|could|would|will) (?:someone|somebody|anyone|you) (?:please |pls )?"
        r"(?:pretty|tidy|clean|spell-?check|proof-?read|format|type) (?:this|these|it)\b.{0,40}",
        r"[^.!?]{0,80}\bbefore (?:posting|publishing|we post|we publish|(?:it|this) goes out|sending)\b[^.!?]{0,20}|"
        r"(?:note to self|to do|to check|check with|ask) ?:.{0,120}|nb? ?: ?(?:add|check|ask|link).{0,100}",
        r"(?:\[|\(|\{\{?)\s*(?:todo|tk|fixme|editor(?:'s|’s)?|note to (?:self|editor)|insert|add|check|link|draft|"
        r"toc|nb for)\b.{0,140}(?:\]|\)|\}\}?)|(?:todo|tk|fixme)\b.{0,140}|\{\{[<%].{0,100}[%>]\}\}|"
        r"\[/?[a-z_]+(?: [a-z_]+=[^\]]{0,80})*\]|lorem ipsum\b.{0,140}|~{2,}|[-*_=•·]{3,}|draft\s*[-–—:v\d].{0,40}",
    ),
}
_REASONS = list(_WHOLE)
RULE = regex.compile("|".join(f"(?P<r{i}>{'|'.join(patterns)})" for i, patterns in enumerate(_WHOLE.values())), regex.I)
# A line is tried against the rule only when it has the words that an alternative needs, or matches one of those that
# need none: most lines are the article's, and the rule is long.
WORD = regex.compile(r"\w+")
_NEEDS = Needs()
_PARTS = [part for patterns in _WHOLE.values() for pattern in patterns for part in alternatives(pattern)]
_NEEDY: dict[int, list[tuple[int, regex.Pattern[str]]]] = {}  # by the rarest need
_PARTS_FREE: list[str] = []
for _part in _PARTS:
    if _needs := needs_of(f"^(?:{_part})$"):
        _NEEDY.setdefault(_NEEDS.bit(_needs[0]), []).append((_NEEDS.mask(_needs), regex.compile(_part, regex.I)))
    else:
        _PARTS_FREE.append(_part)
_ANY = sum(_NEEDY)
_FREE = regex.compile("|".join(_PARTS_FREE), regex.I)
# After one of these, once the article has begun, the rest of a page is the page's.
_TAIL = regex.compile(
    r"(?:\(?\d*\)?\s*comments?(?: ?\(\d+\))?|leave a (?:reply|comment).{0,20}|\d+ thoughts? on .{0,120}|you (?:might|"
    r"may) (?:also )?(?:like|enjoy).{0,20}|related(?: posts| articles| stories| reading)?:?|recent posts|"
    r"more (?:posts|articles|stories|from .{1,40})|popular posts|read next:?|up next:?|share this(?: post|"
    r" article)?:?|like this:|filed under:?.{0,80}|keep reading:?|à lire aussi ?:?|articles similaires|"
    r"laisser un commentaire|\d+ (?:commentaires?|réponses?|responses?|replies)(?: (?:to|à|sur) .{0,100})?|"
    r"(?:no|aucun) comment(?:s|aire)?(?: yet)?|partager(?: cet article| sur)?\s?:?|post navigation|"
    r"ready for more\?|discussion about this (?:post|video).{0,20})",
    regex.I,
)
# A section about the author or the page, dropped up to the next heading.
_SECTION = regex.compile(
    r"(?:about (?:the )?(?:author|teacher|instructor|writer|us|me|"
    r"(?-i:\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+){0,2}))|(?:meet )?(?:the|your) (?:author|instructor|teacher)|"
    r"you (?:may|might) (?:also )?(?:like|enjoy|love|be interested in).{0,30}|(?:related|recent|popular|recommended|"
    r"similar|more) (?:posts?|articles?|stories|reading|reads|letters|from .{1,30}|on .{1,30})|(?:read|keep reading|"
    r"up) next|keep reading|continue reading|\d+ (?:thoughts?|comments?|replies|responses|réponses|"
    r"commentaires).{0,60}|"
    r"comments?|commentaires?|testimonials?|reviews|what (?:people|others|our clients|our students|clients|readers) "
    r"(?:say|are saying).{0,20}|témoignages|à lire (?:aussi|ensuite)|articles (?:similaires|liés)|vous aimerez aussi|"
    r"stay in touch|keep in touch|get in touch|find (?:us|me)|our (?:next )?(?:classes|workshops|events|retreats)|"
    r"prochains (?:cours|ateliers|stages)|nos cours|"
    r"author bio|à propos(?: de .{1,40}| du .{1,40})?|subscribe|newsletter|follow (?:us|me)|share(?: this)?|sign up|"
    r"contact(?: us| me)?|(?:class )?(?:schedule|timetable|prices|pricing|rates|fees)|tags|(?:references|sources|"
    r"footnotes|notes|citations|bibliography|further reading|r[ée]f[ée]rences|bibliographie)|upcoming (?:classes|"
    r"events|workshops)|book (?:now|a class|online)|disclosure|leave a comment|table of contents|contents|sommaire|"
    r"horaires?|tarifs?)\s*:?",
    regex.I,
)


def reason(line: str) -> str:
    """Why this whole line is not the article's ("share buttons"), or "" when it may be."""
    if "cookies" in line.lower() and COOKIES.search(line):
        return "cookie notice"
    if len(line) > LONGEST:
        return ""
    found = RULE.fullmatch(line) if may_be_furniture(line) else None
    if found:
        return _REASONS[int(str(found.lastgroup)[1:])]
    return "" if any(letter.isalnum() for letter in line) else "decoration"


def may_be_furniture(line: str) -> bool:
    """Does the rule match, told the short way: only the alternatives whose words the line has are tried."""
    signs = 0
    for word in WORD.findall(line.lower()):
        signs |= _met_by(word)
    met = signs & _ANY
    while met:
        lowest = met & -met
        met ^= lowest
        for mask, pattern in _NEEDY[lowest]:
            if signs & mask == mask and pattern.fullmatch(line):
                return True
    return _FREE.fullmatch(line) is not None


_met_by = lru_cache(maxsize=16384)(_NEEDS.met_by)


def starts_tail(line: str) -> bool:
    """True when the rest of a page below this line is comments, related posts and the like."""
    return len(line) <= LONGEST and _TAIL.fullmatch(line) is not None


def heads_junk(heading: str) -> bool:
    """True for the heading of a section that is about the page: about the author, references, prices."""
    return len(heading) <= 60 and _SECTION.fullmatch(heading.strip()) is not None
