"""What a sentence is for: announcing, inviting, limiting.

Patterns only, in English and in French; what follows from a match is elsewhere.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.base import guarded, unguarded

INTRO = guarded(
    "here this today my our blog post article guide piece newsletter series list these the following are hope "
    "wrote put created made compiled asked originally first published people everybody everyone someone "
    "somebody clients students friends given listed described outlined shown presented set handout hand-out leaflet "
    "booklet brochure letter email e-mail sheet column note page overleaf promised what feuillet lettre fiche courriel "
    "find together written collected gathered read show typed noted",
    r"^(?:please |do |but |and )?read (?:this|these notes|all of this|the whole)(?: page| sheet| part| bit)? (?:first|"
    r"before|through|carefully|to the end)\b|^show notes\b|"
    r"\b(?:is|are|was|it|them|it's|they're)(?: all)?(?: now)? (?:written|typed|set|noted|put) (?:out |up |down )?"
    r"(?:here|below)\b|"
    r"\bso,? here(?:'s| is| are| goes| we)\b|\bhere(?:'s| is) what (?:i|we|got|worked|works|helped|helps)\b|"
    r"^(?:you|some of you|many of you|several of you|a few of you|lots of you)(?:'ve| have)? (?:asked|written|"
    r"wrote|wanted to know|"
    r"told me)\b|"
    r"^(?:i|we) hope (?:you|this|that|everyone)\b|"
    r"^(?:tl;? ?dr|in short|the short version|quick summary|summary|in a nutshell) ?[:,-]|"
    r"^[^.!?]{0,30}\b(?:people|everybody|everyone|someone|somebody|clients?|students?|"
    r"friends?) (?:[\w-]+ ){0,4}(?:asked|ask|asking|ask me|"
    r"keep asking) me\b|"
    r"\b(?:this|today's|my|our) (?:blog|post|article|guide|piece|newsletter|series|list) (?:is (?:for|about|going)|"
    r"will|covers|shares|looks|explores|walks|explains|offers|has)\b|"
    r"^below (?:are|is|you'll|i've|i|we)\b|"
    r"^here(?:'s|'re| are| is) (?:the|my|our|a|an|some|two|three|four|five|six|\d+|how (?:i|we))\b(?! (?:thing|truth|"
    r"good news|secret|catch|"
    r"trick|problem))[^.!?]{0,120}|^next (?:week|month|time|post|up)(?:,|:| we| i)(?: (?:we|i)\b|(?<=:) )|"
    r"\b(?:originally|first) (?:published|posted|appeared|written)\b|^(?:read on|keep reading|"
    r"let's (?:dive|get|begin|"
    r"start|jump|go|explore|take)|without further ado)\b|"
    r"^welcome (?:back )?to\b|\b(?:these|the|following|are) (?:are )?(?:my|our|some|five|four|three|six|seven|"
    r"\d+) (?:favou?rite|go-to|top|best|simple|easy)\b[^.!?]{0,60}(?:\bbelow\b|:$)|"
    r"^(?:i|we) (?:hope|wrote|put together|created|made|compiled|asked|get asked|often get)\b[^.!?]{0,100}\b(?:post|"
    r"article|guide|list|question|help)|"
    r"^(?:given|listed|described|set out|outlined|shown|presented) (?:here |just )?below\b|"
    r"\b(?:this|my|our|today's) (?:handout|hand-out|leaflet|booklet|brochure|letter|e-?mail|sheet|column)(?: this "
    r"(?:week|month))? (?:is (?:about|for|going)|has|explains?|covers?|was written|will|shows?|contains?|collects?|"
    r"describes?)\b|"
    r"\b(?:in|at the end of|on|at the back of|rest of) this (?:handout|hand-out|leaflet|booklet|letter|e-?mail|sheet|"
    r"page)\b|\bthis (?:note|page) (?:is|was written) for\b|"
    r"\b(?:see|on|turn to) page \d+\b|\boverleaf\b|\bon the (?:next|back|other) (?:page|side of this)\b|"
    r"^what follows is\b|^as promised\b|"
    r"^i(?:'ve| have)? (?:put together|written down|written up|collected|gathered)\b|"
    r"^(?:dans )?(?:ce|cette) (?:feuillet|lettre|billet|fiche|page|courriel)\b|"
    r"^(?:dans cet article|cet article|voici|découvrez)\b",
)
ACTION_STRONG = guarded(
    "http https www com ca org net off promo code discount discounts gift link mailing newsletter early first",
    r"(?:https?://|www\.|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]+\.\w|\b\d{1,3} ?% off\b|\bpromo code\b|"
    r"\buse (?:the )?code (?-i:[\p{Lu}\d]{3,})|\bdiscount\b|"
    r"\bgift cards?\b|\blink in (?:my |our )?bio\b|\bmailing list\b|\bnewsletter\b|\bearly[- ]bird\b|"
    r"\bfirst class (?:is )?free\b)",
)
_WHAT_IS_SOLD = (
    r"(?:class|classes|sessions?|workshops?|courses?|treatments?|packages?|programs?|programmes?|retreats?|lessons?|"
    r"appointments?|memberships?|massages?|consult(?:ation)?s?|tickets?|drop[- ]?in|cours|atelier|séances?)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?"
_HOUR = (
    r"(?:\d{1,2}[:.]\d{2}|\d{1,2} ?(?:[ap]\.?m\b|h\b|o'clock)|(?:at|from|à) (?:\d{1,2}\b|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|noon|midday))"
)
_MONTH = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december|janvier|février|mars|"
    r"avril|"
    r"juin|juillet|août|septembre|octobre|novembre|décembre)"
)
# A day with an hour, a date with something that is sold, a price: a row of a timetable, whatever it is wrapped in.
TIMETABLE = guarded(
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi "
    "dimanche class session workshop course treatment package program retreat lesson appointment "
    "membership massage consult ticket drop cours atelier séance",
    rf"\b(?:{_DAY})\b[^.!?]{{0,50}}\b{_HOUR}|\b{_HOUR}[^.!?]{{0,20}}\b(?:on )?(?:{_DAY})\b|"
    rf"\b{_WHAT_IS_SOLD}\b[^.!?]{{0,60}}\b(?:starts?|begins?|runs?|is|are|commence\w*|a lieu)\b[^.!?]{{0,40}}"
    rf"\b(?:(?:{_DAY})|\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})\b|"
    rf"\b{_WHAT_IS_SOLD}\b[^!?]{{0,60}}(?:[$£€] ?\d|\d ?[$£€])|(?:[$£€] ?\d+|"
    rf"\d ?[$£€])[^!?]{{0,60}}\b{_WHAT_IS_SOLD}\b|"
    rf"\b(?:i|we) (?:do|teach|run|offer|hold|host|lead)\b[^.!?]{{0,80}}\b(?:on|every) (?:{_DAY})\b",
    marks="$£€",
)
# Offers that are sold or given, wherever they stand in a sentence.
OFFER = guarded(
    "series course intake term programme book ebook webinar podcast membership training workshop retreat "
    "challenge sale class openings availability spaces slots appointments places teaching running hosting "
    "offering leading giving youtube instagram facebook tiktok website channel blog page site app patreon "
    "newsletter shop store spotify zoom gift trial intro first free comments tell ask message text email "
    "love monday tuesday wednesday thursday friday saturday sunday treat preorder order out grab amazon "
    "earn affiliate",
    r"\b(?:our|my|the|new|next|this)\b[^.!?]{0,40}\b(?:series|course|intake|term|programme|program|book|e-?book|"
    r"webinar|podcast|"
    r"membership|training|workshop|retreat|challenge|sale|classes)\b[^.!?]{0,30}\b(?:begins?|starts?|opens?|covers?|"
    r"is out|are out|is "
    r"(?:now )?(?:open|available|live|full)|returns?|are (?:the perfect|a great|back|open|available|on|full|"
    r"small))\b|"
    r"\bi(?:'ve| have) (?:[\w-]+ ){0,3}(?:openings|availability|spaces|slots|appointments|places)\b|"
    r"\bi(?:'m| am)(?: also)? (?:teaching|running|hosting|offering|leading|giving) (?:a|an|my|our|two|three|weekly|"
    r"free)\b|"
    r"\b(?:on|to|at|via|through|from) (?:my|our|the studio's) (?:[\w-]+ ){0,2}(?:youtube|instagram|facebook|tiktok|"
    r"website|channel|podcast|"
    r"blog|page|site|app|patreon|newsletter|shop|store)\b|"
    r"\bgift (?:vouchers?|certificates?|cards?)\b|^members (?:get|can|receive|enjoy)\b|\b(?:first|intro\w*|"
    r"trial) (?:[\w-]+ ){0,2}(?:class|"
    r"week|session|month|lesson)(?:es)? (?:is|are|for) (?:free|on us|just|only|[$£€])|"
    r"\bfree (?:[\w-]+ ){0,2}(?:webinar|trial|class|pdf|download|guide|e-?book|consult\w*|workshop|printable|"
    r"challenge|taster|video)\b|"
    r"\bin the comments\b|\b(?:tell|ask|message|text|email) (?:us|me) (?:below|in|on|at)\b|\bi(?:'d|"
    r" would) love to (?:hear|know)\b|"
    r"^drop in (?:any|on|every|to (?:a|our|my)|for)\b|"
    r"\b(?:we|i|you|you'll|join|come)\b[^.!?]{0,60}\bin (?:our|my) (?:[\w-]+ )?(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)day (?:[\w-]+ )?"
    r"(?:class|session|group|course)\b|\b(?:is|are)(?: also| all)? (?:up )?on (?:youtube|instagram|facebook|tiktok|"
    r"spotify|zoom)\b|^treat (?:yourself|someone) to (?:a|one of our|our) (?:[\w-]+ )?(?:massage|"
    r"treatment|class|session|facial)\b|"
    r"\bpre-?order\b|\bout now\b|\bgrab (?:the|my|our|your|a) (?:free|copy|pdf|guide|spot|ticket|place|mat)\b|"
    r"\bas an amazon\b|\bearn (?:a |from )(?:small )?(?:commission|qualifying)|\baffiliate links?\b|^[$£€] ?\d|"
    r"^about (?-i:\p{Lu})\p{Ll}+:|"
    r"^(?-i:\p{Lu})\p{Ll}+(?: (?-i:\p{Lu})[\p{L}'’-]+){0,2} (?:has (?:taught|been (?:teaching|practi[sc]ing|working)|"
    r"practi[sc]ed|worked)\b"
    r"[^.!?]{0,40}\b(?:for|since|years?|over)\b|lives in\b|is based in\b|trained (?:at|with|in)\b|holds a\b|"
    r"graduated\b|speciali[sz]es in\b|"
    r"works (?:as a|at the|from)\b)",
)
ACTION = guarded(
    "join our see we spots spaces places mats happy with bring offer teach run host hold réserve",
    r"^(?:(?:so|and|then|please|why not|feel free to|you can(?: also)?|we'd love (?:for you )?to|come|just|simply|"
    r"be sure to|make sure to|don't forget to|to (?:learn more|book|join|sign up|register),?|for more (?:information|"
    r"info|details|tips|help|support|ideas),?|if (?:you(?:'d| would)? (?:like|want|need|prefer|are interested|"
    r"have questions|enjoyed|loved|found|liked)|this (?:helped|was|helps))[^,.]{0,90},|interested\?|questions\?|"
    r"curious\?|ready\?) ){0,3}"
    r"(?:book (?:(?:your|a|an|one of our|my|our|in (?:for )?(?:a|your)|yourself) (?:[\w-]+ ){0,3}(?:spot|place|seat|"
    r"mat|call|consult\w*|"
    rf"intro|free|session|slot|{_WHAT_IS_SOLD})|(?:now|online|with|through|today|here|via|in (?:now|online|here|"
    rf"at))\b)|sign up|sign-up|"
    r"subscribe|register (?:for|now|today|here|online|at|by)|enrol+ |join (?:me|us|our|my|the (?:class|waitlist|"
    r"workshop|challenge|studio|community|list))|"
    r"contact (?:us|me|the studio|our)|email (?:us|me|the|\w+@)|e-mail|(?:call|ring|phone) (?:us|me|the (?:studio|"
    r"clinic|office|front desk)|our|\d)|text (?:us|me|\d|(?-i:\p{Lu})\p{Ll}+ (?:on|at))\b|write to (?:us|me)\b|"
    r"reach out(?: to us| to me|$|[.!])|get in touch|give us a call|visit (?:us|our|my|the (?:website|studio|shop|"
    r"site|schedule|timetable))|"
    r"check out (?:our|my|the (?:schedule|timetable|class|studio|workshop|full|video|link|blog))|see (?:our|my) |"
    r"view (?:our|the (?:schedule|timetable|full|class|classes|video|gallery)) ?|browse (?:our|the|my)|follow (?:us|"
    r"me|@)|find (?:us|me) (?:on|at)|"
    r"(?:share|forward|repost|retweet|re-share) (?:this|if|it (?:with|to)|your (?:experience|thoughts|favou?rites?|"
    r"photos?|story|stories))|"
    r"tag (?:us|me)|pin this|save this|(?:click|tap) (?:here|the (?:link|button|image)|on the (?:link|button)|below)|"
    r"download (?:our|my|the|your|this|a free)|order (?:now|online|your|yours)|shop (?:now|our|the|online)|"
    r"buy (?:now|your|yours|our|tickets?|online|here|a (?:pass|membership|gift|package|ticket))|learn more|"
    r"find out more|read (?:more|our|my|the full)|watch (?:the|our|my|"
    r"this|a) (?:full |short |free )?(?:video|tutorial|class|demo)|leave (?:a|us|me) (?:comment|review)|"
    r"comment below|let (?:us|me) know|tell (?:us|me)|drop (?:us|me|a comment|in (?:to|for) (?:a|one|our))|"
    r"message (?:us|me)|send (?:us|me)|dm (?:us|me)|"
    r"(?:try|take|come to|attend) (?:a|an|one|our|one of our|my) (?:[\w-]+ ){0,3}(?:class|classes|session|"
    r"workshop|course|lesson)\b|come (?:and )?(?:join|along\b(?! the\b)|see (?:us|me)|say (?:hi|hello)|visit|"
    r"try it with|"
    r"practi[sc]e with|to (?:class|us|the studio))|"
    rf"schedule (?:a|your|an) (?:[\w-]+ ){{0,3}}{_WHAT_IS_SOLD}|"
    r"reserve (?:your|a) (?:spot|place|mat|seat|ticket|table|slot)|grab (?:your|a) (?:spot|ticket|place)|"
    r"save (?:your|my) (?:spot|seat)|claim (?:your|my))|"
    r"^(?:(?:want|ready|looking|curious|interested|keen|need|would you like|wondering)\b(?=[^?]{0,100}\b(?:more|"
    r"deeper|teacher|class|classes|session|sessions|studio|workshop|us|me|course|help|guidance|person|journey|"
    r"learning|started|next step|try|further|appointment|treatment)\b)[^?]{0,140}\?)|^(?:want|ready|interested|"
    r"keen) (?:to|in|for)[^?]{0,40}\?$|"
    r"\b(?:join (?:us|me) (?:for|on|at|in|this|every)|our next (?:[\w&]+ ){0,4}(?:workshop|class|course|session|"
    r"retreat)|"
    r"see you (?:on the mat|in class|at the studio|in the studio|there|soon)|we(?:'d| would) love to (?:see|hear|"
    r"help|have)|(?:spots|places|spaces|mats) (?:are )?(?:limited|filling|left)|happy (?:rolling|stretching|"
    r"practi[sc]ing|moving|training)|with us (?:at|on|in|every) )\b|"
    r"^(?:thanks(?! to\b)|thank you(?! to\b)|cheers|namaste|until next time|see you(?! as\b)|"
    r"with love(?! and\b)|warmly|love,|xo+|à bientôt|"
    r"bonne pratique)\b[^.!?]{0,40}[.!]?$|^(?:enjoy|take care|happy [\w-]+ing)[.!]*$|"
    r"^(?-i:\p{Lu})[\p{L}.'’-]+(?: (?-i:\p{Lu})[\p{L}.'’-]+){0,2}(?:,[^,]{2,60},)? (?:teaches|is (?:a|an|the) "
    r"(?:[\p{L}-]+ ){0,5}(?:teacher|instructor|therapist|owner|founder|co-founder|rmt|coach|physiotherapist))\b|"
    rf"^(?-i:\p{{Lu}})[\p{{L}}.'’-]+(?: (?-i:\p{{Lu}})[\p{{L}}.'’-]+){{0,2}} (?:offers|runs|leads|hosts|holds)\b"
    rf"[^.!?]{{0,80}}\b{_WHAT_IS_SOLD}\b|"
    r"\bour (?:[\w-]+ ){0,4}(?:therapists?|teachers?|instructors?|team|clinic|classes|workshops?|practitioners?|"
    r"physios?|physiotherapists?|studio) (?:offers?|provides?|teach(?:es)?|can help|runs?|would love|"
    r"are (?:here|happy|"
    r"open|available))\b|"
    rf"\b(?:we|i) (?:offer|teach|run|host|do|hold)\b[^.!?]{{0,100}}\b{_WHAT_IS_SOLD}\b|"
    r"\bbring (?:your own|a friend)\b|"
    r"^(?:inscri(?:vez|s)[- ](?:vous|toi)|réserve[sz]?(?![\p{L}])|contacte(?:z|s)?[- ](?:nous|moi)|écri(?:vez|"
    r"s)-(?:nous|moi)|"
    r"appelez-nous|cliquez? (?:ici|sur)|abonne[sz]?-(?:vous|toi)|rejoins|rejoignez|sui(?:vez|s)-nous|"
    r"partagez? (?:cet|ce|avec (?:vos|tes))|visitez (?:notre|nos)|"
    r"télécharge[sz]?|"
    r"envie d[e'’]|(?:vous voulez|tu veux) en savoir plus)|\bréserve[sz]? (?:ta|votre|une|ma) place\b",
)
# Goes on with the caution before it: "Same goes if you're pregnant."
GOES_ON = guarded(
    "",
    r"^(?:it's|that's|that is|it is|then it's|call|dial|ring|c'est le) (?:an? )?(?:999|911|112|111|15|a ?(?:&|"
    r"and) ?e|"
    r"ambulance|"
    r"hospital|emergency)\b|"
    r"^(?:please )?(?:see|ask|ring|call|phone|tell) (?:somebody|someone|a professional)\b[^.!?]{0,30}[.!]*$|"
    r"^(?:please )?(?:get|have) (?:it|that|them|those) (?:seen|looked at|checked|sorted)\b|"
    r"^(?:really|seriously|i mean it|je suis sérieu\w+)\b[^.!?]{0,60}[.!]*$|"
    r"^[^.!?,;]{3,60} instead[.!]*$|"
    r"^(?:don't|do not|never)\b[^.!?]{0,30}\b(?:it|them|that|this)\b|^(?:same goes|the same (?:goes|is true|"
    r"applies)|likewise|ditto|and please|please|in that case|if (?:yours|it|they|"
    r"that|this|so|not)"
    r"\b|also if|or if|and if|if you (?:do|are|have|feel)|then (?:please )?(?:stop|see|ask|talk)|de même|"
    r"dans ce cas)\b",
)
NOTICE = unguarded(
    r"^(?:please note|note|caution|warning|important|safety (?:first|note)|a (?:quick |gentle )?(?:word|"
    r"note) (?:of caution|on safety)|disclaimer|contraindications?|attention|avertissement|à noter|"
    r"n\.?b\.?)\b ?[:,-]|\bnot (?:a substitute|medical advice|intended to (?:diagnose|replace))|\bcontraindicat\w*|"
    r"\b(?:ce n'est pas|ne remplace pas) (?:un avis médical|l'avis)"
)
# Leads into a paragraph that only warns: "Please read this first."
READ_FIRST = unguarded(
    r"^(?:but |and |now |so )?(?:please )?(?:read|see|note) (?:this|these|the next (?:bit|lines?|part)|what follows)"
    r"(?: (?:bit|part|lines?))? (?:first|before [^.!?:]{1,40})(?:[.!]*$|:)|"
    r"^(?:first,? )?(?:but |and |now )?(?:a (?:quick |few )?words? of (?:caution|warning|care)|(?:now )?the (?:safety|"
    r"serious|careful) (?:bit|part)|safety first|health warning|important|warning|attention|caution|à lire (?:d'abord|"
    r"avant[^.!?:]{0,30})|un mot de prudence|d'abord,? la prudence)(?:[.!]+$|:)"
)
# Of the whole article, in the words of a lawyer: it limits every practice and is a part of none.
DISCLAIMER = guarded(
    "advice diagnosis care treatment professional doctor substitute medical médical general educational "
    "informational information avis diagnostic",
    r"\b(?:does not|doesn't|do not|is not (?:intended|meant)[^.!?]{0,40}|cannot|not|isn't|n't) (?:to )?(?:replace|"
    r"substitute|"
    r"constitute)\b"
    r"[^.!?]{0,40}\b(?:advice|diagnosis|care|treatment|professional|doctor)\b|\b(?:not a substitute for|"
    r"not medical advice)\b|"
    r"\bfor (?:general |educational |informational )+(?:information|purposes|use)\b|\bfor information only\b|"
    r"\bgeneral information only\b|"
    r"\bne (?:remplace|constitue) pas\b[^.!?]{0,40}\b(?:avis|médical|diagnostic)\b",
)
CAUTION_HEADING = unguarded(
    r"\b(?:who (?:should|shouldn't|can't|cannot|must|needs? to|ought|isn't|it isn't)|(?:sit|sits|sitting) (?:this|it|"
    r"these) (?:one )?out|who (?:it|this) is (?:not |n't )?for|who (?:it|this) isn't for|green light|red lights?|"
    r"not (?:today|for you|yet|for me)|(?:a )?bad idea|hold(?:ing)? (?:back|off)|(?:going|go) (?:easy|gently|carefully|"
    r"lightly|slowly)|with care|small print|steer clear|give (?:it|this) a miss|(?:eas|back)(?:e|ing)? off|stop signs?|"
    r"health (?:first|check|warning|notes?)|stop if|(?:when|where) (?:not|should (?:we|i|you) (?:not|leave|stop|"
    r"wait|skip))|(?:can|might) wait|leave (?:it|yourself|ourselves|them|well) alone|fine print|read (?:this )?first|"
    r"^important\b|^(?:please )?(?:be )?careful\b|"
    r"for whom|when it (?:isn't|is not)|if it hurts|does it (?:have to )?hurt|(?:à|pour) qui|"
    r"pas pour (?:tout le monde|vous|toi)|quand (?:consulter|s'arrêter|ne pas|s'abstenir|demander|attendre)|"
    r"qui (?:doit|devrait) (?:éviter|s'abstenir)|si ça fait mal|attention|when (?:i'd|i would|you should|to|"
    r"should (?:i|you)) (?:worry|get help|ring|call|ask|go)|"
    r"what to watch (?:for|out)|"
    r"warning signs|not for you if|who (?:is it|it's) not for|caution\w*|contra-?indicat\w*|safety|"
    r"precaution\w*|disclaimer|warning\w*|when (?:to|not to|"
    r"should you) (?:skip|avoid|stop|not|see|seek|get help)|who should (?:not|avoid|skip)|(?:skip|avoid) (?:it|this|"
    r"these)|when not to|not for every(?:one|body)|keep in mind|"
    r"stay(?:ing)? safe|safely|risks|side effects|wrong (?:thing|time|moment|exercise|idea)|"
    r"before you (?:start|begin|try|roll|practi[sc]e|go)|a (?:word|note) (?:of|"
    r"on|about) (?:care|caution|safety|pain)|take care|be careful|red flags|is (?:it|this) (?:safe|for (?:me|you|"
    r"everyone))|listen to your body|see (?:a|your) (?:doctor|professional)|talk to|précautions?|contre-indications?|"
    r"avertissement|avant de commencer|prudence|pas pour tous|risques)\b"
)
# What holds for everything that follows is often said where one gets ready.
SETUP_HEADING = unguarded(
    r"\b(?:get(?:ting)? (?:set(?: up)?|ready|started)|set[- ]?up|ground rules|house rules|the rules|"
    r"first things first|"
    r"how to (?:use|start|begin)|before (?:we|you)|prepar(?:e|ation|ing)|good to know|a few (?:rules|notes|words)|"
    r"read this first|please (?:note|read)|notes? (?:first|before)|golden rules|avant de|préparation|bon à savoir|"
    r"quelques règles)\b"
)
EVERYBODY = unguarded(
    r"^(?:and )?anything (?:that |which )(?:hurts|makes you|feels|pinches|pulls|burns)\b|"
    r"\b(?:everybody|everyone|we all|all of you|anybody|tout le monde) (?:stops?|should stop|needs? to stop|"
    r"arrête)\b|"
    r"^(?:always )?stop (?:at once|immediately|straight away|right away|any (?:exercise|move|movement|pose|drill))\b|"
    r"\b(?:at any (?:time|point)|in any (?:of|pose|exercise|move)|whatever you do|throughout|all the way through)\b"
)
ALL_MOVES = unguarded(
    r"\b(?:these|those|any|any of (?:these|those|the)|all|all of (?:these|the)|each of (?:these|the)|every|the|this|"
    r"your|a new|any new|new) (?:\w+ ){0,2}(?:exercises?|moves?|movements?|poses?|postures?|stretches|stretch|"
    r"techniques?|routines?|sequences?|practices?|program(?:me)?s?|shapes?|drills?|asanas?|exercices?|étirements?|"
    r"postures?)\b|\b(?:before (?:starting|beginning|trying|you (?:start|begin|try))|throughout|at any (?:time|"
    r"point)|anything (?:that )?(?:hurts|feels|makes|pinches|pulls))\b"
)
THESE_MOVES = unguarded(
    r"\b(?:any|none|all|most|some) of (?:this|it)\b|\bnothing (?:in|on|of) (?:here|it|th(?:is|ese) \w+)\b|"
    r"\bwhat follows\b|"
    r"\b(?:this|these) pages?\b|\bcette page\b|\btout (?:ceci|cela)\b|"
    r"\b(?:these|those|any|(?:any|one|some) of (?:these|those|the|them)|all(?: of)? (?:these|those|the)|"
    r"each of (?:these|the)|every one of) "
    r"(?:\w+ ){0,2}(?:exercises|moves|movements|poses|postures|stretches|techniques|shapes|drills|asanas|practices|"
    r"exercices|"
    r"étirements|mouvements)\b|\b(?:try|tries|trying|do|doing|start|starting|practi[sc]e|practi[sc]ing|attempt|begin|"
    r"beginning) (?:any of |all of |either of )?(?:these|them)\b"
)
# Of the whole article, or of the one routine it teaches; `what` is the word it uses for it.
THE_WHOLE = unguarded(
    r"\b(?:none|all|everything|nothing|anything|any|every bit) (?:of (?:this|it|the above|the below|the following|"
    r"what follows)\b|(?:here|above|below|that follows)\b|(?:in|on|of|from) (?:here|it)\b|"
    r"(?:in|on|of|from) th(?:is|e|ese|at) (?:\w+ )?(?P<what>letters?|newsletters?|articles?|posts?|pages?|guides?|"
    r"lists?|series|program(?:me)?s?|plans?|routines?|sequences?|flows?|practices?|class(?:es)?|sessions?|lessons?|"
    r"videos?|blogs?|leaflets?|sheets?|handouts?|e-?mails?|workouts?|circuits?)\b)|"
    r"\b(?:this(?: (?:whole|entire|full|short|little|simple|gentle))*|the (?:whole|entire|full)) (?P<what>routine|"
    r"sequence|flow|practice|class|session|workout|circuit|program(?:me)?|plan|series|guide|article|letter|"
    r"newsletter)\b(?! (?:notes|time|mates?)\b)|"
    r"\b(?:none|all) of (?:these|those|them)\b|"
    r"\brien (?:de (?:tout )?(?:ceci|cela|ça|ce qui)|ici|(?:dans|sur) (?:ce|cet|cette) \w+)\b|"
    r"\baucune? de (?:ces|ceux|celles)\b|\btout ce qui (?:précède|suit)\b|\btout (?:ceci|cela)\b|"
    r"\b(?:cette|toute la|la) (?:petite |courte )?(?P<what>séance|séquence|pratique|routine|série|lettre|page)\b|"
    r"\bc(?:et|e) (?:petit |court )?(?P<what>enchaînement|article|programme|cours|guide)\b"
)
THIS_PART = unguarded(
    r"\b(?:this|that) (?:part|chapter|block|half|section|group|set)\b|\b(?:the )?(?:next|last|first|other|following) "
    r"(?:two|three|four|few|exercises|poses|moves|ones)\b|\bboth (?:of (?:these|them)|exercises|poses|moves)\b|"
    r"\bcette (?:partie|section|série)\b|\bles (?:deux|trois|quatre) (?:suivant|prochain|dernier|premier)\w*\b"
)
SINGLE = unguarded(
    r"\b(?:this|that|the) (?:pose|exercise|stretch|move|shape|one|spot|posture|version|hold|conversation|question|"
    r"decision|talk)\b|\b(?:avoid|skip|do|"
    r"try|leave|stop|"
    r"practi[sc]e) (?:it|this|that)\b(?! to (?:some|a )\w*)|^(?:it|this|that)\b|\bcette (?:posture|position)\b"
)
ONE_MATTER = unguarded(
    r"^(?:but |and )?(?:this|that|those|these|such a|cette|ce) (?:conversation|question|decision|talk|choice|"
    r"discussion|appointment|décision|choix)\b"
)
# What somebody else is asked to do is a piece of advice and no caution about the rest.
HAS_IT_DONE = unguarded(
    r"^(?:ask|have|get) (?:your|the|a) [\w' -]{3,30}? (?:to )?(?:look (?:at|through|over)|check|go through|measure|"
    r"test|fit|review|adjust|show you)\b(?![^.!?]*\b(?:before|first|if|when|until|unless)\b)|"
    r"^demande[rz]? à (?:votre|ton|un) [\w' -]{3,30}? de (?:vérifier|mesurer|revoir|regarder)\b"
)
POINTS_BACK = unguarded(
    r"^(?:in (?:that|this|which|either|these) cases?|if so|then|dans ce cas)\b|"
    r"\b(?:any|all|some|one|two|three|more|each|either|both|none|most) of (?:these|those|them|the above)\b|^(?:if|"
    r"when) (?:this|"
    r"that|these|those|it|they)\b|\b(?:these|those|such) (?:symptoms|signs|conditions|issues|problems|sensations|"
    r"causes)\b|\bl'un de (?:ces|ceux)\b"
)
