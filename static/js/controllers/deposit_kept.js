/* Offers back what was typed in this browser and never reached the server: beside what the page says now, to take or discard. */
import { Controller } from "../../vendor/stimulus/stimulus.js";
import { csrfToken } from "../csrf.js";
import { KeptLocally, textsOf } from "../kept_locally.js";

export default class extends Controller {
  static targets = ["offer", "rows", "time", "fault", "elsewhere"];
  static values = { key: String };

  async connect() {
    this.kept = new KeptLocally(this.keyValue);
    await this.#forgetWhatWasSent();
    this.#pointElsewhere();
    this.form = this.element.querySelector("#step");
    this.found = this.form && (await this.kept.get(location.pathname));
    if (!this.found) return;
    const differences = this.#differences();
    if (differences.length === 0) return this.kept.remove(location.pathname);
    this.rowsTarget.replaceChildren(...differences.map((difference) => this.#row(...difference)));
    const language = document.documentElement.lang;
    this.timeTarget.textContent = new Date(this.found.at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    this.offerTarget.hidden = false;
    this.offerTarget.focus();
  }

  /* The server shows it as what was typed last, with all its rows; when somebody saved meanwhile, with the choice. */
  async take() {
    const data = new FormData();
    for (const [name, value] of this.found.texts) data.append(name, value);
    data.set("fingerprint", this.found.fingerprint);
    data.set("action", "keep");
    data.set("csrfmiddlewaretoken", csrfToken(this.form));
    const answer = await fetch(location.pathname, { method: "POST", body: data, headers: { Accept: "application/json" } }).catch(() => null);
    this.faultTarget.hidden = Boolean(answer?.ok);
    if (!answer?.ok) return;
    await this.kept.remove(location.pathname);
    this.dispatch("taken");
    location.reload();
  }

  async discard() {
    await this.kept.remove(location.pathname);
    this.offerTarget.hidden = true;
    this.form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  }

  /* A form that was sent leads here, by way of the server, which keeps whatever it gets. */
  async #forgetWhatWasSent() {
    const sent = sessionStorage.getItem("conjoint.sent");
    sessionStorage.removeItem("conjoint.sent");
    const from = document.referrer && new URL(document.referrer).pathname;
    const [way] = performance.getEntriesByType("navigation");
    if (sent && sent === from && way.type === "navigate") await this.kept.remove(sent);
  }

  #differences() {
    const kept = grouped(this.found.texts);
    const here = grouped(textsOf(this.form));
    const names = [...new Set([...kept.keys(), ...here.keys()])].filter((name) => !name.endsWith("_FORMS"));
    const pairs = names.map((name) => [name, kept.get(name) ?? "", here.get(name) ?? ""]);
    return pairs.filter(([, one, other]) => one !== other);
  }

  #row(name, kept, here) {
    const input = this.form.elements.namedItem(name);
    const label = (input instanceof RadioNodeList ? input[0] : input)?.labels?.[0];
    const group = input instanceof RadioNodeList ? input[0].closest("fieldset")?.querySelector("legend") : null;
    const row = document.createElement("tr");
    const head = cell("th", (group ?? label)?.textContent.trim() ?? this.rowsTarget.dataset.more);
    head.scope = "row";
    row.append(head, cell("td", kept, this.rowsTarget.dataset.kept), cell("td", here, this.rowsTarget.dataset.here));
    return row;
  }

  #pointElsewhere() {
    const work = location.pathname.replace(/[^/]+\/$/, "");
    const places = this.kept.places(work).filter((place) => place !== location.pathname);
    const links = places.map((place) => this.element.querySelector(`nav a[href="${CSS.escape(place)}"]`)).filter(Boolean);
    for (const link of links) {
      const copy = document.createElement("a");
      copy.href = link.href;
      copy.textContent = link.textContent.trim();
      this.elsewhereTarget.append(" ", copy);
    }
    this.elsewhereTarget.hidden = links.length === 0;
  }
}

function grouped(texts) {
  const groups = new Map();
  for (const [name, value] of texts) groups.set(name, [...(groups.get(name) ?? []), value.replaceAll("\r\n", "\n")]);
  return new Map([...groups].map(([name, values]) => [name, values.filter(Boolean).join("\n")]));
}

function cell(kind, text, label) {
  const element = document.createElement(kind);
  element.textContent = text || "—";
  element.dir = "auto";
  if (label) element.dataset.label = label;
  return element;
}
