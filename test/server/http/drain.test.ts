import { once } from "node:events";
import { createServer, get } from "node:http";
import { expect, test } from "vitest";

import { drain } from "../../../src/server/http/drain.ts";

test("what is still open after the timeout is cut off", async () => {
  const server = createServer(() => {
    // Never answers.
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const request = get({ host: "127.0.0.1", port });
  const failed = once(request, "error");
  await once(server, "request");
  await drain(server, 0, 20);
  expect(String(await failed.catch((error) => error))).toContain("socket hang up");
});
