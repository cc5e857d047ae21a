"""Closed lists of English words that the rules need; everything about the world is in the data files."""

from __future__ import annotations

from typing import Final


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


HE: Final = word_set("he him his himself")
SHE: Final = word_set("she her hers herself")
IT: Final = word_set("it its itself")
THEY: Final = word_set("they them their theirs themselves")
SPEAKER: Final = word_set("i me my mine myself we us our ours ourselves")
YOU: Final = word_set("you your yours yourself")
PRONOUNS: Final = HE | SHE | IT | THEY | SPEAKER | YOU
# Pronouns that are kept as possible antecedents of later ones.
NOMINATIVE: Final = HE | SHE | {"it", "they"}
POSSESSIVES: Final = word_set("his her its their our my your whose")
# Words that may stand before a name or a head noun and say nothing about the party.
LEADING: Final = word_set(
    """the a an this that these those some many several all both any each every another other others
    such no certain various numerous most more less than at least about nearly almost over around only
    up to roughly approximately dozens hundreds thousands scores millions one two three four five six
    seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million half few mr
    mrs ms miss dr sir lady lord dame gen lt col adm brig maj capt sgt sen rep gov even also just what
    when while as by for from in on with against of and or but named called mostly mainly including so"""
)
TITLES: Final = word_set(
    """mr mrs ms miss dr sir lady lord dame gen general lt col colonel adm admiral brig maj major capt
    captain sgt sergeant sen senator rep gov governor president premier chancellor king queen prince
    princess sheikh sheik ayatollah pope judge justice minister secretary ambassador leader commander
    mayor professor prof imam mullah congressman congresswoman councillor mp spokesman spokeswoman
    spokesperson director chairman private corporal lieutenant marshal reverend rev father bishop
    archbishop cardinal rabbi emir sultan"""
)
PART_OF: Final = word_set(
    """number one two three four five some many most several dozens hundreds thousands scores tens
    millions group groups members member majority part parts half all any each none lot lots handful
    pair couple dozen remnants elements"""
)
PREPOSITIONS: Final = word_set(
    """of in from at for with to by on against near inside across around outside within under among
    between over about into through during after before behind without throughout"""
)
# Where a noun phrase ends and something that follows its head begins.
POST: Final = PREPOSITIONS | word_set(
    """who whom whose that which where when while loyal led backed linked affiliated allied aligned tied
    close fighting operating based living including such , ( ) [ ] ; : " “ ” — – seeking and or as
    accused suspected said supported trying wanting known called working holding belonging sympathetic
    opposed responsible receiving travelling traveling heading sailing hosting wounded
    killed held captured trapped sheltering protesting outside aboard is are
    was were has have had"""
)
# After the head noun: what follows is where somebody goes or what they get, not who they are.
TOWARDS: Final = word_set("receiving travelling traveling heading sailing hosting")
# In the names of universities and institutes of research.
TEACHING: Final = word_set("university college school academy")
SCHOLARLY: Final = TEACHING | word_set("rand institute institution studies")
HEADS: Final = word_set(
    "president chancellor provost dean rector principal head chief spokesman spokeswoman spokesperson"
)
CENTRES: Final = word_set("center centre")
# What such a centre is for, or whose name it bears.
LEARNED: Final = word_set("policy strategic security research analysis american international wilson stimson")
LOCATIVE: Final = word_set("in at inside near across outside within throughout around on aboard")
# After a hyphen, or before one: the name says whose side, not who.
BACKED: Final = word_set(
    """backed allied aligned supported funded sponsored affiliated linked trained armed financed
    friendly directed inspired leaning loyal occupied flagged registered made built designated proxy bound
    supplied sanctioned brokered mediated"""
)
# After a hyphen, before a ship: the state whose ship it counts for.
OWNED: Final = word_set("flagged linked owned registered affiliated")
SHIPS: Final = word_set(
    "ship ships vessel vessels tanker tankers freighter freighters boat boats cargo carrier"
)
# Between two that are joined: "Israel and its army".
JOINTS: Final = word_set("and or & , the a an its his her their both")
SIDES: Final = word_set("pro anti non counter post ex")
# After a hyphen behind a group: whose an authority is, or who holds a place.
RUN: Final = word_set("run controlled ruled led governed held dominated")
LANDS: Final = word_set("territory strip enclave gaza area city town region province zone")
PUBLIC: Final = word_set("GOV COP MED JUD LEG")
# What stands before these is what they know about: "a North Korea expert".
EXPERTS: Final = word_set(
    """expert experts specialist specialists analyst analysts scholar scholars researcher researchers
    watcher watchers hawk hawks"""
)
# What is taught: whose it is says nothing of who teaches it.
SUBJECTS: Final = word_set("studies history literature politics")
# Go from one party to another: "the ambassador to the UK".
ENVOYS: Final = word_set("ambassador ambassadors envoy envoys consul representative representatives")
# "Foreign" before these is no stranger's.
MINISTERIAL: Final = word_set(
    "ministry minister ministers ministries office affairs secretary policy department chief"
)
# Stand in some relation to the party named, so that the party is another, unnamed one.
RELATIONS: Final = word_set(
    """ally allies rival rivals enemy enemies foe foes opponent opponents critic critics neighbor
    neighbors neighbour neighbours partner partners adversary adversaries proxy proxies"""
)
STUDENTS: Final = word_set(
    "student students freshman freshmen alumni graduate graduates professor professors"
)
BRANCHES: Final = word_set("branch arm wing affiliate chapter")
CRITICS: Final = word_set("critic critics opponent opponents")
DUAL: Final = word_set("both two pair either neither")
COUNTS: Final = {"two": 2, "three": 3, "four": 4, "five": 5}
SIDE_NOUNS: Final = word_set(
    "sides side countries nations leaders men states parties factions governments presidents women neighbours"
)
SAY: Final = word_set(
    """said says say told tells added adds saying wrote tweeted stated announced insisted argued
    explained declared claimed warned noted reported reports according asked replied posted testified
    confirmed acknowledged admitted denied called"""
)
NAME_JOINTS: Final = word_set(
    "al el bin ben ibn abu de da di del della la le van von der den ter bint ould du dos"
)
# Capitalised at the start of a sentence or in a headline without being a name.
COMMON: Final = word_set(
    """the a an this that these those in on at by for from with without as and but or nor so yet if when
    while after before since until because although though however meanwhile earlier later last next now
    then there here he she it they we you i his her its their our my your what who which where why how
    all some many most more several both each every no not only even also just about over under into out
    up down off between among during despite according asked speaking following amid instead still once
    such other others another one two three four five six seven eight nine ten monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october
    november december new breaking live watch video photo photos read updated exclusive analysis opinion
    mr mrs ms dr first second third is are was were be been has have had do does did will would could
    should might can must let to of against including like unlike perhaps maybe thus therefore indeed
    moreover never hundreds thousands dozens millions police officials people residents protesters
    family god yes oh ok okay today yesterday tomorrow tonight north south east west northern southern
    eastern western central gulf"""
)
COLLECTIVE: Final = word_set(
    """government regime administration army military parliament police group movement ministry party
    court council committee company agency force navy senate congress cabinet union coalition alliance
    commission organisation organization junta authority militia faction network opposition campaign
    body bloc airline firm family team delegation community bank department office service embassy
    consulate mission"""
)
ANAPHORIC: Final = word_set(
    """group movement organisation organization militia faction agency ministry company party body
    network union alliance airline bank department force bloc coalition institution council committee
    firm militants militant militants' attackers gunmen fighters outfit newspaper paper court outlet
    charity watchdog"""
)
ANONYMOUS: Final = word_set(
    """source sources official officials diplomat diplomats aide aides adviser advisers advisor advisors
    witness witnesses resident residents officer officers person people man woman relative relatives
    expert experts analyst analysts activist activists protester protesters insider insiders staffer
    staffers local locals lawmakers commander commanders soldier soldiers worker workers survivor
    survivors victim victims critics allies briefed familiar medics doctors refugees critic fighters
    backers supporters"""
)
# Papers of a state's own courts and offices, which a report names without saying whose.
STATE_PAPERS: Final = word_set(
    "indictment lawsuit filing complaint investigation case announcement warrant charge charges probe inquiry"
)
# Point to whom or what the report is about, when nobody nearer fits.
FOCAL: Final = HE | SHE | SPEAKER | STATE_PAPERS | word_set("country nation many both either")
DOCUMENTS: Final = word_set(
    """report document documents indictment announcement letter letters memo lawsuit filing affidavit
    transcript polling poll survey study file files cable cables paper article recording video videos
    footage graffiti text declaration agreement communique treaty complaint resolution warrant book records
    record email emails data figures figure statistics imagery images leaflet leaflets assessment
    assessments analysis readout message messages tweet tweets post research testimony op ed manifesto
    pamphlet advisory warning contract ruling verdict polls case probe"""
)
MEDIA: Final = word_set(
    """media newspaper newspapers television tv press reports outlet outlets broadcaster channel radio
    website headlines journalists reporters reported news"""
)
SPOKEN: Final = word_set("spokesman spokeswoman spokesperson spokespeople statement spokesmen spokespersons")
# Say that somebody is not one party: "Western officials", "the international community".
VAGUE: Final = word_set(
    """west western foreign international world worldwide global multinational arab muslim islamic
    african asian latin regional gulf unnamed unidentified unknown unspecified rogue"""
)
# Before "parties", "sides" and the like: nobody in particular.
QUANTIFIERS: Final = word_set("all every various other several some many most different numerous certain")
STATES: Final = word_set("countries nations states powers governments")
VIOLENCE: Final = word_set(
    """attack attacks attacked attacking kill kills killed killing strike strikes struck striking bomb
    bombs bombed bombing bombings bombardment airstrike airstrikes raid raids raided massacre massacred
    murdered shot shelling shelled assault offensive gunmen militants terrorists fighters launched
    infiltrated kidnapped abducted stormed raped rape mutilated tortured abused beheaded executed
    stabbed rocket rockets invasion incursion onslaught missile missiles
    seized took warplanes jets"""
)
CAPTIVE: Final = word_set("captive captives hostage hostages kidnapped abducted captured")
# Belong to whoever the sentence is about: "the agency sacked some employees".
RETINUE: Final = word_set(
    "employee employees staff staffer staffers colleague colleagues aide aides adviser advisers"
)
# Unnamed attackers: of a group that has been named lately, or of nobody known.
ASSAILANTS: Final = word_set(
    "bomber bombers gunman gunmen assailant assailants attacker attackers shooter shooters suspect suspects"
)
HOSTAGES: Final = word_set("hostage hostages captive captives abductee abductees")
UNSAID: Final = word_set("reports reported headlines polling agencies rumours rumors polls")
LOCAL: Final = word_set("authorities government police residents security")
TOWN_BEFORE: Final = word_set("in at near inside from of outside around across")
# Make a capitalised name that of a body of its own: associations, companies, fronts.
OWN_NGO: Final = word_set(
    "association foundation institute campaign society trust federation network initiative centre center"
)
OWN_BUS: Final = word_set(
    "airlines airways corporation inc corp ltd holdings plc company industries shipping"
)
# "The foundation", "the university": the one that bears the word in its name.
OWN_NOUNS: Final = word_set(
    "foundation institute university forum federation society trust fund centre center association guild"
)
OWN_REB: Final = word_set("brigades brigade front movement militia battalion")
RANKS: Final = word_set(
    "mr mrs ms miss dr sir gen lt col adm brig maj capt sgt sen rep gov cpl pvt lord lady prof rev"
)
# Surnames that alone are other words: "He Lifeng" is never "He".
NO_SURNAME: Final = PRONOUNS | word_set(
    "an so no to in on at is or as do will be by if up a the and for new long"
)
# States that are given names too; and words after them that are no surnames.
GIVEN_STATES: Final = word_set("chad jordan israel georgia")
OF_STATES: Final = word_set(
    """river valley strip basin lake border foreign says said calls warns urges rejects strikes attacks
    hits kills vows seeks agrees denies condemns airport university news times post armed air defence
    defense embassy war peace talks deal rift square"""
)
MONTHS: Final = word_set("may march april june august")
TIME_BEFORE: Final = word_set("in since until by last this next early late mid from during of before after")
# Offices whose holder the news calls by surname alone before anybody else of that name.
TOP_OFFICES: Final = frozenset(
    {
        "president",
        "prime minister",
        "supreme leader",
        "paramount leader",
        "chancellor",
        "secretary of state",
        "secretary-general",
    }
)
