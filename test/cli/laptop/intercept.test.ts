import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { runHere } from "../inProcess.ts";
import { folderOf } from "../project.ts";

test("a local port that something else has is told before anything is made: the command would not get it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const port = String((server.address() as AddressInfo).port);
  const words = ["intercept", "payments", "--port", port, "--key", "ann", "--", "true"];
  const call = runHere(folderOf({}), ...words);
  expect(await call.ended).toBe(1);
  expect(call.stderr).toBe(
    `--port: port ${port} of this machine is taken.\n  End what listens there, or name another port.\n`,
  );
});
