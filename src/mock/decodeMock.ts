import { gunzipSync } from "node:zlib";

import type { Mock } from "../latency/plan.ts";
import { received, UserError } from "../problem.ts";

/**
 * The mock in a mock's file (see `src/mock/encodeMock.ts`, which writes it).
 *
 * @param where the file's name, for what the error says
 * @throws UserError when it is no such file, or one of a format that this server does not know
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
        fix: "Give the file that `npm run render` or `pulumi up` made for the service.",
      },
    ]);
  }
}
