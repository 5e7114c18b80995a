// Drag onto another day. Without this file everything works by the form "Move to…" on each date's own page.
"use strict";
(() => {
  const form = document.getElementById("drop");
  const fine = window.matchMedia("(pointer: fine)").matches;
  if (!form || !fine || document.body.classList.contains("looks")) return;
  const grid = document.querySelector(".cal--grid");
  const entries = grid ? grid.querySelectorAll(".cal__entry[data-ref]") : [];
  if (!entries.length) return;
  let dragged = null;

  const dayOf = (event) => (event.target instanceof Element ? event.target.closest(".cal__day[data-day]") : null);
  const mark = (day) => {
    grid.querySelectorAll(".cal__day--over").forEach((each) => each.classList.remove("cal__day--over"));
    if (day) day.classList.add("cal__day--over");
  };

  entries.forEach((entry) => {
    entry.draggable = true;
    entry.querySelectorAll("a").forEach((link) => { link.draggable = false; });
    entry.addEventListener("dragstart", (event) => {
      dragged = entry;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", entry.dataset.ref);
      entry.classList.add("cal__entry--dragged");
      grid.classList.add("cal--dragging");
    });
    entry.addEventListener("dragend", () => {
      dragged = null;
      entry.classList.remove("cal__entry--dragged");
      grid.classList.remove("cal--dragging");
      mark(null);
    });
  });
  grid.addEventListener("dragover", (event) => {
    const day = dayOf(event);
    if (!dragged || !day) return mark(null);
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    mark(day);
  });
  grid.addEventListener("drop", (event) => {
    const day = dayOf(event);
    if (!dragged || !day) return;
    event.preventDefault();
    if (day === dragged.closest(".cal__day")) return;
    form.elements.ref.value = dragged.dataset.ref;
    form.elements.day.value = day.dataset.day;
    form.submit();
  });
  document.querySelector(".drag-hint").hidden = false;
})();
