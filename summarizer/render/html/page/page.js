"use strict";
(() => {
  const pane = document.getElementById("articles");
  if (!pane) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const chosen = () => document.querySelector(".key:target");
  let waiting;

  // Beside the summary the articles scroll by themselves, below it they do not.
  function reveal(key) {
    const first = pane.querySelector(`.backs.${key.id}`);
    if (!first || chosen() || getComputedStyle(pane).position !== "sticky") return;
    const away = first.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    const top = pane.scrollTop + away - pane.clientHeight / 4;
    pane.scrollTo({ top, behavior: still.matches ? "auto" : "smooth" });
  }

  function later(key) {
    clearTimeout(waiting);
    waiting = setTimeout(reveal, 150, key);
  }

  for (const key of document.querySelectorAll(".key")) {
    const mark = key.querySelector(".mark");
    key.addEventListener("mouseenter", () => later(key));
    key.addEventListener("mouseleave", () => clearTimeout(waiting));
    key.addEventListener("focusin", () => later(key));
    if (!mark) continue;
    key.classList.add("quick");
    key.addEventListener("click", (event) => {
      if (event.target.closest("a") || String(getSelection())) return;
      mark.click();
    });
  }

  addEventListener("hashchange", () => {
    if (!chosen()) return;
    pane.scrollTop = 0;
    pane.focus({ preventScroll: true });
  });

  addEventListener("keydown", (event) => {
    const key = chosen();
    if (event.key !== "Escape" || !key) return;
    const bar = document.getElementById(`bar-${key.id}`);
    location.replace(bar.querySelector("a").hash);
    key.querySelector("a")?.focus({ preventScroll: true });
  });
})();
