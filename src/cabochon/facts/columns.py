"""Columns that several tables share. Facts hold no names and no plain text."""

from ..warehouse import Column

# fmt: off
GRAIN      = Column("grain",        "int",  "bits: the ways of counting this row stands for (facts/cuts.py)")
DAY        = Column("day",          "day",  "the boutique's business day")
BOUTIQUE   = Column("boutique",     "text", "door code")
REGION     = Column("region",       "text", "the door's region on that day")
DOOR_TYPE  = Column("door_type",    "text", "boutique, flagship ... on that day")
WHO        = Column("associate",    "text", "person id, or 'source/keyed hash' of a code nobody has claimed, or ''")
JOB        = Column("job_role",     "text", "the associate's job role on that day; '' when not known")
TENURE     = Column("tenure",       "text", "months since the hire: 0-3, 3-6, 6-12, 12+; '' when not known")
PRODUCT    = Column("product_line", "text", "watch, jewelry, other; '' when not known")
BRAND      = Column("brand",        "text", "from the catalogue of that day; '' when not known")
COLLECTION = Column("collection",   "text", "from the catalogue of that day; '' when not known")
SEGMENT    = Column("segment",      "text", "local, traveller, vip, when the till says")
DAYPART    = Column("daypart",      "text", "morning, midday, evening by the door's own hours")
HOUR       = Column("hour",         "int",  "local hour, 0..23")
HERE       = (DAY, BOUTIQUE, REGION, DOOR_TYPE)
PERSONAL   = (WHO, JOB, TENURE)
THEN       = (DAYPART, HOUR)
CUTS       = (GRAIN, *HERE, *PERSONAL, PRODUCT, BRAND, COLLECTION, SEGMENT, *THEN)
# fmt: on
