// The smallest cmi5 unit that does the whole of a launch: fetch, LMS.LaunchData, preferences, initialized to
// terminated, returnURL. It also tries what a sandboxed page may not, and says what failed.
const asked = new URLSearchParams(location.search), state = document.querySelector("#state");
const given = Object.fromEntries(["endpoint", "actor", "registration", "activityId"].map((name) => [name, asked.get(name)]));
const { endpoint, registration, activityId } = given, agent = given.actor;

const token = (await (await fetch(asked.get("fetch"), { method: "POST" })).json())["auth-token"];
const headers = {
  authorization: `Basic ${token}`, "x-experience-api-version": "1.0.3", "content-type": "application/json",
};
const at = (resource, what) => `${endpoint}${resource}?${new URLSearchParams(what)}`;
const read = async (address) => (await fetch(address, { headers })).json();
const own = (stateId) => at("activities/state", { activityId, agent, registration, stateId });
const data = await read(own("LMS.LaunchData"));
const likes = await read(at("agents/profile", { agent, profileId: "cmi5LearnerPreferences" }));
const CMI5 = "https://w3id.org/xapi/cmi5/context";

function uuid() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-");
}

async function say(verb, result) {
  const context = structuredClone(data.contextTemplate), moves = ["completed", "passed"].includes(verb);
  const categories = [`${CMI5}/categories/cmi5`, ...(moves ? [`${CMI5}/categories/moveon`] : [])];
  context.registration = registration;
  context.contextActivities.category = categories.map((id) => ({ id }));
  if (verb === "passed") context.extensions[`${CMI5}/extensions/masteryscore`] = data.masteryScore;
  const said = {
    id: uuid(), timestamp: new Date().toISOString(), actor: JSON.parse(agent), object: { id: activityId }, context,
    verb: { id: `http://adlnet.gov/expapi/verbs/${verb}` }, ...(result ? { result } : {}),
  };
  const answer = await fetch(`${endpoint}statements`, { method: "POST", headers, body: JSON.stringify(said) });
  if (!answer.ok) throw new Error(await answer.text());
}

await say("initialized");
await fetch(own("page"), { method: "PUT", headers, body: JSON.stringify({ page: 1 }) });
const kept = await read(own("page")), shut = [];
try { localStorage.setItem("x", "1"); } catch { shut.push("storage"); }
try { document.cookie; } catch { shut.push("cookies"); }
try { parent.document; } catch { shut.push("parent"); }
await fetch(endpoint.replace("/xapi/", "/me")).catch(() => shut.push("pages"));
document.querySelector("#shut").textContent = shut.join(" ");
state.textContent = `Ready, page ${kept.page}, sound ${likes.audioPreference}`;

document.querySelector("#right").addEventListener("click", async () => {
  await say("completed", { completion: true, duration: "PT30S" });
  await say("passed", { success: true, score: { scaled: 0.9 }, duration: "PT30S" });
  state.textContent = "Passed";
});
document.querySelector("#leave").addEventListener("click", async () => {
  await say("terminated", { duration: "PT40S" });
  location.href = data.returnURL;
});
