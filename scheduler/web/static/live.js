// Looks again by itself at what is going out. Without this file the page has its “Look again”.
(() => {
  "use strict";
  const EVERY = 2000;
  const shown = document.querySelector("[data-live]");
  if (!shown) return;

  const update = (fresh) => {
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const old = shown.querySelector(`[data-part="${part.dataset.part}"]`);
      if (old && old.innerHTML !== part.innerHTML) old.replaceChildren(...part.childNodes);
    }
  };

  const look = async () => {
    if (document.hidden) return true;
    const answer = await fetch(shown.dataset.live, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".live");
    if (!fresh) return false;
    update(fresh);
    return fresh.hasAttribute("data-live");
  };

  const again = () => setTimeout(() => look().then((more) => more && again(), again), EVERY);
  again();
})();
