"""Who agrees in English texts: the ways in which agreements and accounts bring up their parties, in a table."""

import pytest

from agreements.extraction.parties import find_parties

TEXTS = [
    (
        "MEMORANDUM OF UNDERSTANDING\n\nbetween\n\nThe University of Ardle\n\nand\n\nNorthgate County "
        "Council\n\n1. The University shall teach.",
        ["University of Ardle", "Northgate County Council"],
    ),
    (
        "MEMORANDUM OF UNDERSTANDING BETWEEN THE CITY OF BRINE AND THE PORT AUTHORITY OF ORME\n\nThis "
        "Memorandum is made between the City of Brine and the Port Authority of Orme.",
        ["City of Brine", "Port Authority of Orme"],
    ),
    (
        "This Agreement is made on 3 May 2021\n\nBETWEEN:\n\n(1) Tarn Motors Limited, a company "
        "incorporated in England and Wales under number 01234567 whose registered office is at 4 Hill "
        'Road, Orme ("the Company"); and\n\n(2) St. Brannock\'s Hospital NHS Foundation Trust of '
        'High Street, Orme ("the Trust").',
        ["Tarn Motors Limited", "St. Brannock's Hospital NHS Foundation Trust"],
    ),
    (
        "THIS AGREEMENT is made the 4th day of June 2020 BETWEEN the County Council of Wend "
        '(hereinafter referred to as "the Council") of the one part AND Ardle Waste Services Ltd. '
        '(hereinafter referred to as "the Contractor") of the other part.',
        ["County Council of Wend", "Ardle Waste Services Ltd."],
    ),
    (
        'This Memorandum of Understanding ("MOU") is entered into by and between the Wend Unified '
        'School District ("District"), acting through its Board of Education, and Ardle State '
        'University, acting through its College of Education ("University").',
        ["Wend Unified School District", "Ardle State University"],
    ),
    (
        "This MOU is made by and among the Town of Brine, the Brine Housing Authority, and Habitat "
        'Partners of Wend County, Inc. ("Habitat").',
        ["Town of Brine", "Brine Housing Authority", "Habitat Partners of Wend County, Inc."],
    ),
    (
        "Agreement between the Ministry of Education and Science of the Republic of Orme, represented "
        "by its Minister, Dr. Ana Vel, and Ardle GmbH & Co. KG, represented by its Managing Director, "
        "Mr. Otto Klein",
        ["Ministry of Education and Science of the Republic of Orme", "Ardle GmbH & Co. KG"],
    ),
    (
        "COOPERATION AGREEMENT\n\nUniversidad de Orme, represented by its Rector, Prof. Luis Vega, "
        'hereinafter referred to as "UDO", and\n\nArdle University of Applied Sciences, represented '
        'by its President, Prof. Dr. Karin Holm, hereinafter referred to as "AUAS",\n\nhave agreed '
        "as follows:",
        ["Universidad de Orme", "Ardle University of Applied Sciences"],
    ),
    (
        "Memorandum of Understanding between Orme Technologies B.V. and the Delft Water Board\n\nThe "
        "parties agree to cooperate.",
        ["Orme Technologies B.V.", "Delft Water Board"],
    ),
    (
        "This Letter of Intent is concluded between Brine & Sons plc and the Royal Society of "
        "Gardens.\n\nThe Society will advise.",
        ["Brine & Sons plc", "Royal Society of Gardens"],
    ),
    (
        "Framework agreement between the Wendat Nation, the Province of Orme and Brine Hydro "
        "Corp.\n\nBrine Hydro shall pay.",
        ["Wendat Nation", "Province of Orme", "Brine Hydro Corp."],
    ),
    (
        "This Agreement is between the Ardle River Tribe (the “Tribe”), a federally recognized Indian "
        "tribe, and the State of Wend Department of Fish and Wildlife (the “Department”).",
        ["Ardle River Tribe", "State of Wend Department of Fish and Wildlife"],
    ),
    (
        "Agreement between the Embassy of Orme in Brine and the Institute for Languages and "
        "Cultures\n\nThe Embassy shall provide books. The Institute shall teach.",
        ["Embassy of Orme in Brine", "Institute for Languages and Cultures"],
    ),
    (
        "MOU\n\nThis Memorandum of Understanding is made between:\n\nPort of Brine Authority, "
        "and\nThe Friends of Orme Lighthouse\n\n1. The Port shall paint the lighthouse.",
        ["Port of Brine Authority", "Friends of Orme Lighthouse"],
    ),
    (
        "This agreement is made between the University of Orme on behalf of its School of Nursing "
        '("the School") and Brine General Hospital ("the Hospital").',
        ["University of Orme", "Brine General Hospital"],
    ),
    (
        "PARTNERSHIP AGREEMENT\n\nParties: (1) the Brine Youth Orchestra; (2) Wend Borough Council; "
        "and (3) Ardle Arts Trust.\n\n1. The Trust shall fund.",
        ["Brine Youth Orchestra", "Wend Borough Council", "Ardle Arts Trust"],
    ),
    (
        "This Memorandum of Agreement is entered into this 5th day of May, 2019, between O'Dwyer & "
        "Marsh LLP and the Orme Legal Aid Centre.",
        ["O'Dwyer & Marsh LLP", "Orme Legal Aid Centre"],
    ),
    (
        "MEMORANDUM OF AGREEMENT\nBetween\nWend Community College District\nAnd\nCity of Ardle Police "
        "Department\n\nThe College shall train officers.",
        ["Wend Community College District", "City of Ardle Police Department"],
    ),
    (
        "The parties to this Agreement are:\n\n1. The University of Orme, a public university;\n2. "
        "Tarn Robotics, Inc., a Delaware corporation; and\n3. The City of Brine.\n\nThe City shall "
        "provide land.",
        ["University of Orme", "Tarn Robotics, Inc.", "City of Brine"],
    ),
    (
        "This Agreement is made between Ardle City Council of Town Hall, Ardle, AR1 2BC and Orme "
        "College of Further Education of Station Road, Orme.",
        ["Ardle City Council", "Orme College of Further Education"],
    ),
    (
        "Agreement on cooperation between Kommune Brine (Orme) and Universität Ardle "
        "(Wend)\n\nUniversität Ardle shall send students.",
        ["Kommune Brine", "Universität Ardle"],
    ),
    (
        'COLLABORATION AGREEMENT\n\nbetween\n\nJ. R. Tarn Foundation\n("the '
        'Foundation")\n\nand\n\nSt. Mary\'s College, Orme\n("the College")\n\n1. The Foundation '
        "shall pay.",
        ["J. R. Tarn Foundation", "St. Mary's College, Orme"],
    ),
    (
        "This Agreement, dated May 1, 2022, is by and between Ardle Foods Inc. (“Ardle”), with "
        "offices at 12 Main Street, Brine, and the Regents of the University of Wend (“University”).",
        ["Ardle Foods Inc.", "Regents of the University of Wend"],
    ),
    (
        "Between the undersigned:\n\nThe Municipality of Orme, represented by its Mayor, Ms. Jana "
        'Bel, hereinafter "the Municipality",\n\nand\n\nThe Association of Brine Fishers, '
        'represented by its Chair, Mr. Tom Rock, hereinafter "the Association",\n\nit is agreed as '
        "follows:",
        ["Municipality of Orme", "Association of Brine Fishers"],
    ),
    (
        "Orme University has entered into a partnership with the Wend Chamber of Commerce.\n\nUnder "
        "the agreement, the university will train staff.",
        ["Orme University", "Wend Chamber of Commerce"],
    ),
    (
        "ORME, 3 May 2022 – Tarn Airlines, Brine Airport and the Orme Tourist Board today signed a "
        "three-year agreement.",
        ["Tarn Airlines", "Brine Airport", "Orme Tourist Board"],
    ),
    (
        "The University of Orme and the City of Brine have teamed up to restore the canal.",
        ["University of Orme", "City of Brine"],
    ),
    (
        "Ardle County Council has signed a memorandum of understanding with Tarn Energy Ltd to build a heat network.",
        ["Ardle County Council", "Tarn Energy Ltd"],
    ),
    (
        "A new agreement between Orme Community College and Brine Shipyard will bring 40 "
        "apprenticeships to the region.\n\nUnder the agreement, the college will train welders. The "
        "shipyard will pay.",
        ["Orme Community College", "Brine Shipyard"],
    ),
    (
        "The Minister of Health, Dr Ann Rook, and the Rector of Orme Medical University, Professor "
        "Jan Tal, signed an agreement on Monday.\n\nThe Ministry of Health will pay. Orme Medical "
        "University will train nurses.",
        ["Ministry of Health", "Orme Medical University"],
    ),
    (
        "Wend Dairy plc announced on Tuesday that it has signed a deal with the Brine Farmers' "
        "Union.\n\nUnder the deal, Wend Dairy will pay more.",
        ["Wend Dairy plc", "Brine Farmers' Union"],
    ),
    (
        "Brine Council and Orme Rovers Football Club are joining forces to open a community "
        "pitch.\n\nUnder the agreement the club will coach. The council will mow.",
        ["Brine Council", "Orme Rovers Football Club"],
    ),
    (
        "New pact\n\n12 June 2020\n\nThe agreement, signed by the Mayor of Brine, Ida Holt, and the "
        "Principal of Wend College, Dr Sam Oake, will run for three years. Wend College and the City "
        "of Brine have worked together since 2010.\n\nUnder the agreement, the city will lend a hall. "
        "The college will teach.",
        ["City of Brine", "Wend College"],
    ),
    (
        "Orme Institute of Technology (OIT) and Tarn Semiconductors (TS) have announced a joint "
        "laboratory.\n\nOIT will provide space; TS will provide tools.",
        ["Orme Institute of Technology", "Tarn Semiconductors"],
    ),
    (
        "The National Park of Orme, together with the Wend Forestry Agency, signed an agreement on "
        "Friday to restore the moor.",
        ["National Park of Orme", "Wend Forestry Agency"],
    ),
    (
        "Brine – The harbour town of Brine has struck an agreement with Wend University.\n\nThe town "
        "will lend a boat.\nThe university will survey the bay.",
        ["Brine", "Wend University"],
    ),
    (
        "An agreement has been signed between the Orme Space Agency and Tarn Optics S.A. for the "
        "supply of mirrors.\n\nTarn Optics will supply mirrors.",
        ["Orme Space Agency", "Tarn Optics S.A."],
    ),
    (
        "A partnership agreement was signed by Orme Youth Hostels Ltd and the Ramblers of Wend on 4 "
        "May 2021.\n\nThe Ramblers will mark paths.",
        ["Orme Youth Hostels Ltd", "Ramblers of Wend"],
    ),
    (
        "Brine City Council, Wend University NHS Trust and St John's Hospice have agreed a plan for "
        "end-of-life care.\n\nUnder the plan, the hospice will train nurses.",
        ["Brine City Council", "Wend University NHS Trust", "St John's Hospice"],
    ),
    (
        "The Brine Museum of Fishing today announced a partnership with Orme Films, the documentary "
        "maker.\n\nUnder the deal, Orme Films will make a film.",
        ["Brine Museum of Fishing", "Orme Films"],
    ),
    (
        "Orme and Wend sign twinning charter\n\nThe cities of Orme and Wend signed a twinning charter "
        "on Sunday.\n\nUnder the charter, Orme will host a youth camp every year. Wend will send a "
        "choir.",
        ["Orme", "Wend"],
    ),
    (
        "Wend District Council has joined forces with Orme Wildlife Trust and Brine Angling Club to "
        "clean up the river.\n\nUnder the agreement, the club will remove litter.",
        ["Wend District Council", "Orme Wildlife Trust", "Brine Angling Club"],
    ),
    (
        "LETTER OF INTENT\n\nOrme Savings Bank and Wend Startups e.V. intend to run a fund.\n\n1. "
        "Orme Savings Bank shall pay.",
        ["Orme Savings Bank", "Wend Startups e.V."],
    ),
    (
        "1. PARTIES\n\nThis Memorandum is between the Ardle Ambulance Service NHS Trust and Brine "
        "Fire & Rescue Service.\n\n2. DUTIES\nThe Trust will share stations.",
        ["Ardle Ambulance Service NHS Trust", "Brine Fire & Rescue Service"],
    ),
    (
        "AGREEMENT\n\nThe City and County of Brine and Regional Transit District agree as "
        "follows:\n\n1. The District shall run buses.",
        ["City and County of Brine", "Regional Transit District"],
    ),
    (
        "First Party: The Department of Roads, Government of Orme\nSecond Party: Tarn Construction "
        "(Pty) Ltd\n\nThe First Party shall pay.",
        ["Department of Roads", "Tarn Construction (Pty) Ltd"],
    ),
    (
        "Terms of cooperation\n\n1. Wend Library will lend books.\n2. Orme Prison will build "
        "shelves.\n\nFor Wend Library: A. Bee\nFor Orme Prison: C. Dee",
        ["Wend Library", "Orme Prison"],
    ),
    (
        "IN WITNESS WHEREOF\n1. The Fund shall pay.\n\nSigned on behalf of\nWend Heritage "
        "Fund\n\n________\nA. Bee, Director\n\nSigned on behalf of\nOrme Parish "
        "Council\n\n________\nC. Dee, Clerk",
        ["Wend Heritage Fund", "Orme Parish Council"],
    ),
    (
        "CLINICAL AFFILIATION AGREEMENT between WEND COLLEGE and BRINE HEALTH SYSTEM, INC.\n\nWEND "
        "COLLEGE shall send students.\nBRINE HEALTH SYSTEM, INC. shall supervise them.",
        ["WEND COLLEGE", "BRINE HEALTH SYSTEM, INC."],
    ),
    (
        "Data-sharing agreement between Wend Police, Orme Fire Brigade, the Brine Coastguard and Tarn "
        "Mountain Rescue\n\nWend Police will host the system.",
        ["Wend Police", "Orme Fire Brigade", "Brine Coastguard", "Tarn Mountain Rescue"],
    ),
    (
        'Memorandum of Understanding\n\nThe Secretariat of the Orme Sea Convention (hereafter "the '
        'Secretariat") and the International Union of Wend Divers (hereafter "IUWD")\n\nHAVE '
        "AGREED as follows:",
        ["Secretariat of the Orme Sea Convention", "International Union of Wend Divers"],
    ),
    (
        "This Agreement is made between the Government of the Kingdom of Orme and the Government of "
        "the Republic of Wend (hereinafter referred to as the Parties).\n\nThe Government of the "
        "Kingdom of Orme shall open a school.",
        ["Government of the Kingdom of Orme", "Government of the Republic of Wend"],
    ),
    (
        "This Agreement is made between Wend Primary School, hereinafter the School, and Orme Choir, "
        "hereinafter the Choir.\n\nThe Choir shall sing.",
        ["Wend Primary School", "Orme Choir"],
    ),
    (
        "MEMORANDUM OF UNDERSTANDING\nbetween\nQueen's University of Orme, Canada,\nand\nthe Åsnes "
        "Institute, Norway\n\nEach party shall send two students.",
        ["Queen's University of Orme", "Åsnes Institute"],
    ),
    (
        "Agreement between the École des Arts d'Orme and the Universidade Federal de Brine\n\nThe École shall host.",
        ["École des Arts d'Orme", "Universidade Federal de Brine"],
    ),
    (
        "Brine Zoo and the National University of Orme have signed an agreement. The zoo will lend "
        "lions, and the university will study them.",
        ["Brine Zoo", "National University of Orme"],
    ),
    (
        "Orme and Brine Councils sign deal\n\nOrme Town Council and Brine Parish Council signed a "
        "deal on waste yesterday.\n\nUnder the deal, Orme will collect waste.",
        ["Orme Town Council", "Brine Parish Council"],
    ),
    (
        "The Agreement is made by Tarn College, Wend (the “College”) and the Trustees of the Orme "
        "Estate (the “Trustees”).",
        ["Tarn College, Wend", "Trustees of the Orme Estate"],
    ),
    (
        "Council and college join hands on green skills\n\nPublished 3 March 2023\n\nWend Vale "
        "Borough Council and Orme Valley College have signed a five-year agreement to train heat-pump "
        "fitters.\n\nUnder the agreement, the college will run courses. The council will pay "
        'fees.\n\nCouncillor Ann Bell, Leader of the Council, said: "This is great."',
        ["Wend Vale Borough Council", "Orme Valley College"],
    ),
    (
        "Ardle, 12 May – The Ardle Regional Development Agency (ARDA), Ardle Polytechnic and the "
        "Association of Small Brewers announced a joint programme on Tuesday.\n\nARDA will fund it.",
        ["Ardle Regional Development Agency", "Ardle Polytechnic", "Association of Small Brewers"],
    ),
    (
        "Today, the Secretary of State for Transport and the Chief Executive of Tarn Rail signed the "
        "Orme Valley Accord.\n\nTarn Rail and the Department for Transport will share the costs. "
        "Under the accord, Tarn Rail will electrify the line.",
        ["Department for Transport", "Tarn Rail"],
    ),
    (
        "Tarn Bio Inc. has partnered with the University of Orme to open a laboratory.\n\nUnder the "
        "agreement, Tarn Bio will pay for equipment. The university will hire staff.",
        ["Tarn Bio Inc.", "University of Orme"],
    ),
    (
        "MEMORANDUM OF UNDERSTANDING\nON TEACHER EXCHANGE\n\nThis Memorandum of Understanding (MOU) "
        "is between the Orme Board of Education (OBE), 12 High Street, Orme, and the Wend Teachers' "
        "College (WTC), 3 Low Street, Wend.\n\n1. OBE will send teachers.\n2. WTC will train them.",
        ["Orme Board of Education", "Wend Teachers' College"],
    ),
    (
        'SERVICE AGREEMENT\n\nThis Agreement is entered into as of July 1, 2021 (the "Effective '
        "Date\") by and between the Orme County Sheriff's Office, a political subdivision of the "
        'State of Wend ("Sheriff"), and Tarn Behavioral Health, LLC, a limited liability company '
        '("Provider").\n\n1. Provider shall send counselors.',
        ["Orme County Sheriff's Office", "Tarn Behavioral Health, LLC"],
    ),
    (
        'PARTIES\n\nA. Wend Water Authority ("WWA")\nB. Orme Fisheries Trust ("OFT")\nC. Brine '
        'Parish Council ("BPC")\n\nAGREED TERMS\n1. WWA will monitor the river.',
        ["Wend Water Authority", "Orme Fisheries Trust", "Brine Parish Council"],
    ),
    (
        "Partners:\n- Orme Library Service\n- Wend Prison Education Trust\n\nThe Library Service will "
        "lend books. The Trust will train readers.",
        ["Orme Library Service", "Wend Prison Education Trust"],
    ),
    (
        "Letter of Agreement\n\nDear Dr Holt,\n\nThis letter sets out the agreement between Wend "
        "Conservatory of Music and the Orme Festival Society for the 2024 season.\n\nThe Conservatory "
        "will provide two quartets.",
        ["Wend Conservatory of Music", "Orme Festival Society"],
    ),
    (
        "The Kingdom of Orme, represented by the Ministry of Culture, and the Tarn Foundation for the "
        "Arts, a foundation established under the laws of Wend, have agreed as follows:\n\nArticle "
        "1\nThe Foundation shall lend paintings.",
        ["Kingdom of Orme", "Tarn Foundation for the Arts"],
    ),
    (
        "SISTER CITY AGREEMENT\n\nThe City of Brine, Wend, and the City of Orme, Tarnland, wishing to "
        "deepen friendship, agree:\n\n1. The two cities shall exchange students.",
        ["City of Brine", "City of Orme"],
    ),
    (
        "Agreement on Student Exchange between Orme University (Tarnland) and Université de Brine "
        '(Wend)\n\nOrme University and Université de Brine, hereinafter "the Parties", agree to '
        "exchange students.\n\n1. Each Party shall send five students.",
        ["Orme University", "Université de Brine"],
    ),
    (
        "Two hospitals sign nursing pact\n\nBrine – St. Anne's Hospital and the Orme Royal Infirmary "
        "have agreed to train nurses together.\n\nUnder the pact, St. Anne's will host.",
        ["St. Anne's Hospital", "Orme Royal Infirmary"],
    ),
    (
        "The Chancellor of Orme University and the Director of the Wend Botanical Garden signed a "
        "memorandum on 3 May 2021 in the presence of the Minister of Agriculture.\n\nOrme University "
        "will lend two greenhouses. The Wend Botanical Garden will train gardeners.",
        ["Orme University", "Wend Botanical Garden"],
    ),
    (
        "The Orme Institute for Deaf Children, Tarn Hearing Ltd., and the Wend Speech Therapists' "
        "Guild have formed a partnership.\n\nTarn Hearing Ltd. will provide aids.",
        ["Orme Institute for Deaf Children", "Tarn Hearing Ltd.", "Wend Speech Therapists' Guild"],
    ),
    (
        "The agreement between Orme Port and Wend Shipping Lines S.p.A., signed on Monday, foresees a "
        "new terminal.\n\nWend Shipping Lines will pay. Orme Port will dredge.",
        ["Orme Port", "Wend Shipping Lines S.p.A."],
    ),
    (
        "Deal struck\n\nWend County and its largest employer, Tarn Steel plc, have struck a deal on "
        "apprenticeships.\n\nUnder the deal, Tarn Steel will train 40. The county will pay bus fares.",
        ["Wend County", "Tarn Steel plc"],
    ),
    (
        "THIS MEMORANDUM OF UNDERSTANDING is made on the 1st day of May 2020\n\nBETWEEN\n\nTHE ORME "
        'HERITAGE TRUST (hereinafter called "the Trust") of the first part;\n\nAND\n\nTHE WEND '
        'DISTRICT COUNCIL (hereinafter called "the Council") of the second part.\n\n1. The Trust '
        "shall restore the mill.",
        ["ORME HERITAGE TRUST", "WEND DISTRICT COUNCIL"],
    ),
    (
        "Cooperation agreement\n\nbetween the\n\nFederal Agency for Water of Orme\n\nand "
        "the\n\nInstitute of Hydrology, Wend\n\n§ 1 The Institute shall measure.",
        ["Federal Agency for Water of Orme", "Institute of Hydrology"],
    ),
    (
        "Memorandum of Cooperation between the Department for Education, Skills and Youth of Orme and "
        "the Wend Scouts Association\n\nThe Association shall run camps.",
        ["Department for Education, Skills and Youth of Orme", "Wend Scouts Association"],
    ),
    (
        "Ardle & District Credit Union and the Ardle Food Bank today launched a savings "
        "scheme.\n\nThe Credit Union will open accounts; the Food Bank will refer members.",
        ["Ardle & District Credit Union", "Ardle Food Bank"],
    ),
    (
        "Orme City Schools and the YMCA of Greater Brine entered into an agreement on May 4.\n\nUnder "
        "the agreement, the YMCA will run after-school clubs.",
        ["Orme City Schools", "YMCA of Greater Brine"],
    ),
    (
        "The UN Agency for Rivers (UNAR) and the Government of Orme signed a country "
        "agreement.\n\nUNAR will open an office.",
        ["UN Agency for Rivers", "Government of Orme"],
    ),
    (
        "Framework Agreement\n\nThis agreement is made between Tarn Vineyards (Wend) Limited (company "
        "no. 0123), whose registered office is at Hill Farm, and Orme Agricultural College.\n\nThe "
        "College shall send students.",
        ["Tarn Vineyards (Wend) Limited", "Orme Agricultural College"],
    ),
    (
        "JOINT STATEMENT\n\nWe, the Mayor of Orme and the President of Wend University, agree on the "
        "following.\n\n1. The City of Orme will build a tram stop.\n2. Wend University will open its "
        "library to residents.",
        ["City of Orme", "Wend University"],
    ),
    (
        "Memorandum of Understanding between Orme Women's Aid, Wend Legal Centre, Brine Housing "
        "Association and the Tarn Constabulary\n\nThe Constabulary will refer victims.",
        ["Orme Women's Aid", "Wend Legal Centre", "Brine Housing Association", "Tarn Constabulary"],
    ),
    (
        "An MoU between Brine Marine Laboratory and the fishing cooperative Orme Nets was signed last "
        "week.\n\nThe laboratory will test samples. Orme Nets will lend boats.",
        ["Brine Marine Laboratory", "Orme Nets"],
    ),
    (
        "Orme Symphony Orchestra teams up with Wend Prison\n\nThe Orme Symphony Orchestra has teamed "
        "up with HM Prison Wend for a music project.\n\nUnder the agreement, the orchestra will give "
        "lessons.",
        ["Orme Symphony Orchestra", "HM Prison Wend"],
    ),
    (
        'This Memorandum of Understanding (the "Memorandum") is entered into between:\n\nThe '
        "National Seed Bank of Orme, established under the Seeds Act 1998, having its seat at Hill "
        'Road 4, Orme, represented by its Director, Dr. Eva Moss (hereinafter: "the Seed '
        'Bank"),\n\nand\n\nWend Botanic Society, an association registered in Wend, represented by '
        'its President, Mr. Leo Fern (hereinafter: "the Society"),\n\nhereinafter jointly referred '
        'to as "the Parties".\n\nArticle 1\nThe Seed Bank shall store seeds.',
        ["National Seed Bank of Orme", "Wend Botanic Society"],
    ),
    (
        "Orme District Hospital has signed a three-year agreement with the Wend School of "
        "Midwifery.\n\nThe hospital will take 20 students per year.",
        ["Orme District Hospital", "Wend School of Midwifery"],
    ),
    (
        "The Brine Nation and the Province of Orme have reached an agreement on the herring "
        "fishery.\n\nUnder the agreement, the Province will transfer licences. The Brine Nation will "
        "monitor catches.",
        ["Brine Nation", "Province of Orme"],
    ),
    (
        "Lease and Cooperation Agreement by and between Tarn Air GmbH, Hangar 4, 12345 Orme, and "
        "Flughafen Wend AG, Terminal 1, 54321 Wend\n\n1. Tarn Air shall paint the hangar.",
        ["Tarn Air GmbH", "Flughafen Wend AG"],
    ),
    (
        "Wend Council (“WC”), the Orme Crofters’ Union (“OCU”), and Tarn Wool Mill (“TWM”) "
        "agree:\n\n1. TWM will buy wool.",
        ["Wend Council", "Orme Crofters’ Union", "Tarn Wool Mill"],
    ),
    (
        "Agreement for the supply of heat\n\nSupplier: Tarn Heat A/S\nCustomer: Municipality of "
        "Orme\n\n1. The Supplier shall deliver heat. The Customer shall pay.",
        ["Tarn Heat A/S", "Municipality of Orme"],
    ),
    (
        "MOU between the Wend Academy of Sciences, the Orme Academy of Sciences, and the Brine "
        "Research Council, signed at Tarn on 1 May 2022\n\nThe academies shall exchange scholars.",
        ["Wend Academy of Sciences", "Orme Academy of Sciences", "Brine Research Council"],
    ),
]


@pytest.mark.parametrize(("text", "names"), TEXTS, ids=range(len(TEXTS)))
def test_the_parties_are_found_whole(text, names):
    assert [party.name for party in find_parties(text)] == names
