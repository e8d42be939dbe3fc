// Pages with new codes: print, and copy a link. Without this script one prints and copies by hand.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-print], [data-copy]")) button.hidden = false;

  const copy = async (field) => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // Plain HTTP has no clipboard of its own.
    }
  };

  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await copy(document.getElementById(button.dataset.copy));
    button.textContent = "Copied";
    document.querySelector(".copied").textContent = `${button.getAttribute("aria-label")}: done.`;
  });
})();
