import { gunzipSync } from "node:zlib";

import { received, UserError } from "../problem.ts";
import type { MockFile } from "./encodeMock.ts";
import type { Mock } from "./mock.ts";

/**
 * Reads a mock's file, which `encodeMock` wrote.
 *
 * @param where the file's name, for the error
 * @throws UserError if the content is not a mock's file, or has a format that this server does not know
 */
export function decodeMock(content: Buffer, where: string): Mock {
  const mock = parse(content, where);
  const format: unknown = mock?.table?.format;
  if (format === 1) return mock;
  throw new UserError([
    {
      where,
      what: `expected a compiled document of format 1, received ${format === undefined ? "none" : `format ${received(format)}`}`,
      fix: "Compile the document with the version of Understudy that this server is of.",
    },
  ]);
}

function parse(content: Buffer, where: string): Mock {
  try {
    const file: MockFile = JSON.parse(gunzipSync(content).toString("utf8"));
    return file?.integers === undefined ? file : restored(file);
  } catch (error) {
    throw new UserError([
      {
        where,
        what: `expected gzipped JSON: ${error instanceof Error ? error.message : String(error)}`,
        fix: "Give the file that `understudy render` or `pulumi up` made for the service.",
      },
    ]);
  }
}

/** Returns the mock of a file, with its bigints. */
function restored({ integers = [], ...mock }: MockFile): Mock {
  for (const way of integers) {
    // biome-ignore lint/suspicious/noExplicitAny: `encodeMock` has followed the same way.
    let holder: any = mock;
    for (const key of way.slice(0, -1)) holder = holder[key];
    const key = way.at(-1) ?? "";
    holder[key] = BigInt(holder[key]);
  }
  return mock;
}
