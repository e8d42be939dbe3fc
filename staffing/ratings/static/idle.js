// The questions on a unit's tablet: when nobody has touched it for a while, the next person gets the tiles.
"use strict";

(() => {
  const page = document.querySelector("[data-idle-to]");
  if (!page) return;
  const wait = 1000 * Number(page.dataset.idleSeconds);
  let leave = 0;
  const begin = () => {
    clearTimeout(leave);
    leave = setTimeout(() => location.replace(page.dataset.idleTo), wait);
  };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, begin, { passive: true });
  begin();
})();
