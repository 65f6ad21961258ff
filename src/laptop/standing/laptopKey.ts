import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../../problem.ts";
import { keyFingerprint, newKey } from "../link/identity.ts";

/** Rights of anybody but the owner. */
const OTHERS = 0o077;

/** Returns the file of this machine's key: `~/.config/understudy/laptop.pem`. */
export function keyFile(): string {
  const { XDG_CONFIG_HOME } = process.env;
  return join(XDG_CONFIG_HOME || join(homedir(), ".config"), "understudy/laptop.pem");
}

/** Makes the key if it is not there, readable by its owner alone. Returns whether it was made. */
export function makeKey(file: string): boolean {
  if (existsSync(file)) return false;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const pem = newKey().export({ type: "pkcs8", format: "pem" });
  writeFileSync(file, pem, { mode: 0o600, flag: "wx" });
  return true;
}

/**
 * Reads the key.
 *
 * @throws {UserError} if it is not there, is none, or may be read by others
 */
export function readKey(file: string): KeyObject {
  const wrong = (what: string, fix: string) => new UserError([{ where: file, what, fix }]);
  if (!existsSync(file)) {
    throw wrong(
      "is not there, and the agent that the stack declares asks for this machine's key",
      'Make it with "understudy laptop-key", and have the stack name the fingerprint that it prints.',
    );
  }
  if (process.platform !== "win32" && (statSync(file).mode & OTHERS) !== 0) {
    throw wrong("may be read by others", `Run "chmod 600 ${file}".`);
  }
  try {
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // As a key of another kind.
  }
  throw wrong(
    "is no private key of Ed25519",
    'Remove it, and make one with "understudy laptop-key".',
  );
}

/** Returns the fingerprint by which stacks name a private key. */
export function fingerprintOfKey(key: KeyObject): string {
  return keyFingerprint(createPublicKey(key));
}
