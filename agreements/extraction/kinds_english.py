"""English common nouns for organisations: what a party whose name says its kind may be called, and who works there."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of organisation: the words of a name that show it, what it may be called, its people and its units."""

    names: re.Pattern[str]
    nouns: frozenset[str]
    people: re.Pattern[str]


def _kind(names: str, nouns: str, people: str) -> Kind:
    return Kind(
        re.compile(rf"(?i:\b(?:{names}))"), frozenset(nouns.split()), re.compile(rf"(?i:\b(?:{people or '(?!)'})\b)")
    )


KINDS = {
    "university": _kind(
        r"universit|college|institut\w* of|polytechnic|academ|school|conservator|faculty|technolog\w+ institute",
        "university college school institute institution academy polytechnic conservatoire conservatory campus "
        "faculty varsity seminary",
        r"rector(?:ate)?|vice-?chancellor|provost|deans?|principal|professors?|students?|undergraduates|"
        r"postgraduates|graduates|doctoral candidates|lecturers?|facult(?:y|ies)|academics?|academic staff|"
        r"researchers|scientists|teachers?|pupils|headteacher|head ?master|school of|institute (?:of|for)|"
        r"chair of|laborator(?:y|ies)|department of \w*(?:ology|omics|istry|ysics|ematics|ics|ing|ture|sciences?|"
        r"studies|history|law|medicine|music|languages|geography)",
    ),
    "municipality": _kind(
        r"city|town|borough|county|district|municipal|village|parish|council|commune|canton|island council|"
        r"metropolitan",
        "city town borough county district municipality council authority administration government village "
        "parish commune canton island",
        r"mayors?|deputy mayor|councillors?|aldermen|burgomaster|town clerk|town hall|city hall|municipal \w+|"
        r"council's \w+|(?:roads?|parks?|planning|highways|housing|waste|social services|education|tourism|"
        r"sanitation|works) (?:department|office|service|division)",
    ),
    "state": _kind(
        r"ministry|minister|department|agency|province|provincial|government|region|commission|republic|"
        r"kingdom|state\b|bureau|secretariat|administration|authority|inspectorate|directorate|service",
        "ministry department agency province government region commission state bureau secretariat "
        "administration authority inspectorate directorate service regulator",
        r"minister|permanent secretary|governor|prefect|inspectors|officials|regional directorate",
    ),
    "hospital": _kind(
        r"hospital|clinic|infirmary|medical cent|health|hospice|sanatorium",
        "hospital clinic infirmary hospice trust centre center",
        r"physicians|doctors|nurses|clinicians|consultants|surgeons|wards?|chief physician|medical director",
    ),
    "museum": _kind(
        r"museum|galler|archive|heritage|collection",
        "museum gallery archive archives",
        r"curators?|conservators?|conservation (?:studio|department|workshop)|keepers?|archivists?",
    ),
    "library": _kind(r"librar", "library", r"librarians?|reading room"),
    "stage": _kind(
        r"theatre|theater|opera|orchestra|philharmon|symphony|ballet|choir|ensemble|playhouse|festival|circus",
        "theatre theater opera orchestra ensemble company choir ballet playhouse festival circus",
        r"musicians|actors|dancers|singers|conductor|concertmaster|artistic director|players",
    ),
    "transport": _kind(
        r"airport|airlines?|airways|port\b|harbour|harbor|railway|rail\b|ferr|transit|bus(?:es)?\b|tram|shipping",
        "airport airline carrier port harbour harbor railway operator line ferry",
        r"harbour ?master|pilots|crews?|drivers|terminals?|conductors",
    ),
    "bank": _kind(
        r"bank|savings|credit union|insurance|assurance|mutual|building society|fund\b",
        "bank lender insurer fund society union",
        r"branch(?:es)?|tellers|bankers",
    ),
    "body": _kind(
        r"trust|foundation|charit|association|society|federation|union|league|chamber|club|guild|network|"
        r"alliance|fund|forum|board|committee|cooperative|co-operative|consortium|partnership",
        "trust foundation charity association society federation union league chamber club guild network "
        "alliance fund cooperative co-operative consortium organisation organization "
        "group partnership ngo non-profit nonprofit",
        r"volunteers|trustees|members|member (?:companies|firms|organi[sz]ations)|wardens",
    ),
    "company": _kind(
        r"ltd|limited|inc\b|corp|llc|gmbh|plc|company|group|shipyard|holdings?|works|industries|systems|"
        r"technolog(?:y|ies)\b|services|partners|ag\b|sa\b|bv\b|oy\b|ab\b|as\b|s\.a|sons\b|brothers|brothers|mills?\b|"
        r"brew|baker|foundry|dairy|farms?\b|energy|power|water|gas\b|electric|solar|steel|software|motors?|pharma\w*|"
        r"logistics|construction|engineering|timber|textil|press\b|publish|media|studios?|hotels?|resort|"
        r"vineyard|winer|distiller|quarr|mining|mines\b|stores|retail|foods?\b|robotics|labs\b|instruments",
        "company firm manufacturer enterprise business corporation producer supplier operator developer "
        "contractor employer utility carrier publisher insurer lender retailer vendor provider maker "
        "consultancy start-up startup group partnership shipyard yard plant factory works mill mine quarry brewery "
        "bakery dairy foundry winery distillery vineyard farm hotel resort chain store agency studio newspaper "
        "broadcaster station refinery smelter sawmill tannery pottery printer press builder shipbuilder "
        "carmaker drugmaker chipmaker steelmaker grower shipper wholesaler distributor grid franchise concern "
        "conglomerate subsidiary sponsor licensee garage nursery orchard fishery cannery haulier "
        "forwarder recycler airline broadcaster newspaper",
        r"managing director|chief executive|ceo|engineers|technicians|factory|workshops?|plant|product(?:ion)? "
        r"(?:line|team)|head brewers?|foremen|fitters|salesforce|r&d (?:team|department|centre)|subsidiar(?:y|ies)|"
        r"sites?|depot|designers|craftsmen|apprentice masters",
    ),
}
# What a trade is called and what the names of those who ply it hold.
_TRADES = {
    "haulier": "freight logistic haul truck transport cargo",
    "carrier": "air freight logistic ferr ship line cargo",
    "forwarder": "freight logistic cargo",
    "utility": "energy power water electric gas heat grid",
    "supplier": "energy power water electric gas food steel timber",
    "publisher": "press publish book media",
    "newspaper": "news times post herald gazette press media",
    "broadcaster": "tv radio broadcast television media",
    "airline": "airways air aviation wings",
    "yard": "ship yard marine boat",
    "shipbuilder": "ship yard marine boat",
    "builder": "homes construct build hous contract",
    "developer": "homes land estate propert software digital",
    "insurer": "insur assur mutual life",
    "lender": "bank credit savings finance",
    "retailer": "stores retail market mart shop",
    "chain": "hotel stores inns supermarket",
    "drugmaker": "pharma bio therap",
    "carmaker": "motor auto car",
    "operator": "ferr rail bus transit airport port network tram cable lines telecom park",
    "grower": "farm orchard vine nurser growers",
    "sawmill": "timber wood lumber",
    "foundry": "iron steel cast metal",
    "smelter": "iron steel metal alumin copper",
    "recycler": "waste recycl environment",
    "firm": "engineering consult law architect software",
    "studio": "film picture game animation",
    "maker": "robotic instrument machin equipment works tools motor",
    "manufacturer": "robotic instrument machin equipment works tools motor",
    "farm": "agri dairy farm",
    "zoo": "zoolog",
    "hotel": "inn resort lodge",
}
TRADES = {noun: re.compile(rf"(?i)\b(?:{'|'.join(words.split())})") for noun, words in _TRADES.items()}
# Any noun that can stand for a party whose name does not say what it is.
_MORE = """zoo observatory aquarium planetarium monastery abbey cathedral church diocese synagogue mosque garden park
reserve laboratory tribe nation band household regiment navy army police court prison lab team"""
NOUNS = frozenset(noun for kind in KINDS.values() for noun in kind.nouns) | frozenset(_MORE.split())
_MANY = """parties sides partners participants signatories institutions universities colleges schools cities towns
municipalities councils counties hospitals museums libraries organisations organizations bodies companies firms ports
airports authorities ministries agencies governments regions provinces districts boroughs institutes academies trusts
societies associations foundations theatres orchestras banks clubs villages countries states members archives galleries
centres centers operators entities neighbours neighbors communities"""
PLURALS = tuple(_MANY.split())


def kinds_of(name: str) -> set[str]:
    """The kinds that the words of a name show; a company only where nothing narrower is said or its form is legal."""
    found = {word for word, kind in KINDS.items() if kind.names.search(name)}
    legal = re.search(r"(?i)\b(?:ltd|limited|inc|corp|llc|gmbh|plc|company|holdings?|ag|bv|oy|ab|group)\b\.?", name)
    if legal and "company" in found:
        found -= {"municipality", "state", "university"} if legal else set()
    if "university" in found:
        found -= {"company", "state", "municipality", "body"}
    if "hospital" in found or "museum" in found or "library" in found:
        found -= {"company", "municipality", "university"} if not re.search(r"(?i)universit|college", name) else set()
    return found
