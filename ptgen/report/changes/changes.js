"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  table.querySelectorAll("th button").forEach((button, column) => {
    let down = false;
    button.addEventListener("click", () => {
      const key = (row) => row.cells[column].dataset;
      const order = (a, b) => {
        if (key(a).fen === undefined) return key(a).key.localeCompare(key(b).key, "zh-CN");
        const [x, y] = [BigInt(key(a).fen), BigInt(key(b).fen)];
        return x < y ? -1 : x > y ? 1 : 0;
      };
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => (down ? order(b, a) : order(a, b))));
      for (const head of table.querySelectorAll("th")) head.removeAttribute("aria-sort");
      button.parentElement.setAttribute("aria-sort", down ? "descending" : "ascending");
      down = !down;
    });
  });
}
