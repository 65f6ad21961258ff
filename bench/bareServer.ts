import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * The yardstick, a bare `node:http` server: `node bareServer.ts <file> <port> [<delay>]`. It answers every request with
 * the status, headers and bytes in the file. If a request has a body, it parses the body as JSON. With a delay in
 * milliseconds, each answer waits in a `setTimeout`.
 */
const [file = "", port, delay] = process.argv.slice(2);
const recorded: { status: number; headers: string[]; body: string } = JSON.parse(
  readFileSync(file, "utf8"),
);
const body = Buffer.from(recorded.body);

createServer((request, response) => {
  if (delay !== undefined) setTimeout(() => answer(response), Number(delay));
  else if (request.headers["content-length"] === undefined) answer(response);
  else readJson(request, () => answer(response));
}).listen(Number(port), "127.0.0.1");

function answer(response: ServerResponse): void {
  response.writeHead(recorded.status, recorded.headers);
  response.end(body);
}

function readJson(request: IncomingMessage, then: () => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    JSON.parse(Buffer.concat(chunks).toString());
    then();
  });
}
