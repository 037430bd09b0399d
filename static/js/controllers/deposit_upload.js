/* Files chosen or dropped are sent one by one, two at a time, each with its progress as a number, a way to cancel it, and
   a sentence when it is refused. Without scripts the same input is sent with its form. */
import { Controller } from "../../vendor/stimulus/stimulus.js";

const AT_ONCE = 2;

export default class extends Controller {
  static targets = ["input", "list", "said"];
  static values = {
    url: String, limit: Number, begin: Boolean, waiting: String, stored: String, cancel: String, cancelled: String,
    again: String, empty: String, large: String, lost: String, onward: String,
  };

  connect() {
    this.queue = [];
    this.running = 0;
    this.faults = 0;
    this.arrived = 0;
    this.warn = (event) => {
      if (this.running) event.preventDefault();
    };
    window.addEventListener("beforeunload", this.warn);
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
    this.listTarget.append(line.element);
    if (line.file.size === 0) return this.#refuse(line, this.emptyValue);
    if (line.file.size > this.limitValue) return this.#refuse(line, this.largeValue);
    this.queue.push(line);
  }

  again(line) {
    this.faults--;
    this.queue.push(line);
    this.#next();
  }

  withdraw(line) {
    this.queue = this.queue.filter((other) => other !== line);
    line.request?.abort();
    line.close(this.cancelledValue);
    this.#next();
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

  #send(line) {
    this.running++;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", this.inputTarget.form.elements.csrfmiddlewaretoken.value);
    data.set("files", line.file);
    const request = new XMLHttpRequest();
    line.request = request;
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => line.progress(loaded / total));
    request.addEventListener("loadend", () => this.#ended(line, request));
    request.open("POST", this.urlValue);
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
  }

  #ended(line, request) {
    this.running--;
    line.request = null;
    if (request.status === 201) {
      this.arrived++;
      line.close(this.storedValue);
      this.saidTarget.textContent = `${line.file.name}: ${this.storedValue}`;
    } else if (!line.closed) {
      this.#refuse(line, request.response?.error ?? this.lostValue, !request.response?.error);
    }
    this.#next();
  }

  #refuse(line, sentence, again = false) {
    this.faults++;
    line.refuse(sentence, again);
    this.saidTarget.textContent = `${line.file.name}: ${sentence}`;
  }

  #finish() {
    if (!this.arrived) return;
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
    this.element = document.createElement("li");
    this.element.className = "uploads__file progress";
    const line = part("p", "progress__line");
    const name = part("bdi");
    name.textContent = file.name;
    this.text = part("span");
    this.text.textContent = controller.waitingValue;
    line.append(name, this.text);
    this.bar = part("progress");
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.button = part("button", "button button--small");
    this.button.type = "button";
    this.#offer(controller.cancelValue, () => controller.withdraw(this));
    this.element.append(line, this.bar, this.button);
  }

  #offer(word, act) {
    this.button.textContent = `${word}: ${this.file.name}`;
    this.button.onclick = act;
  }

  progress(share) {
    this.bar.value = Math.round(share * 100);
    this.text.textContent = `${Math.round(share * 100)} %`;
  }

  close(word) {
    this.closed = true;
    this.text.textContent = word;
    this.bar.remove();
    this.button.remove();
  }

  refuse(sentence, again) {
    this.text.textContent = "";
    this.bar.hidden = true;
    this.fault ??= part("p", "errorlist");
    this.fault.textContent = sentence;
    this.element.insertBefore(this.fault, this.button);
    if (!again) return this.button.remove();
    this.#offer(this.controller.againValue, () => {
      this.fault.remove();
      this.fault = undefined;
      this.bar.hidden = false;
      this.#offer(this.controller.cancelValue, () => this.controller.withdraw(this));
      this.controller.again(this);
    });
  }
}

function part(name, className = "") {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
