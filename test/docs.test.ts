import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGES = [
  "README.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

it.each(PAGES)("%s links to files and headings that exist", (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, path = "", heading]) => {
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, target))) return true;
    return heading !== undefined && !headingsOf(target).includes(heading);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

it.each(PAGES)("%s names files of the project that exist", (page) => {
  const paths = [...read(page).matchAll(/`((?:src|test|cli|components|scripts)\/[\w./-]+)`/g)];
  const missing = paths.filter(([, path = ""]) => !existsSync(join(ROOT, path)));
  expect(missing.map(([, path]) => path)).toEqual([]);
});

function read(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

/** The anchors that GitHub makes of a page's headings. */
function headingsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
