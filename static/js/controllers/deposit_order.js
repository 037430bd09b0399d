/* Rows that can also be dragged to another place, by mouse, pen or finger, at a handle of their own. The buttons beside it
   do the same one place at a time, for the keyboard and without scripts; the server moves the row either way. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const EDGE = 60; // pixels from the edge of the window within which it scrolls
const SPEED = 12; // pixels a frame

export default class extends Controller {
  static targets = ["row"];

  disconnect() {
    this.#end();
  }

  take(event) {
    if (event.button !== 0 || this.row) return;
    event.preventDefault();
    this.row = event.currentTarget.closest('[data-deposit-order-target="row"]');
    this.pointer = event.pointerId;
    this.y = event.clientY;
    this.start = event.clientY + scrollY;
    this.row.classList.add("row--dragged");
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("pointermove", (moved) => this.#move(moved), { signal });
    addEventListener("pointerup", (dropped) => this.#drop(dropped), { signal });
    addEventListener("pointercancel", () => this.#end(), { signal });
    addEventListener("keydown", (key) => key.key === "Escape" && this.#end(), { signal });
    this.#follow();
  }

  #move(event) {
    if (event.pointerId === this.pointer) this.y = event.clientY;
  }

  /* The row goes with the pointer, the window scrolls at its edges, and a line shows where the row would come to stand. */
  #follow() {
    if (!this.row) return;
    const towards = this.y < EDGE ? -SPEED : this.y > innerHeight - EDGE ? SPEED : 0;
    if (towards) scrollBy({ top: towards, behavior: "instant" });
    this.row.style.translate = `0 ${this.y + scrollY - this.start}px`;
    const place = this.#place;
    this.rowTargets.forEach((row) => row.classList.remove("row--before", "row--after"));
    const own = this.rowTargets.indexOf(this.row);
    if (place !== own) this.rowTargets[place].classList.add(place < own ? "row--before" : "row--after");
    requestAnimationFrame(() => this.#follow());
  }

  /* The last row below the dragged one whose middle the pointer has passed, or the first above it that it has not. */
  get #place() {
    const own = this.rowTargets.indexOf(this.row);
    const passed = (row) => this.y > middleOf(row);
    const below = this.rowTargets.findLastIndex((row, index) => index > own && passed(row));
    const above = this.rowTargets.findIndex((row, index) => index < own && !passed(row));
    return below > own ? below : above >= 0 ? above : own;
  }

  #drop(event) {
    if (event.pointerId !== this.pointer) return;
    const place = this.#place;
    const { row } = this;
    const moved = place !== this.rowTargets.indexOf(row);
    this.#end();
    if (moved) this.dispatch("moved", { detail: { action: `${row.dataset.row}:to-${this.rowTargets[place].dataset.place}` } });
  }

  #end() {
    this.listening?.abort();
    this.rowTargets.forEach((row) => row.classList.remove("row--dragged", "row--before", "row--after"));
    this.row?.style.removeProperty("translate");
    this.row = null;
  }
}

function middleOf(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
