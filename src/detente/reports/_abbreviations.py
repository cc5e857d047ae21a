"""Words by which `splitting` tells a sentence's end from an abbreviation: those of English news style."""

from __future__ import annotations

__all__ = ["AFTER_CLOCK", "NEVER", "NUMBERED", "SELDOM", "STARTERS"]

_NEVER_WORDS = """
mr mrs ms mx messrs mme mlle dr prof rev revd fr gen lt col maj capt cpt cmdr cdr comdr adm sgt cpl pfc
pvt brig cmd supt insp det hon gov lt-gov sen sens rep reps pres vp sec amb atty dir min msgr mgr pte
spc ssgt sgt-maj maj-gen lt-gen brig-gen lt-col lt-cmdr gens cols drs profs revs govs vs v viz cf e.g
i.e eg ie ca al-hajj ft mt pt mts assoc asst dep ret'd hrh
"""

_SELDOM_WORDS = """
inc corp co cos ltd llc plc bros jr sr esq st ste ave blvd rd hwy dept univ intl natl govt est approx
etc al jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri ala ariz ark
calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn tex
va vt wash wis wyo ont que ph.d m.d b.a m.a d.phil ph.ds s.a s.p.a n.v a.g a.s a.m p.m am pm
"""

_NUMBERED_WORDS = """
no nos art arts p pp vol vols ch sec fig figs para paras op ser eq
"""

_STARTERS_WORDS = """
A An The This That These Those There Here He She It They We You I His Her Its Their Our My Your But And
Or So Yet Nor If When While As After Before Since Until Although Though Because Once Unless Whether In
On At By For From With Without To Of About Under Over During Despite Among Between Against Amid Through
Across Around Following According Both Some Many Most More Several Few All Any Each Every Other Others
Another No Not None Nothing What Who Whom Whose Which Where Why How However Meanwhile Moreover Still
Also Then Now Later Earlier Instead Rather Perhaps Even Only Just Such Is Are Was Were Do Does Did Has
Have Had Will Would Can Could Should May Might Must Let Asked Officials Last Next One Two Three Four
Five Six Seven Eight Nine Ten Today Yesterday Tomorrow Critics Police Authorities Analysts Experts
People It's It’s He's He’s She's She’s That's That’s There's There’s They're They’re We're We’re I'm I’m
Don't Don’t
"""

_AFTER_CLOCK_WORDS = """
Monday Tuesday Wednesday Thursday Friday Saturday Sunday EST EDT CST CDT MST MDT PST PDT ET CT MT PT GMT
UTC CET CEST BST Eastern Central Pacific Mountain Local January February March April May June July
August September October November December
"""

NEVER = frozenset(_NEVER_WORDS.split())
"""Titles, ranks and words that want a complement: a stop after them never ends a sentence."""

SELDOM = frozenset(_SELDOM_WORDS.split())
"""A stop after them ends a sentence only before a word that begins sentences."""

NUMBERED = frozenset(_NUMBERED_WORDS.split())
"""A stop after them ends a sentence unless a number follows."""

STARTERS = frozenset(_STARTERS_WORDS.split())
"""Words that begin sentences and hardly ever names."""

AFTER_CLOCK = frozenset(_AFTER_CLOCK_WORDS.split())
"""What may follow "5 p.m." within a sentence."""
