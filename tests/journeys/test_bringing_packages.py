"""L&D brings a package in by dropping a file: what was wrong is listed, then it is here and offered."""

from packed import block, course, unit


def chosen(page, body):
    page.set_input_files("input[name=package]", {"name": "straps.zip", "mimeType": "application/zip", "buffer": body})
    page.get_by_role("button", name="Bring it in").click()


def test_a_package_is_brought_in_and_offered(shop, desk_of):
    page = desk_of("ld_author")
    straps = course(block(1, unit(1, title="What a strap says")), title="Straps for a journey")
    page.goto(f"{shop.base}/packages")
    chosen(page, course(unit(1, url="gone.html"), unit(2, url="../out.html")))
    told = page.locator("[data-fault]")
    told.get_by_role("listitem").nth(1).wait_for()
    assert "“gone.html”, which is not in the package" in told.inner_text()
    assert page.locator(".sending").is_hidden()
    chosen(page, straps)
    page.wait_for_url("**/packages/*")
    page.get_by_text("What a strap says").wait_for()
    page.get_by_label("Advisors").check()
    page.get_by_role("button", name="Offer it").click()
    page.get_by_role("status").get_by_text("Offered.").wait_for()
    one = page.url.partition("?")[0]
    page.goto(f"{shop.base}/packages")
    chosen(page, straps)
    page.get_by_role("link", name="Open it").click()
    page.wait_for_url(one)
    page.get_by_text("Delete it").first.click()
    page.get_by_label("It may go").check()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("Deleted. What its statements said stays").wait_for()
