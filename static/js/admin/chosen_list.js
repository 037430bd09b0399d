/* A list of chosen rows in Wagtail's admin: each can be removed, and Wagtail's own chooser adds several at once. */
{
  class ChosenListController extends window.StimulusModule.Controller {
    static targets = ["list", "row", "add", "empty", "status"];
    static values = { address: String };

    choose() {
      window.ModalWorkflow({
        url: this.addressValue,
        urlParams: { multiple: 1 },
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: (found) => this.add([].concat(found)) },
        trigger: this.addTarget,
      });
    }

    add(found) {
      const known = new Set([...this.listTarget.querySelectorAll("input")].map((input) => input.value));
      const added = found.filter(({ id }) => !known.has(String(id)));
      this.listTarget.append(...added.map((row) => this.rowFor(row)));
      this.changed(added.map(({ string }) => string));
      this.addTarget.focus();
    }

    rowFor({ id, string }) {
      const row = this.rowTarget.content.firstElementChild.cloneNode(true);
      row.querySelector("input").value = id;
      const name = row.querySelector("[data-name]");
      name.textContent = string;
      const button = row.querySelector("button");
      button.setAttribute("aria-label", `${button.textContent.trim()}: ${string}`);
      return row;
    }

    remove({ target }) {
      const row = target.closest("li");
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      this.changed([]);
      (next?.querySelector("button") ?? this.addTarget).focus();
    }

    changed(added) {
      this.emptyTarget.hidden = this.listTarget.children.length > 0;
      this.statusTarget.textContent = added.join(", ");
      this.listTarget.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  window.wagtail.app.register("chosen-list", ChosenListController);
}
