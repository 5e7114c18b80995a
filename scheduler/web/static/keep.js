// What was typed into one form is not lost by pressing a button of another: the browser asks first.
(() => {
  "use strict";
  let sent = null;
  const typed = (form) => [...form.querySelectorAll("input[type=text], textarea")].some((one) => one.value !== one.defaultValue);
  document.addEventListener("submit", (event) => { sent = event.target; });
  window.addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-keep]")].some((form) => form !== sent && typed(form))) event.preventDefault();
  });
})();
