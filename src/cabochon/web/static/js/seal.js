// Seals an entry to the house's public key before it waits on this device: JWE compact, ECDH-ES over P-256 with A256GCM
// (RFC 7516, 7518). Only the house can open it. Where the browser has no WebCrypto (no https) null is returned.

const words = new TextEncoder();
const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const size = (n) => [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];
const ENC = "A256GCM", INFO = [...size(ENC.length), ...words.encode(ENC), ...size(0), ...size(0), ...size(256)];

// house: its public key as a JWK with kid. inside: {entry, writer, token}.
export async function seal(house, inside) {
  const web = globalThis.crypto?.subtle, curve = { name: "ECDH", namedCurve: "P-256" };
  if (!web || !house) return null;
  const { kty, crv, x, y, kid } = house;
  const theirs = await web.importKey("jwk", { kty, crv, x, y }, curve, false, []);
  const own = await web.generateKey(curve, true, ["deriveBits"]), epk = await web.exportKey("jwk", own.publicKey);
  const shared = new Uint8Array(await web.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256));
  const raw = await web.digest("SHA-256", new Uint8Array([...size(1), ...shared, ...INFO]));
  const key = await web.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const head = text(words.encode(JSON.stringify({ alg: "ECDH-ES", enc: ENC, kid, epk: { kty: epk.kty, crv: epk.crv, x: epk.x, y: epk.y } })));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const whole = new Uint8Array(await web.encrypt({ name: "AES-GCM", iv, additionalData: words.encode(head) }, key, words.encode(JSON.stringify(inside))));
  return [head, "", text(iv), text(whole.slice(0, -16)), text(whole.slice(-16))].join(".");
}
