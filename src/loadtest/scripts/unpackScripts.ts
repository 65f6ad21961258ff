import { unzipSync } from "fflate";
import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import { SCRIPTS_ARCHIVE } from "../places.ts";

/** Returns the files of a ConfigMap with scripts, by path: what Locust finds in the pods. */
export function unpackScripts({
  data = {},
  binaryData = {},
}: Pick<ConfigMap, "data" | "binaryData">): Map<string, Buffer> {
  const { [SCRIPTS_ARCHIVE]: archive, ...others } = binaryData;
  const packed = archive === undefined ? {} : unzipSync(Buffer.from(archive, "base64"));
  return new Map([
    ...Object.entries(data).map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]),
    ...Object.entries(others).map(([path, text]): [string, Buffer] => [
      path,
      Buffer.from(text, "base64"),
    ]),
    ...Object.entries(packed).map(([path, bytes]): [string, Buffer] => [path, Buffer.from(bytes)]),
  ]);
}

/** Returns the paths of these files, without unpacking them. */
export function scriptPaths({
  data = {},
  binaryData = {},
}: Pick<ConfigMap, "data" | "binaryData">): string[] {
  const { [SCRIPTS_ARCHIVE]: archive, ...others } = binaryData;
  const packed: string[] = [];
  const list = ({ name }: { name: string }) => packed.push(name) === 0;
  if (archive !== undefined) unzipSync(Buffer.from(archive, "base64"), { filter: list });
  return [...new Set([...Object.keys(data), ...Object.keys(others), ...packed])];
}
