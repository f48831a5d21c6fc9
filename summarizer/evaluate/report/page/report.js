"use strict";
(() => {
  const list = document.getElementById("list");

  function tables() {
    for (const table of document.querySelectorAll("table.sortable")) {
      const heads = [...table.tHead.rows[0].cells];
      heads.forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => sortRows(table, heads, column));
      });
    }
  }

  function sortRows(table, heads, column) {
    const down = heads[column].getAttribute("aria-sort") !== "descending";
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [key(row.cells[column]), row]);
    rows.sort(([a], [b]) => (down ? compare(b, a) : compare(a, b)));
    body.append(...rows.map(([, row]) => row));
  }

  // What is undefined comes last when the largest are first.
  function key(cell) {
    if (cell.dataset.value === undefined) return cell.textContent.trim();
    const value = cell.dataset.value === "" ? NaN : Number(cell.dataset.value);
    return Number.isNaN(value) ? -Infinity : value;
  }

  function compare(a, b) {
    if (typeof a === "string") return a.localeCompare(b, "en", { numeric: true });
    return a < b ? -1 : a > b ? 1 : 0;
  }

  const orders = {
    spread: (a, b) => b.dataset.spread - a.dataset.spread,
    worst: (a, b) => a.dataset.mean - b.dataset.mean,
    best: (a, b) => b.dataset.mean - a.dataset.mean,
    sources: (a, b) => b.dataset.sources - a.dataset.sources,
    id: (a, b) => compare(a.dataset.id, b.dataset.id),
  };

  function clusters() {
    const [sort, winner, find, open, shown] = ["sort", "winner", "find", "open", "shown"].map(
      (id) => document.getElementById(id),
    );
    const all = [...list.children];
    const texts = new Map();
    const text = (cluster) => {
      if (!texts.has(cluster)) texts.set(cluster, cluster.textContent.toLowerCase());
      return texts.get(cluster);
    };
    const visible = () => all.filter((cluster) => !cluster.hidden);

    function filter() {
      const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const cluster of all) {
        const won = !winner.value || cluster.dataset.winners.split(" ").includes(winner.value);
        cluster.hidden = !(won && wanted.every((word) => text(cluster).includes(word)));
      }
      tell();
    }

    function tell() {
      const count = visible().length;
      shown.textContent = `${count} of ${all.length} clusters shown`;
      open.textContent = visible().some((cluster) => !cluster.open)
        ? "Open all shown"
        : "Close all shown";
    }

    sort.addEventListener("change", () => list.append(...all.sort(orders[sort.value])));
    winner.addEventListener("change", filter);
    find.addEventListener("input", filter);
    open.addEventListener("click", () => {
      const opening = visible().some((cluster) => !cluster.open);
      visible().forEach((cluster) => (cluster.open = opening));
      tell();
    });
    const form = document.querySelector(".controls");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    filter();
  }

  tables();
  if (list) clusters();
})();
