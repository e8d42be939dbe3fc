// The week grid moves like a spreadsheet: arrows and Enter go from cell to cell, Ctrl+Enter saves.
"use strict";

(() => {
  const table = document.getElementById("week");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const fieldAt = (row, column) => rows[row]?.cells[column]?.querySelector("input") || null;

  function place(input) {
    const cell = input.closest("td");
    return [rows.indexOf(cell.parentElement), cell.cellIndex];
  }

  function step(input, down, across) {
    let [row, column] = place(input);
    for (;;) {
      row += down;
      column += across;
      if (row < 0 || row >= rows.length || column < 1 || column >= rows[0].cells.length) return;
      const next = fieldAt(row, column);
      if (next && next.offsetParent) {
        next.focus();
        next.select();
        return;
      }
    }
  }

  const moves = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0],
  };
  table.addEventListener("keydown", (event) => {
    const input = event.target;
    if (input.tagName !== "INPUT" || !(event.key in moves) || event.altKey) return;
    event.preventDefault();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      input.form.requestSubmit();
      return;
    }
    const [down, across] = moves[event.key];
    step(input, event.key === "Enter" && event.shiftKey ? -1 : down, across);
  });
  table.addEventListener("focusin", (event) => {
    if (event.target.tagName === "INPUT") event.target.select();
  });

  function addUp() {
    for (const row of rows) {
      let sum = 0;
      for (const cell of row.querySelectorAll("input, .past")) sum += Number(cell.value ?? cell.textContent) || 0;
      row.querySelector("[data-total]").textContent = sum || "";
    }
  }
  table.addEventListener("input", addUp);
  addUp();
  const first = table.querySelector('[aria-invalid="true"]') || table.querySelector("input");
  if (matchMedia("(pointer: fine)").matches) first?.focus();
})();
