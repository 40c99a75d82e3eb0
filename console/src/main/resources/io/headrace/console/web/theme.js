// Before anything is drawn: the theme that was chosen here, or else the system's.
"use strict";
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem("headrace-theme");
  } catch (e) {
    // no storage: the system decides
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
