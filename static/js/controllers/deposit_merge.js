/* Two lists that are put together row by row: the list that comes of it is shown as it is chosen, and the rows are there
   only while one puts it together by them. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

export default class extends Controller {
  static targets = ["rows", "line"];

  choose({ target }) {
    const { row, text } = target.dataset;
    if (row === undefined) {
      this.rowsTarget.hidden = target.value !== "rows";
      return;
    }
    const line = this.lineTargets[row];
    line.textContent = text;
    line.hidden = text === "";
  }
}
