/* Copies a text that stands on the page, and says whether it did. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

export default class extends Controller {
  static targets = ["done"];
  static values = { source: String };

  async copy() {
    const said = this.doneTarget.dataset;
    try {
      await navigator.clipboard.writeText(document.querySelector(this.sourceValue).textContent.trim());
      this.doneTarget.textContent = said.copied;
    } catch {
      this.doneTarget.textContent = said.refused;
    }
  }
}
