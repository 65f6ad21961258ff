import { Pauses } from "../../pauses.ts";
import { UserError } from "../../problem.ts";
import { appToken } from "./appToken.ts";
import { Budget } from "./budget.ts";
import type { GithubHost, Secret } from "./credentials.ts";
import type { Answer } from "./exchange.ts";
import { type Failed, failed, type Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";

/** A token of an installation holds for an hour; it is renewed this long before. */
const EARLY_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

export interface Token {
  text: string;
  budget: Budget;
}

/** Sends one request with a token. */
export type Ask = (method: string, path: string, token: Token) => Promise<Answer | Failed>;

interface Installed extends Token {
  expires: number;
}

/** The tokens that one host is asked with. A token that was refused is not shown again before a pause. */
export class Tokens {
  readonly #host: GithubHost;
  readonly #ask: Ask;
  readonly #now: () => number;
  readonly #budget = new Budget();
  readonly #installed = new Map<string, Installed>();
  readonly #pauses = new Pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  #refused: string | undefined;

  constructor(host: GithubHost, ask: Ask, now: () => number) {
    this.#host = host;
    this.#ask = ask;
    this.#now = now;
  }

  /** Returns the token for a repository. */
  async of(place: Place): Promise<Outcome<Token>> {
    const { identity } = this.#host;
    try {
      if ("app" in identity) return await this.#ofInstallation(place, identity.app);
      return this.#written(identity.token);
    } catch (error) {
      if (error instanceof UserError) return failed(error.message);
      throw error;
    }
  }

  /** Notes that GitHub refused a token. Returns whether a new one can be had. */
  refused({ text }: Token, place: Place): boolean {
    const isApp = "app" in this.#host.identity;
    if (isApp) this.#installed.delete(place.owner);
    else this.#refused = text;
    const reason = "GitHub refused the token (401): it was revoked or has ended";
    this.#pauses.failed(isApp ? place.repository : "", this.#now(), reason);
    return isApp;
  }

  /** Notes that GitHub took a token. */
  taken(place: Place): void {
    this.#refused = undefined;
    this.#pauses.succeeded("app" in this.#host.identity ? place.repository : "");
  }

  /** Returns what is answered to the App as itself. */
  async #askAsApp(method: string, path: string): Promise<Answer | Failed> {
    const { identity } = this.#host;
    if (!("app" in identity)) return failed("there is no App");
    const jwt = await appToken(identity.app, this.#now());
    return jwt.ok ? this.#ask(method, path, { text: jwt.value, budget: this.#budget }) : jwt;
  }

  #written(secret: Secret): Outcome<Token> {
    const text = secret();
    if (!/^[!-~]+$/.test(text)) return failed("the token is empty, or no token");
    const waits = this.#pauses.waits("", this.#now());
    if (text === this.#refused && waits !== undefined) return failed(waits);
    return { ok: true, value: { text, budget: this.#budget } };
  }

  async #ofInstallation(place: Place, app: { id: string }): Promise<Outcome<Token>> {
    const now = this.#now();
    const { repository, owner, name } = place;
    const found = this.#installed.get(owner);
    if (found !== undefined && found.expires - now > EARLY_MS) return { ok: true, value: found };
    // After one refused token another one is made at once: somebody may have revoked the first.
    const waits =
      this.#pauses.times(repository) > 1 ? this.#pauses.waits(repository, now) : undefined;
    if (waits !== undefined) return failed(waits);
    const made = await this.#install(owner, name, found?.budget ?? new Budget(), app.id);
    if (made.ok) this.#installed.set(owner, made.value);
    else if (made.status !== undefined) this.#pauses.failed(repository, this.#now(), made.reason);
    return made;
  }

  async #install(
    owner: string,
    name: string,
    budget: Budget,
    id: string,
  ): Promise<Outcome<Installed>> {
    const found = await this.#askAsApp("GET", `/repos/${owner}/${name}/installation`);
    if ("ok" in found) return found;
    if (found.status === 404)
      return failed(`the App ${id} is not installed for ${owner}/${name}`, 404);
    if (found.status === 301) {
      return failed(
        `${owner}/${name} has another name now (301): write the new one into the annotation`,
        301,
      );
    }
    const installation = jsonOf(found)?.id;
    if (found.status !== 200 || typeof installation !== "number") return refusal(found, id);
    const made = await this.#askAsApp("POST", `/app/installations/${installation}/access_tokens`);
    if ("ok" in made) return made;
    const { token, expires_at } = Object(jsonOf(made));
    const expires = Date.parse(expires_at);
    if (made.status !== 201 || typeof token !== "string" || Number.isNaN(expires)) {
      return refusal(made, id);
    }
    return { ok: true, value: { text: token, expires, budget } };
  }
}

function refusal({ status }: Answer, id: string): Failed {
  const why = status === 401 ? ": check its id, its key and this machine's clock" : "";
  return failed(`GitHub gives the App ${id} no token (${status})${why}`, status);
}

function jsonOf({ text }: Answer): Record<string, unknown> | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}
