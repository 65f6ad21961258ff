import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { VolumeFile } from "../environment/volumeFiles.ts";

/** The link that leads to the files as they are now, named as the kubelet names it. */
const DATA = "..data";

/**
 * Writes the files of a volume as the kubelet does: all into a new folder, to which one link is then moved. So a reader
 * sees either all files as they were or all as they are.
 *
 * @returns whether anything has changed
 */
export function writeVolume(folder: string, files: ReadonlyMap<string, VolumeFile>): boolean {
  const version = `..${fingerprint(files)}`;
  mkdirSync(folder, { recursive: true });
  const before = linkTarget(join(folder, DATA));
  if (before === version) return false;

  const next = join(folder, version);
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next);
  for (const [path, { data, mode }] of files) {
    const file = join(next, path);
    if (normalize(path) !== path || path.startsWith("..")) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data, { mode: 0o600 });
    chmodSync(file, mode);
  }
  replaceLink(join(folder, DATA), version);
  const names = new Set(readdirSync(next));
  for (const name of names) {
    if (linkTarget(join(folder, name)) === undefined)
      symlinkSync(join(DATA, name), join(folder, name));
  }
  for (const name of readdirSync(folder)) {
    const isOld = name.startsWith("..") ? name !== DATA && name !== version : !names.has(name);
    if (isOld) rmSync(join(folder, name), { recursive: true, force: true });
  }
  return true;
}

/** Makes a link lead elsewhere, at once. */
export function replaceLink(link: string, target: string): void {
  const draft = `${link}.next`;
  rmSync(draft, { force: true });
  symlinkSync(target, draft);
  renameSync(draft, link);
}

/** Returns where a link leads, or undefined for what is no link. */
export function linkTarget(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()
    ? readlinkSync(path)
    : undefined;
}

function fingerprint(files: ReadonlyMap<string, VolumeFile>): string {
  const hash = createHash("sha256");
  for (const path of [...files.keys()].sort()) {
    const { data, mode } = files.get(path) as VolumeFile;
    hash.update(JSON.stringify([path, mode, data.length])).update(data);
  }
  return hash.digest("hex").slice(0, 16);
}
