import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryFolder } from "./memoryFolder.ts";
import { endProgram } from "./program.ts";
import { isRunning, type RunningProcess, startOf } from "./runningProcess.ts";

const PREFIX = "understudy-";
const OWNER = "owner.json";

/** A folder for one command's files, which only this user can read. */
export interface Session {
  folder: string;
  inMemory: boolean;
  /** Remembers a file, a link or an empty folder outside of the session's folder that ends with it. */
  remember(path: string): void;
  /** Removes the folder and all that was remembered. */
  remove(): void;
}

/** Who has a session, and what it has elsewhere. Holds paths alone. */
interface Owner extends RunningProcess {
  /** What it has outside, by path and inode. */
  outside: { path: string; inode: number }[];
}

/** Opens a session, and removes what sessions have left whose process is gone, their programs too. */
export function openSession(): Session {
  const { folder: place, inMemory } = memoryFolder();
  for (const one of new Set([place, tmpdir()])) removeLeftovers(one);
  const folder = mkdtempSync(join(place, PREFIX));
  const started = startOf(process.pid);
  const owner: Owner = { pid: process.pid, ...(started && { started }), outside: [] };
  const save = () => writeFileSync(join(folder, OWNER), JSON.stringify(owner), { mode: 0o600 });
  save();
  return {
    folder,
    inMemory,
    remember(path) {
      owner.outside.push({ path, inode: lstatSync(path).ino });
      save();
    },
    remove: () => removeSession(folder, owner),
  };
}

function removeLeftovers(place: string): void {
  for (const name of readdirSync(place).filter((name) => name.startsWith(PREFIX))) {
    const folder = join(place, name);
    const owner = readOwner(folder);
    if (owner === undefined || isRunning(owner)) continue;
    endProgram(folder);
    removeSession(folder, owner);
  }
}

/** Returns undefined for what is not a session of this user. */
function readOwner(folder: string): Owner | undefined {
  try {
    if (lstatSync(folder).uid !== process.getuid?.()) return undefined;
    return JSON.parse(readFileSync(join(folder, OWNER), "utf8"));
  } catch {
    return undefined;
  }
}

/** What was put in the place of something remembered stays, and so does a folder that is not empty. */
function removeSession(folder: string, { outside }: Owner): void {
  for (const { path, inode } of outside.toReversed()) {
    try {
      const found = lstatSync(path);
      if (found.ino !== inode) continue;
      if (found.isDirectory()) rmdirSync(path);
      else rmSync(path);
    } catch {
      // It is gone already, or has become somebody else's.
    }
  }
  rmSync(folder, { recursive: true, force: true });
}
