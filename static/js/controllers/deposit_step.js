/* A step of a deposit without page loads: rows come, go and move in place, the fields follow the kind, and what was typed
   is saved while its author types and when they leave; in this browser too, until the server has it. Each button does on
   the server what it does without scripts; this only shows the answer. */
import { Controller } from "../../vendor/stimulus/stimulus.js";
import { csrfToken } from "../csrf.js";
import { KeptLocally, textsOf } from "../kept_locally.js";

const LEAVES_THE_PAGE = ["save", "continue", "discard", "choose", "choose-mine", "choose-theirs"];
const PAUSE = 2000; // ms without typing after which it is saved
const LONGEST = 20000; // ms of typing without a pause
const AGAIN = 15000; // ms after a failure

export default class extends Controller {
  static targets = ["form", "said", "trouble"];
  static values = {
    key: String, saving: String, saved: String, unsaved: String, out: String, signIn: String, signInUrl: String, conflict: String,
  };

  connect() {
    this.kept = new KeptLocally(this.keyValue);
    this.again = () => this.failed && this.#save();
    window.addEventListener("online", this.again);
    window.addEventListener("focus", this.again);
    this.changed = false;
    this.busy = false;
    this.wanted = ""; // the button that was pressed while the form was on its way
    this.keep = () => this.#keepOnLeaving();
    window.addEventListener("pagehide", this.keep);
  }

  disconnect() {
    window.removeEventListener("pagehide", this.keep);
    window.removeEventListener("online", this.again);
    window.removeEventListener("focus", this.again);
    clearTimeout(this.timer);
  }

  touch() {
    if (!this.#isStep) return;
    this.changed = true;
    this.since ??= Date.now();
    this.#keepHere();
    this.#saveIn(Math.max(0, Math.min(PAUSE, this.since + LONGEST - Date.now())));
  }

  /* The page of a conflict has nothing of its author's; neither has the last step. */
  get #isStep() {
    return this.hasFormTarget && Boolean(this.formTarget.elements.fingerprint);
  }

  #keepHere() {
    const { fingerprint } = this.formTarget.elements;
    this.kept.put(this.#address, { at: Date.now(), fingerprint: fingerprint.value, texts: textsOf(this.formTarget) });
  }

  #saveIn(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#save(), pause);
  }

  async #save() {
    if (!this.#isStep || !this.changed) return;
    if (this.busy) return this.#saveIn(PAUSE);
    this.busy = true;
    this.since = undefined;
    if (!this.failed) this.#say(this.savingValue);
    const data = this.#data("autosave");
    const answer = await fetch(this.#address, { method: "POST", body: data, headers: { Accept: "application/json" } }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    this.busy = false;
    if (answer?.ok && said?.saved) this.#isSaved(data, said);
    else this.#isNotSaved(answer, said);
    this.#pressWanted();
  }

  #isSaved(data, { saved, fingerprint, conflict }) {
    this.failed = false;
    if (!conflict) this.formTarget.elements.fingerprint.value = fingerprint;
    const time = new Date(saved).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.#say((conflict ? this.conflictValue : this.savedValue).replace("{time}", time), conflict);
    if (typedIn(data) !== typedIn(this.#data("autosave"))) return this.touch();
    this.changed = false;
    this.kept.remove(this.#address);
  }

  #isNotSaved(answer, said) {
    const first = !this.failed;
    this.failed = true;
    if (answer?.status === 401) this.#say(this.outValue, first, this.signInUrlValue);
    else this.#say(answer?.status === 409 && said?.error ? said.error : this.unsavedValue, first);
    this.#saveIn(AGAIN);
  }

  /* Failures are said aloud once; that all goes well is only there to be looked at. */
  #say(sentence, aloud = false, url = "") {
    const line = this.formTarget.querySelector("[data-kept-line]");
    if (!line) return;
    line.textContent = sentence;
    if (aloud) this.saidTarget.textContent = sentence;
    if (!url) return;
    const link = document.createElement("a");
    Object.assign(link, { href: url, target: "_blank", textContent: this.signInValue });
    line.append(" ", link);
  }

  change(event) {
    if (/^texts-\d+-language$/.test(event.target.name)) this.#turn(event.target);
    if (event.target.name !== "kind") return;
    const chosen = event.target.id;
    this.#send("show", (form) => form.querySelector(`#${chosen}`));
  }

  /* The texts beside a language run in its direction at once. */
  #turn({ name, value }) {
    for (const part of ["title", "abstract"]) {
      const text = this.formTarget.elements[name.replace("language", part)];
      if (text) Object.assign(text, { dir: directionOf(value), lang: value });
    }
  }

  /* Any click inside: a button that changes the form, or a link away from it. */
  press(event) {
    const button = event.target.closest('button[name="action"]');
    if (button) this.#pressButton(event, button);
    const link = event.target.closest("a[href]");
    if (link && this.changed && this.#leadsAway(event, link)) this.#keepAndFollow(event, link);
  }

  submit(event) {
    if (this.#isStep) this.#keepHere();
    sessionStorage.setItem("conjoint.sent", this.#address);
    clearTimeout(this.timer);
    this.formTarget.elements.csrfmiddlewaretoken.value = csrfToken(this.formTarget);
    if (this.busy) {
      event.preventDefault();
      this.wanted = event.submitter?.value ?? "save";
      return;
    }
    this.busy = true;
    this.changed = false;
  }

  /* A row was dragged to another place. */
  move({ detail: { action } }) {
    if (this.busy) this.wanted = action;
    else this.#send(action, rowToFocus);
  }

  /* Files have arrived: show them, with everything typed. */
  refresh() {
    this.#send("show", () => null);
  }

  #pressButton(event, button) {
    if (LEAVES_THE_PAGE.includes(button.value)) return;
    event.preventDefault();
    if (this.busy) {
      this.wanted = button.value;
      return;
    }
    const several = button.closest(".several")?.querySelector("input").name;
    this.#send(button.value, (form, address) => {
      if (several) return [...form.querySelectorAll(`[name="${several}"]`)].at(-1);
      return rowToFocus(form, address, button.value.split(":")[1]);
    });
  }

  #data(action) {
    const data = new FormData(this.formTarget);
    data.delete("files");
    data.set("action", action);
    data.set("csrfmiddlewaretoken", csrfToken(this.formTarget));
    return data;
  }

  get #address() {
    return location.pathname;
  }

  async #send(action, focus) {
    this.busy = true;
    this.formTarget.setAttribute("aria-busy", "true");
    try {
      const { form, address } = await this.#answered(action);
      this.#show(form, focus, address);
      this.busy = false;
      this.#isWithTheServer(action);
    } catch {
      this.busy = false;
      this.wanted = "";
      this.troubleTarget.hidden = false;
      this.troubleTarget.focus();
    } finally {
      this.formTarget.removeAttribute("aria-busy");
    }
    this.#pressWanted();
  }

  /* The form as the server answers it. What was typed while it was on its way is sent after it, so that the answer never
     takes the place of something newer. A button works on what is sent with it; only those of files have done their deed. */
  async #answered(action) {
    const data = this.#data(action);
    const answer = await fetch(this.#address, { method: "POST", body: data, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("#step");
    if (!answer.ok || !form) throw new Error(answer.status);
    if (textOf(data) === textOf(this.#data(action))) return { form, address: new URL(answer.url) };
    if (form.elements.fingerprint) this.formTarget.elements.fingerprint.value = form.elements.fingerprint.value;
    return this.#answered(action.startsWith("file-") ? "show" : action);
  }

  /* Rows that came, went or moved are kept there as typed, and still to be saved. */
  #isWithTheServer(action) {
    this.changed = false;
    this.kept.remove(this.#address);
    if (action.includes(":")) this.touch();
  }

  #pressWanted() {
    const value = this.wanted;
    this.wanted = "";
    if (/:to-\d+$/.test(value)) this.move({ detail: { action: value } });
    else if (value) this.formTarget.querySelector(`button:not([tabindex="-1"])[name="action"][value="${value}"]`)?.click();
  }

  #show(form, focus, address) {
    this.troubleTarget.hidden = true;
    const line = this.formTarget.querySelector("[data-kept-line]")?.cloneNode(true);
    const sending = this.formTarget.querySelector("#upload");
    const held = this.formTarget.contains(document.activeElement) ? document.activeElement : null;
    this.formTarget.replaceWith(form);
    if (sending) form.querySelector("#upload")?.replaceWith(sending); // with the files on their way
    if (line) form.querySelector("[data-kept-line]")?.replaceWith(line);
    const target = focus(form, address);
    if (!target) return void (held && goOnWith(form, held));
    target.focus();
    const row = target.closest("[id^=row-]");
    this.saidTarget.textContent = row?.dataset.said ?? row?.querySelector("legend")?.textContent ?? row?.getAttribute("aria-label") ?? "";
  }

  #leadsAway(event, link) {
    return !event.metaKey && !event.ctrlKey && link.target !== "_blank" && new URL(link.href).pathname !== location.pathname;
  }

  async #keepAndFollow(event, link) {
    event.preventDefault();
    while (this.busy) await new Promise((resolve) => setTimeout(resolve, 50));
    try {
      const answer = await fetch(this.#address, { method: "POST", body: this.#data("leave") });
      if (answer.status === 204) await this.kept.remove(this.#address);
      this.changed = false;
    } finally {
      location.assign(link.href);
    }
  }

  #keepOnLeaving() {
    if (this.changed && !this.busy) navigator.sendBeacon(this.#address, this.#data("leave"));
  }
}

/* The form that took the place of another did so unasked: whoever was at a control of that one goes on where they were. */
function goOnWith(form, held) {
  const same = [...form.elements].find(({ id, name, value }) => (held.id ? id === held.id : name === held.name && value === held.value));
  same?.focus({ preventScroll: true });
  if (held.selectionStart != null) same?.setSelectionRange(held.selectionStart, held.selectionEnd);
}

function directionOf(tag) {
  try {
    const locale = new Intl.Locale(tag);
    return (locale.getTextInfo?.() ?? locale.textInfo)?.direction ?? "auto";
  } catch {
    return "auto";
  }
}

function typedIn(data) {
  const copy = new URLSearchParams(data);
  copy.delete("fingerprint");
  return copy.toString();
}

function textOf(data) {
  return new URLSearchParams(data).toString();
}

/* Where the keyboard goes on: at the same button of a row that moved, at *Undo* of one that was removed, else at the first
   input of the row. */
function rowToFocus(form, address, verb) {
  const row = form.querySelector(`#row-${CSS.escape(address.searchParams.get("row") ?? "")}`);
  if (verb === "remove") return (form.querySelector("#removed button") ?? row?.querySelector("button")) || null;
  if (!row) return null;
  if (!verb) return row;
  const prefix = row.id.replace(/^row-/, "");
  if (verb === "up" || verb === "down") {
    const buttons = ["up", "down"].map((way) => row.querySelector(`[value="${prefix}:${way}"]`));
    return (verb === "up" ? buttons : buttons.reverse()).find(Boolean) ?? row;
  }
  return row.querySelector("input:not([type=hidden]), select, textarea") ?? row;
}
