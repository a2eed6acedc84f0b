"""`job_aid`: a job aid was opened."""

from ..retail.learning import JobAid
from .iris import ADL, TYPES
from .kind import Kind, Verb
from .named import named
from .shared import IN_LANGUAGE, SKILL, actor

PLACE = named(f"{TYPES}/job-aid", "job-aids", ":aid")

KIND = Kind(
    name="job_aid",
    event=JobAid,
    says="An associate opened a job aid.",
    verbs=(Verb(f"{ADL}/experienced", "experienced", "looked something up"),),
    types=(PLACE.type,),
    object=PLACE.of,
    undress=PLACE.read,
    members=(actor("associate", "who opened it"), SKILL, IN_LANGUAGE),
)
