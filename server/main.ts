import { readFileSync } from "node:fs";
import { basename } from "node:path";

import { received, UserError } from "../problem.ts";
import { decodeMock } from "./mockFile.ts";
import { startMockServer } from "./mockServer.ts";

/** Entry point of the mock's image: `node server.mjs <mock file>`. Listens at `PORT`, 8080 by default. */
async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  if (file === undefined) {
    throw new UserError([
      {
        where: "server",
        what: "expected a mock's file, received nothing",
        fix: "node server.mjs <mock file>",
      },
    ]);
  }
  const mock = decodeMock(read(file), basename(file));
  const server = await startMockServer(mock, { port: readPort(process.env.PORT) });
  log({
    event: "started",
    service: mock.service,
    port: server.port,
    routes: mock.table.routes.length,
  });

  const stop = async (signal: string) => {
    log({ event: "stopping", signal });
    await server.close();
    log({ event: "stopped" });
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof UserError ? error.message : error}\n`);
  process.exit(1);
});

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new UserError([{ where: file, what }]);
  }
}

function readPort(text = "8080"): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UserError([
    { where: "PORT", what: `expected a number from 0 to 65535, received ${received(text)}` },
  ]);
}

function log(entry: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}
