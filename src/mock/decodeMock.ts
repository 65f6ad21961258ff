import { gunzipSync } from "node:zlib";

import { received, UserError } from "../problem.ts";
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
    return JSON.parse(gunzipSync(content).toString("utf8"));
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
