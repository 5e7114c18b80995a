"""What a sentence is for: announcing, inviting, limiting.

Patterns only, in English and in French; what follows from a match is elsewhere.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.base import guarded, rule

INTRO = rule(
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
ACTION_STRONG = guarded(
    "http https www com ca org net off promo code discount discounts gift link mailing newsletter early first",
    r"(?:https?://|www\.|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]+\.\w|\b\d{1,3} ?% off\b|\bpromo code\b|"
    r"\buse (?:the )?code\b|\bdiscount\b|"
    r"\bgift cards?\b|\blink in (?:my |our )?bio\b|\bmailing list\b|\bnewsletter\b|\bearly[- ]bird\b|"
    r"\bfirst class (?:is )?free\b)",
)
ACTION = rule(
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
PROVIDER = rule(
    r"\b(?:doctors?|gps?|physicians?|physio(?:therapist)?s?|physical therapists?|health[ -]?care (?:provider|"
    r"professional|practitioner|team)s?|(?:medical|health|care|healthcare) (?:provider|professional|practitioner|"
    r"team|advice|attention|clearance|help|guidance)s?|midwi(?:fe|ves)|dentists?|podiatrists?|specialists?|"
    r"osteopaths?|chiropractors?|pharmacists?|surgeons?|obstetricians?|ob-?gyn|"
    r"professional (?:help|advice|assessment|guidance)|nurse|oncologist|cardiologist|psychologist|psychotherapist|"
    r"counsell?or|pelvic (?:floor|health) (?:physio\w*|therapist|specialist)|"
    r"médecins?|professionnels? de (?:la )?santé|physiothérapeutes?|kinésithérapeutes?|kinés?|sage-femme|dentiste|"
    r"ostéopathe|spécialiste)\b"
)
REFER = rule(
    r"\b(?:talk|speak|check|consult|see|ask|contact|seek|visit|book|chat|refer|call|get|clear|cleared|approval|"
    r"permission|okay|ok|advice|follow|work with|medical|before|unless|first|consultez|consulter|parlez|parler|"
    r"demandez|demander|avis|voyez|voir)\b"
)
SEES = rule(
    r"\b(?:if|before|talk|speak|check|consult|see|ask|seek|please|should|contact|unless|with your|book in|si|avant|"
    r"consult\w*|"
    r"parl\w*|demand\w*)\b"
)
SUPPOSED = rule(r"\?|\b(?:if|when|whenever|don't|do not|any|si|quand)\b")
STOP = guarded(
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
SOME_READERS = rule(
    r"\b(?:people|anyone|those|students|clients|women|everyone|if you(?:'ve| have| are|'re)?) (?:with|who(?:'s|'ve|"
    r" has| have| is|"
    r" are| had)?|living with|recovering from|suffering from|prone to)\b[^.!?]{0,80}\b(?:should|must|need to|"
    r"ought to|may want"
    r" to|can|will want)\b"
)
CONDITION = rule(
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
ALARM = rule(
    r"\b(?:pain\w*|hurts?|hurting|sharp|dizz\w*|light-?headed\w*|faint\w*|numb\w*|tingl\w*|pins and needles|nause\w*|"
    r"short(?:ness)? of breath|breathless|pinch\w*|burning|shooting|stabbing|swelling|swollen|discomfort|strain(?:ed|"
    r"ing)?|sore|irritat\w*|complain\w*|locks|clicks|unwell|panic\w*|cramp\w*|uncomfortable|douleurs?|mal|étourdi\w*|"
    r"engourdi\w*|picotements?)\b"
)
NOTICE = rule(
    r"^(?:please note|note|caution|warning|important|safety (?:first|note)|a (?:quick |gentle )?(?:word|"
    r"note) (?:of caution|on safety)|disclaimer|contraindications?|attention|avertissement|à noter|"
    r"n\.?b\.?)\b ?[:,-]|\bnot (?:a substitute|medical advice|intended to (?:diagnose|replace))|\bcontraindicat\w*|"
    r"\b(?:ce n'est pas|ne remplace pas) (?:un avis médical|l'avis)"
)
# Of the whole article, in the words of a lawyer: it limits every practice and is a part of none.
DISCLAIMER = rule(
    r"\b(?:does not|doesn't|do not|is not (?:intended|meant)[^.!?]{0,40}|cannot|not) (?:to )?(?:replace|substitute|"
    r"constitute)\b"
    r"[^.!?]{0,40}\b(?:advice|diagnosis|care|treatment|professional|doctor)\b|\b(?:not a substitute for|"
    r"not medical advice)\b|"
    r"\bfor (?:general |educational |informational )+(?:information|purposes|use)\b|\bgeneral information only\b|"
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
SINGLE = rule(r"\b(?:this|it|that|the (?:pose|exercise|stretch|move|shape))\b")
POINTS_BACK = rule(
    r"\b(?:any|all|some|one|two|three|more|each|either|both|none|most) of (?:these|those|them|the above)\b|^(?:if|"
    r"when) (?:this|"
    r"that|these|those|it|they)\b|\b(?:these|those|such) (?:symptoms|signs|conditions|issues|problems|sensations|"
    r"causes)\b|\bl'un de (?:ces|ceux)\b"
)
