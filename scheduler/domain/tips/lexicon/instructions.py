"""What tells a reader to do something.

Patterns only, in English and in French; what follows from a match is elsewhere.
"""

from __future__ import annotations

from scheduler.domain.articles.clean import word_set
from scheduler.domain.tips.lexicon.base import guarded, labelled

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
    "where|whenever|every|about|against|amid|besides|except|outside|past|per|plus|through|toward|towards|upon|"
    "via|off|"
    "over|up|down|out|onto|into|instead|it|they|we|you|i|he|she|then|now|also|often|maybe|perhaps|just|still|never|"
    "always|too|very|more|less|many|much|some|any|each|no|one|two|three|my|our|your|their|his|her|its|the|a|an"
)
# Any other bare word in front of "the", "your" …: "Dim the lights", "Smooth your brow".
_ANY_VERB = (
    rf"(?!(?:{_NO_VERB})\b)(?-i:\p{{Lu}})\p{{Ll}}{{1,11}}(?<!s|ing|ed|ly|ion|ment|ness|ful) (?:your|the|a|an|both|"
    rf"each)\s"
)
_TU = (
    r"(?!(?:comme|entre|contre|elle|ensuite|encore|même|toute|chaque|cette|une|notre|votre|que|presque|outre|lorsque|"
    r"puisque|quelque|sans|sous|dans|mais|tous|vous|nous|ils|elles|les|des|ses|ces|mes|tes|pas|plus|moins|trois|"
    r"jamais|"
    r"toujours|parfois|après|près|alors|hors|ainsi|aussi|quand|dos|bras|cours|the|these|those|is|does|was|has|as|its|"
    r"this|"
    r"us|yes|less|unless|across|towards|since|while|once|where|there|here|before|because|despite|like|twice|some|"
    r"one)\b)"
    r"(?-i:\p{Lu})\p{Ll}+(?:e|s|ds|ts)(?:-(?:toi|le|la|les)\b|\s+(?:les|le|la|l['’]|un|une|du|des|sur|en|au|contre|"
    r"vers|chaque|tes|ton|ta|bien|doucement|lentement)\b)"
)
IMPERATIVE = labelled(
    r"\(?(?:(?:step|exercise|move|tip|étape)?\s*\d{1,2}[.):]\s*{label})?",
    r"|[\p{Lu}\p{L}'’ -]{2,40}[:–—]\s+",
    rf"(?:{_VERB}|{_ANY_VERB}|{_TU}|(?:don't|do not|never|"
    rf"try not to)\s+(?:let\s+|"
    rf"just\s+)?\p{{L}}+|(?-i:\p{{Lu}})\p{{L}}+ez(?![\p{{L}}])|(?:inspire|expire|allonge|place|garde|respire|tiens|"
    rf"lève|plie|étire|relâche|répète)[sz]?\s+(?:les|le|la|vos|votre|sur|en|par|tes|ton|ta)\b)",
)
AFTER_CLAUSE = guarded(
    "",
    rf"^[\"“(]*(?:on|with|from|as|when|while|if|to|for|in|before|after|once|until|without|keeping|starting|lying|"
    rf"sitting|seated|standing|kneeling|holding|using|beginning|every|each|at|throughout|during|instead of|"
    rf"rather than|whenever|wherever|lightly|next time|l[ea] (?:matin|soir|midi|nuit|journée|semaine|week-end)|"
    rf"au (?:réveil|lever|coucher|bureau|début)|après|avant|pendant|chaque|sur|en|à|avec|assise?|allongée?|"
    rf"debout|pour|quand|"
    rf"lorsque)\b[^.!?;]{{0,110}}?[,–—]\s+(?:then\s+)?(?:{_VERB}|(?:don't|do not|never)\s+\p{{L}}+|"
    rf"(?-i:\p{{Ll}})+ez\b)",
)
ADVICE = guarded(
    "you it aim key trick goal idea start try make sure times minutes breaths rounds reps sets days day week we "
    "recommend suggest advise il vous essayez pensez oubliez",
    r"^you want (?:your|the|to)\b|^the (?:best|easiest|simplest|safest) (?:place|time|way|"
    r"moment)\b[^.!?]{0,60}\bis\b|"
    r"^(?:un|une|deux|trois|quatre|six|sept|huit|neuf|half an?|a few|an?)\b[^.!?,]{0,40}\b(?:is|are|suffisent|"
    r"suffit)\b ?"
    r"(?:enough|plenty|all you need|ideal|$|(?=[.!]))|"
    r"^(?:(?:about|just|only) )?(?:once|twice|\d+|one|two|three|four|five|six|eight|ten|twelve|fifteen|twenty|"
    r"thirty|forty|sixty|"
    r"cinq|dix|quinze|vingt|trente)[^.!?,]{0,40}\b(?:is|are|suffisent|suffit)\b ?(?:enough|plenty|all you need|"
    r"better than|$|)|"
    r"^(?:one|two|three|four|five|six|\d) (?:mornings?|evenings?|afternoons?|nights?|days?|times) (?:a|per|each) "
    r"(?:week|day|month)\b|"
    r"^ne (?:fais|faites|mets|mettez|prends|prenez|cours|courez|reste|restez) (?:jamais|pas)\b|^le mieux,? c'est\b|"
    r"^(?:every|each) (?:morning|evening|night|day|week|hour|half[- ]hour|second day|other day)\b[^?]*$|"
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
    r"pensez à|n'oubliez pas)",
)

# "Do that for eight hours and your jaw will ache" supposes; it does not instruct.
SUPPOSES = guarded(
    "",
    r"^(?:do|keep|repeat|add|sit|stand|hold|stay|try) (?:that|this|it|like this|in this)\b[^.!?]{0,60}\b(?:and|"
    r"long enough)\b[^.!?]{0,80}\b(?:will|start|starts|begin|begins|ache|aches|get|gets|become|becomes|feel|ends?|"
    r"end up)\b",
)
