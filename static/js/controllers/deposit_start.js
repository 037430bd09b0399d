/* The first page: a file of references is sent with its form, where it becomes drafts, and not uploaded as a work's file;
   and while the registers are asked the page says so. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const REFERENCES = /\.(bib|ris|nbib|enw|xml|json|csl)$/i;

export default class extends Controller {
  static targets = ["said"];

  choose(event) {
    if (event.target.type !== "file" || !isReferences(event.target.files)) return;
    event.stopPropagation();
    this.element.requestSubmit();
  }

  drop(event) {
    const { files } = event.dataTransfer;
    if (!isReferences(files)) return;
    event.preventDefault();
    event.stopPropagation();
    this.element.elements.files.files = files;
    this.element.requestSubmit();
  }

  submit() {
    this.element.setAttribute("aria-busy", "true");
    this.saidTarget.textContent = this.saidTarget.dataset.asking;
  }
}

function isReferences(files) {
  return files.length === 1 && REFERENCES.test(files[0].name);
}
