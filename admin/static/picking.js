// Choosing one row of many by typing: an ARIA combobox (list autocomplete, first match taken by Enter or Tab).
(() => {
  "use strict";
  const PAUSE = 150;
  const parts = (box) => ({
    id: box.querySelector("input[type=hidden]"),
    text: box.querySelector("[role=combobox]"),
    list: box.querySelector("[role=listbox]"),
    status: box.querySelector("[role=status]"),
  });
  const boxOf = (event) => event.target.closest?.("[data-pick]");

  function close(box) {
    const { text, list } = parts(box);
    box.waiting?.abort();
    clearTimeout(box.pause);
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  }

  function activate(box, option) {
    const { text, list } = parts(box);
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    text.setAttribute("aria-activedescendant", option.id);
  }

  function choose(box, option) {
    const { id, text, status } = parts(box);
    id.value = option.dataset.id;
    text.value = option.dataset.name;
    status.textContent = `${option.dataset.name} chosen.`;
    close(box);
    id.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function drawn(row, number, text) {
    const option = document.createElement("li");
    option.id = `${text.id}-${number}`;
    option.role = "option";
    option.ariaSelected = "false";
    Object.assign(option.dataset, { id: row.id, name: row.name });
    option.append(row.name);
    if (row.hint) {
      const hint = document.createElement("small");
      hint.textContent = row.hint;
      option.append(" ", hint);
    }
    return option;
  }

  function show(box, { rows, more }) {
    const { text, list, status } = parts(box);
    list.replaceChildren(...rows.map((row, number) => drawn(row, number, text)));
    list.hidden = rows.length === 0;
    text.setAttribute("aria-expanded", String(rows.length > 0));
    status.textContent = rows.length ? `${more ? "More than " : ""}${rows.length} fit.` : "Nothing fits.";
    box.classList.toggle("nothing", rows.length === 0);
    if (rows.length) activate(box, list.firstElementChild);
  }

  async function search(box) {
    box.waiting?.abort();
    box.waiting = new AbortController();
    const { id, text } = parts(box);
    const typed = id.value ? "" : text.value;
    try {
      const answer = await fetch(`${box.dataset.pick}&q=${encodeURIComponent(typed)}`, { signal: box.waiting.signal });
      if (answer.ok && document.activeElement === text) show(box, await answer.json());
    } catch (fault) {
      if (fault.name !== "AbortError") parts(box).status.textContent = "No connection; try again.";
    }
  }

  document.addEventListener("input", (event) => {
    const box = boxOf(event);
    if (!box || event.target.role !== "combobox") return;
    parts(box).id.value = "";
    clearTimeout(box.pause);
    box.pause = setTimeout(() => search(box), PAUSE);
  });

  document.addEventListener("keydown", (event) => {
    const box = boxOf(event);
    if (!box) return;
    const { list } = parts(box);
    const active = list.hidden ? null : list.querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!active) { search(box); return; }
      const next = event.key === "ArrowDown" ? active.nextElementSibling : active.previousElementSibling;
      activate(box, next ?? (event.key === "ArrowDown" ? list.firstElementChild : list.lastElementChild));
    } else if (active && (event.key === "Enter" || event.key === "Tab")) {
      if (event.key === "Enter") event.preventDefault();
      choose(box, active);
    } else if (active && event.key === "Escape") {
      event.preventDefault();
      close(box);
    }
  });

  // The mouse must not take the focus from the text box before the click has chosen.
  document.addEventListener("mousedown", (event) => {
    if (boxOf(event) && event.target.closest("[role=listbox]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const box = boxOf(event);
    if (!box) return;
    const option = event.target.closest("[role=option]");
    if (option) choose(box, option);
    else if (event.target.role === "combobox" && parts(box).list.hidden) search(box);
  });
  document.addEventListener("focusout", (event) => {
    const box = boxOf(event);
    if (box) close(box);
  });
})();
