/* Narrows a long list of options while the reader types; the form itself leads to all options, also those not here. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const MARKS = /\p{M}/gu;
const plain = (text) => text.normalize("NFKD").replace(MARKS, "").toLowerCase();

export default class extends Controller {
  static targets = ["find", "said", "more"];

  narrow() {
    const words = plain(this.findTarget.value).split(/\s+/).filter(Boolean);
    const found = this.#lines.filter((line) => this.#show(line, words)).length;
    if (this.hasMoreTarget && words.length) this.moreTarget.open = true;
    this.saidTarget.textContent = words.length && !found ? this.saidTarget.dataset.none : "";
  }

  get #lines() {
    return [...this.element.querySelectorAll(".facet__options > li")];
  }

  /* A broader subject stays where one inside it is found. */
  #show(line, words) {
    const text = plain(line.textContent);
    line.hidden = !words.every((word) => text.includes(word));
    return !line.hidden;
  }
}
