"""Who is observed: an advisor, whoever is on shift at this hour and stands first in the list."""


def choose(page, n=0, field="#associate"):
    """The nth advisor of the list; others are observed by checklists of their own."""
    visits = page.locator(f"{field} option:is([data-checklist='client-visit'], [data-checklist=''])")
    visits.nth(n).wait_for(state="attached")
    page.select_option(field, visits.nth(n).get_attribute("value"))
