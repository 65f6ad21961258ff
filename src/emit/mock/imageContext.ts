import { readAsset } from "../../asset.ts";
import type { MockPods } from "../../campaign/mockPods.ts";
import { writeContext } from "../common/writeContext.ts";
import { layOut } from "./documents.ts";
import { mockFile, mockFileName } from "./mockFile.ts";
import type { MockContext } from "./podObjects.ts";

/** Writes the build context of an image into a folder, which it returns. */
export function writeImageContext(folder: string, pods: MockPods, context: MockContext): string {
  return writeContext(folder, imageFiles(pods, context));
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
