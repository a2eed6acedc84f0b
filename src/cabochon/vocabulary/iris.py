"""The identifiers we publish. Changing one is changing history: add, never edit."""

BASE = "https://w3id.org/xapi/cabochon"
PROFILE = f"{BASE}/v1.0"
VERBS, TYPES, EXT = f"{BASE}/verbs", f"{BASE}/activity-types", f"{BASE}/extensions"

DOD = "https://w3id.org/xapi/dod-isd/verbs"
ADL = "http://adlnet.gov/expapi/verbs"
TC = "http://id.tincanapi.com/verb"
AS = "http://activitystrea.ms/schema/1.0"

TC_TYPES = "http://id.tincanapi.com/activitytype"
ADL_TYPES = "http://adlnet.gov/expapi/activities"

GOAL, CHECKLIST = f"{TC_TYPES}/goal", f"{TC_TYPES}/checklist"
ITEM = f"{TC_TYPES}/checklist-item"
MODULE, QUESTION = f"{ADL_TYPES}/module", f"{ADL_TYPES}/question"
