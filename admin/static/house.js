// Shared by every coordinators' screen: one delegated listener asks before a form that cannot be undone.
(() => {
  "use strict";

  const asked = new WeakSet();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = form.dataset.ask;
    if (!question || asked.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    askFirst(question, () => { asked.add(form); form.requestSubmit(event.submitter); asked.delete(form); });
  }, true);

  function askFirst(question, go) {
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    text.id = "ask-text";
    text.textContent = question;
    dialog.setAttribute("aria-labelledby", "ask-text");
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    buttons.append(button("Yes, go on", "primary", () => { dialog.close(); go(); }), button("No, keep it", "", () => dialog.close()));
    dialog.append(text, buttons);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  function button(label, look, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.className = look;
    made.addEventListener("click", act);
    return made;
  }

  // The menu stands open beside wide pages and closed above narrow ones.
  const menu = document.querySelector("[data-menu]");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => { if (menu) menu.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();

  // Toasts leave after the seconds they name; a dialog's close buttons close it.
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open)?.showModal();
  });
  new MutationObserver((changes) => {
    for (const added of changes.flatMap((change) => [...change.addedNodes])) {
      if (added.dataset?.seconds) setTimeout(() => added.remove(), 1000 * Number(added.dataset.seconds));
    }
  }).observe(document.getElementById("toasts"), { childList: true });
})();
