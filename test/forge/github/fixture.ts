import type { Identity } from "../../../src/forge/github/credentials.ts";
import { LIMITS, type Limits } from "../../../src/forge/github/exchange.ts";
import { githubForge } from "../../../src/forge/github/githubForge.ts";
import { APP_ID, GithubServer } from "./githubServer.ts";

export const TOKEN: Identity = { token: () => "ghp_written" };

/** Returns a server of GitHub and a forge that asks it, with one clock. */
export async function githubFixture(
  identity: "app" | Identity = TOKEN,
  limits: Partial<Limits> = {},
) {
  const server = await new GithubServer().start();
  const waited: number[] = [];
  const forge = githubForge({
    hosts: [
      {
        host: "github.com",
        api: server.url,
        identity: identity === "app" ? { app: { id: APP_ID, key: () => server.key } } : identity,
      },
    ],
    limits: { ...LIMITS, ...limits },
    now: () => server.now,
    wait: async (milliseconds) => {
      waited.push(milliseconds);
      server.now += milliseconds;
    },
  });
  return { server, forge, waited };
}

export const MINUTE = 60_000;
