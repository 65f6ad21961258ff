import { readFileSync } from "node:fs";
import { UserError } from "../../problem.ts";
import { apiOf } from "./place.ts";

/** A secret, read when it is needed: files of a Secret are renewed while the program runs. */
export type Secret = () => string;

/** Who asks: the owner of a token, or a GitHub App, which has a token for each account that has installed it. */
export type Identity = { token: Secret } | { app: { id: string; key: Secret } };

/** What one host of GitHub is asked with. Only hosts with an identity are asked, so that none learns another's token. */
export interface GithubHost {
  /** `github.com` */
  host: string;
  /** `https://api.github.com` */
  api: string;
  identity: Identity;
}

/**
 * Returns the host and identity that environment variables describe. GitHub Actions sets `GITHUB_SERVER_URL` and
 * `GITHUB_API_URL` by itself.
 *
 * @throws {UserError} if no identity is there, or more than one
 */
export function githubHost(env: NodeJS.ProcessEnv): GithubHost {
  const { host } = urlIn(env, "GITHUB_SERVER_URL") ?? { host: "github.com" };
  const api = urlIn(env, "GITHUB_API_URL")?.href.replace(/\/$/, "") ?? apiOf(host);
  const token = secretIn(env, "GITHUB_TOKEN");
  const key = secretIn(env, "GITHUB_APP_PRIVATE_KEY");
  const id = env.GITHUB_APP_ID;

  if (key !== undefined && id !== undefined) {
    // In GitHub Actions a token is always there; who names an App means the App.
    return { host, api, identity: { app: { id, key } } };
  }
  if (key !== undefined || id !== undefined) {
    const [there, absent] = key
      ? ["GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_ID"]
      : ["GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY or GITHUB_APP_PRIVATE_KEY_FILE"];
    throw mistake(there, `it is there without ${absent}`, `Set ${absent} too.`);
  }
  if (token !== undefined) return { host, api, identity: { token } };
  throw mistake(
    "GITHUB_TOKEN",
    "expected a token of GitHub, received nothing",
    "Set GITHUB_TOKEN or GITHUB_TOKEN_FILE, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY_FILE for a GitHub App.",
  );
}

/** Returns the secret of a variable, or of the file that the variable with `_FILE` names, or undefined if neither is set. */
export function secretIn(env: NodeJS.ProcessEnv, name: string): Secret | undefined {
  const file = env[`${name}_FILE`];
  if (file) {
    return () => {
      try {
        return readFileSync(file, "utf8").trim();
      } catch (error) {
        const { code } = Object(error);
        throw mistake(`${name}_FILE`, `${file} cannot be read (${code})`);
      }
    };
  }
  const value = env[name]?.trim();
  return value ? () => value : undefined;
}

function urlIn(env: NodeJS.ProcessEnv, name: string): URL | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (/^https?:/.test(text) && URL.canParse(text)) return new URL(text);
  throw mistake(name, "expected a URL such as https://github.example.com");
}

function mistake(where: string, what: string, fix?: string): UserError {
  return new UserError([{ where, what, fix }]);
}
