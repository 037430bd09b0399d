/* A page about long work looks again by itself: the part that is this element is taken from a fresh copy of the page,
   until there is no progress left in it. Where the reader stands is kept, and the end is announced. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const PAUSE = 2000; // milliseconds

export default class extends Controller {
  static targets = ["body", "said"];

  connect() {
    this.#later();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  #later() {
    if (this.bodyTarget.querySelector("progress")) this.timer = setTimeout(() => this.#look(), PAUSE);
  }

  async #look() {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector('[data-progress-target="body"]');
      if (answer.ok && fresh) this.#show(fresh, page.title);
    } catch {
      // the next look may fare better
    }
    this.#later();
  }

  #show(fresh, title) {
    document.title = title;
    const shown = this.bodyTarget.querySelector(".progress");
    const anew = fresh.querySelector(".progress");
    if (shown && anew) {
      shown.replaceWith(anew);
      return;
    }
    this.bodyTarget.replaceChildren(...fresh.childNodes);
    this.saidTarget.textContent = this.bodyTarget.querySelector("p").textContent;
  }
}
