import { reportStyle } from "../../server/own/reportStyle.ts";

/** Style of the page. Every text has a contrast of at least 4.5 with its background. */
export const style = /* css */ `
${reportStyle}
details { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 0.5rem; }
summary { padding: 0.6rem 1rem; cursor: pointer; border-radius: 10px; }
summary:hover { background: var(--raised); }
summary span { display: block; margin-left: 1rem; color: var(--muted); font-size: 0.8125rem; overflow-wrap: anywhere; }
.body { padding: 0.25rem 1rem 1.25rem; font-size: 0.8125rem; }
.fail { color: var(--delete); } .pass { color: var(--post); } .undecided { color: var(--put); }
.not { color: var(--muted); }
.pair { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 3fr); gap: 1.25rem; align-items: start; }

svg { display: block; width: 100%; height: auto; }
svg.sign { display: inline-block; width: 24px; vertical-align: middle; }
figcaption { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.25rem 0 0 3.6rem; color: var(--muted); font-size: 0.75rem; }
svg text { fill: var(--muted); font-size: 11px; }
.y { text-anchor: end; } .x { text-anchor: middle; }
.grid { stroke: var(--line); fill: none; }
.target { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 3; fill: none; }
.measured { stroke: var(--accent); stroke-width: 2; fill: none; stroke-linejoin: round; }
.second { stroke: var(--get); stroke-width: 1.75; fill: none; stroke-linejoin: round; }
.most { stroke: var(--muted); stroke-width: 3; fill: none; }
.band { fill: var(--accent); fill-opacity: 0.22; stroke: none; }
.bars { fill: var(--accent); fill-opacity: 0.6; stroke: none; }
.allowed { fill: var(--track); stroke: var(--edge); }
.dot { fill: var(--accent); stroke: var(--surface); } .dot.open { fill: var(--surface); stroke: var(--accent); stroke-width: 2; }
.cross { stroke: var(--delete); stroke-width: 2.5; fill: none; }

@media (max-width: 52rem) { .pair { grid-template-columns: minmax(0, 1fr); } figcaption { margin-left: 0; } }
@media (forced-colors: active) { .band, .bars { fill: Highlight; } .measured, .second { stroke: Highlight; } .target, .cross { stroke: CanvasText; } }
@media print {
  .scroll { display: none !important; }
  .pair { display: block; }
  figure { max-width: 32rem; }
  section section, summary, figure { break-inside: avoid; }
}
`;
