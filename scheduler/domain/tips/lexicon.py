"""The words that the rules go by, in English and in French. Patterns only; what follows from a match is elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

from scheduler.domain.articles.clean import word_set

WORD = regex.compile(r"\w+")


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


@dataclass(frozen=True, slots=True)
class Guarded:
    """A slow pattern, and the words of which a text must have one before the pattern is tried."""

    pattern: regex.Pattern[str]
    needs: frozenset[str]

    def search(self, text: str) -> regex.Match[str] | None:
        """The first match anywhere in the text."""
        if self.needs.isdisjoint(_words(text)):
            return None
        return self.pattern.search(text)


def _guarded(needs: str, pattern: str) -> Guarded:
    return Guarded(_rule(pattern), word_set(needs))


def _rule(pattern: str) -> regex.Pattern[str]:
    """Compile, with either apostrophe wherever the pattern has one outside a character class."""
    pieces = regex.split(r"(\[[^\]]*\])", pattern)
    either = "".join(piece if piece.startswith("[") else piece.replace("'", "['’]") for piece in pieces)
    return regex.compile(either, regex.I)


# --- openings (R3, R5 of the rubric) ----------------------------------------------------------------------------

PRONOUN = _rule(
    r"(?:it|its|it's|it'll|it'd|they|they're|they'll|they've|them|their|theirs|he|she|his|her|him|these|those|this|"
    r"that|that's|such|both|either|neither|"
    r"another|others|none|the (?:other|others|latter|former|same|second|third|fourth|rest|next|last|first) ?(?!time|"
    r"thing|few|step|day|week|aid)|"
    r"(?:one|some|all|most|any|each|many|none|two|three|both|several|few) of (?:it|them|these|those|this|which)|"
    r"il|elle|ils|elles|ce|cela|ça|c'est|cet|cette|ces|celui|celle|ceux|celles|celui-ci|son|sa|ses|leur|leurs|lui|"
    r"tous deux|l'autre)(?![\w-])"
)
EXPLETIVE = _rule(
    r"(?:it(?:'s| is| can be| may be| might be| feels| is not| isn't|'s not)\s+(?:\w+ly |also |often |always |very |"
    r"so |quite |really |perfectly |not |still |even |all )*"
    r"(?:important|best|better|easy|easier|hard|harder|difficult|normal|common|possible|impossible|essential|"
    r"tempting|worth|fine|okay|ok|helpful|useful|good|great|natural|no surprise|no secret|no wonder|true|clear|time|"
    r"up to|crucial|key|necessary|wise|safe|never too late|vital|a good idea|a myth|a good|known|said|thought|"
    r"believed|amazing|surprising|rare|unusual|tempting|enough|challenging|nice|lovely)"
    r"(?: for (?:\w+ ){1,4})?,?\s+(?:to|that|when|how|if|you|we)\b|it takes (?!\w+ (?:from|to the))|it helps (?:to|"
    r"that|if)\b|"
    r"these days|this (?:week|month|year|season|winter|summer|spring|fall|autumn|morning|evening)\b|that said|"
    r"il (?:est|faut|suffit|y a|existe|s'agit)|c'est (?:\w+ ){0,3}(?:que|de)\b|such as it is)"
)
CONNECTIVE = _rule(
    r"(?:so|but|and|or|nor|yet|then|also(?! known)|plus|however|therefore|thus|hence|instead(?! of)|otherwise|"
    r"additionally|furthermore|moreover|similarly|"
    r"likewise|conversely|meanwhile|nevertheless|nonetheless|still,|in contrast|by contrast|on the other hand|"
    r"on the contrary|as a result(?! of)|as such|"
    r"in effect|in fact|in turn|in addition(?! to)|in other words|in that case|in this (?:case|way)|for example|"
    r"for instance|for this reason|that's why|"
    r"because of (?:this|that|these)|after that|after this|before that|apart from that|aside from that|"
    r"that being said|of course|indeed|finally,?|next,|"
    r"next (?:you|we|i|your|up)\b|continuing|luckily|fortunately|unfortunately|sadly|lastly|secondly|thirdly|"
    r"fourthly|firstly|afterwards?|afterward|later,|halfway through|"
    r"not at all|not only that|not surprisingly|here(?:'s|'re| is| are)|once (?:there|"
    r"you're there|here)|from there|from here|to come out|to exit|to release|to finish|to get out|"
    r"on the opposite|on the other side|now,|anyway|besides|to put it|what's more|even better|even so|rather|"
    r"accordingly|consequently|specifically|again,|"
    r"mais|donc|or|car|ensuite|puis|alors|cependant|toutefois|par exemple|en effet|de plus|ainsi|enfin|d'ailleurs|"
    r"également|par contre|au contraire|voilà|voici|oui|non,|en revanche|bref)(?![\w-])"
)
CONTINUES = _rule(
    r"(?:yes\b|nope|no[.,!]|repeat|repeats?|stay(?: here| there| for| in)?|hold (?:for|it|here|each|that|this|them)|"
    r"hold\b(?= \d)|"
    r"continue|switch|change sides|return|come back|release (?:and|the)|"
    r"release$|release\.|do (?:\d+|one|two|three|four|five|six|eight|ten|this|it|that|these|the same)\b|aim for|"
    r"move through|skip it|slide (?:it|them)|keep going|rest,? then|"
    r"alternate|work up to|build up|reverse|same (?:thing|on)|other side|complete \d+|perform \d+|remain here|"
    r"take (?:five|ten|three|eight|\d+) (?:slow |deep |full )?breaths here|"
    r"répétez|répéter|restez|maintenez|changez de côté|recommencez|continuez|revenez|faites-le)(?![\w-])"
)
EARLY = _rule(
    r"(?!when it comes|if it(?:'s| is) (?:your|cold|hot|raining|been|available|possible)|whether it|as it happens|"
    r"take it (?:easy|slow)|make it a\b|think of it\b)"
    r"(?:if|when|while|as|once|because|since|although|though|until|unless|whether|avoid|do|does|doing|let|keep|hold|"
    r"try|use|using|treat|repeat|skip|slide|lift|lower|press|roll|move|put|"
    r"place|take|bring|draw|turn|practise|practice|practicing|practising|think of|how|what|why|you can do|"
    r"you can use|you'll feel|you may feel|for every [\w ]{1,20}|add|imagine|pair|combine|start|finish|end|like) "
    r"(?:it|it's|they|they're|them|this|these|that(?! (?:you|your|we|the|there|is))|those)\b(?! (?:easy|slow|week|"
    r"month|year|winter|summer|spring|fall|autumn|morning|evening|time of))|"
    r"[^.!?]{0,60}\b(?:all|some|each|one|both|any|most|none|either) of (?:it|them|these|those)\b|"
    r"(?:over|after|during|in|within|on|by|with|without|from|through|like) [^,.]{3,40}, (?:that|this|it|they|these|"
    r"those)\b|"
    r"(?:the (?:word|name|term|same)|most of it|the (?:good|great|best|bad) (?:news|part|thing) is)\b|"
    r"(?:(?:want|ready|need|curious|looking) to|ready for) [^?]*\?"
)
INNER = _rule(
    r"\b(?:these|those)\s+(?!days\b|who\b|of us\b|of you\b|with\b|that\b|in\b)\p{L}+|"
    r"\bthis\s+(?!week|month|year|is\b|season|morning|evening|time\b|winter|summer|spring|fall|autumn|afternoon|"
    r"way of|can\b|may\b|means\b|will\b)\p{L}+|"
    r"\bany of (?:these|those|them)\b|\bdo(?:ing)? (?:it|this|that|them|so)\b(?! yourself)|"
    r"\b(?:make|makes|of|in|on|to|for|with|at|into|onto|all|using)\s+(?:all\s+)?that\s+(?!you\b|your\b|we\b|is\b|"
    r"are\b|can\b|has\b|have\b|the\b|it\b|they\b|i\b|there\b|said\b)(?:\p{L}+)(?=[\s.,;])|"
    r"^[^.,;]{0,60}, (?:on the other hand|however|too|though|therefore),|\battach here\b|"
    r"^(?:(?-i:\p{Lu})\p{L}+\s+){0,3}(?:calls?|use|uses|onto|into|across|under|over|support|supports|move|"
    r"moves)\s+(?:it|them)\b|"
    r"^(?!.*\b(?:one|left|right|first|each|both)\b.*\b(?:other|opposite|same)\b)[^.!?]*"
    r"\b(?:the|your) (?:other|opposite|same) (?:side|leg|arm|hand|foot|knee|hip|direction|shoulder|ankle|elbow)\b"
    r"(?=[^,]{0,25}[.!])"
)
DEICTIC = _guarded(
    "blog post article section series page newsletter video piece guide list above below earlier previously before "
    "following follow recently lately last poses exercises stretches moves tips steps photo photos picture pictures "
    "image "
    "images videos today here now we i let lets read keep scroll stay ado part click tap our billet texte ci aujourd "
    "semaine",
    r"\b(?:this|last (?:month|week|year|time)'s|our (?:last|previous|next)|in (?:a|my|our) (?:previous|last|recent|"
    r"earlier|next|future)|the (?:previous|next|last|full)) (?:blog|post|article|section|series|page|newsletter|"
    r"video|piece|guide|list)\b|"
    r"\b(?:as|see|mentioned|shown|described|listed|pictured|outlined|noted|discussed) (?:above|below|earlier|"
    r"previously|before)\b|\bthe (?:following|above|below)\b|\b(?:that|which) follow\b|"
    r"^(?:recently|lately|last (?:week|month|time|year)), (?:we|i)\b (?:shared|talked|wrote|posted|looked|covered|"
    r"discussed|explored|published)|\bwe (?:talked|wrote|spoke|mentioned|shared|covered|looked|discussed) (?:about|"
    r"at|before|last)|"
    r"\b(?:i|we)(?:'ve| have)? (?:mentioned|said|wrote|covered|explained|described)(?: \w+)? (?:earlier|before|above|"
    r"previously|last)|\b(?:poses|exercises|stretches|moves|tips|steps|photos?|pictures?|images?|videos?) (?:above|"
    r"below)\b|"
    r"\b(?:today|here|now|this (?:week|month|time)),? (?:we|i)(?:'ll|'m| will| am|'re| are| want| would)\b|\bi(?:'ll|"
    r" will| want to|'d like to| am going to|'m going to) (?:share|show|walk|talk|explain|introduce|explore|cover|"
    r"look|take you)\b|"
    r"\bwe(?:'ll| will| are going to|'re going to) (?:share|show|walk|talk|explain|introduce|explore|cover|look|dive|"
    r"take a look|break|go (?:over|through))\b|\blet(?:'s|s| us) (?:explore|dive|talk|look|take a look|"
    r"get (?:started|into|to)|begin|start|jump|go|break|chat|find out|see|discuss)\b|"
    r"\b(?:read on|keep reading|scroll down|stay tuned|without further ado|in part (?:one|two|three|\d))\b|\b(?:read|"
    r"click|tap) (?:here|more|next)\b|\bsee our\b|"
    r"\b(?:dans|cet|ce) (?:cet )?(?:article|billet|texte)\b|\b(?:ci-dessus|ci-dessous)\b|\baujourd'hui,? (?:je|nous|"
    r"on)\b|\bla semaine dernière, (?:je|nous|on)\b",
)

# --- what a sentence is for -------------------------------------------------------------------------------------

INTRO = _rule(
    r"\b(?:this|today's|my|our) (?:blog|post|article|guide|piece|newsletter|series|list) (?:is (?:for|about|going)|"
    r"will|covers|shares|looks|explores|walks|explains|offers|has)\b|"
    r"^(?:below|here)(?:'s|'re)? (?:are|is|the|my|a|you'll|i've|i|we)\b[^.!?]{0,120}|^(?:read on|keep reading|"
    r"let's (?:dive|get|begin|"
    r"start|jump|go|explore|take)|without further ado)\b|"
    r"^welcome (?:back )?to\b|\b(?:these|the|following|are) (?:are )?(?:my|our|some|five|four|three|six|seven|"
    r"\d+) (?:favou?rite|go-to|top|best|simple|easy)\b[^.!?]{0,60}(?:\bbelow\b|:$)|"
    r"^(?:i|we) (?:hope|wrote|put together|created|made|compiled|asked|get asked|often get)\b[^.!?]{0,100}\b(?:post|"
    r"article|guide|list|question|help)|"
    r"^(?:dans cet article|cet article|voici|découvrez)\b"
)
ACTION_STRONG = _guarded(
    "http https www com ca org net off promo code discount discounts gift link mailing newsletter early first",
    r"(?:https?://|www\.|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]+\.\w|\b\d{1,3} ?% off\b|\bpromo code\b|"
    r"\buse (?:the )?code\b|\bdiscount\b|"
    r"\bgift cards?\b|\blink in (?:my |our )?bio\b|\bmailing list\b|\bnewsletter\b|\bearly[- ]bird\b|"
    r"\bfirst class (?:is )?free\b)",
)
ACTION = _rule(
    r"^(?:(?:so|and|then|please|why not|feel free to|you can(?: also)?|we'd love (?:for you )?to|come|just|simply|"
    r"be sure to|make sure to|don't forget to|to learn more,?|for more (?:information|info|details|tips|help|support|"
    r"ideas),?|if you(?:'d| would)? (?:like|want|need|prefer|are interested|have questions|enjoyed|loved|found|"
    r"liked)[^,.]{0,90},|interested\?|questions\?|curious\?|ready\?) ){0,3}"
    r"(?:book (?:your|a|an|now|in(?! with)|online|with|one|through|today|here|via|my|our)\b|sign up|sign-up|"
    r"subscribe|register (?:for|now|today|here|online|at|by)|enrol+ |join (?:me|us|our|my|the (?:class|waitlist|"
    r"workshop|challenge|studio|community|list))|"
    r"contact (?:us|me|the studio|our)|email (?:us|me|the|\w+@)|e-mail|call (?:us|me|the (?:studio|clinic|office|"
    r"front desk)|our|\d)|text (?:us|me)\b|"
    r"reach out(?: to us| to me|$|[.!])|get in touch|give us a call|visit (?:us|our|my|the (?:website|studio|shop|"
    r"site|schedule|timetable))|"
    r"check out (?:our|my|the (?:schedule|timetable|class|studio|workshop|full|video|link|blog))|see (?:our|my) |"
    r"view (?:our|the) |browse |follow (?:us|me|along|@)|find (?:us|me) (?:on|at)|share (?:this|it with|your)|"
    r"tag (?:us|me)|pin this|save this|click |tap |"
    r"download |order |shop |buy |learn more|find out more|read (?:more|our|my|the full|about)|watch (?:the|our|my|"
    r"this|a) (?:full |short |free )?(?:video|tutorial|class|demo)|leave (?:a|us|me) (?:comment|review)|"
    r"comment below|let (?:us|me) know|tell (?:us|me)|drop (?:us|me|a comment|in (?:to|for) (?:a|one|our))|"
    r"message (?:us|me)|send (?:us|me)|dm (?:us|me)|"
    r"try (?:a|our|one of our|my) (?:free |intro |drop-in |beginner |weekly |online )?(?:class|classes|session|"
    r"workshop|course|lesson)|come (?:to|join|along|see|say|visit|try|practi[sc]e with)|schedule (?:a|your|an) |"
    r"reserve (?:your|a)|grab (?:your|a) (?:spot|ticket|place)|save (?:your|my) (?:spot|seat)|claim )|"
    r"^(?:(?:want|ready|looking|curious|interested|keen|need|would you like|wondering)\b(?=[^?]{0,100}\b(?:more|"
    r"deeper|teacher|class|classes|session|sessions|studio|workshop|us|me|course|help|guidance|person|journey|"
    r"learning|started|next step|try|further|appointment|treatment)\b)[^?]{0,140}\?)|^(?:want|ready|interested|"
    r"keen) (?:to|in|for)[^?]{0,40}\?$|"
    r"\b(?:join (?:us|me) (?:for|on|at|in|this|every)|our next (?:workshop|class|course|session|retreat)|"
    r"see you (?:on the mat|in class|at the studio|in the studio|there|soon)|we(?:'d| would) love to (?:see|hear|"
    r"help|have)|(?:spots|places|spaces) (?:are )?(?:limited|filling|left)|happy (?:rolling|stretching|practi[sc]ing|"
    r"moving|training))\b|"
    r"^(?:thanks?|thank you|cheers|namaste|enjoy|until next time|see you|take care|happy|with love|warmly|love,|xo+|"
    r"à bientôt|bonne pratique)\b[^.!?]{0,40}[.!]?$|"
    r"^(?-i:\p{Lu})[\p{L}.'-]+(?: (?-i:\p{Lu})[\p{L}.'-]+){0,2}(?:,[^,]{2,60},)? (?:teaches|offers|runs|leads|hosts|"
    r"owns|is (?:a|an|the) (?:[\p{L}-]+ ){0,5}(?:teacher|instructor|therapist|owner|founder|co-founder|rmt|coach|"
    r"physiotherapist))\b|"
    r"\bour (?:[\w-]+ ){0,4}(?:therapists?|teachers?|instructors?|team|clinic|classes|workshops?|practitioners?|"
    r"physios?|physiotherapists?|studio) (?:offers?|provides?|teach(?:es)?|can help|runs?|would love|are (?:here|happy|"
    r"open|available))\b|"
    r"\b(?:we|i) (?:offer|teach|run|host)\b[^.!?]{0,100}\b(?:class|classes|sessions?|workshops?|courses?|treatments?|"
    r"packages?|programs?|programmes?)\b|"
    r"^(?:inscrivez-vous|réservez|contactez-nous|contactez-moi|écrivez-nous|écrivez-moi|appelez-nous|cliquez|"
    r"abonnez-vous|rejoignez|suivez-nous|partagez|visitez|téléchargez|envie d'|vous voulez en savoir plus)"
)
PROVIDER = _rule(
    r"\b(?:doctors?|gps?|physicians?|physio(?:therapist)?s?|physical therapists?|health[ -]?care (?:provider|"
    r"professional|practitioner|team)s?|(?:medical|health|care|healthcare) (?:provider|professional|practitioner|"
    r"team|advice|attention|clearance|help|guidance)s?|midwi(?:fe|ves)|dentists?|podiatrists?|specialists?|"
    r"osteopaths?|chiropractors?|pharmacists?|surgeons?|obstetricians?|ob-?gyn|"
    r"professional (?:help|advice|assessment|guidance)|nurse|oncologist|cardiologist|psychologist|psychotherapist|"
    r"counsell?or|pelvic (?:floor|health) (?:physio\w*|therapist|specialist)|"
    r"médecins?|professionnels? de (?:la )?santé|physiothérapeutes?|kinésithérapeutes?|kinés?|sage-femme|dentiste|"
    r"ostéopathe|spécialiste)\b"
)
REFER = _rule(
    r"\b(?:talk|speak|check|consult|see|ask|contact|seek|visit|book|chat|refer|call|get|clear|cleared|approval|"
    r"permission|okay|ok|advice|follow|work with|medical|before|unless|first|consultez|consulter|parlez|parler|"
    r"demandez|demander|avis|voyez|voir)\b"
)
SEES = _rule(
    r"\b(?:if|before|talk|speak|check|consult|see|ask|seek|please|should|contact|unless|with your|book in|si|avant|"
    r"consult\w*|"
    r"parl\w*|demand\w*)\b"
)
SUPPOSED = _rule(r"\?|\b(?:if|when|whenever|don't|do not|any|si|quand)\b")
STOP = _guarded(
    "stop come ease back discontinue rest pause avoid skip do don never leave steer be take listen proceed not isn "
    "contraindicated contraindication contraindications contraindicate instead shouldn should modify give wait hold "
    "sit "
    "seek arrêtez évitez déconseillé ne contre",
    r"^(?:please )?(?:stop|come out|ease (?:off|up|back(?! (?:pain|ache|tension|stiffness|and)))|back off|"
    r"discontinue|rest|pause|avoid|skip|do not|don't|"
    r"never|leave (?:out|this|it|the)|steer clear|be (?:careful|cautious|gentle|mindful)|take care|"
    r"listen to your body|proceed)\b|\b(?:stop|come out|ease (?:off|up|out|back(?! (?:pain|ache|tension|stiffness|"
    r"and)))|back off|discontinue|avoid|skip|"
    r"leave (?:it |this |that )?out|steer clear|do not|don't|not recommended|not advised|not suitable|"
    r"not appropriate|not (?:a )?(?:good|great|safe|right)|isn't (?:for|right|suitable|recommended|a good|safe)|"
    r"not for (?:you|everyone|anyone)|contraindicat\w*|instead|never|shouldn't|should not|modify|give it a miss|"
    r"wait until|hold off|sit (?:this|that|it) (?:one )?out|seek|arrêtez|évitez|déconseillé|ne pas|contre-indiqu\w*)\b",
)
# "People with glaucoma should …", "anyone who has had surgery": said of some readers only.
SOME_READERS = _rule(
    r"\b(?:people|anyone|those|students|clients|women|everyone|if you(?:'ve| have| are|'re)?) (?:with|who(?:'s|'ve|"
    r" has| have| is|"
    r" are| had)?|living with|recovering from|suffering from|prone to)\b[^.!?]{0,80}\b(?:should|must|need to|"
    r"ought to|may want"
    r" to|can|will want)\b"
)
CONDITION = _rule(
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
    r"hernie|fracture|diabète)\b"
)
ALARM = _rule(
    r"\b(?:pain\w*|hurts?|hurting|sharp|dizz\w*|light-?headed\w*|faint\w*|numb\w*|tingl\w*|pins and needles|nause\w*|"
    r"short(?:ness)? of breath|breathless|pinch\w*|burning|shooting|stabbing|swelling|swollen|discomfort|strain(?:ed|"
    r"ing)?|sore|irritat\w*|complain\w*|locks|clicks|unwell|panic\w*|cramp\w*|uncomfortable|douleurs?|mal|étourdi\w*|"
    r"engourdi\w*|picotements?)\b"
)
NOTICE = _rule(
    r"^(?:please note|note|caution|warning|important|safety (?:first|note)|a (?:quick |gentle )?(?:word|"
    r"note) (?:of caution|on safety)|disclaimer|contraindications?|attention|avertissement|à noter|"
    r"n\.?b\.?)\b ?[:,-]|\bnot (?:a substitute|medical advice|intended to (?:diagnose|replace))|\bcontraindicat\w*|"
    r"\b(?:ce n'est pas|ne remplace pas) (?:un avis médical|l'avis)"
)
# Of the whole article, in the words of a lawyer: it limits every practice and is a part of none.
DISCLAIMER = _rule(
    r"\b(?:does not|doesn't|do not|is not (?:intended|meant)[^.!?]{0,40}|cannot|not) (?:to )?(?:replace|substitute|"
    r"constitute)\b"
    r"[^.!?]{0,40}\b(?:advice|diagnosis|care|treatment|professional|doctor)\b|\b(?:not a substitute for|"
    r"not medical advice)\b|"
    r"\bfor (?:general |educational |informational )+(?:information|purposes|use)\b|\bgeneral information only\b|"
    r"\bne (?:remplace|constitue) pas\b[^.!?]{0,40}\b(?:avis|médical|diagnostic)\b"
)
CAUTION_HEADING = _rule(
    r"\b(?:caution\w*|contra-?indicat\w*|safety|precaution\w*|disclaimer|warning\w*|when (?:to|not to|"
    r"should you) (?:skip|avoid|stop|not|see|seek|get help)|who should (?:not|avoid|skip)|(?:skip|avoid) (?:it|this|"
    r"these)|when not to|not for everyone|before you (?:start|begin|try|roll|practi[sc]e|go)|a (?:word|note) (?:of|"
    r"on|about) (?:caution|safety|pain)|take care|be careful|red flags|is (?:it|this) (?:safe|for (?:me|you|"
    r"everyone))|listen to your body|see (?:a|your) (?:doctor|professional)|talk to|précautions?|contre-indications?|"
    r"avertissement|avant de commencer|prudence)\b"
)
ALL_MOVES = _rule(
    r"\b(?:these|those|any|any of (?:these|those|the)|all|all of (?:these|the)|each of (?:these|the)|every|the|this|"
    r"your|a new|any new|new) (?:\w+ ){0,2}(?:exercises?|moves?|movements?|poses?|postures?|stretches|stretch|"
    r"techniques?|routines?|sequences?|practices?|program(?:me)?s?|shapes?|drills?|asanas?|exercices?|étirements?|"
    r"postures?)\b|\b(?:before (?:starting|beginning|trying|you (?:start|begin|try))|throughout|at any (?:time|"
    r"point)|anything (?:hurts|feels))\b"
)
THESE_MOVES = _rule(
    r"\b(?:these|those|any of (?:these|those|the|them)|all(?: of)? (?:these|those|the)|each of (?:these|the)|"
    r"every one of) "
    r"(?:\w+ ){0,2}(?:exercises|moves|movements|poses|postures|stretches|techniques|shapes|drills|asanas|practices|"
    r"exercices|"
    r"étirements|mouvements)\b|\b(?:try|tries|trying|do|doing|start|starting|practi[sc]e|practi[sc]ing|attempt|begin|"
    r"beginning) (?:any of |all of |either of )?(?:these|them)\b"
)
SINGLE = _rule(r"\b(?:this|it|that|the (?:pose|exercise|stretch|move|shape))\b")
POINTS_BACK = _rule(
    r"\b(?:any|all|some|one|two|three|more|each|either|both|none|most) of (?:these|those|them|the above)\b|^(?:if|"
    r"when) (?:this|"
    r"that|these|those|it|they)\b|\b(?:these|those|such) (?:symptoms|signs|conditions|issues|problems|sensations|"
    r"causes)\b|\bl'un de (?:ces|ceux)\b"
)

# --- how-to -----------------------------------------------------------------------------------------------------

_PLAIN_VERBS = word_set(
    "inhale exhale breathe kneel sit lie tuck bend extend straighten rotate relax repeat squeeze engage activate "
    "wrap grab gather imagine picture notice avoid try keep bring take make let put go add continue begin "
    "lengthen tighten soften tilt curl flex nod drape sweep spread interlace interlock clasp loosen unclench inch "
    "scoop shake bounce pump tap knead rub glide maintain alternate choose find remember think allow invite "
    "aim use do stay remain return come ensure practise practice perform complete wiggle hinge arch unfold drink eat "
    "write walk swap replace replaced schedule stop pause wait listen ask give start finish end set say count check "
    "get wear "
    "position place lay prop stack anchor ground root plant melt surrender cradle gaze blink yawn sigh hum hug kick "
    "hop squat lunge crawl swivel crouch straddle shrug elongate retract protract pronate supinate dorsiflex "
    "contract decompress massage stroke leave dim steady consider experiment explore commit prioriti[sz]e plan pick "
    "aimed grip "
    "watch read apply soak warm-up stand step roll lean slide sink rest hold press push pull turn twist reach lift "
    "shift swing circle look float fold draw drop move support balance stretch cross rock pulse switch change focus "
    "feel lower raise open close slow point send direct gently slowly slip hook release rise hover climb descend "
    "breathe work build pack carry sleep play mix pour strike scan trace visuali[sz]e cue mind invite resist"
)
_NOUNISH = word_set(
    "rest place roll stretch support balance massage practice walk hold press push pull turn twist reach lift shift "
    "slide swing circle point look start stand step float hug fold draw drop move set rock pulse switch change focus "
    "feel lower open close slow release work build play plan pack sleep mind cue mix watch count check pick end "
    "finish stop wear grip trace scan plant root ground lay prop kick hop squat lunge gaze sigh hum stroke pump tap "
    "drink contract position use do complete steady direct let exercise read write carry pause wait stack anchor "
    "cradle"
)
_AFTER_NOUNISH = (
    r"(?=\s+(?:your|the|a|an|both|one|each|every|it|them|this|that|these|those|up|down|on|in|into|onto|out|off|to|"
    r"from|for|with|without|through|forward|forwards|back|backward|backwards|over|under|side|sideways|as|until|till|"
    r"and|gently|slowly|lightly|firmly|tall|still|here|there|around|across|against|along|at|away|any|all|some|two|"
    r"three|four|five|more|less|only|just|straight|wide|upright|comfortably|quietly|softly|deeply|between|where|when|"
    r"what|how|before|after|again|heavy|evenly|toward|towards|yourself|his|her|my|our|if|by|not|small|big|slow|no|"
    r"low|high|\d)\b|\s*[.,;:!]|$)"
)
_nounish = "|".join(sorted(_NOUNISH, key=len, reverse=True))
_plain = "|".join(sorted({verb for verb in _PLAIN_VERBS if verb not in _NOUNISH}, key=len, reverse=True))
_ADVERBS = (
    r"(?:(?:gently|slowly|then|now|next|please|also|simply|just|carefully|always|finally|first|again|still|instead|"
    r"keep|lightly|softly|actively|consciously|mindfully|repeatedly|again|and|once more|step \d+|\d+)[,:]?\s+){0,3}"
)
_VERB = (
    rf"{_ADVERBS}(?:(?:{_plain})(?![\w'’-])(?!\s+(?:is|are|was|were|can|may|has|have|will|would)\b)|"
    rf"(?!lower (?:back|body|belly|abs?|legs?|spine)\b)(?:{_nounish})(?![\w'’-]){_AFTER_NOUNISH})"
)
_NO_VERB = (
    "when|if|in|on|with|most|both|all|even|only|here|there|what|why|how|inside|behind|under|beyond|throughout|among|"
    "like|"
    "unlike|despite|across|along|around|near|between|above|below|beneath|within|without|once|since|though|although|"
    "half|"
    "twice|such|quite|rather|not|is|are|do|does|did|can|will|was|were|has|have|had|should|could|would|may|might|"
    "because|"
    "until|after|before|as|at|by|for|from|of|to|but|and|so|or|yet|nor|than|that|this|these|those|which|who|whether|"
    "while|"
    "where|whenever|every|about|against|amid|besides|except|outside|past|per|plus|through|toward|towards|upon|via|off|"
    "over|up|down|out|onto|into|instead|it|they|we|you|i|he|she|then|now|also|often|maybe|perhaps|just|still|never|"
    "always|too|very|more|less|many|much|some|any|each|no|one|two|three|my|our|your|their|his|her|its|the|a|an"
)
# Any other bare word in front of "the", "your" …: "Dim the lights", "Smooth your brow".
_ANY_VERB = (
    rf"(?!(?:{_NO_VERB})\b)(?-i:\p{{Lu}})\p{{Ll}}{{1,11}}(?<!s|ing|ed|ly|ion|ment|ness|ful) (?:your|the|a|an|both|"
    rf"each)\s"
)
IMPERATIVE = _rule(
    rf"^\(?(?:(?:step|exercise|move|tip|étape)?\s*\d{{1,2}}[.):]\s*|"
    rf"[\p{{Lu}}\p{{L}}'’ -]{{2,40}}[:–—]\s+)?(?:{_VERB}|{_ANY_VERB}|(?:don't|do not|never|try not to)\s+(?:let\s+|"
    rf"just\s+)?\p{{L}}+|(?-i:\p{{Lu}})\p{{L}}+ez(?![\p{{L}}])|(?:inspire|expire|allonge|place|garde|respire|tiens|"
    rf"lève|plie|étire|relâche|répète)[sz]?\s+(?:les|le|la|vos|votre|sur|en|par|tes|ton|ta)\b)"
)
AFTER_CLAUSE = _rule(
    rf"^[\"“(]*(?:on|with|from|as|when|while|if|to|for|in|before|after|once|until|without|keeping|starting|lying|"
    rf"sitting|seated|standing|kneeling|holding|using|beginning|every|each|at|throughout|during|instead of|"
    rf"rather than|whenever|wherever|lightly|next time|sur|en|à|avec|assise?|allongée?|debout|pour|quand|"
    rf"lorsque)\b[^.!?;]{{3,110}}?[,–—]\s+(?:then\s+)?(?:{_VERB}|(?:don't|do not|never)\s+\p{{L}}+|(?-i:\p{{Ll}})+ez\b)"
)
ADVICE = _rule(
    r"\b(?:you (?:can|should|could|want to|might|may want to|need to|only need|will need)(?: also| even| always|"
    r" then)? (?:\w+ ){0,2}(?:try|use|place|add|do|practi[sc]e|keep|start|begin|take|put|roll|press|lie|sit|hold|"
    r"repeat|slide|bend|lift|move|work|make|bring|adjust|breathe|find|rest|stay|aim)|(?:it(?:'s| is) (?:best|"
    r"important|essential|helpful|better|worth|crucial|key|a good idea) to)|aim (?:for|to)|the (?:key|trick|goal|"
    r"idea|aim) is to|start (?:with|by)|try (?:to|this|a|the|doing|it)|make sure|be sure to|(?:once|twice|two|three|"
    r"four|five|ten|\d+) (?:times|minutes|breaths|rounds|reps|sets|days)\b[^.!?]{0,40}\b(?:a (?:day|week|month)|"
    r"each (?:side|"
    r"day|leg|arm|way)|every|is (?:plenty|enough|fine|ideal)|on each)\b|"
    r"(?:every day|once a week|twice a week|\w+ times a week|a few minutes)\b[^.!?]{0,60}\b(?:is|are) (?:plenty|"
    r"enough|fine|"
    r"ideal|best|all you need)|"
    r"^(?:next,? |then,? |now,? )?(?:we(?:'re| are) (?:going to|gonna)|you(?:'re| are) going to|you(?:'ll|"
    r" will) (?:want to|"
    r"need to)) (?!share|show|talk|explore|cover|look|feel|notice|see|love|be\b|learn)\w+|(?:i|we) (?:recommend|"
    r"suggest|advise)|il (?:suffit|faut|est important|est conseillé) de|vous pouvez|essayez|"
    r"pensez à|n'oubliez pas)"
)

# "Do that for eight hours and your jaw will ache" supposes; it does not instruct.
SUPPOSES = _rule(
    r"^(?:do|keep|repeat|add|sit|stand|hold|stay|try) (?:that|this|it|like this|in this)\b[^.!?]{0,60}\b(?:and|"
    r"long enough)\b[^.!?]{0,80}\b(?:will|start|starts|begin|begins|ache|aches|get|gets|become|becomes|feel|ends?|"
    r"end up)\b"
)

# --- worth ------------------------------------------------------------------------------------------------------

BENEFIT = _rule(
    r"\b(?:feels?|felt|feeling|(?:can |may |will |to )?help(?:s|ed|ing)? (?:to )?(?:you|us|your|our|relieve|reduce|"
    r"ease|calm|restore|release|prevent|improve|with|maintain|fluid|people|keep|alleviate|counter|undo|open|lengthen|"
    r"loosen|strengthen|build|bring|create|increase|promote|settle|soothe|quiet|relax)|relie(?:f|ve[sd]?|ving)|"
    r"eas(?:e[sd]?|ing|ier)|sooth\w*|calm(?:s|er|ing|ed)?|improv(?:e[sd]?|ing|ement)|reduc(?:e[sd]?|ing|tion)|"
    r"restor(?:e[sd]?|ing)|promot(?:e[sd]?|ing)|increas(?:e[sd]?|ing) (?:your|blood|circulation|mobility|flexibility|"
    r"range|strength|energy|awareness)|boost(?:s|ed|ing)?|strengthen(?:s|ed|ing)?|stronger|steadier|freer|warmer|"
    r"lighter|looser|better|benefits?|great for|good for|wonderful|perfect for|favou?rite|lovely|worth|"
    r"so (?:that )?you|you(?:'ll| will|'re| may| might| can)? (?:\w+ )?(?:feel|notice|find|sleep|move|breathe|stand|"
    r"gain|discover|wake)|most (?:people|of us|of our|clients|students)|many (?:people|students|clients|of us|"
    r"of our)|sleep|stress|more energy|energi[sz]\w*|mood|better posture|confidence|wakes up|undo(?:es)?|counter(?:s|"
    r"acts)?|protect(?:s|ed|ing)?|prevent(?:s|ed|ing)?|"
    r"aide[nrz]?|soulage\w*|réduit|réduire|améliore\w*|détend\w*|apaise\w*|bienfaits?|mieux|renforce\w*|libère\w*|"
    r"favorise\w*)\b"
)
CONSEQUENCE = _rule(
    r"\b(?:because|that's why|which is why|so that|leads? to|led to|results? in|ends? in|causes?|caused by|"
    r"can (?:create|cause|leave|make|lead|result|contribute)|creates?|leaves? (?:you|us|your)|makes? (?:you|us|it|"
    r"your|all)|worse|wear|ach(?:e|es|ing|y)|pain\w*|sore\w*|stiff\w*|tight\w*|tension|tense|tired|fatigue|weak\w*|"
    r"headaches?|migraine|cramp\w*|numb\w*|hurt\w*|strain\w*|grumpy|clench\w*|hunch\w*|slump\w*|overwork\w*|overuse|"
    r"imbalance\w*|shorten\w*|compress\w*|discomfort|restless|stressed|anxi\w*|pull under|"
    r"parce que|c'est pourquoi|provoque\w*|cause[nrs]?|entraîne\w*|douleurs?|raideurs?|tensions?|fatigue)\b"
)
READER = _rule(
    r"\b(?:you|your|you're|you've|yours|we|our|us|i|my|most people|many people|people|clients|students|sitting|desk|"
    r"screen|driving|work|everyday|daily|morning|vous|votre|vos|nous|nos)\b"
)
WHY_HEADING = _rule(
    r"\b(?:why|benefits?|how it helps|how (?:this|it) works|what it does|good for|pourquoi|bienfaits)\b"
)
FELT = _rule(
    r"\b(?:feel\w*|felt|ach\w*|pain\w*|sore\w*|stiff\w*|tight\w*|tension|tired|headaches?|cramp\w*|numb\w*|hurt\w*|"
    r"grumpy|weakness|strain\w*|discomfort|sleep|stress\w*|calm\w*|relax\w*|blood flow|relief|douleurs?|raideurs?|"
    r"fatigue)\b"
)
ANATOMY = _rule(
    r"\b(?:muscles?|bones?|joints?|tendons?|ligaments?|fascia|attach(?:es|ed)?|originates?|inserts?|located|"
    r"vertebrae?|nerves?|pelvis|sacrum|femur|tibia|ilium|iliac|gluteus|trapezius|lumbar|thoracic|cervical|"
    r"superficial|posterior|anterior|lateral(?:ly)?|medial|internal rotation|external rotation|adduction|abduction|"
    r"consists? of|made up of|named|muscles?|tendons?|vertèbres?)\b"
)
HEALTH = _rule(
    r"\b(?:pain\w*|heal(?:s|ed|ing|er|ers)?|cures?|cured|nerves?|nervous system|sciatic\w*|arthrit\w*|osteo\w*|"
    r"syndrome|disease|disorder|injur\w*|inflammat\w*|herniat\w*|fasciitis|tendon[io]tis|bursitis|scoliosis|asthma|"
    r"copd|diabet\w*|neuropath\w*|glaucoma|blood pressure|hypertension|cancer|depress(?:ion|ive)|anxiety|insomnia|"
    r"migraines?|headaches?|dysfunction\w*|degenerat\w*|hypermobil\w*|pregnan\w*|trauma|stroke|carpal tunnel|tmj|tmd|"
    r"fibromyalgia|immune|detox\w*|medical|therapeutic|symptoms?|diagnos\w*|treat(?:s|ed|ing|ment|ments)?\b(?= (?:of|"
    r"for|pain|injur|your))|numbness|vertigo|reflux|ibs|constipation|"
    r"douleurs?|guéri\w*|nerfs?|nerveux|syndrome|maladies?|blessures?|inflammation|arthrose|arthrite|sciatique|"
    r"migraines?|maux de tête|dysfonction\w*)\b"
)
PRACTICE_WORDS = _rule(
    r"\b(?:(?:\w+ )?(?:rolling|release|breathing|massage|self-massage|relaxation|stretching|"
    r"strengthening) techniques?|techniques?|exercises?|stretches|poses|moves|routines?|sequences?|drills|how to|"
    r"step[- ]by[- ]step|exercices?|étirements?|postures|mouvements)\b"
)
NEED = _rule(
    r"\b(?:you(?:'ll| will)?(?: only| also)? need|what you(?:'ll| will)? need|you(?:'ll| will) want|"
    r"vous aurez besoin|il vous faut)\b[^.!?]{0,40}:?\s*$|\byou(?:'ll| will) need:"
)
PROPS_HEADING = _rule(
    r"^(?:\d+[.)]\s*)?(?:props?|equipment|supplies|materials?|tools|gear|what you(?:'ll| will)? need|you(?:'ll|"
    r" will)? need|what to (?:bring|wear|gather)|gather(?: your)?|set[- ]?up list|ingredients|shopping list|matériel|"
    r"accessoires|ce qu'il (?:vous )?faut)\b(?:[ :,-]|$)"
)
PROPS = _rule(
    r"^(?:(?:to do|for) (?:this|these|all|each|the)[^,.]{0,50},? )?(?:all )?"
    r"(?:(?:you(?:'ll| will)?(?: only| also)? need|what you(?:'ll| will)? need|vous aurez besoin)\b"
    r"(?=[^.!?]{0,120}(?::|\b(?:mats?|blocks?|straps?|bolsters?|blankets?|balls?|rollers?|bands?|chair|wall|towels?|"
    r"cushions?|pillows?|weights|dumbbells|props|tapis|balles?|couverture|brique|sangle)\b))|"
    r"(?:gather|grab|bring|have ready|props?(?: needed| required)?|equipment(?: needed)?|materials?|matériel)\b"
    r"[^.!?:]{0,60}:|props? ?[-–—:])"
)
# An item that only names a thing: "a yoga mat", "2 blocks".
THING = _rule(r"(?-i:(?:an?|some|two|three|one|your|\d{1,2}|un|une|des|deux)) (?:[\w'-]+ ){0,5}[\w'-]+(?: \([^)]*\))?$")
FORWARD = _rule(
    r"\b(?:the following|below|here(?:'s|'re| is| are)|these|this|that follow|voici|suivante?s?)\b[^.!?]{0,80}:\s*$"
)
FIRST_PERSON = _rule(r"^[\"“«]")

COUNTED = _rule(
    r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|"
    r"dix)\s+(?:[\p{L}'-]+\s+){0,3}?(?P<what>exercises|moves|poses|stretches|techniques|steps|ways|tips|shapes|"
    r"drills|rolls|releases|practices|movements|exercices|étirements|postures|mouvements|façons|conseils)\b"
)
