"""Words that lean on what stands before, or speak of the article itself (rubric R3 and R5).

Patterns only, in English and in French; what follows from a match is elsewhere.
"""

from __future__ import annotations

from scheduler.domain.tips.lexicon.base import guarded, rule

PRONOUN = rule(
    r"(?:it|its|it's|it'll|it'd|they|they're|they'll|they've|them|their|theirs|he|she|his|her|him|these|those|this|"
    r"that|that's|such|both(?= (?:of|are|is|were|was|work|works|can|"
    r"will|have|help|helps|do|need|feel|go|should|may|ways|get|take|make|count|give|leave)\b)|either|neither|"
    r"another(?! (?:word|name|reason|myth|time|day|year) )|others|none|the (?:others|latter|former)|"
    r"the (?:other|same|second|third|fourth|rest|next|last|first)(?! (?:time|thing|few|step|day|week|aid|hour|night|"
    r"year|month|moment|rule|mile|minute|minutes|evening|morning|weeks|days|hours|signs?|place|"
    r"of (?:the|your|us|our|it all)|[\p{L}-]+ (?:that|of|who|when|you|we|before|after|in|to|for|is to)\b|"
    r"[\p{L}-]+ [\p{L}-]+ (?:that|of|who|when)\b))|"
    r"(?:one|some|all|most|any|each|many|none|two|three|both|several|few) of (?:it|them|these|those|this|which)|"
    r"il|elle|ils|elles|ce|cela|ça|c'est|cet|cette|ces|celui|celle|ceux|celles|celui-ci|son|sa|ses|leur|leurs|lui|"
    r"tous deux|l'autre)(?![\w-])"
)
EXPLETIVE = rule(
    r"(?:it(?:'s| is| can be| may be| might be| feels| is not| isn't|'s not)\s+(?:\w+ly |also |often |always |very |"
    r"so |quite |really |perfectly |not |still |even |all )*"
    r"(?:important|best|better|easy|easier|hard|harder|difficult|normal|common|possible|impossible|essential|"
    r"tempting|worth|fine|okay|ok|helpful|useful|good|great|natural|no surprise|no secret|no wonder|true|clear|time|"
    r"up to|crucial|key|necessary|wise|safe|never too late|vital|a good idea|a myth|a good|known|said|thought|"
    r"believed|amazing|surprising|rare|unusual|tempting|enough|challenging|nice|lovely)"
    r"(?: for (?:\w+ ){1,4})?,?\s+(?:to|that|when|how|if|you|we)\b|it takes (?!\w+ (?:from|to the))|it helps (?:to|"
    r"that|if)\b|"
    r"these days|this (?:week|month|year|season|winter|summer|spring|fall|autumn|morning|evening)\b|that said|"
    r"(?:when|if|as|while) it (?:rains|snows|is (?:cold|hot|warm|dark|raining|late|early)|has been|comes to|gets (?:cold|dark|hot|"
    r"late)|feels like)\b|ce (?:matin|soir|midi|mois)\b|cet (?:été|hiver|automne)\b|cette (?:semaine|année)\b|"
    r"il (?:est|faut|suffit|y a|existe|s'agit)|c'est (?:\w+ ){0,3}(?:que|de)\b|such as it is)"
)
CONNECTIVE = rule(
    r"(?:so(?!-| many\b| much\b| few\b)|but(?! for\b)|and|or|nor|yet|then(?! there (?:is|are)\b)|also(?! known)|plus|if (?:so|not)\b|as you do\b|"
    r"not so\b|however|therefore|thus|hence|instead(?! of)|otherwise|"
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
CONTINUES = rule(
    r"(?:yes\b(?! is)|nope|no[.,!]|repeats?(?! after)|stay(?= (?:here|there|for|in (?:this|the|it)|as long|until|a\b|"
    r"another|put|like|with it|low|down|up)|[.,!]|$)|hold (?:for|it|here|each|that|this|them)|"
    r"hold\b(?= \d)|"
    r"continue|(?:switch|swap|change)(?= (?:sides?|legs|arms|feet|hands|over|directions?|positions?|"
    r"and|after|when)\b|[.,!]|$)|then the other|other side|return(?= to (?:the )?(?:start\w*|middle|cent\w+|"
    r"beginning|standing|kneeling|sitting|neutral|hands|all)|[.,]|$)|come back(?! to (?:the|your) breath)|release (?:and|the)|"
    r"release$|release\.|do (?:this|it|that|these|the same|likewise)\b|do (?:\d+|one|two|three|four|five|six|eight|ten|"
    r"twelve|fifteen|twenty)(?= (?:times|reps?|rounds?|sets?|of|on|each|per|more|a side|to|or|slow|slowly|breaths?)\b|[-–.,]|$)|"
    r"aim for|"
    r"move through|skip it|slide (?:it|them)|keep going|rest,? then|"
    r"alternate|work up to|build up|reverse|same (?:thing|on)|other side|complete \d+|perform \d+|remain here|"
    r"take (?:five|ten|three|eight|\d+) (?:slow |deep |full )?breaths here|"
    r"faites de même|idem|pareil|répétez|répéter|restez|maintenez|changez de côté|recommencez|continuez|revenez|faites-le)(?![\w-])"
)
EARLY = rule(
    r"you(?:'ll| will| should| may| might| can)? (?:\w+ )?(?:feel|notice|find|see|do|use|try|repeat|need) (?:it|this|"
    r"them|these|that(?! ))\b|"
    r"(?:once|twice|two|three|four|five|ten|\d+)\b[^.!?,;]{0,40}\b(?:is|are) (?:enough|plenty|fine|all)\b|"
    r"[^.!?,;]{3,40} (?:is|are|works?|helps?|counts?|will do) (?:fine |okay |ok |good )?too[.!]|"
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
    r"the (?:result|difference|reason|trick|secret|key|effect|answer|point|problem|cause|catch|downside|upside|solution|"
    r"alternative|movement|feeling|sensation|change|goal|aim|idea|payoff|benefit|list) (?:is|was|are|were)\b(?! (?:to|not to|that)\b)|"
    r"for (?:a |an )?(?:deeper|gentler|easier|stronger|softer|harder|more|less|extra|bigger|milder|bit more|little more)\b|"
    r"(?:more|less|fewer|slower|faster|softer|smaller|bigger) (?:is|isn't|was|feels|does)\b|here(?: the| we| you| it|,)\b|"
    r"(?:the (?:word|name|term|same(?! \w+ (?:that|who|of|when)\b))|most of it|the (?:good|great|best|bad) (?:news|part|thing) is)\b|"
    r"(?:(?:want|ready|need|curious|looking) to|ready for) [^?]*\?"
)
BLAND = rule(r"(?:you|we|i|your|my|our|there|vous|tu|nous|on)\b(?! can\b)")
INNER = guarded(
    "these those this any doing that other opposite same however though therefore too hand attach calls "
    "call uses use onto into across under over supports support moves move make makes",
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
    r"(?=[^,]{0,25}[.!])",
)
DEICTIC = guarded(
    "blog post article section series page newsletter video piece guide list above below earlier previously before "
    "following follow recently lately last poses exercises stretches moves tips steps photo photos picture pictures "
    "image "
    "images videos today here now we i let lets read keep scroll stay ado part click tap our billet texte ci aujourd "
    "semaine",
    r"\b(?:this|last (?:month|week|year|time)'s|our (?:last|previous|next)|in (?:a|my|our) (?:previous|last|recent|"
    r"earlier|next|future)|the (?:previous|next|last|full)) (?:blog|post|article|section(?! of)|series(?! of)|page|"
    r"newsletter|video|piece(?! of)|guide|list(?! of))\b|"
    r"\b(?:as|see|mentioned|shown|described|listed|pictured|outlined|noted|discussed) (?:above|below|earlier|"
    r"previously|before)\b|\bthe (?:following(?! [^.!?]{3,80}:\s*\S)|above|below)\b|\b(?:that|which) follow\b|"
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
