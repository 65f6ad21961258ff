import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** Writes the name, version and licence of every npm package that is contained in bundles. */
export function writeNotices(builds: { metafile: Metafile }[], root: string, file: string): void {
  const folders = builds.flatMap(({ metafile }) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs).flatMap(folderOf)),
  );
  const notices = [...new Set(folders)].map((folder) => noticeOf(join(root, folder))).sort();
  const head = "Understudy holds parts of these packages, each under its own licence.\n";
  writeFileSync(file, [head, ...new Set(notices)].join(`\n${"-".repeat(80)}\n`));
}

/** Returns `node_modules/ajv` for `node_modules/ajv/dist/core.js`, and nothing for one of our own files. */
function folderOf(input: string): string[] {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.slice(0, 1) ?? [];
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder)
    .filter((entry) => /^(licen[cs]e|notice)/i.test(entry))
    .map((entry) => readFileSync(join(folder, entry), "utf8").trim());
  return [`${name} ${version} (${license})\n`, ...texts].join("\n").concat("\n");
}
