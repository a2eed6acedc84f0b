"""Every checklist of the house by its key: the client visit, the procedures, and what area coaches watch."""

from .playbook import CLIENT_VISIT, Checklist
from .processes import OF_MANAGERS, OF_PROCESSES

CHECKLISTS: tuple[Checklist, ...] = (CLIENT_VISIT, *OF_PROCESSES, *OF_MANAGERS)
BY_NAME = {checklist.key: checklist for checklist in CHECKLISTS}
TITLES = {b.key: b.title for checklist in CHECKLISTS for b in checklist.behaviours}
