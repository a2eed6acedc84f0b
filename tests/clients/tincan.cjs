// tincanjs, the library most authoring tools carry: one statement by PUT, several by POST, then read back and walked.
const TinCan = require("tincanjs");

const [endpoint, username, password] = process.argv.slice(2);
TinCan.enableDebug && TinCan.disableDebug && TinCan.disableDebug();
const lrs = new TinCan.LRS({ endpoint, username, password, allowFail: false });
const mbox = `mailto:${TinCan.Utils.getUUID()}@example.com`;

const made = (n) => new TinCan.Statement({
  actor: { mbox, name: "Zoë" },
  verb: { id: "http://adlnet.gov/expapi/verbs/answered", display: { "en-US": "answered" } },
  target: { id: `https://example.com/questions/${n}`, definition: { name: { "en-US": `Question ${n}` } } },
  result: { score: { scaled: 0.5, raw: n, min: 0, max: 10 }, duration: "PT12.4S", response: "é ☃" },
  context: { contextActivities: { parent: [{ id: "https://example.com/quiz" }] } },
});
const call = (name, ...given) => new Promise((done, failed) => {
  const last = typeof given.at(-1) === "object" && !(given.at(-1) instanceof TinCan.Statement) && !Array.isArray(given.at(-1)) ? given.pop() : {};
  lrs[name](...given, { ...last, callback: (err, got) => (err === null ? done(got) : failed(new Error(`${name}: ${err} ${got && got.responseText}`))) });
});

(async () => {
  const [one, ...rest] = [0, 1, 2, 3, 4].map(made);
  await call("saveStatement", one);
  await call("saveStatement", one); // sent twice: kept once
  await call("saveStatements", rest);
  const back = await call("retrieveStatement", one.id);
  const agent = new TinCan.Agent({ mbox });
  let page = await call("queryStatements", { params: { agent, limit: 2 } });
  const walked = [];
  for (;;) {
    walked.push(...page.statements.map((s) => s.id));
    if (!page.more) break;
    page = await call("moreStatements", { url: page.more });
  }
  console.log(JSON.stringify({
    sent: [one, ...rest].map((s) => s.id), walked, response: back.result.response, authority: back.authority !== null,
  }));
})().catch((fault) => { console.error(fault); process.exit(1); });
