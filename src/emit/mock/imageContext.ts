import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readAsset } from "../../asset.ts";
import type { MockPods } from "../../campaign/mockPods.ts";
import { layOut } from "./documents.ts";
import { mockFile, mockFileName } from "./mockFile.ts";
import type { MockContext } from "./podObjects.ts";

/**
 * Writes the build context of an image into a folder, and replaces what the folder contained. Timestamps and
 * modes are fixed, whatever the umask is: the same content makes the same layers on every machine. `docker build` works
 * in this folder too.
 *
 * @returns the folder
 */
export function writeImageContext(folder: string, pods: MockPods, context: MockContext): string {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of imageFiles(pods, context)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, 0o644);
    utimesSync(file, 0, 0);
    // Writing a file changes the timestamp of its directory, so the directories are set again after each file.
    for (let directory = dirname(path); directory !== "."; directory = dirname(directory)) {
      chmodSync(join(folder, directory), 0o755);
      utimesSync(join(folder, directory), 0, 0);
    }
  }
  return folder;
}

function imageFiles(
  { config, mocks }: MockPods,
  context: MockContext,
): [path: string, content: string | Buffer][] {
  if (config.engine === "prism") {
    return [
      ["Dockerfile", readAsset("server/prism.Dockerfile")],
      ...layOut(context.documents ?? []).map(({ path, content }): [string, string] => [
        `documents/${path}`,
        content,
      ]),
    ];
  }
  return [
    ["Dockerfile", readAsset("server/Dockerfile")],
    ["engine/server.mjs", context.engineBundle?.() ?? ""],
    ...mocks.map((mock): [string, Buffer] => [`mock/${mockFileName(mock.config)}`, mockFile(mock)]),
  ];
}
