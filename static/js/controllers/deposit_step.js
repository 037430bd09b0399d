/* A step of a deposit without page loads: rows come, go and move in place, the fields follow the kind, and what was typed
   is kept when its author leaves. Each button does on the server what it does without scripts; this only shows the answer. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const LEAVES_THE_PAGE = ["save", "continue", "discard"];

export default class extends Controller {
  static targets = ["form", "said", "trouble"];

  connect() {
    this.changed = false;
    this.busy = false;
    this.wanted = ""; // the button that was pressed while the form was on its way
    this.keep = () => this.#keepOnLeaving();
    window.addEventListener("pagehide", this.keep);
  }

  disconnect() {
    window.removeEventListener("pagehide", this.keep);
  }

  touch() {
    this.changed = true;
  }

  change(event) {
    if (event.target.name !== "kind") return;
    const chosen = event.target.id;
    this.#send("show", (form) => form.querySelector(`#${chosen}`));
  }

  /* Any click inside: a button that changes the form, or a link away from it. */
  press(event) {
    const button = event.target.closest('button[name="action"]');
    if (button) this.#pressButton(event, button);
    const link = event.target.closest("a[href]");
    if (link && this.changed && this.#leadsAway(event, link)) this.#keepAndFollow(event, link);
  }

  submit(event) {
    if (this.busy) {
      event.preventDefault();
      this.wanted = event.submitter?.value ?? "save";
      return;
    }
    this.busy = true;
    this.changed = false;
  }

  /* Files have arrived: show them, with everything typed. */
  refresh() {
    this.#send("show", () => null);
  }

  #pressButton(event, button) {
    if (LEAVES_THE_PAGE.includes(button.value)) return;
    event.preventDefault();
    if (this.busy) return;
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
    if (!form.querySelector("#conflict-title")) this.formTarget.elements.fingerprint.value = form.elements.fingerprint.value;
    return this.#answered(action.startsWith("file-") ? "show" : action);
  }

  #pressWanted() {
    const value = this.wanted;
    this.wanted = "";
    if (value) this.formTarget.querySelector(`button:not([tabindex="-1"])[name="action"][value="${value}"]`)?.click();
  }

  #show(form, focus, address) {
    this.troubleTarget.hidden = true;
    const sending = this.formTarget.querySelector("#upload");
    this.formTarget.replaceWith(form);
    if (sending) form.querySelector("#upload")?.replaceWith(sending); // with the files on their way
    const target = focus(form, address);
    if (!target) return;
    target.focus();
    const row = target.closest("[id^=row-]");
    this.saidTarget.textContent = row?.querySelector("legend")?.textContent ?? row?.getAttribute("aria-label") ?? "";
  }

  #leadsAway(event, link) {
    return !event.metaKey && !event.ctrlKey && new URL(link.href).pathname !== location.pathname;
  }

  async #keepAndFollow(event, link) {
    event.preventDefault();
    try {
      await fetch(this.#address, { method: "POST", body: this.#data("leave") });
      this.changed = false;
    } finally {
      location.assign(link.href);
    }
  }

  #keepOnLeaving() {
    if (this.changed && !this.busy) navigator.sendBeacon(this.#address, this.#data("leave"));
  }
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
  const prefix = row.id.replace(/^row-/, "");
  if (verb === "up" || verb === "down") {
    const buttons = ["up", "down"].map((way) => row.querySelector(`[value="${prefix}:${way}"]`));
    return (verb === "up" ? buttons : buttons.reverse()).find(Boolean) ?? row;
  }
  return row.querySelector("input:not([type=hidden]), select, textarea");
}
