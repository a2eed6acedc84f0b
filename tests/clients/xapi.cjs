// @xapi/xapi in either version: sends, reads back, follows `more`, voids.
const XAPI = require("@xapi/xapi");

const [endpoint, key, secret, version] = process.argv.slice(2);
const store = new XAPI({ endpoint, auth: XAPI.toBasicAuth(key, secret), version, adapter: "fetch" });
const agent = { objectType: "Agent", mbox: `mailto:${crypto.randomUUID()}@example.com` };
const made = (n) => ({ actor: agent, verb: XAPI.Verbs.EXPERIENCED ?? XAPI.Verbs.ANSWERED,
  object: { objectType: "Activity", id: `https://example.com/things/${n}` }, result: { response: "é ☃" } });

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
  console.log(JSON.stringify({
    sent: [one, ...rest], walked, response: back.result.response, gone, voided: voided.id, spoken, version: back.version, refused,
  }));
})().catch((fault) => { console.error(fault); process.exit(1); });
