"""Who answers for what an English text says, from the whole text: pronouns, passives, lists, headings, in a table."""

import pytest

from agreements.extraction import extract

UNIVERSITY, COUNCIL, TARN = "University of Orme", "Wend City Council", "Tarn Motors Ltd"
BOTH, ALL = (UNIVERSITY, COUNCIL), (UNIVERSITY, COUNCIL, TARN)
TWO = f'This Agreement is made between the {UNIVERSITY} ("the University") and {COUNCIL} ("the Council").\n\n'
THREE = (
    f'This Agreement is made between the {UNIVERSITY} ("the University"), {COUNCIL} ("the Council") '
    f'and {TARN} ("Tarn").\n\n'
)
SIGNED = f"Orme news\n\nThe {UNIVERSITY} and {COUNCIL} have signed an agreement on flooding.\n\n"
TEXTS = [
    (
        TWO,
        "1. Each Party shall appoint a coordinator.",
        [BOTH],
    ),
    (
        TWO,
        "1. Neither Party shall publish data without the consent of the other.",
        [BOTH],
    ),
    (
        TWO,
        "1. The Council will lend a van, and the University's drivers will look after it.",
        [(COUNCIL,), (UNIVERSITY,)],
    ),
    (
        TWO,
        "1. Two classrooms will be provided by the Council.",
        [(COUNCIL,)],
    ),
    (
        TWO,
        "1. The Council shall pay the University £5,000. It shall also lend a hall.",
        [(COUNCIL,), (COUNCIL,)],
    ),
    (
        TWO,
        "1. The University, through its Faculty of Law, shall run a legal clinic.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "1. Its Faculty of Law shall run a legal clinic.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "Responsibilities of the Council\n"
        "\n"
        "• Provide a hall.\n"
        "• Pay for heating.\n"
        "\n"
        "Responsibilities of the University\n"
        "\n"
        "• Send two tutors.",
        [(COUNCIL,), (COUNCIL,), (UNIVERSITY,)],
    ),
    (
        TWO,
        "The University will:\n"
        "- train 20 officers;\n"
        "- supply course books; and\n"
        "- issue certificates.\n"
        "\n"
        "The Council will:\n"
        "- pay the fees.",
        [(UNIVERSITY,), (UNIVERSITY,), (UNIVERSITY,), (COUNCIL,)],
    ),
    (
        THREE,
        "1. The Council, Tarn and the University will meet every quarter.",
        [ALL],
    ),
    (
        THREE,
        "1. Tarn and the Council will each contribute £10,000.",
        [(COUNCIL, TARN)],
    ),
    (
        THREE,
        "1. The manufacturer will lend two vans to the city.",
        [(TARN,)],
    ),
    (
        TWO,
        "1. The Mayor will open the hall every May.",
        [(COUNCIL,)],
    ),
    (
        TWO,
        "1. Costs will be shared equally.",
        [BOTH],
    ),
    (
        TWO,
        "1. University staff will teach evening classes.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "1. Council officers will be trained by University lecturers.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "1. Students of the University will be given free bus passes by the Council.",
        [(COUNCIL,)],
    ),
    (
        TWO,
        "1. The Vice-Chancellor shall report to the Council each year.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "1. It shall be the responsibility of the Council to insure the hall.",
        [(COUNCIL,)],
    ),
    (
        TWO,
        "1. The parties' lawyers will draft a lease.",
        [BOTH],
    ),
    (
        TWO,
        "1. Both organisations agree to share a press office.",
        [BOTH],
    ),
    (
        TWO,
        "1. Responsibility for cleaning the hall rests with the University.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "1. Subject to funding, the Council's parks department will plant 300 trees.",
        [(COUNCIL,)],
    ),
    (
        TWO,
        "1. The hall will be made available to the University by the Council free of charge.",
        [(COUNCIL,)],
    ),
    (
        TWO,
        "1. Free tuition will be offered to the Council's apprentices.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "1. The University will provide tutors while the Council will provide rooms.",
        [(UNIVERSITY,), (COUNCIL,)],
    ),
    (
        TWO,
        "1. No fee shall be charged by either party.",
        [BOTH],
    ),
    (
        TWO,
        "1. Researchers from the University will advise the Council on flooding.",
        [(UNIVERSITY,)],
    ),
    (
        TWO,
        "1. In return, the city will waive rent.",
        [(COUNCIL,)],
    ),
    (
        TWO,
        "1. The University undertakes:\n"
        "(a) to teach 30 nurses;\n"
        "(b) to publish a handbook.\n"
        "2. The Council undertakes:\n"
        "(a) to pay £2,000.",
        [(UNIVERSITY,), (UNIVERSITY,), (COUNCIL,)],
    ),
    (
        TWO,
        "A. THE COUNCIL'S OBLIGATIONS\n"
        "1. Provide a hall.\n"
        "2. Pay for heating.\n"
        "\n"
        "B. THE UNIVERSITY'S OBLIGATIONS\n"
        "1. Send two tutors.",
        [(COUNCIL,), (COUNCIL,), (UNIVERSITY,)],
    ),
    (
        TWO,
        "1. The Council:\n(a) shall lend a hall; and\n(b) shall pay for heating.",
        [(COUNCIL,), (COUNCIL,)],
    ),
    (
        SIGNED,
        "Under the agreement, the university will build a model, while the council will open its archive. "
        "It will also fund two posts. Both will meet every year.",
        [(UNIVERSITY,), (COUNCIL,), (COUNCIL,), BOTH],
    ),
]


@pytest.mark.parametrize(("head", "words", "who"), TEXTS, ids=range(len(TEXTS)))
def test_who_answers(head, words, who):
    assert [set(one.responsible) for one in extract(head + words).commitments] == [set(names) for names in who]
