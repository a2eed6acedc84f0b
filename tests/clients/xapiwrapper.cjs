// xapiwrapper, ADL's own library, made for a page: a page small enough to read stands around it here. It speaks 1.0.3
// only, and follows `more` from the origin. All its resources once.
const { readFileSync } = require("node:fs");
const { runInThisContext } = require("node:vm");

const [endpoint, user, password] = process.argv.slice(2);
globalThis.window = globalThis;
globalThis.location = new URL("https://course.example/index.html");
globalThis.document = { createElement: () => ({ set href(to) { Object.assign(this, { protocol: new URL(to).protocol, host: new URL(to).host }); } }) };
globalThis.XMLHttpRequest = class {
  #headers = {};
  #heard = new Headers();
  open(method, url) { Object.assign(this, { method, url }); }
  setRequestHeader(name, value) { if (value !== undefined) this.#headers[name] = value; }
  getResponseHeader(name) { return this.#heard.get(name); }
  async send(body) {
    const heard = await fetch(this.url, { method: this.method, headers: this.#headers, body: body ?? undefined });
    this.#heard = heard.headers;
    this.status = heard.status;
    this.response = this.responseText = await heard.text();
    this.readyState = 4;
    this.onload();
  }
};
runInThisContext(readFileSync(require.resolve("xapiwrapper/dist/xapiwrapper.min.js"), "utf8"));

const { ADL } = globalThis;
const lrs = new ADL.XAPIWrapper.constructor({ endpoint, auth: `Basic ${btoa(`${user}:${password}`)}`, strictCallbacks: true }, false);
const call = (name, ...given) => new Promise((done, failed) =>
  lrs[name](...given, (fault, xhr, body) => (fault ? failed(Object.assign(fault, { xhr })) : done({ xhr, body }))));
const agent = { objectType: "Agent", mbox: `mailto:${crypto.randomUUID()}@example.com` };
const activity = `https://example.com/quiz/${crypto.randomUUID()}`;
const registration = crypto.randomUUID();
const made = (n) => new ADL.XAPIStatement(agent, { id: "http://adlnet.gov/expapi/verbs/answered", display: { en: "answered" } },
  { id: activity, definition: { name: { en: "Quiz é" } } }, { response: `é ☃ ${n}` });
const type = { usageType: "https://example.com/photo", display: { en: "photo" }, contentType: "image/jpeg" };
const photo = Uint8Array.from([0xff, 0xd8, 0x0d, 0x0a, 0x2d, 0x2d, 0x00, 0xff]).buffer;

(async () => {
  const first = made(0);
  await call("sendStatement", first); // its callback is given the id
  const rest = (await call("sendStatements", [1, 2, 3, 4].map(made))).body;
  const walked = [];
  for (let more = null; ;) {
    const { body } = await call("getStatements", { agent: JSON.stringify(agent), limit: 2 }, more);
    walked.push(...body.statements.map((one) => one.id));
    if (!(more = body.more)) break;
  }
  const withPhoto = made(9);
  await new Promise((done, failed) => lrs.sendStatement(withPhoto, (fault) => (fault ? failed(fault) : done()), [{ type, value: photo }]));
  const back = (await call("getStatements", { statementId: withPhoto.id }, null)).body;
  await call("sendStatement", new ADL.XAPIStatement(agent, { id: "http://adlnet.gov/expapi/verbs/voided" }, { objectType: "StatementRef", id: first.id }));
  const gone = await call("getStatements", { statementId: first.id }, null).then(() => "there", () => "gone");
  const voided = (await call("getStatements", { voidedStatementId: first.id }, null)).body;
  // Documents: made, read, replaced by the tag it hashes itself, listed, deleted.
  const state = [activity, agent, "bookmark", registration];
  await call("sendState", ...state, { page: 3 }, null, null);
  const page = (await call("getState", ...state, null)).body;
  const states = (await call("getState", activity, agent, null, registration, null)).body;
  const profiles = {};
  for (const [name, key] of [["ActivityProfile", activity], ["AgentProfile", agent]]) {
    await call(`send${name}`, key, "tool", { seen: 1 }, null, "*");
    const stale = await call(`send${name}`, key, "tool", { seen: 2 }, lrs.hash("something else"), null).then(() => 204, (f) => f.xhr.status);
    await call(`send${name}`, key, "tool", { seen: 2 }, lrs.hash(JSON.stringify({ seen: 1 })), null);
    const { seen } = (await call(`get${name}`, key, "tool", null)).body;
    const names = (await call(`get${name}`, key, null, null)).body;
    await call(`delete${name}`, key, "tool", null, null);
    profiles[name] = { stale, seen, names, left: (await call(`get${name}`, key, null, null)).body };
  }
  await call("deleteState", ...state, null, null);
  const left = (await call("getState", activity, agent, null, registration, null)).body;
  const person = (await call("getAgents", agent)).body;
  const known = (await call("getActivities", activity)).body;
  console.log(JSON.stringify({
    sent: [first.id, ...rest], walked, response: voided.result.response, gone, voided: voided.id, sha2: back.attachments[0].sha2,
    page: page.page, states, left, profiles, person: person.mbox, activity: known.definition.name.en,
  }));
})().catch((fault) => { console.error(fault, fault.xhr && fault.xhr.responseText); process.exit(1); });
