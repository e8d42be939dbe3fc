// The review by keyboard: rows answer to single keys, htmx swaps one row at a time, focus moves on.
(() => {
  "use strict";

  // A new row answers to keys from the moment it is seen.
  htmx.config.defaultSettleDelay = 0;

  const rows = document.querySelector("[data-review]");
  const reject = document.getElementById("reject");
  const swap = document.getElementById("swap");
  const keysOn = document.getElementById("keys-on");
  let current = null;
  let pending = null;

  const open = () => [...document.querySelectorAll("[data-row]")];

  function choose(row, focus = true) {
    current?.classList.remove("current");
    current = row;
    if (!row) return;
    row.classList.add("current");
    if (focus) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = open();
    const at = all.indexOf(current);
    choose(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  function submit(name) { current?.querySelector(`[data-do="${name}"]`)?.requestSubmit(); }

  function openReject(row) {
    choose(row, false);
    reject.querySelector("form").action = `${location.pathname}${row.dataset.row}/reject`;
    reject.querySelector("[name=reason]").value = "";
    reject.showModal();
  }

  function openSwap(row) {
    choose(row, false);
    htmx.ajax("GET", `${location.pathname}${row.dataset.row}/swap`, { target: "#swap-body" }).then(() => swap.showModal());
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => submit("approve"),
    l: () => submit("lock"),
    r: () => current && openReject(current),
    s: () => current && openSwap(current),
    u: () => [...document.querySelectorAll("[data-undo]")].pop()?.requestSubmit(),
    "?": () => document.getElementById("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keysOn.checked) return;
    if (swap.open && /^[1-9]$/.test(event.key) && !event.target.value) {
      event.preventDefault();
      swap.querySelectorAll("[data-swap] button:enabled")[Number(event.key) - 1]?.click();
      return;
    }
    if (event.target.closest("input, select, textarea, dialog")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  rows?.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "reject") openReject(row);
    else if (act === "swap") openSwap(row);
    else choose(row, false);
  });

  reject.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    reject.close();
    htmx.ajax("POST", form.action, {
      target: `#${current.id}`, swap: "outerHTML", values: Object.fromEntries(new FormData(form)), source: current,
    });
  });

  // Before a row is replaced, remember its place; afterwards whoever stands there is next.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    if (target.id?.startsWith("p-")) pending = { id: target.id, place: open().indexOf(target) };
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (!pending) return;
    const { id, place } = pending;
    pending = null;
    if (swap.open) swap.close();
    const all = open();
    choose(place < 0 ? all.find((row) => row.id === id) : all[Math.min(place, all.length - 1)]);
  });
  document.body.addEventListener("submit", (event) => {
    if (event.target.matches("[data-undo]")) setTimeout(() => event.target.closest(".toast").remove(), 300);
  });

  document.querySelectorAll("[data-auto] select, [data-auto] input[type=date]").forEach((field) => {
    field.addEventListener("change", () => field.form.requestSubmit());
  });

  keysOn.checked = localStorage.getItem("review-keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("review-keys", keysOn.checked ? "on" : "off"));

  const toast = document.getElementById("approved-toast");
  if (toast) {
    document.getElementById("toasts").append(toast.content.cloneNode(true));
    const clean = new URL(location.href);
    clean.searchParams.delete("approved");
    history.replaceState(null, "", clean);
  }
  if (open().length) choose(open()[0]);
})();
