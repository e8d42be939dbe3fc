// Long lists of checkboxes behind a summary: the summary says what is chosen, a search narrows the list.
"use strict";

(() => {
  const ENOUGH_TO_SEARCH = 12;

  function tell(fold) {
    const chosen = [...fold.querySelectorAll(":checked")].map((box) => box.closest("label").textContent.trim());
    fold.querySelector(".folded-chosen").textContent = chosen.join("; ") || fold.dataset.nothing;
  }

  function narrow(fold, words) {
    for (const label of fold.querySelectorAll("fieldset > label")) {
      label.hidden = !label.textContent.toLowerCase().includes(words.trim().toLowerCase());
    }
  }

  function show(fold) {
    const find = fold.querySelector(".folded-find");
    find.hidden = fold.querySelectorAll("fieldset > label").length < ENOUGH_TO_SEARCH;
    find.addEventListener("input", () => narrow(fold, find.value));
    find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    find.addEventListener("change", (event) => event.stopPropagation());  // a search changes no price
    fold.addEventListener("change", () => tell(fold));
    tell(fold);  // the browser may have restored ticks
  }

  document.querySelectorAll(".folded").forEach(show);
  document.addEventListener("htmx:oobAfterSwap", (event) => event.target.querySelectorAll(".folded").forEach(show));
})();
