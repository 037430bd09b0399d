/* A step whose draft a file is about to fill asks, ever more seldom, whether the file has been read; then it says so, and
   the step shows itself anew with everything typed in it. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const FIRST = 1000; // milliseconds
const LONGEST = 15000;

export default class extends Controller {
  static values = { url: String };

  connect() {
    this.pause = FIRST;
    this.#later();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  #later() {
    this.timer = setTimeout(() => this.#look(), this.pause);
    this.pause = Math.min(this.pause * 1.5, LONGEST);
  }

  async #look() {
    try {
      const answer = await fetch(this.urlValue, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).waiting === 0) {
        this.dispatch("read");
        return;
      }
    } catch {
      // the next look may fare better
    }
    if (this.element.isConnected) this.#later();
  }
}
