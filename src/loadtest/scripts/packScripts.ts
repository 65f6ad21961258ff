import { zipSync } from "fflate";
import type { Problem } from "../../problem.ts";
import { SCRIPTS_ARCHIVE } from "../places.ts";
import { type ScriptFile, scriptFiles } from "./scriptFiles.ts";

/** The scripts of a folder as the content of a ConfigMap. */
export interface PackedScripts {
  data: Record<string, string>;
  /** In base64. */
  binaryData: Record<string, string>;
  /** Paths of all files in the folder, in order. */
  files: string[];
  problems: Problem[];
}

/** Kubernetes takes no more in all values of a ConfigMap together, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** Zip has no dates before. It has no time zone either, so that the local one makes the same bytes everywhere. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * Packs a folder of scripts. Files that Kubernetes can keep under their own names stay as they are, because people read
 * and edit them in consoles. Those in folders, those with other names, and all of them if they are too large together, go
 * into one archive, which Locust's pods unpack before they start.
 */
export function packScripts(folder: string): PackedScripts {
  const { files, problems } = scriptFiles(folder);
  const paths = files.map(({ path }) => path);
  const fitting = files.filter(({ path }) => isConfigMapKey(path) && path !== SCRIPTS_ARCHIVE);
  const others = files.filter((file) => !fitting.includes(file));
  const packed = contentOf(fitting, others);
  if (sizeOf(packed) <= MOST_BYTES) return { ...packed, files: paths, problems };
  const smallest = contentOf([], files);
  const bytes = sizeOf(smallest);
  if (bytes <= MOST_BYTES) return { ...smallest, files: paths, problems };
  return { ...smallest, files: paths, problems: [...problems, tooLarge(folder, files, bytes)] };
}

/** Returns whether Kubernetes takes a text as a key of a ConfigMap. */
export function isConfigMapKey(text: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(text) && text !== "." && !text.startsWith("..");
}

function contentOf(plain: readonly ScriptFile[], archived: readonly ScriptFile[]) {
  const texts = plain.map(({ path, content }) => [path, textOf(content)] as const);
  const data = texts.filter((entry): entry is [string, string] => entry[1] !== undefined);
  const binary = plain
    .filter(({ content }) => textOf(content) === undefined)
    .map(({ path, content }) => [path, content.toString("base64")]);
  const archive = archived.length === 0 ? [] : [[SCRIPTS_ARCHIVE, archiveOf(archived)]];
  return {
    data: Object.fromEntries(data),
    binaryData: Object.fromEntries([...binary, ...archive]),
  };
}

function archiveOf(files: readonly ScriptFile[]): string {
  const entries = files.map(({ path, content }) => [path, content]);
  const archive = zipSync(Object.fromEntries(entries), { level: 9, mtime: NO_DATE });
  return Buffer.from(archive).toString("base64");
}

/** Returns the text whose UTF-8 a file is, or undefined if it is something else. */
function textOf(content: Buffer): string | undefined {
  const text = content.toString("utf8");
  return Buffer.from(text).equals(content) ? text : undefined;
}

function sizeOf({ data, binaryData }: Pick<PackedScripts, "data" | "binaryData">): number {
  const texts = Object.values(data).map((text) => Buffer.byteLength(text));
  const others = Object.values(binaryData).map((text) => Buffer.byteLength(text, "base64"));
  return [...texts, ...others].reduce((sum, bytes) => sum + bytes, 0);
}

function tooLarge(folder: string, files: readonly ScriptFile[], bytes: number): Problem {
  const largest = files.toSorted((a, b) => b.content.length - a.content.length).slice(0, 3);
  const named = largest.map(({ path, content }) => `${path} (${mebibytes(content.length)})`);
  return {
    where: folder,
    what: `a ConfigMap holds 1 MiB, and the packed scripts have ${mebibytes(bytes)}: ${named.join(", ")}`,
    fix: "Put large data files into Locust's image (images.locust), or into a volume of the workers (worker.volumes), and open them by their paths there.",
  };
}

function mebibytes(bytes: number): string {
  // Rounded up: "has 1 MiB of 1 MiB" would explain nothing.
  return `${Math.ceil((bytes / MOST_BYTES) * 100) / 100} MiB`;
}
