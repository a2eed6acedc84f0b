// A module that left the house: shows it, in the learner's language, and tells the learning system that launched it.
import { lesson } from "./lesson.js";
import { duration, launched, open } from "./recorder.js";

const $ = (selector, within = document) => within.querySelector(selector);
const ROOT = document.documentElement, IRI = ROOT.dataset.module, TOOK = "https://w3id.org/xapi/cabochon/verbs/took-on";
const ADL = "http://adlnet.gov/expapi/activities/", ACTION = "https://w3id.org/xapi/cabochon/activity-types/action";
const main = $("#main"), box = $("[data-status]"), foot = $(".bundle-foot"), tongue = $("[data-tongue]");
const pages = new Map([...document.querySelectorAll("template[data-page]")].map((one) => [one.dataset.page, one]));
let words = JSON.parse(main.dataset.words), language = ROOT.lang, recorder = null, state = null, told = {}, shownStatus = "";

const SHAPES = { on: "on", sending: "wait", waiting: "off", starting: "wait", failed: "bad", refused: "bad", over: "bad" };
function status(name) {
  shownStatus = name;
  box.textContent = words[name] ?? "";
  box.dataset.state = SHAPES[name] ?? "still";
}
const named = () => Object.fromEntries([...pages].map(([code, one]) => [code, one.dataset.title]));
const text = (node) => node?.textContent.replace(/\s+/g, " ").trim() ?? "";

// One question as xAPI describes it; what is right comes from the page.
function question(item, kind, response) {
  const step = $(`[data-step="${CSS.escape(item)}"]`, main), right = step.dataset.right ?? "", keys = (line) => line.split(",").join("[,]");
  const choices = [...new Map([...step.querySelectorAll("li[data-choice], rect[data-choice], .own-marks label")].map((one) => [one.dataset.choice ?? $("input", one).value, one.getAttribute("aria-label") ?? text($("button span:last-child, span", one) ?? one)]))]
    .map(([id, says]) => ({ id, description: { [language]: says } })).sort((a, b) => a.id.localeCompare(b.id));
  const definition = { type: `${ADL}cmi.interaction`, name: { [language]: text($("h2", step)).slice(0, 200) }, description: { [language]: text($(".prompt", step)).slice(0, 500) } };
  if (kind === "order") return [{ ...definition, interactionType: "sequencing", choices, correctResponsesPattern: [keys(right)] }, keys(response)];
  if (kind === "fill") return [{ ...definition, interactionType: "fill-in" }, response.split(" | ").join("[,]")];
  if (kind === "number") return [{ ...definition, interactionType: "numeric", correctResponsesPattern: [`${right}[:]${right}`] }, response];
  return [{ ...definition, interactionType: "choice", choices, ...(right ? { correctResponsesPattern: [keys(right)] } : {}) }, keys(response)];
}

function answered({ item, kind, response, success, scaled, seconds }) {
  if (!recorder?.counts) return;
  const [definition, said] = question(item, kind, response);
  const result = { response: said, duration: duration(seconds) };
  if (success !== null) Object.assign(result, { success, score: { scaled } });
  recorder.say("answered", { id: `${IRI}/items/${item}`, definition }, { result, within: inside() });
}
function inside() {
  const made = recorder.context();
  (made.contextActivities ??= {}).parent = [{ id: IRI, definition: { type: `${ADL}module`, name: named() } }];
  return made;
}
function took({ item }) {
  if (!recorder?.counts) return;
  recorder.say(TOOK, { id: `${IRI}/items/${item}`, definition: { type: ACTION, name: { [language]: text($(".doing", main)).slice(0, 200) } } }, { within: inside() });
}

// Each once an attempt (cmi5 9.3): completed, then passed or failed; a failure may be made good, a pass is not taken back.
function finished({ scaled, passed, seconds }) {
  foot.hidden = false;
  if (!recorder?.counts) return;
  const spent = { duration: duration(seconds) }, score = scaled === null ? {} : { score: { scaled: Math.round(scaled * 1000) / 1000 } };
  if (!told.completed) recorder.unit("completed", named(), { completion: true, ...spent, ...(recorder.kind === "tincan" ? score : {}) }, ["moveon"]);
  told.completed = true;
  if (passed !== null && !told.passed) {
    recorder.unit(passed ? "passed" : "failed", named(), { success: passed, ...score, ...spent }, ["moveon"], recorder.extension());
    told.passed = passed;
  }
  keep();
}
const keep = () => recorder?.keep({ ...state, language, told });

function play(fresh) {
  main.replaceChildren(pages.get(language).content.cloneNode(true));
  const root = $("[data-lesson]", main), said = JSON.parse(root.dataset.words);
  root.dataset.words = JSON.stringify({ ...said, took: words.took });
  if (recorder?.mastery !== null && recorder?.mastery !== undefined) root.dataset.pass = recorder.mastery;
  state = fresh ? {} : state ?? {};
  foot.hidden = !state.done;
  lesson(root, { state, moved(now) { state = now; keep(); }, answered, finished, took, again() { play(true); scrollTo(0, 0); } });
}

function speak(code) {
  const page = pages.get(code);
  language = ROOT.lang = code;
  ROOT.dir = code === "ar" ? "rtl" : "ltr";
  words = JSON.parse(page.dataset.words);
  document.title = $("h1").textContent = page.dataset.title;
  $("[data-print]").textContent = words.print;
  $("[data-close]").textContent = words.close;
  if (tongue) { tongue.value = code; $(".vh", tongue.parentNode).textContent = words.language; }
  if (shownStatus) status(shownStatus);
}
const near = (wishes) => wishes.map((one) => [...pages.keys()].find((code) => code === one.toLowerCase().split("-")[0])).find(Boolean);

async function begin() {
  const launch = launched(location.search, IRI);
  if (launch) {
    status("starting");
    try {
      recorder = await open(launch, { status });
    } catch (why) {
      status(why.message === "over" ? "over" : "failed");
      console.warn("The launch could not be taken up:", why.message);
    }
  }
  const before = recorder?.before;
  if (before) { ({ told = {}, ...state } = before); }
  speak(pages.has(before?.language) ? before.language : near([...(recorder?.languages ?? []), ...navigator.languages]) ?? language);
  if (recorder) { recorder.unit("initialized", named()); if (!recorder.counts) status("browse"); }
  else if (!launch) status("alone");
  $("[data-close]").hidden = !recorder;
  play(false);
}

tongue?.addEventListener("change", () => { speak(tongue.value); play(false); });
if (tongue) tongue.parentNode.hidden = false;
$("[data-print]").addEventListener("click", () => print());
$("[data-close]").addEventListener("click", async (e) => {
  e.target.disabled = true;
  await recorder.settled();
  await recorder.leave(named());
  status("closed");
  if (/^https?:/.test(recorder.back)) location.assign(recorder.back);
});
addEventListener("pagehide", () => recorder?.leave(named()));
addEventListener("pageshow", (e) => { if (e.persisted && recorder?.ended()) status("over"); });
begin();
