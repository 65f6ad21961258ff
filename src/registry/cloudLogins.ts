import { setTimeout } from "node:timers/promises";
import { expiring } from "../credentials/expiring.ts";
import { Pauses } from "../pauses.ts";
import type { CloudLogin } from "./cloudLogin.ts";
import { ecrLogin, ecrPlace } from "./ecrLogin.ts";
import { googleLogin, isOfGoogle } from "./googleLogin.ts";

/** How long one look-up waits for a cloud, in milliseconds. The registry has to answer in the rest of its time. */
const PATIENCE = 5_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** A place where a cloud gives logins. */
interface Cloud {
  name: string;
  login: (env: NodeJS.ProcessEnv) => Promise<CloudLogin>;
}

/** Logins that clouds give to whoever runs this program. Each is kept until it expires soon. */
export class CloudLogins {
  readonly #now: () => number;
  readonly #env: NodeJS.ProcessEnv;
  readonly #patience: number;
  readonly #logins = new Map<string, () => Promise<CloudLogin>>();
  readonly #pauses = new Pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);

  constructor(now: () => number, env: NodeJS.ProcessEnv, patience = PATIENCE) {
    this.#now = now;
    this.#env = env;
    this.#patience = patience;
  }

  /** Returns the login for a registry, a text that says why there is none, or undefined if it is of no cloud. */
  async of(host: string): Promise<CloudLogin | string | undefined> {
    const cloud = cloudOf(host);
    if (cloud === undefined) return undefined;
    const { name, login } = cloud;
    const reason = this.#pauses.reason(name, this.#now());
    if (reason !== undefined) return reason;
    const make = this.#logins.get(name) ?? expiring(() => login(this.#env), this.#now);
    this.#logins.set(name, make);
    const times = this.#pauses.times(name);
    const found = await this.#made(name, make);
    if (typeof found !== "string") this.#pauses.succeeded(name);
    // Of several questions at once, the first failure counts.
    else if (this.#pauses.times(name) === times) this.#pauses.failed(name, this.#now(), found);
    return found;
  }

  /** Forgets a login that a registry has refused: its owner may have got other rights, or another key. */
  refused(host: string): void {
    this.#logins.delete(cloudOf(host)?.name ?? "");
  }

  async #made(name: string, make: () => Promise<CloudLogin>): Promise<CloudLogin | string> {
    const answered = new AbortController();
    const silence = `${name} gave no login in ${this.#patience / 1000} s`;
    const silent = setTimeout(this.#patience, silence, { signal: answered.signal });
    try {
      return await Promise.race([make(), silent]);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      silent.catch(() => {});
      answered.abort();
    }
  }
}

function cloudOf(host: string): Cloud | undefined {
  if (isOfGoogle(host)) return { name: "Google Cloud", login: googleLogin };
  const place = ecrPlace(host);
  if (place === undefined) return undefined;
  const name = `ECR in ${place.region}${place.isFips ? " with FIPS" : ""}`;
  return { name, login: (env) => ecrLogin(place, env) };
}
