/* What was typed and has not reached the server, in the storage of this browser. It is encrypted with a key that the server
   gives to its author alone, so whoever uses the computer next finds nothing that could be read. Where the browser has no
   cryptography (a site without TLS), it is kept for the life of the tab only. */
const PREFIX = "conjoint.kept.";
const OLDEST = 30 * 86400 * 1000; // ms

export class KeptLocally {
  /* `key`: 64 hexadecimal digits, of one person. */
  constructor(key) {
    this.bytes = Uint8Array.from(key.match(/../g), (pair) => parseInt(pair, 16));
    this.owner = key.slice(0, 12);
    this.storage = crypto.subtle ? localStorage : sessionStorage;
    this.order = Promise.resolve(); // one after the other, or an older text might be written over a newer one
  }

  put(place, kept) {
    return this.#inOrder(async () => this.storage.setItem(this.#name(place), await this.#closed(JSON.stringify(kept))));
  }

  remove(place) {
    return this.#inOrder(() => this.storage.removeItem(this.#name(place)));
  }

  async get(place) {
    await this.order;
    try {
      const kept = JSON.parse(await this.#opened(this.storage.getItem(this.#name(place))));
      return Date.now() - kept.at < OLDEST ? kept : null;
    } catch {
      return null; // nothing, or nothing that this person can read
    }
  }

  /* The places below `prefix` that hold something. */
  places(prefix) {
    const start = this.#name(prefix);
    return Object.keys(this.storage).filter((name) => name.startsWith(start)).map((name) => prefix + name.slice(start.length));
  }

  #name(place) {
    return `${PREFIX}${this.owner}.${place}`;
  }

  #inOrder(act) {
    this.order = this.order.then(act).catch(() => {}); // a full storage must not hinder the typing
    return this.order;
  }

  async #closed(text) {
    if (!crypto.subtle) return text;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.#key(), new TextEncoder().encode(text));
    return [iv, new Uint8Array(data)].map((bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))).join(".");
  }

  async #opened(text) {
    if (!crypto.subtle) return text;
    const [iv, data] = text.split(".").map((part) => Uint8Array.from(atob(part), (sign) => sign.charCodeAt(0)));
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await this.#key(), data));
  }

  #key() {
    return crypto.subtle.importKey("raw", this.bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  }
}

/* What a form says, without what is no text of its author's. */
export function textsOf(form) {
  const left = ["csrfmiddlewaretoken", "author", "fingerprint", "action", "files"];
  return [...new FormData(form)].filter(([name, value]) => !left.includes(name) && typeof value === "string");
}
