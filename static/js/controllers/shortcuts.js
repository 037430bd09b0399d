/* "/" goes to the search box and "?" shows what keys there are, unless the reader has turned that off here (WCAG 2.1.4). */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const KEPT = "shortcuts";

export default class extends Controller {
  static targets = ["search", "dialog", "switch"];

  connect() {
    this.switchTarget.checked = this.on;
  }

  get on() {
    return localStorage.getItem(KEPT) !== "off";
  }

  press(event) {
    if (!this.on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key === "/") this.#search(event);
    if (event.key === "?") this.open(event);
  }

  open(event) {
    event.preventDefault();
    this.dialogTarget.showModal();
  }

  remember() {
    localStorage.setItem(KEPT, this.switchTarget.checked ? "on" : "off");
  }

  #search(event) {
    if (!this.hasSearchTarget) return;
    event.preventDefault();
    const boxes = this.searchTargets;
    const box = boxes.find((one) => one.closest("main")) ?? boxes[0];
    box.focus();
    box.select();
  }
}
