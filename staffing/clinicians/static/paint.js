// Painting blocks with a thumb or a mouse: the first block decides free or not, the stroke carries it on.
// Without this file, and by keyboard, every block is an ordinary checkbox.
"use strict";

(() => {
  let stroke = null;

  function boxAt(x, y) {
    return document.elementFromPoint(x, y)?.closest("[data-paint] .cell")?.querySelector("input") ?? null;
  }

  document.addEventListener("pointerdown", (event) => {
    const box = event.target.closest?.("[data-paint] .cell")?.querySelector("input");
    if (!box || event.button !== 0) return;
    stroke = { table: box.closest("[data-paint]"), first: box, value: !box.checked, moved: false };
    if (event.target.hasPointerCapture?.(event.pointerId)) event.target.releasePointerCapture(event.pointerId);
  });

  document.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const box = boxAt(event.clientX, event.clientY);
    if (!box || box.closest("[data-paint]") !== stroke.table || (box === stroke.first && !stroke.moved)) return;
    if (!stroke.moved) {
      stroke.moved = true;
      stroke.first.checked = stroke.value;
    }
    box.checked = stroke.value;
  });

  // A stroke that ends where it began would also click its block and undo it.
  document.addEventListener("click", (event) => {
    if (stroke?.moved && event.target.closest("[data-paint] .cell")) event.preventDefault();
    stroke = null;
  }, true);

  document.addEventListener("pointerup", () => { setTimeout(() => { stroke = null; }, 0); });
  document.addEventListener("pointercancel", () => { stroke = null; });
})();
