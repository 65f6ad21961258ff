import { once } from "node:events";
import type { Server } from "node:http";
import { messageOf } from "../../src/cluster/connection.ts";
import { secretIn } from "../../src/forge/github/credentials.ts";
import { webhookServer } from "../../src/forge/github/webhookServer.ts";
import { UserError } from "../../src/problem.ts";

const SECRET = "GITHUB_WEBHOOK_SECRET";

/**
 * Listens for GitHub's webhooks; each one that is signed calls `wake`.
 *
 * @throws {UserError} if there is no secret, or the port is taken
 */
export async function listenForWebhooks(port: number, wake: () => void): Promise<Server> {
  const secret = secretIn(process.env, SECRET);
  if (secret === undefined) {
    const what = "expected the secret of the webhook, received nothing";
    throw new UserError([{ where: SECRET, what, fix: `Set ${SECRET} or ${SECRET}_FILE.` }]);
  }
  const server = webhookServer(secret, wake);
  try {
    await once(server.listen(port), "listening");
  } catch (error) {
    throw new UserError([{ where: "--webhook", what: `cannot listen: ${messageOf(error)}` }]);
  }
  return server;
}
