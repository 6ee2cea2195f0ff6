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
        r"researchers|scientists|teachers?|pupils|headteacher|head ?master|headmistress|school of|institute (?:of|for)|"
        r"chair of|laborator(?:y|ies)|department of \w*(?:ology|omics|istry|ysics|ematics|ics|ing|ture|sciences?|"
        r"studies|history|law|medicine|music|languages|geography)",
    ),
    "municipality": _kind(
        r"city\b|town\b|borough|county\b|district\b|municipal|village\b|parish\b|council|commune|canton|island council|"
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
        r"physicians|doctors|nurses?|clinicians|consultants|surgeons|wards?|chief physician|medical director",
    ),
    "museum": _kind(
        r"museum|galler|archive|heritage|collection",
        "museum gallery archive archives",
        r"curators?|conservators?|conservation (?:studio|department|workshop)|keepers?|archivists?",
    ),
    "library": _kind(r"librar", "library", r"librarians?|reading room"),
    "stage": _kind(
        r"theatre|theater|opera|orchestra|philharmon|symphony|ballet|choir|ensemble|playhouse|festival|circus",
        "theatre theater opera orchestra ensemble company choir ballet playhouse festival circus house",
        r"musicians|actors|dancers|singers|conductor|concertmaster|artistic director|players|"
        r"dramaturgs?|carpenters|stagehands|ushers",
    ),
    "media": _kind(
        r"radio|television|tv\b|broadcast|news\b|gazette|herald|courier|channel",
        "broadcaster station newspaper channel radio paper",
        r"reporters|journalists|editors?|newsroom|listeners",
    ),
    "transport": _kind(
        r"airport|airlines?|airways|port\b|harbour|harbor|railway|rail\b|ferr(?:y|ies)|transit|bus(?:es)?\b|tram|shipping",
        "airport airline carrier port harbour harbor railway operator line ferry",
        r"harbour ?master|pilots|crews?|drivers|terminals?|conductors",
    ),
    "bank": _kind(
        r"bank\b|savings|credit union|insurance|assurance|mutual|building society|fund\b",
        "bank lender insurer fund society union",
        r"branch(?:es)?|tellers|bankers",
    ),
    "body": _kind(
        r"trust\b|foundation|charit|association|society|federation|union|league|chamber|club|guild|network|"
        r"alliance|fund|forum|board|committee|cooperative|co-operative|consortium|partnership",
        "trust foundation charity association society federation union league chamber club guild network "
        "alliance fund cooperative co-operative consortium organisation organization "
        "group partnership ngo non-profit nonprofit",
        r"volunteers|trustees|members|member (?:companies|firms|organi[sz]ations)|wardens",
    ),
    "company": _kind(
        r"ltd|limited|inc\b|corp|llc|gmbh|plc|company|group|shipyard|holdings?|works|industries|systems|"
        r"technolog(?:y|ies)\b|services|partners|ag\b|sa\b|bv\b|oy\b|ab\b|as\b|s\.a|sons\b|brothers|brothers|mills?\b|"
        r"brew|baker|foundry|dairy|farms?\b|energy\b|power\b|water\b|gas\b|electric|solar\b|steel\b|software|motors?|pharma\w*|"
        r"logistics|construction|engineering|timber\b|textil|press\b|publish|media|studios?|hotels?|resort|"
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
    "haulier": r"freight logistic haul truck transport cargo",
    "carrier": r"air(?:ways|lines?|port)?\b freight logistic ferr(?:y|ies)\b ship line cargo",
    "forwarder": r"freight logistic cargo",
    "utility": r"energy power water electric gas\b heat grid\b",
    "supplier": r"energy power water electric gas\b food steel timber",
    "publisher": r"press publish book media",
    "newspaper": r"news times\b post\b herald gazette press media",
    "broadcaster": r"tv\b radio broadcast television media",
    "airline": r"airways air(?:ways|lines?|port)?\b aviation wings\b",
    "yard": r"ship yards?\b marine boat",
    "shipbuilder": r"ship yards?\b marine boat",
    "builder": r"homes construct build hous contract",
    "developer": r"homes land\b estate propert software digital",
    "insurer": r"insur assur mutual life\b",
    "lender": r"bank credit savings finance",
    "retailer": r"stores retail market mart\b shops?\b",
    "chain": r"hotel stores inns supermarket",
    "drugmaker": r"pharma bio therap",
    "carmaker": r"motor auto cars?\b",
    "operator": r"ferr(?:y|ies)\b rail bus(?:es)?\b transit airport ports?\b network tram cable lines?\b telecom",
    "grower": r"farm orchard vine nurser growers",
    "sawmill": r"timber wood lumber",
    "foundry": r"iron steel cast(?:ings?)?\b metal",
    "smelter": r"iron steel metal alumin copper",
    "recycler": r"waste recycl environment",
    "firm": r"engineering consult law\b architect software",
    "studio": r"film picture game animation",
    "maker": r"robotic instrument machin equipment works tools\b motor",
    "manufacturer": r"robotic instrument machin equipment works tools\b motor",
    "farm": r"agri dairy farm",
    "zoo": r"zoolog",
    "station": r"institut research radio television observ",
    "growers": r"growers farmers",
    "farmers": r"growers farm agri",
    "hotel": r"inns?\b resort lodge\b",
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
# Words that show in a name that it is a body's.
ORG = (
    r"Universi\w+|College|Institut\w+|School|Academy|Polytechnic|Laborator\w+|City|Town|"
    r"County|District|Borough|Municipality|"
    r"Province|Region|State|Council|Government|Ministry|Department|Office|Bureau|Agency|"
    r"Authority|Commission|Administration|"
    r"Company|Corporation|Corp|Group|Ltd|Limited|Inc|GmbH|PLC|LLC|Bank|Hospital|Foundation|"
    r"Association|Society|Chamber|Centre|"
    r"Center|Museum|Library|Port|Trust|Federation|Union|Consortium|Park|Shipyards?|Works|"
    r"Holdings?|Partners|Services|Systems|"
    r"Technologies|Industries|Energy|Water|Railways?|Airport|Clinic|Board|Network|Organi[sz]ation|"
    r"Secretariat|Republic|Kingdom|Airways|Airlines|Robotics|Ferries|Conservato\w+|Opera|Theatre|Theater|Orchestra|"
    r"Co-?operative|Growers|Farms?|Brew\w+|Press|Studios?|Hotels?|Club|Zoo|Gallery|Archives?|Canton|Village|Parish|"
    r"Constabulary|Police|Faculty|plc|AG|Chemicals|Foods|Motors|Logistics|Freight|Instruments|Pharma\w*|Software|Media|"
    r"Publish\w+|Insurance|Housing|Hospice|Community|Commune|Estates?|Nurser\w+|Schools?|Dairy|Mills?|Stores|Aviation|Brigade|Rail|Coastguard|Tribe|Embassy|Alliance|Charity|Fund"
)
HAS_ORG = re.compile(rf"(?i:\b(?:{ORG}|{'|'.join(sorted(noun for noun in NOUNS if len(noun) > 3))})\b)")


def kinds_of(name: str) -> set[str]:
    """The kinds that the words of a name show; a company only where nothing narrower is said or its form is legal."""
    found = {word for word, kind in KINDS.items() if kind.names.search(name)}
    legal = re.search(r"(?i)\b(?:ltd|limited|inc|corp|llc|gmbh|plc|company|holdings?|ag|bv|oy|ab|group)\b\.?", name)
    if legal and "company" in found:
        found -= {"municipality", "state", "university"}
    if "university" in found:
        found -= {"company", "state", "municipality", "body"}
    if found & {"hospital", "museum", "library"} and not re.search(r"(?i)universit|college", name):
        found -= {"company", "municipality", "university"}
    return found
