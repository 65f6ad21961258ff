/** The colours of all pages, once for light and once for dark. */
export const colours = /* css */ `:root {
  color-scheme: light dark;
  --ground: #f7f6f3; --surface: #ffffff; --raised: #f1efeb;
  --ink: #1f2126; --muted: #5a5f6b; --line: #dedbd4; --edge: #84868f;
  --accent: #6d3b8f; --on-accent: #ffffff; --track: #e9e6e0;
  --get: #1d5f8a; --post: #2b6a3a; --put: #8a5200; --patch: #8a5200; --delete: #a3292f;
  --alert: #8f2327; --alert-ground: #fdeceb;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15161a; --surface: #1c1e23; --raised: #25282f;
    --ink: #e9e9ec; --muted: #a6abb7; --line: #33363f; --edge: #757b88;
    --accent: #caa6ea; --on-accent: #221430; --track: #34373f;
    --get: #84c1ec; --post: #86cf98; --put: #e9b668; --patch: #e9b668; --delete: #f39a9a;
    --alert: #ffb4b0; --alert-ground: #3d1f20;
  }
}
`;
