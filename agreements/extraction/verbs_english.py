"""English words for what is undertaken: duties, verbs that begin an act, nouns that stand for one, and links."""

import re

MODAL = re.compile(
    r"\b(?:(?:shall|will|must)(?:\s+(?:also|then|jointly|each|together|further|not|"
    r"continue to|use (?:its|their) best (?:efforts|endeavou?rs) to|endeavou?r to|seek to|"
    r"strive to|"
    r"work (?:together|jointly) to|be responsible for|make (?:every|all reasonable) effort(?:s)? to))*|"
    r"(?:(?:jointly|mutually|also|further|each)\s+)?(?:agree[sd]?|undertakes?|commits?|"
    r"pledges?|intends?|plans?|aims?|seeks?|endeavou?rs?|strives?|proposes?|guarantees?|consents?|offers?|"
    r"promises?)\s+(?:themselves\s+|itself\s+)?(?:jointly\s+)?(?:not\s+)?to\b|"
    r"(?:is|are)\s+(?:jointly\s+)?(?:responsible\s+for|in\s+charge\s+of|committed\s+to|required\s+to|obliged\s+to|(?:not\s+)?to\s+(?=[a-z]+\b))|"
    r"agrees?\s+with\s+[^,;]{2,60}?\s+to\b|"
    r"(?:have|has|had)\s+(?:(?:also|further|each|jointly|both|now)\s+)?(?:agreed|undertaken|pledged|promised|offered|"
    r"committed(?:\s+itself|\s+themselves)?)\s+(?:not\s+)?to\b|"
    r"(?:also\s+)?(?:pledged|undertook|promised|committed(?:\s+itself|\s+themselves)?)\s+to\b|agree[sd]?\s+(?:on|that)\b|(?:will|shall)\b|may\s+not\b|cannot\b)",
    re.IGNORECASE,
)
_MAY = re.compile("may", re.IGNORECASE)
_BARRED = re.compile(r"(?i)(?:neither|no)\s(?:[^,;.:]{2,60}?\s)?(?P<may>may)\b")


def duty(words: str) -> re.Match[str] | None:
    """The first word of duty: shall, agrees to, may not; “may” itself behind neither or no."""
    barred = _BARRED.match(words)
    return _MAY.match(words, barred.start("may")) if barred else MODAL.search(words)


VERBS = (
    r"abolish|absorb|accelerate|accept|accommodate|accompany|accredit|acquire|adapt|add|adjust|administer|admit|"
    r"adopt|advance|advertise|advise|align|allocate|allow|analy[sz]e|announce|apply|appoint|arrange|assemble|"
    r"assess|assign|assist|attend|attract|audit|augment|authori[sz]e|award|bear|begin|brief|bring|broadcast|"
    r"broaden|build|build up|buy|calibrate|carry out|catalogue|celebrate|certify|charge|choose|circulate|clarify|"
    r"classify|clean|close|co-finance|co-fund|co-host|co-operate|co-organi[sz]e|co-publish|coach|collaborate|"
    r"collate|collect|combine|commission|commit|communicate|compensate|compile|complete|compose|conduct|configure|"
    r"confirm|connect|consider|consolidate|construct|consult|continue|contribute|convene|convert|convey|cooperate|"
    r"coordinate|correct|cover|create|cultivate|curate|customi[sz]e|cut|decorate|dedicate|deepen|define|defray|"
    r"delegate|deliver|demolish|demonstrate|deploy|deposit|describe|design|designate|determine|develop|devote|"
    r"digitali[sz]e|digiti[sz]e|direct|discontinue|discuss|dismantle|dispatch|display|dispose|disseminate|"
    r"distribute|divert|divide|document|donate|double|draft|draw up|dredge|earmark|edit|educate|elect|eliminate|"
    r"embed|employ|empower|enable|encourage|endeavou?r|enforce|engage|enhance|enlarge|enlist|enrich|enroll?|"
    r"ensure|enter|entrust|equip|erect|escort|establish|estimate|evaluate|examine|exchange|execute|exempt|exhibit|"
    r"expand|expedite|explain|explore|extend|fabricate|facilitate|feed|fill|finali[sz]e|finance|fit|follow|"
    r"follow up|form|forward|foster|found|frame|free|fulfil|fund|furnish|gather|generate|give|govern|grant|grow|"
    r"guarantee|guide|halve|hand|hand\sover|handle|harmoni[sz]e|head\sup|help|hire|hold|honour|host|house|"
    r"identify|illuminate|implement|improve|incorporate|increase|incubate|induct|inform|initiate|inspect|install|"
    r"instruct|insure|integrate|intensify|interpret|interview|introduce|invest|investigate|invite|involve|issue|"
    r"join|jointly \w+|keep|landscape|launch|lay|lead|lease|lend|let|license|limit|link|list|livestream|loan|"
    r"locate|lower|maintain|make|manage|measure|meet|mentor|merge|minimi[sz]e|mobili[sz]e|monitor|mount|move|mow|"
    r"name|negotiate|nominate|notify|observe|obtain|occupy|offer|open|open up|operate|optimi[sz]e|order|"
    r"organi[sz]e|outline|oversee|paint|participate|pass on|pave|pay|perform|permit|pilot|place|plan|plant|pool|"
    r"post|prepare|present|preserve|prevent|print|prioriti[sz]e|process|procure|produce|promote|propose|protect|"
    r"provide|prune|publish|purchase|pursue|put|qualify|raise|reach|rebuild|receive|recogni[sz]e|recommend|"
    r"recondition|reconstruct|record|recover|recruit|recycle|redesign|redevelop|reduce|refer|refit|refrain|refund|"
    r"refurbish|register|rehearse|reimburse|reinforce|release|relocate|remain|remind|remit|remove|render|renovate|"
    r"rent|reopen|reorgani[sz]e|repair|replace|replant|report|represent|reroute|research|reserve|resolve|respect|"
    r"respond|restock|restore|restrict|resurface|retain|retrain|retrofit|return|reuse|review|revise|revive|"
    r"roll\sout|rotate|run|safeguard|save|scale up|scan|schedule|screen|second|secure|seek|select|sell|send|"
    r"separate|serve|set up|settle|share|ship|shorten|show|showcase|sign|simplify|sow|specify|speed up|spend|"
    r"sponsor|stabili[sz]e|staff|stage|standardi[sz]e|start|step up|stop|store|streamline|strengthen|study|submit|"
    r"subsidi[sz]e|suggest|supervise|supply|support|survey|suspend|sustain|synchroni[sz]e|tackle|take|teach|tell|"
    r"tender|test|tighten|top up|trace|track|train|transfer|translate|treat|trial|tutor|undertake|unify|unveil|"
    r"update|upgrade|use|utili[sz]e|vaccinate|validate|verify|vet|view|visit|waive|warn|wash|weigh|welcome|weld|"
    r"widen|withdraw|withhold|work|write"
)
# Also nouns: verbs only where an article, a number or the like follows.
_UNSURE = (
    r"act|address|aid|answer|archive|back|balance|bid|block|book|budget|call|cap|care|cast|change|channel|check|"
    r"claim|clear|contact|control|copy|count|credit|crew|cross|detail|draw|drill|drive|drop|ease|export|feature|"
    r"fell|fence|file|film|filter|fix|flag|focus|forge|grade|graze|harvest|heat|import|index|judge|label|land|"
    r"light|load|lodge|log|look|map|mark|market|match|note|offset|pack|park|patrol|pick|plough|police|press|price|"
    r"profile|programme|project|provision|recall|reject|retire|reward|route|sample|scout|seal|search|seat|service|"
    r"shape|shelter|shift|site|spare|split|spread|station|steer|step|stock|structure|swap|switch|table|target|"
    r"task|tie|tour|trade|trim|value|vote|watch|water|wire"
)
_DETERMINER = (
    r"(?:the|an?|its|their|his|her|all|any|each|every|no|up|at|not|one|two|three|four|five|six|ten|twelve|these|those|"
    r"such|both|other|more|\d+|[$€£])"
)
# What a party undertakes by saying that it does it; not what it is or has done so far.
_SAYS_NOTHING = (
    r"recogni[sz]e|operate|employ|own|house|run|use|include|reach|need|enjoy|work|teach|serve|record|welcome"
)
DOING = (
    rf"(?!(?:{_SAYS_NOTHING})e?s\b)(?:(?:{VERBS})e?s|supplies|carries out|notifies|occupies|empties|applies|takes part|"
    r"takes over|takes on|makes available|sets up|draws up|pays for|is responsible for)"
)
DO = (
    r"provide|bear|pay|supply|grant|cover|contribute|ensure|support|appoint|send|make available|assume|organi[sz]e|"
    r"host|publish|hold|exchange|cooperate|collaborate|set up|establish|develop|carry out|conduct|inform|assist|help|"
    r"take on|facilitate|encourage|undertake|commit|promote|agree on"
)
SPLIT = re.compile(
    rf"(?:(?P<link>,?\s+and(?:\s+to)?\s+|,\s+(?:to\s+)?|;\s*(?:and\s+)?)(?:\(\w{{1,4}}\)\s+)?"
    rf"(?=(?:also |jointly |further |then |\w+ly )?(?:(?:{VERBS})\b\s+(?!and\b|or\b|of\b|,)[\w$€£“\"]|"
    rf"(?:{_UNSURE})\s(?:\w+\s)?{_DETERMINER}|(?:{VERBS})e?s\s{_DETERMINER}\b))|"
    r"(?P<duty>(?:,?\s+and\s+|,\s+|;\s*(?:and\s+)?)(?:,?\s*(?:where|if|when|as|subject|on|upon|at|in|after|before|from)"
    r"\s[^,;]{2,60},\s+)?(?P<modal>(?:(?:also|further|then|jointly|each)\s+)?"
    r"(?:shall|will|must|agrees? to|undertakes? to|intends? to|commits? (?:itself |themselves )?to|plans? to|"
    r"pledges? to|endeavou?rs? to|aims? to|seeks? to)\s+))(?=\w))",
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
BASE_VERB = re.compile(
    rf"(?i)\A(?:to |not |also |jointly |actively |\w+ly )*"
    rf"(?:(?:{VERBS})s?\b(?!-)|(?:{_UNSURE})\s(?:\w+\s)?{_DETERMINER}\b)"
)
# A clause inside an act, with verbs of its own.
ASIDE = re.compile(r"(?i)\b(?:which|that|who|(?:designed|needed|required|wish\w*|how|enable \w+) to)\s[^,;]{0,50}\Z")
PURPOSE = re.compile(
    r",?\s+(?:in order to|so as to|so that|with (?:a|the) (?:view|aim|goal|objective|"
    r"purpose) (?:to|of)|with the intention of|thereby|to ensure that|aimed at|"
    r"taking into account|for the purpose of)\b",
    re.IGNORECASE,
)
