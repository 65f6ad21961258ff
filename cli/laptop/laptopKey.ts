import {
  fingerprintOfKey,
  keyFile,
  makeKey,
  readKey,
} from "../../src/laptop/standing/laptopKey.ts";
import { defineCommand } from "../command/define.ts";
import type { Options, Values } from "../command/option.ts";

/** The file of this machine's key. */
export const KEY_FILE = {
  type: "string",
  placeholder: "file",
  completes: "file",
  description: "File of this machine's key (default: ~/.config/understudy/laptop.pem)",
} as const satisfies Options[string];

const options = {
  file: KEY_FILE,
  json: { type: "boolean", description: "Print one JSON object: file and fingerprint" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Prints the fingerprint of this machine's key, by which a stack's "understudy:laptops" let it join their agents. Makes the
    key if there is none: a file that only you can read, and that never leaves this machine.`,
  options,
  run: print,
});

async function print({ file = keyFile(), json }: Values<typeof options>): Promise<number> {
  if (makeKey(file)) console.error(`The key was made in ${file}.`);
  const fingerprint = fingerprintOfKey(readKey(file));
  console.log(json ? JSON.stringify({ file, fingerprint }) : fingerprint);
  return 0;
}
