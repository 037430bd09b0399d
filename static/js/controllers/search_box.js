/* Offers works, people, partners, subjects and courses under the search box while somebody types: the combobox of ARIA
   1.2 with a list of groups. What is typed stays; choosing one goes to its page; Enter without a choice searches. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const PAUSE = 150; // milliseconds without a key before the site is asked
const WORD_OF_ONE_CHARACTER = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}]/u;

export default class extends Controller {
  static targets = ["input"];
  static values = { url: String, label: String };

  connect() {
    const id = `${this.inputTarget.id}-suggestions`;
    this.list = make("div", { id, class: "search-box__suggestions", role: "listbox", "aria-label": this.labelValue });
    this.list.hidden = true;
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the input
    this.list.addEventListener("click", (event) => this.#pick(event));
    this.said = make("span", { class: "visually-hidden", role: "status" });
    this.element.append(this.list, this.said);
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
    for (const [name, value] of Object.entries(attributes)) this.inputTarget.setAttribute(name, value);
  }

  disconnect() {
    this.close();
    this.list.remove();
    this.said.remove();
  }

  ask() {
    this.#forget();
    this.timer = setTimeout(() => this.#fetch(), PAUSE);
  }

  close() {
    this.#forget();
    this.list.hidden = true;
    this.inputTarget.setAttribute("aria-expanded", "false");
    this.#activate(null);
  }

  press(event) {
    if (event.isComposing) return; // these keys belong to the input method
    if (this.list.hidden) {
      if (event.key === "ArrowDown") this.ask();
      return;
    }
    const act = { ArrowDown: () => this.#step(1), ArrowUp: () => this.#step(-1), Escape: () => this.close() }[event.key];
    if (act) act();
    else if (!this.active || !this.#pressOn(event)) return;
    event.preventDefault();
  }

  /* Keys that mean something else while no option is active. */
  #pressOn({ key }) {
    const options = this.#options;
    if (key === "Home") this.#activate(options[0]);
    else if (key === "End") this.#activate(options.at(-1));
    else if (key === "Enter") window.location.assign(this.active.dataset.url);
    else return false;
    return true;
  }

  get #options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  /* Past the last option the input itself is next, as before the first. Whoever goes through the list stays with it. */
  #step(by) {
    this.#forget();
    const places = [null, ...this.#options];
    this.#activate(places.at((places.indexOf(this.active ?? null) + by) % places.length));
  }

  #activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    if (!option) return this.inputTarget.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.inputTarget.setAttribute("aria-activedescendant", option.id);
  }

  #pick(event) {
    const url = event.target.closest("[role=option]")?.dataset.url;
    if (!url) return;
    if (event.ctrlKey || event.metaKey) window.open(url, "_blank", "noopener");
    else window.location.assign(url);
  }

  /* An answer that is still to come is of no use. */
  #forget() {
    clearTimeout(this.timer);
    this.question?.abort();
  }

  async #fetch() {
    const text = this.inputTarget.value.trim();
    if (text.length < 2 && !WORD_OF_ONE_CHARACTER.test(text)) return this.close();
    this.question = new AbortController();
    const { signal } = this.question;
    try {
      const answer = await fetch(`${this.urlValue}?q=${encodeURIComponent(text)}`, { signal, headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (!signal.aborted && document.activeElement === this.inputTarget) this.#open(found);
    } catch {
      if (!signal.aborted) this.close();
    }
  }

  #open({ groups, said }) {
    this.#activate(null);
    this.list.replaceChildren(...groups.map((group) => this.#group(group)));
    this.list.scrollTop = 0;
    this.list.hidden = groups.length === 0;
    this.inputTarget.setAttribute("aria-expanded", String(!this.list.hidden));
    this.said.textContent = said;
  }

  #group({ name, title, suggestions }) {
    const id = `${this.list.id}-${name}`;
    const group = make("div", { role: "group", "aria-labelledby": id });
    group.append(make("div", { id, class: "search-box__group", role: "presentation" }, title));
    group.append(...suggestions.map((suggestion, place) => option(`${id}-${place}`, suggestion)));
    return group;
  }
}

function option(id, { label, context, url }) {
  const item = make("div", { id, class: "search-box__option", role: "option", "aria-selected": "false", "data-url": url });
  item.append(make("span", { dir: "auto" }, label));
  if (context) item.append(make("span", { class: "small soft", dir: "auto" }, context));
  return item;
}

function make(tag, attributes, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}
