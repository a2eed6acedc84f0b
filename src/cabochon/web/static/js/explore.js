// What is looked at stands outside of the filters' form and belongs to it: choosing sends it as a filter does. A number
// has breakdowns of its own, so that choosing another begins without any that it may not have.
for (const select of document.querySelectorAll("[data-asks]")) {
  select.addEventListener("change", () => {
    if (select.name === "measure" && select.value === "") for (const other of document.querySelectorAll("[data-asks]")) other.value = "";
    select.form.requestSubmit();
  });
}
