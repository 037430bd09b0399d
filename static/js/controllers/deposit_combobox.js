/* Suggestions under a text input, as the ARIA combobox pattern has it. The input stays a text input: what is typed stays,
   Tab keeps it, and choosing writes the name of the thing into it. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const PAUSE = 180;
let serial = 0;

export default class extends Controller {
  static targets = ["input"];
  static values = { found: String, none: String };

  inputTargetConnected(input) {
    if (input.combobox) return; // it only moved into its box
    const focused = document.activeElement === input;
    const list = document.createElement("ul");
    list.id = `suggestions-${++serial}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.foundValue);
    list.hidden = true;
    const said = document.createElement("span");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    const box = document.createElement("span");
    box.className = "combobox";
    input.replaceWith(box);
    box.append(input, list, said);
    if (focused) input.focus();
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
      input.setAttribute(name, value);
    input.combobox = { list, said, timer: 0, wanted: 0 };
    input.addEventListener("input", () => this.#ask(input));
    input.addEventListener("keydown", (event) => this.#key(event, input));
    input.addEventListener("blur", () => this.#close(input));
    // before the input loses the focus
    list.addEventListener("mousedown", (event) => this.#pick(event, input));
  }

  #ask(input) {
    const state = input.combobox;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => this.#fetch(input, ++state.wanted), PAUSE);
  }

  async #fetch(input, number) {
    const text = input.value.trim();
    if (text.length < 2) return this.#close(input);
    try {
      const answer = await fetch(`${input.dataset.suggestions}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      const { suggestions } = await answer.json();
      if (number === input.combobox.wanted && document.activeElement === input) this.#open(input, suggestions);
    } catch {
      this.#close(input);
    }
  }

  #open(input, suggestions) {
    const { list, said } = input.combobox;
    list.replaceChildren(...suggestions.map((suggestion, index) => option(suggestion, `${list.id}-${index}`)));
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    said.textContent = suggestions.length ? `${suggestions.length} ${this.foundValue}` : this.noneValue;
  }

  /* An answer that is still to come is of no use. */
  #forget(input) {
    clearTimeout(input.combobox.timer);
    input.combobox.wanted++;
  }

  #close(input) {
    const { list } = input.combobox;
    this.#forget(input);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  #key(event, input) {
    const { list } = input.combobox;
    if (list.hidden) {
      if (event.key === "ArrowDown") this.#ask(input);
      return;
    }
    const active = list.querySelector('[aria-selected="true"]');
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#move(event, input, active);
    else if (event.key === "Escape") this.#close(input);
    else if (event.key === "Enter" && active) {
      event.preventDefault();
      this.#choose(input, active.suggestion);
      return;
    } else return;
    event.preventDefault();
  }

  /* Whoever goes through the list has chosen to stay with it. */
  #move(event, input, active) {
    this.#forget(input);
    const options = [...input.combobox.list.children];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = active ? options.indexOf(active) + step : step > 0 ? 0 : options.length - 1;
    const next = options[(at + options.length) % options.length];
    active?.setAttribute("aria-selected", "false");
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  }

  #pick(event, input) {
    event.preventDefault();
    const chosen = event.target.closest("[role=option]");
    if (chosen) this.#choose(input, chosen.suggestion);
  }

  #choose(input, { value, label, fill }) {
    input.value = value;
    for (const [name, text] of Object.entries(fill ?? {})) {
      const other = this.element.elements[input.name.replace(/[^-]+$/, name)];
      if (other && (other.type === "hidden" || !other.value)) other.value = text;
    }
    this.#close(input);
    input.combobox.said.textContent = label;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    this.dispatch("chosen");
  }
}

function option(suggestion, id) {
  const item = document.createElement("li");
  item.id = id;
  item.suggestion = suggestion;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const label = document.createElement("span");
  label.dir = "auto";
  label.textContent = suggestion.label;
  const hint = document.createElement("span");
  hint.className = "small soft";
  hint.textContent = suggestion.hint;
  item.append(label, hint);
  return item;
}
