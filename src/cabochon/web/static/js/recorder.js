// What a module that left the house tells a learning system: cmi5 ("quartz" 1.0), or the Tin Can launch of older ones.
// Statements wait in a queue in their order and are sent one after the other; what cannot be sent waits for the network.
const VERB = "http://adlnet.gov/expapi/verbs/", CMI5 = "https://w3id.org/xapi/cmi5/context/";
const MODULE = "http://adlnet.gov/expapi/activities/module", LESSON = "cabochon.lesson";
const WAITS = [1, 2, 5, 10, 30, 60]; // seconds before each further try

// randomUUID is missing on pages without TLS.
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
const later = ({ status }) => status >= 500 || status === 429 || status === 408;
export const duration = (seconds) => `PT${Math.max(0, Math.round(seconds * 100) / 100)}S`;
const kept = (name, value) => { try { return value === undefined ? sessionStorage.getItem(name) : sessionStorage.setItem(name, value); } catch { return null; } }; // a sandbox has none

// Older tools put each part of a learner into a list.
function agent(text) {
  const given = JSON.parse(text), one = (value) => (Array.isArray(value) ? value[0] : value);
  const found = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, one(value)])), { account } = found;
  if (account?.accountServiceHomePage) found.account = { homePage: account.accountServiceHomePage, name: account.accountName };
  return found;
}

// How the page was launched; null: by itself.
export function launched(search, iri) {
  const asked = new URLSearchParams(search), get = (name) => asked.get(name) ?? "";
  if (!get("endpoint") || !get("actor") || !(get("fetch") || get("auth"))) return null;
  return {
    kind: get("fetch") ? "cmi5" : "tincan", endpoint: get("endpoint").replace(/\/*$/, "/"), fetch: get("fetch"), auth: get("auth"),
    actor: agent(get("actor")), registration: get("registration"), activity: get("activityId") || get("activity_id") || iri, grouping: get("grouping"),
  };
}

export async function open(launch, { status }) {
  const cmi5 = launch.kind === "cmi5", session = `cabochon ${launch.fetch || launch.auth} ${launch.registration}`, begun = Date.now();
  let auth = launch.auth, data = {}, queue = [], sending = null, over = false, tries = 0, state = null, held = null, refused = false;

  // The key of a launch is given once; a page loaded again has it still.
  if (cmi5) {
    if (kept(`${session} over`)) throw new Error("over");
    let token = kept(session);
    if (!token) {
      const answer = await fetch(launch.fetch, { method: "POST" });
      const said = await answer.json().catch(() => ({}));
      token = said["auth-token"];
      if (!token) throw new Error(said["error-text"] || "no auth-token");
      kept(session, token);
    }
    auth = /^Basic /i.test(token) ? token : `Basic ${token}`;
  }
  const call = (path, query, how = {}) => fetch(`${launch.endpoint}${path}${query ? `?${new URLSearchParams(query)}` : ""}`, {
    ...how, headers: { Authorization: auth, "X-Experience-API-Version": "1.0.3", ...(how.body ? { "Content-Type": "application/json" } : {}) },
  });
  const place = (stateId) => ({ stateId, activityId: launch.activity, agent: JSON.stringify(launch.actor), ...(launch.registration ? { registration: launch.registration } : {}) });
  const read = async (path, query) => { try { const answer = await call(path, query); return answer.ok ? await answer.json() : null; } catch { return null; } };

  let languages = [];
  if (cmi5) {
    const answer = await call("activities/state", place("LMS.LaunchData"));
    if (!answer.ok) throw new Error("no LMS.LaunchData");
    data = await answer.json();
    const wishes = await read("agents/profile", { profileId: "cmi5LearnerPreferences", agent: JSON.stringify(launch.actor) });
    languages = (wishes?.languagePreference ?? "").split(",").map((one) => one.trim()).filter(Boolean);
  }
  const counts = !cmi5 || (data.launchMode ?? "Normal") === "Normal";
  const before = counts ? await read("activities/state", place(LESSON)) : null;

  // cmi5 10: the template as it is, what is ours added; categories only on what cmi5 defines.
  function context(categories = [], extensions = {}) {
    const made = structuredClone(data.contextTemplate ?? {}), around = (made.contextActivities ??= {});
    if (launch.registration) made.registration = launch.registration;
    if (launch.grouping) around.grouping = [...(around.grouping ?? []), { id: launch.grouping }];
    if (cmi5 && categories.length) around.category = [...(around.category ?? []), ...categories.map((one) => ({ id: `${CMI5}categories/${one}` }))];
    else if (cmi5 && around.category) around.category = around.category.filter((one) => !one.id.startsWith(`${CMI5}categories/`));
    if (Object.keys(extensions).length) made.extensions = { ...made.extensions, ...extensions };
    if (!Object.keys(around).length) delete made.contextActivities;
    return made;
  }

  function say(verb, object, { result, within } = {}, name = verb) {
    if (over) return;
    const id = verb.includes(":") ? verb : VERB + verb;
    const one = { id: uuid(), actor: launch.actor, verb: { id, display: { en: name.split("/").pop() } }, object, context: within, timestamp: new Date().toISOString() };
    if (result) one.result = result;
    queue.push(one);
    send();
  }
  const unit = (verb, named, result, more = [], extensions = {}) =>
    say(verb, { id: launch.activity, definition: { type: MODULE, name: named } }, { result, within: context(["cmi5", ...more], extensions) });

  const tell = (name) => { if (!over) status(name); }; // what is still on its way after the farewell does not take its place
  async function send() {
    if (sending || !queue.length) return sending;
    sending = (async () => {
      tell("sending");
      while (queue.length) {
        let answer;
        try { answer = await call("statements", null, { method: "POST", body: JSON.stringify([queue[0]]) }); } catch { answer = null; }
        if (answer && (answer.ok || answer.status === 409)) { queue.shift(); tries = 0; continue; }
        if (answer && !later(answer)) { queue.shift(); refused = true; continue; } // another try would say the same
        tell("waiting");
        setTimeout(send, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000);
        return;
      }
      tell(refused ? "refused" : counts ? "on" : "browse");
    })();
    await sending;
    sending = null;
    if (queue.length && !tries) send();
  }
  addEventListener("online", send);

  async function put() {
    clearTimeout(held);
    held = null;
    if (!state || !counts) return;
    const one = state;
    try { const answer = await call("activities/state", place(LESSON), { method: "PUT", body: JSON.stringify(one), keepalive: true }); if (answer.ok && state === one) state = null; } catch { held ??= setTimeout(put, 5000); }
  }

  // All that waits in one piece, which a page that goes away may still send.
  function leave(named) {
    if (over) return Promise.resolve();
    if (held) put();
    unit("terminated", named, { duration: duration((Date.now() - begun) / 1000) });
    over = true;
    if (cmi5) kept(`${session} over`, "yes");
    const rest = queue;
    queue = [];
    return call("statements", null, { method: "POST", body: JSON.stringify(rest), keepalive: true }).then((answer) => { if (later(answer)) throw new Error("later"); }).catch(() => { queue = rest; return send(); });
  }

  return {
    kind: launch.kind, counts, languages, mastery: data.masteryScore ?? null, back: data.returnURL ?? "", before, say, unit, context, leave,
    extension: (score) => (data.masteryScore === undefined ? {} : { [`${CMI5}extensions/masteryscore`]: data.masteryScore, ...score }),
    keep(value) { state = value; held ??= setTimeout(put, 600); },
    settled: () => sending ?? Promise.resolve(),
    ended: () => over,
  };
}
