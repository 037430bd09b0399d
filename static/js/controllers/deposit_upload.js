/* Files chosen or dropped are sent in pieces, two at a time, each with its progress in numbers, a way to pause, to go on and
   to cancel, and a sentence when it is refused. Without scripts the same input is sent with its form. */
import { Controller } from "../../vendor/stimulus/stimulus.js";
import { Refused, SignedOut, UploadInPieces } from "../upload_in_pieces.js";

const AT_ONCE = 2;

export default class extends Controller {
  static targets = ["input", "list", "said"];
  static values = {
    url: String, limit: Number, begin: Boolean, onward: String, waiting: String, stored: String, cancel: String,
    cancelled: String, pause: String, paused: String, resume: String, again: String, empty: String, large: String,
    lost: String, broken: String, signedOut: String, unreadable: String, progress: String, storing: String,
  };

  initialize() {
    this.lines = new Set();
    this.queue = [];
    this.running = 0;
    this.faults = 0;
    this.arrived = 0;
    this.warn = (event) => {
      if (this.running) event.preventDefault();
    };
  }

  connect() {
    window.addEventListener("beforeunload", this.warn);
    this.hideRunning();
  }

  disconnect() {
    window.removeEventListener("beforeunload", this.warn);
  }

  choose() {
    const files = [...this.inputTarget.files];
    this.inputTarget.value = "";
    this.#take(files);
  }

  over(event) {
    event.preventDefault();
    this.element.classList.add("upload--over");
  }

  out() {
    this.element.classList.remove("upload--over");
  }

  drop(event) {
    event.preventDefault();
    this.out();
    this.#take([...event.dataTransfer.files]);
  }

  #take(files) {
    for (const file of files) this.#queue(new Line(this, file));
    this.#next();
  }

  #queue(line) {
    this.lines.add(line);
    this.listTarget.append(line.element);
    if (line.file.size === 0) return this.#refuse(line, this.emptyValue);
    if (line.file.size > this.limitValue) return this.#refuse(line, this.largeValue);
    this.queue.push(line);
  }

  go(line) {
    this.queue.push(line);
    this.#next();
  }

  again(line) {
    this.faults--;
    this.go(line);
  }

  pause(line) {
    this.queue = this.queue.filter((other) => other !== line);
    line.upload.stop();
    line.hold();
    this.say(line, this.pausedValue);
    this.#next();
  }

  withdraw(line) {
    this.queue = this.queue.filter((other) => other !== line);
    if (line.fault) this.faults--;
    line.upload.cancel();
    line.close(this.cancelledValue);
    this.lines.delete(line);
    this.#next();
  }

  say(line, sentence) {
    this.saidTarget.textContent = `${line.file.name}: ${sentence}`;
  }

  /* What this page is sending is not also called unfinished. */
  hideRunning() {
    const running = new Set([...this.lines].map((line) => line.upload.id));
    const shown = [...document.querySelectorAll("[data-upload]")];
    for (const item of shown) item.hidden = running.has(item.dataset.upload);
    const notice = shown[0]?.closest("section");
    if (notice) notice.hidden = shown.every((item) => item.hidden);
  }

  async #next() {
    if (this.queue.length && !(await this.#begun())) return;
    while (this.running < AT_ONCE && this.queue.length) this.#send(this.queue.shift());
    if (!this.running && !this.queue.length) this.#finish();
  }

  /* On the first page the work does not exist before its first file. */
  async #begun() {
    if (!this.beginValue) return true;
    this.starting ??= this.#start();
    return this.starting;
  }

  async #start() {
    const data = new FormData(this.inputTarget.form);
    data.delete("files");
    data.set("begin", "on");
    try {
      const answer = await fetch(this.urlValue, { method: "POST", body: data, headers: { Accept: "application/json" } });
      this.urlValue = (await answer.json()).url;
      this.onwardValue = this.urlValue;
      this.beginValue = false;
      return true;
    } catch {
      this.starting = undefined;
      for (const line of this.queue.splice(0)) this.#refuse(line, this.lostValue, true);
      return false;
    }
  }

  async #send(line) {
    this.running++;
    line.begin();
    try {
      const uploads = new URL("../uploads/", new URL(this.urlValue, location.href)).pathname;
      if (await line.upload.send(uploads)) this.#stored(line);
    } catch (error) {
      this.#failed(line, error);
    }
    this.running--;
    this.hideRunning();
    this.#next();
  }

  #stored(line) {
    this.arrived++;
    this.lines.delete(line);
    line.close(this.storedValue);
    this.say(line, this.storedValue);
  }

  #failed(line, error) {
    if (error instanceof SignedOut) this.#refuse(line, error.message || this.signedOutValue, true);
    else if (error instanceof Refused) this.#refuse(line, error.message || this.unreadableValue, !error.message);
    else this.#refuse(line, this.lostValue, true);
  }

  #refuse(line, sentence, again = false) {
    this.faults++;
    line.refuse(sentence, again);
    if (!again) this.lines.delete(line);
    this.say(line, sentence);
  }

  #finish() {
    if (!this.arrived || [...this.lines].some((line) => line.isHeld)) return;
    this.arrived = 0;
    if (this.onwardValue && !this.faults) location.assign(this.onwardValue);
    else if (this.onwardValue) this.inputTarget.form.requestSubmit();
    else this.dispatch("arrived");
  }
}

/* One file in the list of those on their way. */
class Line {
  constructor(controller, file) {
    this.controller = controller;
    this.file = file;
    this.upload = new UploadInPieces(file, controller.inputTarget.form, {
      progress: (bytes) => this.#progress(bytes),
      broken: () => this.#say(controller.brokenValue),
    });
    this.element = document.createElement("li");
    this.element.className = "uploads__file progress";
    const line = part("p", "progress__line");
    const name = part("bdi");
    name.textContent = file.name;
    this.text = part("span");
    line.append(name, this.text);
    this.bar = part("progress");
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.buttons = part("p", "cluster cluster--tight");
    this.element.append(line, this.bar, this.buttons);
    this.#say(controller.waitingValue);
    this.#offerPause();
  }

  get isHeld() {
    return Boolean(this.held);
  }

  begin() {
    this.began = { at: performance.now(), offset: undefined };
  }

  #offer(...choices) {
    const focused = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(
      ...choices.map(([word, act]) => {
        const button = part("button", "button button--small");
        button.type = "button";
        button.textContent = `${word}: ${this.file.name}`;
        button.addEventListener("click", act);
        return button;
      }),
    );
    if (focused) this.buttons.firstElementChild?.focus();
  }

  #offerPause() {
    const { pauseValue, cancelValue } = this.controller;
    this.#offer([pauseValue, () => this.controller.pause(this)], [cancelValue, () => this.controller.withdraw(this)]);
  }

  hold() {
    this.held = true;
    this.#say(`${this.controller.pausedValue}, ${Math.floor(this.bar.value)} %`);
    const { resumeValue, cancelValue } = this.controller;
    this.#offer([resumeValue, () => this.#goOn()], [cancelValue, () => this.controller.withdraw(this)]);
  }

  #goOn() {
    this.held = false;
    this.#say(this.controller.waitingValue);
    this.#offerPause();
    this.controller.go(this);
  }

  #say(words) {
    this.text.textContent = words;
  }

  /* “12 MB of 300 MB, 4 %, 2 minutes left”: bytes, share and time in the language of the page. */
  #progress(bytes) {
    if (this.held || this.closed) return;
    this.began.offset ??= bytes;
    const share = (100 * bytes) / this.file.size;
    this.bar.value = share;
    const words = [
      this.controller.progressValue.replace("{sent}", megabytes(bytes)).replace("{total}", megabytes(this.file.size)),
      `${Math.floor(share)} %`,
    ];
    const left = this.#timeLeft(bytes);
    if (bytes >= this.file.size) words.push(this.controller.storingValue);
    else if (left) words.push(left);
    this.#say(words.join(", "));
  }

  #timeLeft(bytes) {
    const seconds = (performance.now() - this.began.at) / 1000;
    const sent = bytes - this.began.offset;
    if (seconds < 2 || sent <= 0) return "";
    const left = ((this.file.size - bytes) * seconds) / sent;
    const [amount, unit] = left < 90 ? [left, "second"] : left < 5400 ? [left / 60, "minute"] : [left / 3600, "hour"];
    return `≈ ${quantity(Math.max(1, Math.round(amount)), unit, "long")}`;
  }

  close(word) {
    this.closed = true;
    this.held = false;
    this.#say(word);
    this.bar.remove();
    this.fault?.remove();
    this.buttons.remove();
  }

  refuse(sentence, again) {
    this.#say("");
    this.bar.hidden = true;
    this.fault ??= part("p", "errorlist");
    this.fault.textContent = sentence;
    this.element.insertBefore(this.fault, this.buttons);
    if (!again) return this.buttons.remove();
    const { againValue, cancelValue } = this.controller;
    this.#offer([againValue, () => this.#tryAgain()], [cancelValue, () => this.controller.withdraw(this)]);
  }

  #tryAgain() {
    this.fault.remove();
    this.fault = undefined;
    this.bar.hidden = false;
    this.#say(this.controller.waitingValue);
    this.#offerPause();
    this.controller.again(this);
  }
}

function quantity(number, unit, unitDisplay = "short") {
  const options = { style: "unit", unit, unitDisplay, maximumFractionDigits: number < 10 ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(number);
}

function megabytes(bytes) {
  return quantity(bytes / 1024 / 1024, "megabyte");
}

function part(name, className = "") {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
