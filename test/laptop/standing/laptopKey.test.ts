import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprintOfKey, makeKey, readKey } from "../../../src/laptop/standing/laptopKey.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "understudy-key-"));
  file = join(folder, "understudy/laptop.pem");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("is made once, for its owner alone, and keeps its fingerprint", () => {
  expect([makeKey(file), makeKey(file)]).toEqual([true, false]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const fingerprint = fingerprintOfKey(readKey(file));
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprintOfKey(readKey(file))).toBe(fingerprint);
});

test("is refused if it is not there, may be read by others, or is none", () => {
  expect(() => readKey(file)).toThrow("is not there");
  makeKey(file);
  chmodSync(file, 0o640);
  expect(() => readKey(file)).toThrow("may be read by others");
  chmodSync(file, 0o600);
  writeFileSync(file, "no key");
  expect(() => readKey(file)).toThrow("is no private key of Ed25519");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }));
  expect(() => readKey(file)).toThrow("is no private key of Ed25519");
});
