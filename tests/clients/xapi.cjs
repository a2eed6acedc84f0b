// @xapi/xapi in either version: all its resources once.
const { createHash } = require("node:crypto");
const XAPI = require("@xapi/xapi");

const [endpoint, key, secret, version] = process.argv.slice(2);
const store = new XAPI({ endpoint, auth: XAPI.toBasicAuth(key, secret), version, adapter: "fetch" });
const agent = { objectType: "Agent", mbox: `mailto:${crypto.randomUUID()}@example.com` };
const activityId = `https://example.com/quiz/${crypto.randomUUID()}`;
const made = (n) => ({ actor: agent, verb: XAPI.Verbs.EXPERIENCED ?? XAPI.Verbs.ANSWERED,
  object: { objectType: "Activity", id: `https://example.com/things/${n}`, definition: { name: { en: `Thing ${n}` } } }, result: { response: "é ☃" } });
const code = (promise) => promise.then((said) => said.status, (fault) => (String(fault.message).includes("has changed") ? 412 : fault.message));

(async () => {
  const [one] = (await store.sendStatement({ statement: made(0) })).data;
  const rest = (await store.sendStatements({ statements: [1, 2, 3, 4].map(made) })).data;
  let page = await store.getStatements({ agent, limit: 2 });
  const spoken = page.headers["x-experience-api-version"];
  const walked = [];
  for (;;) {
    walked.push(...page.data.statements.map((s) => s.id));
    if (!page.data.more) break;
    page = await store.getMoreStatements({ more: page.data.more });
  }
  const back = (await store.getStatement({ statementId: one })).data;
  await store.voidStatement({ actor: agent, statementId: one });
  const gone = await store.getStatement({ statementId: one }).then(() => "there", () => "gone");
  const voided = (await store.getVoidedStatement({ voidedStatementId: one })).data;
  const refused = await store.sendStatement({ statement: { ...made(9), verb: { id: "nothing" } } }).catch((f) => f.message);
  // An attachment: sent as bytes, and read back as the parts of a multipart answer.
  const bytes = Uint8Array.from([0x68, 0x0d, 0x0a, 0x2d, 0x2d, 0x69]).buffer;
  const attachment = { usageType: "https://example.com/note", display: { en: "note" }, contentType: "text/plain",
    length: bytes.byteLength, sha2: createHash("sha256").update(Buffer.from(bytes)).digest("hex") };
  const [noted] = (await store.sendStatement({ statement: { ...made(8), attachments: [attachment] }, attachments: [bytes] })).data;
  const parts = (await store.getStatement({ statementId: noted, attachments: true })).data;
  // Documents: kept, merged, read, replaced by their tag, listed, deleted.
  const about = { agent, activityId, registration: crypto.randomUUID() };
  await store.setState({ ...about, stateId: "bookmark", state: { page: 3 }, ...(version === "2.0.0" ? { etag: "*", matchHeader: "If-None-Match" } : {}) });
  await store.createState({ ...about, stateId: "bookmark", state: { chapter: 1 } });
  const bookmark = (await store.getState({ ...about, stateId: "bookmark" })).data;
  const states = (await store.getStates(about)).data;
  await store.deleteStates(about);
  const left = (await store.getStates(about)).data;
  const profiles = {};
  for (const [name, whose] of [["Activity", { activityId }], ["Agent", { agent }]]) {
    const it = { ...whose, profileId: "tool" };
    await store[`create${name}Profile`]({ ...it, profile: { seen: 1 } });
    const { etag } = (await store[`get${name}Profile`](it)).headers;
    const stale = await code(store[`set${name}Profile`]({ ...it, profile: {}, etag: `"${"0".repeat(40)}"`, matchHeader: "If-Match" }));
    await store[`set${name}Profile`]({ ...it, profile: { seen: 2 }, etag, matchHeader: "If-Match" });
    const names = (await store[`get${name}Profiles`](whose)).data;
    const { seen } = (await store[`get${name}Profile`](it)).data;
    await store[`delete${name}Profile`](it);
    profiles[name] = { stale, seen, names, left: (await store[`get${name}Profiles`](whose)).data };
  }
  const person = (await store.getAgent({ agent })).data;
  const known = (await store.getActivity({ activityId: "https://example.com/things/1" })).data;
  const versions = (await store.getAbout()).data.version;
  console.log(JSON.stringify({
    sent: [one, ...rest], walked, response: back.result.response, gone, voided: voided.id, spoken, version: back.version, refused,
    parts: Array.isArray(parts) ? parts.length : typeof parts, page: bookmark, states, left, profiles, person: person.mbox, activity: known.definition.name.en, versions,
  }));
})().catch((fault) => { console.error(fault, fault.response?.data); process.exit(1); });
