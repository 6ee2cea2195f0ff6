"""English words for what is undertaken: duties, verbs that begin an act, nouns that stand for one, and links."""

import re

MODAL = re.compile(
    r"\b(?:(?:shall|will|must)(?:\s+(?:also|then|jointly|each|together|further|not|"
    r"continue to|use (?:its|their) best (?:efforts|endeavou?rs) to|endeavou?r to|seek to|"
    r"strive to|"
    r"work (?:together|jointly) to|be responsible for|make (?:every|all reasonable) effort(?:s)? to))*|"
    r"(?:(?:jointly|mutually|also|further|each)\s+)?(?:agree[sd]?|undertakes?|commits?|"
    r"pledges?|intends?|plans?|aims?|seeks?|endeavou?rs?|strives?|proposes?|"
    r"promises?)\s+(?:themselves\s+|itself\s+)?(?:jointly\s+)?to\b|"
    r"(?:is|are)\s+(?:jointly\s+)?(?:responsible\s+for|committed\s+to|required\s+to|obliged\s+to|to\s+(?=[a-z]+\b))|"
    r"(?:have|has)\s+agreed\s+to|agree[sd]?\s+(?:on|that)\b|(?:will|shall)\b)",
    re.IGNORECASE,
)
VERBS = (
    r"admit|advance|advertise|align|announce|audit|authori[sz]e|buy|catalogue|certify|charge|"
    r"clean|close|coach|commission|commit|connect|"
    r"cultivate|cut|deepen|demonstrate|digitali[sz]e|discuss|display|distribute|document|"
    r"double|earmark|educate|enhance|enlarge|enroll?|"
    r"enter|examine|exhibit|explain|feed|fill|finali[sz]e|fit|follow up|found|free|furnish|"
    r"guarantee|guide|handle|harmoni[sz]e|house|"
    r"inspect|instruct|insure|integrate|intensify|interview|keep|lay|lease|let|limit|list|"
    r"loan|locate|mentor|mobili[sz]e|move|negotiate|"
    r"open up|order|pass on|permit|pool|post|print|process|procure|pursue|put|qualify|raise|"
    r"reach|record|reduce|register|release|remove|"
    r"rent|research|reserve|resurface|return|save|scale up|schedule|screen|sell|settle|ship|"
    r"show|simplify|speed up|spend|stage|step up|"
    r"store|streamline|study|subsidi[sz]e|survey|take|tackle|tender|top up|track|trial|tutor|verify|view|widen|write|"
    r"accept|accommodate|adopt|advise|allocate|allow|analy[sz]e|appoint|attend|bear|"
    r"build up|co-finance|construct|digiti[sz]e|extend|host|involve|join|keep|link|measure|"
    r"obtain|pilot|plant|protect|provide|raise|reimburse|restore|run|secure|serve|sign|"
    r"translate|upgrade|apply|arrange|assess|assign|"
    r"assist|award|begin|bring|build|carry out|circulate|co-fund|co-host|co-organi[sz]e|"
    r"co-publish|collaborate|collect|communicate|compile|complete|"
    r"conduct|consult|continue|contribute|convene|cooperate|co-operate|coordinate|cover|"
    r"create|deliver|deploy|design|designate|develop|disseminate|donate|draft|draw up|"
    r"employ|enable|encourage|endeavou?r|engage|ensure|equip|establish|"
    r"evaluate|exchange|execute|expand|explore|facilitate|finance|form|foster|fund|give|"
    r"grant|help|hire|hold|host|identify|implement|improve|inform|install|introduce|invest|"
    r"invite|issue|jointly \w+|launch|lead|lend|license|maintain|make|manage|meet|"
    r"monitor|nominate|notify|offer|open|operate|organi[sz]e|oversee|participate|pay|"
    r"perform|place|plan|prepare|present|produce|promote|propose|provide|publish|purchase|"
    r"receive|recogni[sz]e|recommend|recruit|refer|renovate|repair|replace|report|"
    r"review|second|seek|select|send|set up|share|sponsor|staff|start|strengthen|submit|"
    r"supply|support|supervise|teach|test|train|transfer|undertake|update|use|visit|waive|"
    r"welcome|work"
)
SPLIT = re.compile(
    rf"(?:(?P<link>,?\s+and(?:\s+to)?\s+|,\s+(?:to\s+)?|;\s*(?:and\s+)?)"
    rf"(?=(?:also |jointly |further )?(?:{VERBS})\b\s+(?!and\b|or\b|of\b|,)\w)|"
    r"(?P<duty>,?\s+and\s+(?P<modal>(?:shall|will|must|agrees? to|undertakes? to|intends? to|commits? to)\s+))(?=\w))",
    re.IGNORECASE,
)
ACT_NOUN = re.compile(
    r"(?i)\A(?:(?:the|a|an|one|two|three|joint(?:ly)?|mutual|regular|annual|yearly|quarterly|"
    r"monthly|weekly|common|at least|up to|\d+|"
    r"\w+(?:al|ary|ive|ic|ar|ous))\s+)*(?:\w+ )?(?:\w+ing\b|\w+(?:tion|sion|ment|ance|ence|al|ery|sis|ge|ship)s?\b|"
    r"design\b|support\b|visits?\b|work\b|research\b|use\b|hosting|advice\b|access\b|training\b|"
    r"meetings?\b|workshops?\b|seminars?\b|"
    r"lectures?\b|courses?\b|projects?\b|programmes?\b|programs?\b|events?\b|camps?\b|"
    r"festivals?\b|surveys?\b|studies\b|reviews?\b|"
    r"reports?\b|transfers?\b|loans?\b|set-?up\b|launch\b|release\b|upkeep\b|repairs?\b)"
)
BASE_VERB = re.compile(rf"(?i)\A(?:to |also |jointly |actively )*(?:{VERBS})s?\b")
# A clause inside an act, with verbs of its own.
ASIDE = re.compile(r"(?i)\b(?:which|that|who|(?:designed|needed|required|wish\w*|how|enable \w+) to)\s[^,;]{0,50}\Z")
PURPOSE = re.compile(
    r",?\s+(?:in order to|so as to|so that|with (?:a|the) (?:view|aim|goal|objective|"
    r"purpose) (?:to|of)|with the intention of|thereby|to ensure that|aimed at|"
    r"taking into account|for the purpose of)\b",
    re.IGNORECASE,
)
