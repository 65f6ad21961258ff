import { reportStyle } from "../../server/own/reportStyle.ts";

/** Style of the page of a comparison. */
export const style = /* css */ `
${reportStyle}
main table th[scope="row"] { font-family: var(--mono); white-space: normal; overflow-wrap: anywhere; min-width: 12rem; }
caption { text-align: left; padding: 0.4rem 0.6rem; font-size: 0.75rem; }
td > span:not(.away), td > b { display: block; font-size: 0.75rem; }
#changes td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
#changes th[scope="col"] { text-align: left; }
tr.differs th { font-weight: 650; }
.worse { color: var(--delete); } .better { color: var(--post); }
button[aria-pressed="true"] { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
@media print { .wide { overflow: visible; } th, td { white-space: normal; } tr { break-inside: avoid; } thead th { position: static; } }
`;

/** Filters the rows of the table. Without it the whole table is there. */
export const script = /* js */ `
const rows = [...document.querySelectorAll("#routes tbody tr")];
const filter = document.getElementById("filter");
const only = document.getElementById("only");
function show() {
  const words = filter.value.toLowerCase().split(" ").filter((word) => word !== "");
  const isOnly = only.getAttribute("aria-pressed") === "true";
  let shown = 0;
  for (const row of rows) {
    const name = row.querySelector("th").textContent.toLowerCase();
    row.hidden = !words.every((word) => name.includes(word)) || (isOnly && !row.classList.contains("differs"));
    if (!row.hidden) shown += 1;
  }
  document.getElementById("shown").textContent = shown === rows.length ? "" : shown + " of " + rows.length + " rows";
}
filter.addEventListener("input", show);
only.addEventListener("click", () => {
  only.setAttribute("aria-pressed", String(only.getAttribute("aria-pressed") !== "true"));
  show();
});
document.getElementById("toolbar").hidden = false;
`;
