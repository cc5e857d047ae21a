"""Surnames that need an introduction: ordinary words, given names, and those that very many people bear."""

from __future__ import annotations

from typing import Final

from detente.actors._lexicon import word_set

__all__ = ["SHY_SURNAMES"]

# Written by us; a surname in it names its bearer only in a report that has introduced them.
SHY_SURNAMES: Final = word_set(
    """
    abbott abdallah abdi abdulla abdullah abraham adam adams adel ahmad ahmed ahn aide albert alexander
    ali allen alves america amin among anderson andrews another anwar arab archer armstrong arnold austin
    ayman aziz ba bae bailey baker ball ban banda bank banks bar barnes baron basem bauer beach becker
    bell bello benjamin bennett berlin berry best bianchi bill bio bird bishop black bob bond borne boyd
    bradley bridge brook brown bryant buddy bui burns butler cai campbell cao cardinal carr carroll cash
    castillo castle celik cha chapman charles chase chavez chen cheng cherry cho choi chon christian
    christie church cisse clark cole coleman collins cook cooper costa cotton court cox crane crawford
    crow cruz cunningham cut dane dang daniel daniels das david davis day deal demir deng diallo diaz dick
    ding diop dixon do dong drake dube duke duncan dunn earl earnest east edwards elliott ellis england
    english evans faith fall farah farmer farouk fayez felix feng ferrari ferreira field fields finn
    fischer fisher flint flores ford forest foster fox france francis frank franklin freeman french frost
    gabriel gao garcia gardner gates george german gibson gold golden gomes gomez gonzalez good gordon
    gore grace graham grant gray green greene griffin guard guards guo gupta hall hamad hamid hamilton
    hammer han hani harding harper harris harrison hart hasan hassan hawk hawkins hayes he henderson henry
    hernandez hicks hill ho holder holland holmes hong hope horvat house howard howell hu huang hudson
    hughes hunt hunter hussain hussein hwang ibrahim idris ireland irish isaac islam ismail israel ivanov
    jaber jackson jamal james jang jenkins jeong jia jiang john johnson johnston jones jordan joseph joy
    judge juma jung kamal kang karim kaya keita kelley kelly key khaled khalid kilo king knight ko koch
    kone kumar kwon lake lamb land lane lawrence lawson le lee leon lewis li liang lim lima lin lincoln
    liu london long lopez love luo mahmoud mahmud major malik mansour march mark marsh marshall martin
    martinez mason matthews max may mccoy meyer michael milan miller mills mitchell mohamed mohammad
    mohammed mohamud montgomery moody moon moore morales morgan morris moses mostafa moussa moyo muhammad
    muller murphy murray musa muslim mustafa mwale myers nagy naim najib nam nasir nasser ncube ndiaye
    nelson ngo nguyen nichols night noh norman north novak odhiambo oh okello oliveira oliver olson omar
    osman other othman owens paek pak palmer pan paris park parker patel patterson paul payne peng pereira
    perez perkins perry peter peters peterson petrov pham phan philip phillips phiri pierce pique pita
    plan pole poor pope popov porter powell power price priest quick rahman rain rally ramirez ramos rao
    rashid raven ray reddy reed reynolds ri ribeiro rich richards richardson riley rivera rivers rob
    robert roberts robinson rock rodriguez rogers roh roman rose ross rossi roy ruiz russell russo ryan
    saeed sahin said saleh salem salih salim salman sami samir samuel sanchez sang santos savage saxon
    sayed schmidt schneider scott seo sergeant sessions shah sharma sharp shaw shepherd shin silva silver
    simmons simon simpson sims singh smith snow snyder solomon song south souza sow specter spencer spring
    state steel stephens stevens stewart stone storm strong sulaiman suleiman sullivan summer sun swan
    swede swift sy taha tahir talk talon tang taylor thomas thompson tian torres toth toure tower tran
    traore trial tucker turk turner umar vasquez victor vo wade wagner wales walker wallace wang ward
    warren washington watkins watson weaver webb weber wei wells welsh west wheeler white will williams
    williamson wilson wine winter wise wolf wood woods would wright wu xiao xu xue yan yang yasin ye
    yilmaz yoon york young youssef yu yuan yun yusuf zaki zeng zhang zhao zheng zhou
    """
)
