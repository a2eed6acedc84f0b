// tincanjs, the library most authoring tools carry (it speaks 1.0.2 and 1.0.x): all its resources once.
const TinCan = require("tincanjs");

const [endpoint, username, password] = process.argv.slice(2);
TinCan.enableDebug && TinCan.disableDebug && TinCan.disableDebug();
const lrs = new TinCan.LRS({ endpoint, username, password, allowFail: false });
const mbox = `mailto:${TinCan.Utils.getUUID()}@example.com`;
const agent = new TinCan.Agent({ mbox });
const activity = new TinCan.Activity({ id: `https://example.com/quiz/${TinCan.Utils.getUUID()}` });

const made = (n, more = {}) => new TinCan.Statement({
  actor: { mbox, name: "Zoë" },
  verb: { id: "http://adlnet.gov/expapi/verbs/answered", display: { "en-US": "answered" } },
  target: { id: `https://example.com/questions/${n}`, definition: { name: { "en-US": `Question ${n}` } } },
  result: { score: { scaled: 0.5, raw: n, min: 0, max: 10 }, duration: "PT12.4S", response: "é ☃" },
  context: { contextActivities: { parent: [activity] } }, ...more,
});
const call = (name, ...given) => new Promise((done, failed) => {
  const last = given.length && Object.getPrototypeOf(given.at(-1)) === Object.prototype ? given.pop() : {};
  lrs[name](...given, { ...last, callback: (err, got) => (err === null ? done(got) : failed(Object.assign(new Error(`${name}: ${err} ${got && got.responseText}`), { status: err }))) });
});

(async () => {
  const [one, ...rest] = [0, 1, 2, 3, 4].map((n) => made(n));
  await call("saveStatement", one);
  await call("saveStatement", one); // sent twice: kept once
  await call("saveStatements", rest);
  const back = await call("retrieveStatement", one.id);
  let page = await call("queryStatements", { params: { agent, limit: 2 } });
  const walked = [];
  for (;;) {
    walked.push(...page.statements.map((s) => s.id));
    if (!page.more) break;
    page = await call("moreStatements", { url: page.more });
  }
  const bytes = new TextEncoder().encode("é\r\n--").buffer; // under Node its requests are text: other bytes it alters itself
  const noted = made(9, { attachments: [{ usageType: "https://example.com/note", display: { en: "note" }, contentType: "text/plain", content: bytes }] });
  await call("saveStatement", noted);
  const seen = await call("retrieveStatement", noted.id, { params: { attachments: true } });
  await call("saveStatement", new TinCan.Statement({ actor: { mbox }, verb: { id: "http://adlnet.gov/expapi/verbs/voided" }, target: { objectType: "StatementRef", id: one.id } }));
  const gone = await call("retrieveStatement", one.id).then(() => "there", () => "gone");
  const voided = await call("retrieveVoidedStatement", one.id);
  // Documents: kept, read, replaced by their tag, listed, deleted.
  const about = { activity, agent, registration: TinCan.Utils.getUUID() };
  await call("saveState", "bookmark", JSON.stringify({ page: 3 }), { ...about, contentType: "application/json" });
  const bookmark = await call("retrieveState", "bookmark", about);
  const states = await call("retrieveStateIds", about);
  const profiles = {};
  for (const [name, whose] of [["ActivityProfile", { activity }], ["AgentProfile", { agent }]]) {
    const json = { ...whose, contentType: "application/json" };
    await call(`save${name}`, "tool", '{"seen":1}', json);
    const { etag, contents } = await call(`retrieve${name}`, "tool", whose);
    const stale = await call(`save${name}`, "tool", "{}", { ...json, lastSHA1: "0".repeat(40) }).then(() => 204, (f) => f.status);
    await call(`save${name}`, "tool", '{"seen":2}', { ...json, lastSHA1: etag.replaceAll('"', "") });
    const names = await call(`retrieve${name}Ids`, whose);
    const now = await call(`retrieve${name}`, "tool", whose);
    await call(`drop${name}`, "tool", whose);
    profiles[name] = { first: contents.seen, stale, seen: now.contents.seen, names, left: await call(`retrieve${name}Ids`, whose) };
  }
  await call("dropState", null, about);
  const left = await call("retrieveStateIds", about);
  const known = await call("retrieveActivity", rest[0].target.id);
  const versions = (await call("about")).version;
  console.log(JSON.stringify({
    sent: [one, ...rest].map((s) => s.id), walked, response: back.result.response, authority: back.authority !== null, gone, voided: voided.id,
    note: Buffer.from(seen.attachments[0].content).equals(Buffer.from(bytes)), page: bookmark.contents.page, states, left, profiles,
    activity: known.definition.name["en-US"], versions,
  }));
})().catch((fault) => { console.error(fault); process.exit(1); });
