/* One file sent in pieces, by the tus protocol 1.0: after every break the server is asked how far it has come, and the
   sending goes on from there. A piece is read when its turn comes, so a file may be larger than the memory. */
import { csrfToken } from "./csrf.js";

const LARGEST = 8 * 1024 * 1024;
const SMALLEST = 256 * 1024;
const SAMPLE = 64 * 1024;
const PAUSES = [500, 1000, 2000, 4000, 8000, 15000, 30000]; // ms between attempts
const ATTEMPTS = 14; // without a single byte more: some five minutes
const SILENCE = 30000; // ms after which a line that says nothing is dead

export class Refused extends Error {}
export class SignedOut extends Error {}
export class Lost extends Error {}
class Stopped extends Error {}
class Broken extends Error {}

export class UploadInPieces {
  /* `hears.progress(bytes)` while it goes on, `hears.broken()` while the line is down. */
  constructor(file, form, hears) {
    this.file = file;
    this.form = form;
    this.hears = hears;
    this.offset = 0;
    this.piece = LARGEST;
    this.location = "";
  }

  /* Resolves when the server has all of it, or with false when it was stopped. Begins or goes on. */
  async send(address) {
    this.stopped = false;
    this.failures = 0;
    try {
      while (!this.stopped && !(await this.#attempt(address)));
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
    return !this.stopped;
  }

  stop() {
    this.stopped = true;
    this.request?.abort();
    this.wake?.();
  }

  async cancel() {
    this.stop();
    const known = this.location;
    this.location = "";
    if (known) await this.#ask("DELETE", known).catch(() => {});
  }

  get id() {
    return this.location.split("/").at(-2) ?? "";
  }

  /* True when all of it is there. */
  async #attempt(address) {
    try {
      if (this.location) await this.#resume();
      if (!this.location) await this.#begin(address);
      while (this.offset < this.file.size) await this.#sendPiece();
      return true;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      await this.#rest();
      return false;
    }
  }

  async #begin(address) {
    const metadata = { filename: this.file.name, fingerprint: await fingerprint(this.file) };
    const words = Object.entries(metadata).map(([key, text]) => `${key} ${base64(new TextEncoder().encode(text))}`);
    const answer = await this.#ask("POST", address, {
      "Upload-Length": this.file.size,
      "Upload-Metadata": words.join(","),
    });
    this.location = new URL(answer.getResponseHeader("Location"), location.href).pathname;
    this.#reach(answer);
  }

  async #resume() {
    try {
      this.#reach(await this.#ask("HEAD", this.location));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.location = ""; // it is gone: from the beginning
      this.offset = 0;
    }
  }

  async #sendPiece() {
    const slice = this.file.slice(this.offset, this.offset + this.piece);
    const headers = { "Upload-Offset": this.offset, "Content-Type": "application/offset+octet-stream" };
    if (crypto.subtle) {
      const digest = await crypto.subtle.digest("SHA-256", await read(slice));
      headers["Upload-Checksum"] = `sha256 ${base64(new Uint8Array(digest))}`;
    }
    this.#reach(await this.#ask("PATCH", this.location, headers, slice));
    this.piece = Math.min(this.piece * 2, LARGEST);
    this.failures = 0;
  }

  #reach(answer) {
    this.offset = Number(answer.getResponseHeader("Upload-Offset"));
    this.hears.progress(this.offset);
  }

  /* Longer after each failure, with smaller pieces; at once when the browser is on line again. */
  async #rest() {
    if (this.stopped) throw new Stopped();
    if (++this.failures > ATTEMPTS) throw new Lost();
    this.piece = Math.max(this.piece / 2, SMALLEST);
    this.hears.broken();
    await new Promise((resolve) => {
      this.wake = resolve;
      const timer = setTimeout(resolve, PAUSES[Math.min(this.failures, PAUSES.length) - 1]);
      window.addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
    });
  }

  #ask(method, address, headers = {}, body = null) {
    if (this.stopped && method !== "DELETE") throw new Stopped();
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.request = request;
      let timer;
      const listen = () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.abort(), SILENCE);
      };
      request.upload.addEventListener("progress", ({ loaded }) => {
        listen();
        this.hears.progress(this.offset + loaded);
      });
      request.upload.addEventListener("load", () => clearTimeout(timer)); // the last piece is stored before the answer
      request.addEventListener("loadend", () => {
        clearTimeout(timer);
        const error = this.stopped && method !== "DELETE" ? new Stopped() : faultOf(request);
        if (error) reject(error);
        else resolve(request);
      });
      request.open(method, address);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", csrfToken(this.form));
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, String(value));
      request.send(body);
      if (body) listen();
    });
  }
}

function faultOf(request) {
  if (request.status >= 200 && request.status < 300) return null;
  if (request.status === 401) return new SignedOut(sentenceIn(request));
  if ([403, 404, 410, 413, 422].includes(request.status)) return new Refused(sentenceIn(request));
  return new Broken(request.status); // 409, 423 and 460 too: where to go on is asked first
}

function sentenceIn(request) {
  try {
    return JSON.parse(request.responseText).error ?? "";
  } catch {
    return "";
  }
}

/* By what the same file is known after a reload. */
async function fingerprint(file) {
  const parts = [file.size, file.lastModified];
  if (crypto.subtle) {
    const ends = new Blob([file.slice(0, SAMPLE), file.slice(-SAMPLE)]);
    const digest = await crypto.subtle.digest("SHA-256", await read(ends));
    parts.push(base64(new Uint8Array(digest)));
  }
  return parts.join(" ");
}

async function read(blob) {
  try {
    return await blob.arrayBuffer();
  } catch {
    throw new Refused(""); // the file is not there any more, or was changed
  }
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
