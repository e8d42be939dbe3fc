// Page glue that is not htmx's: the confirm dialog, focus on errors, CSRF for htmx, messages about failures.
"use strict";

(() => {
  const dialog = document.getElementById("confirm-dialog");
  let confirmed = null;

  function ask(source, onYes) {
    dialog.querySelector("#confirm-title").textContent = source.dataset.confirmTitle || "Are you sure?";
    dialog.querySelector("#confirm-text").textContent = source.dataset.confirm;
    dialog.querySelector("[data-confirm-accept]").textContent = source.dataset.confirmYes || "Yes";
    confirmed = onYes;
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const source = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!source.dataset.confirm || form.hasAttribute("data-confirmed")) {
      form.removeAttribute("data-confirmed");
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter;
    ask(source, () => {
      form.setAttribute("data-confirmed", "");
      form.requestSubmit(button);
    });
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    const source = event.detail.elt;
    if (!source.dataset?.confirm || source.tagName === "FORM") return;
    event.preventDefault();
    ask(source, () => event.detail.issueRequest(true));
  });

  dialog?.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-confirm-cancel]")) dialog.close();
    if (event.target.closest("[data-confirm-accept]")) {
      const go = confirmed;
      dialog.close();
      go?.();
    }
  });
  dialog?.addEventListener("close", () => { confirmed = null; });

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
  });

  function tell(text) {
    const line = document.createElement("p");
    line.className = "message message-error";
    line.textContent = text;
    document.getElementById("messages")?.replaceChildren(line);
  }
  document.addEventListener("htmx:responseError", (event) => {
    const reference = event.detail.xhr.getResponseHeader("X-Request-Id");
    const text = event.detail.xhr.status === 409
      ? "Someone acted on this before you did. Load the page again."
      : "That did not work. Please load the page again.";
    tell(reference ? `${text} (reference ${reference})` : text);
  });
  document.addEventListener("htmx:sendError", () => tell("No connection. Nothing was sent; please try again."));

  function focusOnErrors(root) {
    root.querySelector("[data-focus]")?.focus();
  }
  focusOnErrors(document);
  document.addEventListener("htmx:afterSettle", (event) => focusOnErrors(event.target));

  // A table that scrolls sideways must be reachable with the keyboard.
  function openScrollers(root) {
    for (const box of root.querySelectorAll(".table-scroll")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
  }
  openScrollers(document);
  document.addEventListener("htmx:afterSettle", (event) => openScrollers(event.target));

  document.addEventListener("click", (event) => {
    const menu = document.querySelector("details.who[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("details.who[open]");
    if (menu && event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
