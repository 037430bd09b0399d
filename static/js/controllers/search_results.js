/* Dims the old results when the next ones take more than a second, so that nobody reads them as the answer. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const PATIENCE = 1000; // milliseconds

export default class extends Controller {
  static targets = ["body"];

  connect() {
    this.restore = this.restore.bind(this);
    window.addEventListener("pageshow", this.restore); // the browser's own "back" shows the page as it was left
  }

  disconnect() {
    window.removeEventListener("pageshow", this.restore);
    clearTimeout(this.timer);
  }

  leave(event) {
    const link = event.target.closest("a[href]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (link && !elsewhere && link.pathname === window.location.pathname) this.send();
  }

  send() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.bodyTarget.setAttribute("aria-busy", "true"), PATIENCE);
  }

  restore() {
    clearTimeout(this.timer);
    this.bodyTarget.removeAttribute("aria-busy");
  }
}
