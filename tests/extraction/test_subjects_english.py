"""Whom the subject of an English sentence means, in tables."""

import pytest

from agreements.extraction import english
from agreements.extraction.cast import Cast, Party
from agreements.extraction.parties import find_parties
from agreements.extraction.subjects_english import meant

TEXTS = {
    "brewery": "Memorandum between Ashby College of Science and Tolland Brewing Company Limited.",
    "museum": "Memorandum between the Museum of Rural Life Foundation and the City of Ostwick.",
    "haulier": "Memorandum between Marne Robotics and Dolby Freight Group.",
    "hospital": "Memorandum between the University of Penholm and St Bride's Hospital Trust.",
    "councils": "Memorandum between Ferring County Council and Ashdale County Council.",
    "ministry": "Memorandum between the Ministry of Harbours of Tirland and Seabright Ferries Ltd.",
    "publisher": "Memorandum between the National Library of Tirland and Fennel Press Limited.",
    "orchestra": "Memorandum between the Ostwick Philharmonic Society and Larch Savings Bank.",
}
FIRST, SECOND, BOTH = (0,), (1,), (0, 1)


def cast_of(name, words=""):
    return Cast(find_parties(f"{TEXTS[name]}\n{words} shall act."))


def exchanged(cast):
    return Cast(reversed(cast.parties))


CASES = [
    ("brewery", "The brewery", SECOND),
    ("brewery", "the college", FIRST),
    ("brewery", "The company", SECOND),
    ("brewery", "The brewery's head brewers", SECOND),
    ("brewery", "the head brewers of the brewery", SECOND),
    ("brewery", "The Department of Microbiology", FIRST),
    ("brewery", "The Faculty of Law", FIRST),
    ("brewery", "Lecturers of the college", FIRST),
    ("brewery", "The rector", FIRST),
    ("brewery", "The managing director", SECOND),
    ("brewery", "The college's laboratory and the brewery", BOTH),
    ("brewery", "Both institutions", BOTH),
    ("brewery", "Each partner", BOTH),
    ("brewery", "Neither party", BOTH),
    ("brewery", "Each of the parties", BOTH),
    ("brewery", "The two organisations", BOTH),
    ("brewery", "The receiving party", BOTH),
    ("brewery", "The firm", SECOND),
    ("museum", "The museum", FIRST),
    ("museum", "The curators", FIRST),
    ("museum", "The foundation", FIRST),
    ("museum", "The mayor", SECOND),
    ("museum", "The municipality", SECOND),
    ("museum", "The town", SECOND),
    ("museum", "The municipal works department", SECOND),
    ("museum", "Ostwick's parks department", SECOND),
    ("haulier", "The haulier", SECOND),
    ("haulier", "the robot maker", FIRST),
    ("haulier", "the freight group", SECOND),
    ("haulier", "the freight group's property division", SECOND),
    ("haulier", "Both companies", BOTH),
    ("hospital", "The trust", SECOND),
    ("hospital", "The hospital's ethics office", SECOND),
    ("hospital", "The nurses", SECOND),
    ("hospital", "the university library", FIRST),
    ("hospital", "The medical school of the university", FIRST),
    ("councils", "Ashdale's engineers", SECOND),
    ("councils", "The fire brigade of Ferring", FIRST),
    ("councils", "Neither council", BOTH),
    ("councils", "the counties", BOTH),
    ("councils", "the two councils", BOTH),
    ("ministry", "The ferry operator", SECOND),
    ("ministry", "The minister", FIRST),
    ("ministry", "the company's captains", SECOND),
    ("publisher", "The publisher", SECOND),
    ("publisher", "The librarians", FIRST),
    ("publisher", "the reading room of the Library", FIRST),
    ("orchestra", "The orchestra", FIRST),
    ("orchestra", "The bank", SECOND),
    ("orchestra", "the musicians", FIRST),
    ("orchestra", "The lender", SECOND),
]


@pytest.mark.parametrize(("text", "subject", "expected"), CASES)
def test_whom_a_subject_means(text, subject, expected):
    cast = cast_of(text, subject)
    assert meant(subject, cast) == expected
    other = exchanged(cast)
    swapped = tuple(sorted(1 - place for place in expected))
    assert meant(subject, other) == swapped


@pytest.mark.parametrize(
    ("subject", "before", "expected"),
    [
        ("It", SECOND, SECOND),
        ("Its engineers", FIRST, FIRST),
        ("The other party", FIRST, SECOND),
        ("its partner", SECOND, FIRST),
        ("its counterpart in the south", FIRST, SECOND),
        ("They", FIRST, BOTH),
        ("the former", (1, 0), SECOND),
        ("the latter", (1, 0), FIRST),
    ],
)
def test_whom_a_pronoun_means(subject, before, expected):
    assert meant(subject, cast_of("brewery"), before) == expected


@pytest.mark.parametrize("subject", ["Progress", "The building", "The costs of storage", "Interns", "The working day"])
def test_whom_a_thing_does_not_mean(subject):
    assert meant(subject, cast_of("brewery")) is None


def test_a_noun_that_fits_two_names_neither():
    cast = Cast([Party("Ashby College", "university"), Party("Penholm University", "university")])
    assert meant("The school", cast) is None


PAIR = Cast(
    [
        Party("Eastport University", "university", ("University",)),
        Party("Westhaven Brewing Ltd", "enterprise", ("Westhaven",)),
    ]
)


def told(sentence):
    return [(sentence[one.start : one.end], one.who) for one in english.find(sentence, PAIR)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The costs shall be borne by the brewery for three years.",
            [("The costs shall be borne by the brewery for three years", SECOND)],
        ),
        (
            "The hall will be painted by lecturers of the University.",
            [("The hall will be painted by lecturers of the University", FIRST)],
        ),
        (
            "The rooms shall be made available to the brewery.",
            [("The rooms shall be made available to the brewery", FIRST)],
        ),
        (
            "The brewery shall restore a kiln built by the University.",
            [("The brewery shall restore a kiln built by the University", SECOND)],
        ),
        (
            "The University shall revise the syllabus, and the brewery's foremen will give six lectures.",
            [
                ("The University shall revise the syllabus", FIRST),
                ("the brewery's foremen will give six lectures", SECOND),
            ],
        ),
        (
            "The University shall read the meters, and patient data are to be stored by the brewery.",
            [("The University shall read the meters", FIRST), ("patient data are to be stored by the brewery", SECOND)],
        ),
        (
            "The kegs shall be supplied by Westhaven, which shall also bear the cost of fuel.",
            [("The kegs shall be supplied by Westhaven", SECOND), ("which shall also bear the cost of fuel", SECOND)],
        ),
        (
            "The University will send two tutors, whose salaries will be paid by the brewery.",
            [
                ("The University will send two tutors", FIRST),
                ("whose salaries will be paid by the brewery", SECOND),
            ],
        ),
        (
            "The University will store the samples, which its partner will collect monthly.",
            [("The University will store the samples", FIRST), ("which its partner will collect monthly", SECOND)],
        ),
        (
            "The University will keep the still for two years, during which the brewery must not sell it.",
            [
                ("The University will keep the still for two years", FIRST),
                ("the brewery must not sell it", SECOND),
            ],
        ),
        (
            "The Parties shall set up a board, which shall meet in public.",
            [("The Parties shall set up a board, which shall meet in public", BOTH)],
        ),
        (
            "The University will run the course, while the brewery supports the search for a site.",
            [
                ("The University will run the course", FIRST),
                ("the brewery supports the search for a site", SECOND),
            ],
        ),
        (
            "The brewery will keep the road open, will pay 3,000 euros and, where safety allows, will help pupils.",
            [
                ("The brewery will keep the road open", SECOND),
                ("will pay 3,000 euros", SECOND),
                ("will help pupils", SECOND),
            ],
        ),
        ("Neither party may sell the data.", [("Neither party may sell the data", BOTH)]),
        ("The brewery may not sublet the hall.", [("The brewery may not sublet the hall", SECOND)]),
        ("The brewery may use the crest.", []),
        ("The brewery is to release 12 fitters.", [("The brewery is to release 12 fitters", SECOND)]),
        ("The brewery has undertaken to restore a barge.", [("The brewery has undertaken to restore a barge", SECOND)]),
        (
            "The University and the brewery will develop a tug. ",
            [("The University and the brewery will develop a tug", BOTH)],
        ),
        (
            "The two signed an agreement under which the brewery will fund a chair.",
            [("the brewery will fund a chair", SECOND)],
        ),
        (
            "No student shall be charged by the brewery for a visit.",
            [("No student shall be charged by the brewery for a visit", SECOND)],
        ),
    ],
)
def test_whose_act_it_is(sentence, expected):
    assert told(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "The University, together with the brewery, shall hold a fair.",
            [("The University, together with the brewery, shall hold a fair", BOTH)],
        ),
        (
            "The University shall cooperate with the brewery on water.",
            [("The University shall cooperate with the brewery on water", BOTH)],
        ),
        (
            "In cooperation with the brewery, the University will run a clinic.",
            [("the University will run a clinic", FIRST)],
        ),
        (
            "Tuning is the responsibility of the University.",
            [("Tuning is the responsibility of the University", FIRST)],
        ),
        (
            "Responsibility for upkeep lies with the brewery.",
            [("Responsibility for upkeep lies with the brewery", SECOND)],
        ),
        (
            "If the brewery is late, it shall pay a fee.",
            [("it shall pay a fee", SECOND)],
        ),
        (
            "The University will, from 1 May 2026, second two tutors.",
            [("The University will, from 1 May 2026, second two tutors", FIRST)],
        ),
        (
            "The University will open its library, and in return the brewery will clear the paths.",
            [("The University will open its library", FIRST), ("the brewery will clear the paths", SECOND)],
        ),
        ("The agreement lays down that the brewery shall plant trees.", [("the brewery shall plant trees", SECOND)]),
        ("It also requires the brewery to replace worn parts.", [("the brewery to replace worn parts", SECOND)]),
        ("Costs are to be shared equally.", [("Costs are to be shared equally", BOTH)]),
        ("There shall be an advisory board.", [("There shall be an advisory board", BOTH)]),
        ("There shall be no claim to a seat.", []),
        ("The University shall be entitled to a seat.", []),
        ("The brewery shall not be obliged to heat the hall.", []),
        (
            "Trainees shall be housed by the brewery and taught by the University.",
            [("Trainees shall be housed by the brewery", SECOND), ("taught by the University", FIRST)],
        ),
        (
            "In no case shall the brewery close the road.",
            [("In no case shall the brewery close the road", SECOND)],
        ),
        (
            "Not later than 1 June each year the brewery shall send a report.",
            [("Not later than 1 June each year the brewery shall send a report", SECOND)],
        ),
        (
            "It will be the task of the University to draw up the syllabus.",
            [("It will be the task of the University to draw up the syllabus", FIRST)],
        ),
        (
            "The remaining third is to come from the brewery.",
            [("The remaining third is to come from the brewery", SECOND)],
        ),
        ("The brewery guarantees to keep a road open.", [("The brewery guarantees to keep a road open", SECOND)]),
        ("No building shall be erected on the meadow.", [("No building shall be erected on the meadow", BOTH)]),
        (
            "The brewery is to donate a still, whose upkeep it will bear.",
            [("The brewery is to donate a still", SECOND), ("whose upkeep it will bear", SECOND)],
        ),
        (
            "The University agrees to test kegs, on whose safety the brewery shall report.",
            [("The University agrees to test kegs", FIRST), ("the brewery shall report", SECOND)],
        ),
        (
            "The kiln is to be lit by the University, and the brewery has agreed to pay the gas.",
            [("The kiln is to be lit by the University", FIRST), ("the brewery has agreed to pay the gas", SECOND)],
        ),
        ("Neither may patent a variety.", [("Neither may patent a variety", BOTH)]),
        (
            "The University will bring the casks to the bridge, where the brewery's drivers will take them over.",
            [
                ("The University will bring the casks to the bridge", FIRST),
                ("the brewery's drivers will take them over", SECOND),
            ],
        ),
        ("In return, the brewery grants the use of a hall.", [("the brewery grants the use of a hall", SECOND)]),
    ],
)
def test_other_ways_of_undertaking(sentence, expected):
    assert told(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The brewery empties the bins twice a week.", [("The brewery empties the bins twice a week", SECOND)]),
        ("Samples are stored by the University.", [("Samples are stored by the University", FIRST)]),
        ("Both parties jointly publish a guide.", [("Both parties jointly publish a guide", BOTH)]),
        (
            "The brewery takes on four trainees, who shall be insured by the University.",
            [("The brewery takes on four trainees", SECOND), ("who shall be insured by the University", FIRST)],
        ),
        ("The brewery operates four sites.", []),
        ("The brewery has brewed since 1802.", []),
        ("The building houses a school.", []),
    ],
)
def test_a_clause_undertakes_in_the_present_tense(sentence, expected):
    found = english.find(sentence, PAIR, present=True)
    assert [(sentence[one.start : one.end], one.who) for one in found] == expected
