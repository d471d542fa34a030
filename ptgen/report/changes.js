"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  table.querySelectorAll("th").forEach((head, column) => {
    let down = false;
    head.addEventListener("click", () => {
      const body = table.tBodies[0];
      const key = (row) => row.cells[column].dataset;
      const order = (a, b) => {
        if (key(a).fen === undefined) return key(a).key.localeCompare(key(b).key, "zh-CN");
        const [x, y] = [BigInt(key(a).fen || "0"), BigInt(key(b).fen || "0")];
        return x < y ? -1 : x > y ? 1 : 0;
      };
      const rows = [...body.rows].sort((a, b) => (down ? order(b, a) : order(a, b)));
      down = !down;
      body.append(...rows);
    });
  });
}
