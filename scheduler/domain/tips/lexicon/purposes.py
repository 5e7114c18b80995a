"""What a sentence is for: announcing, inviting, limiting.

Patterns only, in English and in French; what follows from a match is elsewhere.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.base import guarded, rule

INTRO = guarded(
    "this today my our blog post article guide piece newsletter series list these the following are hope "
    "wrote put created made compiled asked originally first published people everybody everyone someone "
    "somebody clients students friends",
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
    r"(?:january|february|march|april|june|july|august|september|october|november|december|janvier|février|mars|avril|"
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
    r"(?:now )?(?:open|available|live|full)|returns?|are (?:the perfect|a great|back|open|available|on|full|small))\b|"
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
    r"^drop in (?:any|on|every|to (?:a|our|my)|for)\b|\bin (?:our|my) (?:[\w-]+ )?(?:mon|tues|wednes|thurs|fri|satur|"
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
    r"workshop|course|lesson)\b|come (?:and )?(?:join|along\b(?! the\b)|see (?:us|me)|say (?:hi|hello)|visit|try it with|"
    r"practi[sc]e with|to (?:class|us|the studio))|"
    rf"schedule (?:a|your|an) (?:[\w-]+ ){{0,3}}{_WHAT_IS_SOLD}|"
    r"reserve (?:your|a) (?:spot|place|mat|seat|ticket|table|slot)|grab (?:your|a) (?:spot|ticket|place)|save (?:your|my) (?:spot|seat)|claim (?:your|my))|"
    r"^(?:(?:want|ready|looking|curious|interested|keen|need|would you like|wondering)\b(?=[^?]{0,100}\b(?:more|"
    r"deeper|teacher|class|classes|session|sessions|studio|workshop|us|me|course|help|guidance|person|journey|"
    r"learning|started|next step|try|further|appointment|treatment)\b)[^?]{0,140}\?)|^(?:want|ready|interested|"
    r"keen) (?:to|in|for)[^?]{0,40}\?$|"
    r"\b(?:join (?:us|me) (?:for|on|at|in|this|every)|our next (?:[\w&]+ ){0,4}(?:workshop|class|course|session|"
    r"retreat)|"
    r"see you (?:on the mat|in class|at the studio|in the studio|there|soon)|we(?:'d| would) love to (?:see|hear|"
    r"help|have)|(?:spots|places|spaces|mats) (?:are )?(?:limited|filling|left)|happy (?:rolling|stretching|"
    r"practi[sc]ing|moving|training)|with us (?:at|on|in|every) )\b|"
    r"^(?:thanks(?! to\b)|thank you(?! to\b)|cheers|namaste|until next time|see you(?! as\b)|with love(?! and\b)|warmly|love,|xo+|à bientôt|"
    r"bonne pratique)\b[^.!?]{0,40}[.!]?$|^(?:enjoy|take care|happy [\w-]+ing)[.!]*$|"
    r"^(?-i:\p{Lu})[\p{L}.'’-]+(?: (?-i:\p{Lu})[\p{L}.'’-]+){0,2}(?:,[^,]{2,60},)? (?:teaches|is (?:a|an|the) "
    r"(?:[\p{L}-]+ ){0,5}(?:teacher|instructor|therapist|owner|founder|co-founder|rmt|coach|physiotherapist))\b|"
    rf"^(?-i:\p{{Lu}})[\p{{L}}.'’-]+(?: (?-i:\p{{Lu}})[\p{{L}}.'’-]+){{0,2}} (?:offers|runs|leads|hosts|holds)\b"
    rf"[^.!?]{{0,80}}\b{_WHAT_IS_SOLD}\b|"
    r"\bour (?:[\w-]+ ){0,4}(?:therapists?|teachers?|instructors?|team|clinic|classes|workshops?|practitioners?|"
    r"physios?|physiotherapists?|studio) (?:offers?|provides?|teach(?:es)?|can help|runs?|would love|are (?:here|happy|"
    r"open|available))\b|"
    rf"\b(?:we|i) (?:offer|teach|run|host|do|hold)\b[^.!?]{{0,100}}\b{_WHAT_IS_SOLD}\b|"
    r"\bbring (?:your own|a friend)\b|"
    r"^(?:inscri(?:vez|s)[- ](?:vous|toi)|réserve[sz]?(?![\p{L}])|contacte(?:z|s)?[- ](?:nous|moi)|écri(?:vez|"
    r"s)-(?:nous|moi)|"
    r"appelez-nous|cliquez? (?:ici|sur)|abonne[sz]?-(?:vous|toi)|rejoins|rejoignez|sui(?:vez|s)-nous|partagez? (?:cet|ce|avec (?:vos|tes))|visitez (?:notre|nos)|"
    r"télécharge[sz]?|"
    r"envie d[e'’]|(?:vous voulez|tu veux) en savoir plus)|\bréserve[sz]? (?:ta|votre|une|ma) place\b",
)
PROVIDER = guarded(
    "doctor gp gps physician physio physical health healthcare medical care midwife midwives dentist "
    "podiatrist specialist osteopath chiropractor pharmacist surgeon obstetrician ob obgyn professional "
    "nurse therapist trauma oncologist cardiologist psychologist psychotherapist counsellor counselor get "
    "be chiropodist paramedic postnatal six post pelvic médecin professionnel physiothérapeute kiné "
    "kinésithérapeute sage dentiste ostéopathe spécialiste",
    r"\b(?:doctors?|gps?|physicians?|physio(?:therapist)?s?|physical therapists?|health[ -]?care (?:provider|"
    r"professional|practitioner|team)s?|(?:medical|health|care|healthcare) (?:provider|professional|practitioner|"
    r"team|advice|attention|clearance|help|guidance)s?|midwi(?:fe|ves)|dentists?|podiatrists?|specialists?|"
    r"osteopaths?|chiropractors?|pharmacists?|surgeons?|obstetricians?|ob-?gyn|"
    r"professional (?:help|advice|assessment|guidance)|nurse|(?:(?<=(?:a|your) )(?:therapist|trauma therapist))|"
    r"oncologist|cardiologist|psychologist|psychotherapist|"
    r"(?:get|be) (?:it |this |that |them |yourself )?(?:checked|seen|looked at)|counsell?or|chiropodists?|"
    r"paramedics?|(?:postnatal|six[- ]week|post-?op) check(?:-?up)?|pelvic (?:floor|"
    r"health) (?:physio\w*|therapist|specialist)|"
    r"médecins?|professionnels? de (?:la )?santé|physiothérapeutes?|kinésithérapeutes?|kinés?|sage-femme|dentiste|"
    r"ostéopathe|spécialiste)\b",
)
REFER = rule(
    r"\b(?:talk|speak|check|consult|see|ask|contact|seek|visit|book|chat|refer|call|get|clear|cleared|approval|"
    r"ring|phone|show|wait|needs?|permission|okay|ok|advice|follow|work with|medical|before|unless|first|consultez|"
    r"consulter|parlez|parler|"
    r"demande[sz]?|demander|avis|voyez|voir)\b"
)
SEES = rule(
    r"\b(?:if|before|needs? (?:a|an|your|to see)|(?:ring|phone|call) (?:a|an|your|the)|wait (?:for|until)|"
    r"show (?:this|it)|go to|talk|speak|check|consult|see|ask|"
    r"seek|please|should|contact|"
    r"unless|with your|book in|si|avant|"
    r"consult\w*|"
    r"parl\w*|demand\w*)\b"
)
SUPPOSED = rule(r"\?|\b(?:if|when|whenever|don't|do not|any|si|quand)\b")
STOP = guarded(
    "stop come ease back discontinue rest pause avoid skip do don never leave steer be take listen proceed not isn "
    "contraindicated contraindication contraindications contraindicate instead shouldn should modify give wait hold "
    "sit get "
    "get seek stay keep arrête évitez déconseillé ne contre",
    r"^(?:please )?(?:stop|come out|ease (?:off|up|back(?! (?:pain|ache|tension|stiffness|and)))|back off|"
    r"discontinue|rest|pause|avoid|skip|do not|don't|"
    r"never|leave (?:out|this|it|the)|steer clear|be (?:careful|cautious|gentle|mindful)|take care|"
    r"listen to your body|proceed)\b|\b(?:stop|come out|ease (?:off|up|out|back(?! (?:pain|ache|tension|stiffness|"
    r"and)))|back off|discontinue|avoid|skip|"
    r"leave (?:it |this |that )?out|steer clear|do not|don't|not recommended|not advised|not suitable|"
    r"not appropriate|not (?:a )?(?:good|great|safe|right)|isn't (?:one )?(?:for|right|suitable|recommended|a good|"
    r"safe)|"
    r"not for (?:you|everyone|anyone)|contraindicat\w*|instead|never|shouldn't|should not|modify|give it a miss|"
    r"get (?:it |this |that |them |yourself )?(?:checked|seen|looked at)|wait until|hold off|sit (?:this|that|"
    r"it) (?:one )?out|seek|stay off|stay away|keep off|arrête[sz]?(?:-(?:toi|vous))?|évitez|déconseillé|ne pas|"
    r"contre-indiqu\w*)\b",
)
# "People with glaucoma should …", "anyone who has had surgery": said of some readers only.
SOME_READERS = rule(
    r"\b(?:people|anyone|those|students|clients|women|everyone|if you(?:'ve| have| are|'re)?) (?:with|who(?:'s|'ve|"
    r" has| have| is|"
    r" are| had)?|living with|recovering from|suffering from|prone to)\b[^.!?]{0,80}\b(?:should|must|need to|"
    r"ought to|may want"
    r" to|can|will want)\b"
)
CONDITION = guarded(
    "pregnant trimester postpartum postnatal glaucoma blood hypertension osteo detached surgery operation "
    "injury hernia slipped disc bulging sciatica fracture diabetes neuropathy asthma copd respiratory "
    "heart epilepsy vertigo arthritis problem issue condition trouble varicose clot dvt thrombosis cancer "
    "stroke concussion whiplash hyper diastasis prolapse implant pacemaker medication thinners medical "
    "health chronic replacement inflammation infection fever wounds bruise rash reflux migraine carpal "
    "spondylo stenosis scoliosis numb reduced enceinte grossesse chirurgie opération blessure tension "
    "glaucome ostéoporose hernie",
    r"\b(?:pregnan\w*|trimester|postpartum|postnatal|glaucoma|(?:high|low|uncontrolled) blood pressure|hypertension|"
    r"osteoporosis|osteopenia|detached retina|surgery|surgeries|operation|injur\w*|herniat\w*|slipped disc|"
    r"disc (?:problem|injury|bulge|issue)s?|bulging disc|sciatica|fractures?|diabetes|neuropathy|asthma|copd|"
    r"respiratory condition|heart (?:condition|disease|problem|trouble)s?|epilepsy|vertigo|arthritis|"
    r"(?:back|neck|knee|shoulder|hip|wrist|joint|heart|balance|disc|eye) (?:problems?|issues?|conditions?|trouble)|"
    r"varicose|blood clots?|dvt|thrombosis|cancer|stroke|concussion|whiplash|hypermobil\w*|diastasis|prolapse|hernia|"
    r"implant|pacemaker|medication|blood thinners?|medical condition|health condition|chronic (?:pain|condition|"
    r"illness)|replacement|inflammation|infection|fever|open wounds?|wounds?|bruises?|rash|reflux|migraines?|"
    r"carpal tunnel|spondylolisthesis|stenosis|scoliosis|numbness|reduced feeling|"
    r"enceintes?|grossesse|chirurgie|opération|blessures?|hypertension|tension artérielle|glaucome|ostéoporose|"
    r"hernie|fracture|diabète)\b",
)
ALARM = guarded(
    "pain hurt hurting sharp dizzy light fainting faint numb tingly pins nausea short breathless pinch "
    "burning shooting stabbing swelling swollen discomfort strain sore irritated complain locks clicks "
    "unwell panic cramp uncomfortable bleed headache electric contraction chest puffy trauma varicose "
    "clot douleur mal étourdi engourdi picotement",
    r"\b(?:pain\w*|hurts?|hurting|sharp|dizz\w*|light-?headed\w*|faint\w*|numb\w*|tingl\w*|pins and needles|nause\w*|"
    r"short(?:ness)? of breath|breathless|pinch\w*|burning|shooting|stabbing|swelling|swollen|discomfort|strain(?:ed|"
    r"ing)?|sore|irritat\w*|complain\w*|locks|clicks|unwell|(?<!don.t )panic\w*|bleed\w*|headaches?|electric|"
    r"contractions?|"
    r"chest|puffy|traumas?|varicose|clots?|cramp\w*|uncomfortable|douleurs?|mal|étourdi\w*|"
    r"engourdi\w*|picotements?)\b",
)
IF_ALARMED = guarded(
    "",
    r"^(?:if|when|should|si)\b[^,]{0,80}\b(?:pain|hurts?|dizz\w*|light-?headed|faint|numb\w*|tingl\w*|panic|nause\w*|"
    r"breathless|"
    r"bleed\w*|sharp|old memories|pins and needles|douleur|vertiges?|étourdi\w*)\b[^,]{0,60},",
)
# A state of the reader that is no illness and limits all the same.
STATE = rule(
    r"\b(?:over|under|past) (?:\d\d|fifty|sixty|seventy|eighty|five|ten)\b|\bbalance (?:is|isn't|feels)\b|"
    r"\bhypermobile|\bbendy\b|"
    r"\bexpecting\b(?! to)|\bpregnan|\bdislocat|\btwinges?\b|\byour (?:period|cycle)\b|\bblood pressure\b|"
    r"\bbreast-?feeding\b|"
    r"\bunsure\b|\bin (?:any )?doubt\b|\bc-?section\b|\bfresh injur|\bhot and swollen\b"
)
# Words that limit by themselves, whatever they limit.
LIMITS = rule(
    r"\b(?:best|better) avoided\b|\bgive (?:it|this|that|them) a miss\b|\bin doubt, leave\b|\bgone too far\b|"
    r"\b(?:should|must|ought to) (?:never|not) (?:\w+ )?(?:hurt|be painful|be a struggle|cause (?:any )?pain|"
    r"feel (?:\w+ )?(?:pain|sharp))|"
    r"\b(?:shouldn't|mustn't) (?:\w+ )?(?:hurt|be painful|cause pain|feel (?:\w+ )?(?:pain|sharp))|"
    r"\b(?:pain|numbness|tingling|pinching)\b[^.!?]{0,40}\b(?:is not|isn't|is a no|is never|are not|means (?:you|"
    r"stop|it)|should be "
    r"(?:looked|checked|seen))\b|"
    r"\bfirst (?:hint|sign|twinge) of\b|^(?:go|move|come|work) (?:gently|easy|slowly|carefully) (?:if|with)\b|"
    r"\b(?:take (?:extra )?care|be (?:extra )?(?:careful|gentle|cautious)) (?:with|if|when|not)\b|^keep away from\b|"
    r"\b(?:symptoms|pain|it) (?:persists?|hasn't (?:eased|improved|settled|gone|changed)|gets worse|doesn't (?:ease|"
    r"improve|go))\b|"
    r"\bshould(?: not|n't) (?:do|try|use|attempt) (?:this|it|these|them)\b|^a word of (?:warning|caution)\b|"
    r"\bcas de doute\b"
)
FOR_SOME = rule(r"\b(?:if|when|for|during|after|with|unless|until|si|pour)\b")
URGENT = guarded(
    "ambulance emergency a 999 911 112 not never stop sign reason cue straight right same urgence tout",
    r"\b(?:an? ambulance|a ?& ?e|a and e|emergency|999|911|112|(?:is|are) (?:not|never) (?:a|an|the) (?:job|edge|"
    r"sign of|"
    r"matter|case)|(?:means?|is) (?:stop|a sign to stop|a reason to stop|your cue to stop)|straight away|right away|"
    r"same day|urgences?|tout de suite)\b",
)
# Goes on with the caution before it: "Same goes if you're pregnant."
GOES_ON = guarded(
    "",
    r"^(?:same goes|the same (?:goes|is true|applies)|likewise|ditto|and please|please|in that case|if (?:it|they|"
    r"that|this|so|not)"
    r"\b|also if|or if|and if|if you (?:do|are|have|feel)|then (?:please )?(?:stop|see|ask|talk)|de même|"
    r"dans ce cas)\b",
)
# Must not be done: "Never roll over a bone".
STOP_IF = guarded(
    "",
    r"^(?:please )?(?:stop|back (?:out|off)|come (?:straight |right )?out|ease (?:off|out)|leave it|"
    r"let go)\b[^.!?]*\b(?:if|when|si)\b|"
    r"^(?:watch|mind) (?:your|for|out)\b[^.!?]{0,60}\bif\b",
)
NEVER_DO = guarded(
    "",
    r"^(?:please )?(?:never|do not|don't|avoid|dont) (?:ever )?(?:roll(?:ing)?|put (?:ice|heat)|use (?:ice|heat)|"
    r"apply|bounc(?:e|ing)|press(?:ing)?|"
    r"massag(?:e|ing)|"
    r"forc(?:e|ing)|jerk(?:ing)?|crank(?:ing)?|yank(?:ing)?|push(?:ing)?|pull(?:ing)?|twist(?:ing)?|lock(?:ing)?|"
    r"overstretch\w*|overdo\w*|stretch into|go(?:ing)? (?:past|into|through) (?:the )?pain|work through|"
    r"exercise barefoot)\b",
)
NOTICE = rule(
    r"^(?:please note|note|caution|warning|important|safety (?:first|note)|a (?:quick |gentle )?(?:word|"
    r"note) (?:of caution|on safety)|disclaimer|contraindications?|attention|avertissement|à noter|"
    r"n\.?b\.?)\b ?[:,-]|\bnot (?:a substitute|medical advice|intended to (?:diagnose|replace))|\bcontraindicat\w*|"
    r"\b(?:ce n'est pas|ne remplace pas) (?:un avis médical|l'avis)"
)
# Of the whole article, in the words of a lawyer: it limits every practice and is a part of none.
DISCLAIMER = rule(
    r"\b(?:does not|doesn't|do not|is not (?:intended|meant)[^.!?]{0,40}|cannot|not|isn't|n't) (?:to )?(?:replace|"
    r"substitute|"
    r"constitute)\b"
    r"[^.!?]{0,40}\b(?:advice|diagnosis|care|treatment|professional|doctor)\b|\b(?:not a substitute for|"
    r"not medical advice)\b|"
    r"\bfor (?:general |educational |informational )+(?:information|purposes|use)\b|\bfor information only\b|"
    r"\bgeneral information only\b|"
    r"\bne (?:remplace|constitue) pas\b[^.!?]{0,40}\b(?:avis|médical|diagnostic)\b"
)
CAUTION_HEADING = rule(
    r"\b(?:caution\w*|contra-?indicat\w*|safety|precaution\w*|disclaimer|warning\w*|when (?:to|not to|"
    r"should you) (?:skip|avoid|stop|not|see|seek|get help)|who should (?:not|avoid|skip)|(?:skip|avoid) (?:it|this|"
    r"these)|when not to|not for everyone|before you (?:start|begin|try|roll|practi[sc]e|go)|a (?:word|note) (?:of|"
    r"on|about) (?:caution|safety|pain)|take care|be careful|red flags|is (?:it|this) (?:safe|for (?:me|you|"
    r"everyone))|listen to your body|see (?:a|your) (?:doctor|professional)|talk to|précautions?|contre-indications?|"
    r"avertissement|avant de commencer|prudence)\b"
)
ALL_MOVES = rule(
    r"\b(?:these|those|any|any of (?:these|those|the)|all|all of (?:these|the)|each of (?:these|the)|every|the|this|"
    r"your|a new|any new|new) (?:\w+ ){0,2}(?:exercises?|moves?|movements?|poses?|postures?|stretches|stretch|"
    r"techniques?|routines?|sequences?|practices?|program(?:me)?s?|shapes?|drills?|asanas?|exercices?|étirements?|"
    r"postures?)\b|\b(?:before (?:starting|beginning|trying|you (?:start|begin|try))|throughout|at any (?:time|"
    r"point)|anything (?:hurts|feels))\b"
)
THESE_MOVES = rule(
    r"\b(?:these|those|any of (?:these|those|the|them)|all(?: of)? (?:these|those|the)|each of (?:these|the)|"
    r"every one of) "
    r"(?:\w+ ){0,2}(?:exercises|moves|movements|poses|postures|stretches|techniques|shapes|drills|asanas|practices|"
    r"exercices|"
    r"étirements|mouvements)\b|\b(?:try|tries|trying|do|doing|start|starting|practi[sc]e|practi[sc]ing|attempt|begin|"
    r"beginning) (?:any of |all of |either of )?(?:these|them)\b"
)
SINGLE = rule(
    r"\b(?:this|that|the) (?:pose|exercise|stretch|move|shape|one|spot|posture|version|hold)\b|\b(?:avoid|skip|do|"
    r"try|leave|stop|"
    r"practi[sc]e) (?:it|this|that)\b|^(?:it|this|that)\b|\bcette (?:posture|position)\b"
)
POINTS_BACK = rule(
    r"^(?:in (?:that|this|which|either|these) cases?|if so|then|dans ce cas)\b|"
    r"\b(?:any|all|some|one|two|three|more|each|either|both|none|most) of (?:these|those|them|the above)\b|^(?:if|"
    r"when) (?:this|"
    r"that|these|those|it|they)\b|\b(?:these|those|such) (?:symptoms|signs|conditions|issues|problems|sensations|"
    r"causes)\b|\bl'un de (?:ces|ceux)\b"
)
