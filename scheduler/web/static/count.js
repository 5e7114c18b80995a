// How long posts become, while one types. The rules stand on the server (one for each network); without this script a
// button asks them. Screen readers hear only that something no longer fits, or fits again.
(() => {
  "use strict";
  if (window.studioCounts) return;
  window.studioCounts = true;

  const WAIT = 350;

  function show(box, counts) {
    const list = box.querySelector(".counts__list");
    list.replaceChildren(...counts.map((one) => {
      const row = document.createElement("li");
      row.textContent = one.sentence;
      row.classList.toggle("counts__much", !one.fits);
      return row;
    }));
    const much = counts.filter((one) => !one.fits).map((one) => one.sentence).join(" ");
    const status = box.querySelector("[role=status]");
    if (box.dataset.much !== much) status.textContent = much || (box.dataset.much ? "It fits everywhere again." : "");
    box.dataset.much = much;
  }

  async function ask(box, form, turn) {
    const answer = await fetch(box.dataset.count, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "error",
    });
    if (answer.ok && turn === box.turn) show(box, (await answer.json()).counts);
  }

  for (const box of document.querySelectorAll("[data-count]")) {
    const form = box.closest("form");
    let timer = 0;
    box.turn = 0;
    const button = box.querySelector("button");
    const offer = (needed) => { button.hidden = !needed; button.type = needed ? "submit" : "button"; };  // Enter saves
    offer(false);
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => ask(box, form, ++box.turn).catch(() => offer(true)), WAIT);
    };
    form.addEventListener("input", later);
    document.getElementById(box.dataset.of).addEventListener("focus", later, { once: true });
  }
})();
