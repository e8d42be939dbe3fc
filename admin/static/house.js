// Shared by every coordinators' screen: the menu, toasts, dialogs. Asking before a post is web/app.js.
(() => {
  "use strict";

  // The menu stands open beside wide pages and closed above narrow ones.
  const menus = document.querySelectorAll("[data-menu]");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => menus.forEach((menu) => { menu.open = !narrow.matches; });
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
