// Forms of the floor into the outbox; see partials/floor.html.
