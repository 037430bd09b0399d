/* Changes the appearance at once instead of loading the page again. The server keeps the choice either way. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

export default class extends Controller {
  static targets = ["choice"];

  async choose(event) {
    if (!event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    document.documentElement.dataset.theme = theme;
    document.querySelector('meta[name="color-scheme"]').content = theme === "system" ? "light dark" : theme;
    for (const choice of this.choiceTargets) choice.setAttribute("aria-pressed", String(choice.value === theme));
    await fetch(this.element.action, { method: "POST", body: new URLSearchParams({ theme }), redirect: "manual" });
  }
}
