// After proving who one is: the form that waited is sent by itself; its button is there where this does not run.
document.querySelector("[data-goon]").submit();
