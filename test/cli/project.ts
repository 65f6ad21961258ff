import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder with these files, removed after the test. */
export function folderOf(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "understudy-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  return folder;
}

export function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Writes a file like many editors: a new file replaces the old one. */
export function replace(folder: string, path: string, text: string): void {
  write(folder, `${path}~`, text);
  renameSync(join(folder, `${path}~`), join(folder, path));
}

/** A stack file with these services, each with its document in `specs/`. */
export function stackOf(...services: string[]): string {
  return `config:
  understudy:kubeContext: kind-test
  understudy:defaults: { registry: none, delivery: configMap, istio: none }
  understudy:services:
${services.map((name) => `    - { name: ${name}, spec: specs/${name}.yaml }\n`).join("")}`;
}

/** A document with one GET route for each path, each answering with \`answer\`. */
export function documentOf(paths: string[], answer = "hello"): string {
  const operation = {
    responses: { 200: { description: "ok", content: { "text/plain": { example: answer } } } },
  };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Shop", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, { get: operation }])),
  });
}
