"""The outlook: what is likely next, and what would change it, learned from histories of events."""
from detente.outlook._history import History, parse_what
from detente.outlook._reading import read_history, read_graph, to_plover, to_states, type_of_cameo, type_of_weis
