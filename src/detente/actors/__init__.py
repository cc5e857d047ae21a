"""Who is who: from the words of a report to parties, offices and people, offline and by date.

gazetteer = Gazetteer.load()
dossier = Resolver(gazetteer).open(date(2024, 8, 5))
dossier.add_sentence("Russia's Shoigu arrives in Tehran")
dossier.resolve(0, 15)          # Resolution(who='RUS', sector='GOV', name='Sergei Shoigu', ...)
"""

from detente.actors._features import EventView
from detente.actors._files import Fault
from detente.actors._towns import StateCodes, Town, find_towns, fold_place, list_states
from detente.actors.entries import Entry, Name, Office, Role, list_keys
from detente.actors.gazetteer import Gazetteer
from detente.actors.own_file import FileCheck, add_block, check_file
from detente.actors.resolver import Dossier, PartyKind, Resolution, Resolver
from detente.actors.unresolved import Unresolved, list_unresolved

__all__ = [
    "Dossier",
    "Entry",
    "EventView",
    "Fault",
    "FileCheck",
    "Gazetteer",
    "Name",
    "Office",
    "PartyKind",
    "Resolution",
    "Resolver",
    "Role",
    "StateCodes",
    "Town",
    "Unresolved",
    "add_block",
    "check_file",
    "find_towns",
    "fold_place",
    "list_keys",
    "list_states",
    "list_unresolved",
]
