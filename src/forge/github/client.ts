import { Pauses } from "../../pauses.ts";
import { type Decode, nextIn, readJson, reasonOf } from "./answers.ts";
import type { GithubHost } from "./credentials.ts";
import { type Answer, exchange, type Limits } from "./exchange.ts";
import { type Failed, failed, type Outcome } from "./outcome.ts";
import { graphqlOf, type Place } from "./place.ts";
import { remember } from "./remember.ts";
import { type Token, Tokens } from "./tokens.ts";
import { WritePace } from "./writePace.ts";

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** What pauses beside repositories and kinds of changes, none of which has such a name. */
const HOST = "host";
const APP = "app";
/** The most answers that are kept for their ETags. */
const MOST_KEPT = 5_000;
/** The most tokens whose owners are kept. */
const MOST_AUTHORS = 100;

export interface Page<T> {
  value: T;
  /** Address of the next page. */
  next: string | undefined;
  /** Whether GitHub said that nothing has changed. */
  isKept: boolean;
}

interface Kept {
  /** GitHub makes an ETag for one token. https://github.com/github/docs/issues/34689 */
  token: string;
  etag: string;
  page: Page<unknown>;
}

interface Request {
  /** What pauses when this fails. */
  name: string;
  method: string;
  url: string;
  body?: unknown;
  /** Whether it changes something, so that it keeps a distance to others. */
  isChange?: boolean;
}

/** What changes something at GitHub. */
interface Change {
  method: "POST" | "PATCH";
  path: string;
  body: unknown;
  shown: ShownChange;
}

interface Sending extends Request {
  token: Token;
  etag?: string | undefined;
}

/** A change as people are shown it. */
export interface ShownChange {
  /** `comment of github.com/acme/payments#12` */
  what: string;
  before: string;
  after: string;
}

/** The reason of changes that were shown instead of made. */
export const NOT_MADE = "it was only shown";

export interface ClientOptions {
  limits: Limits;
  now: () => number;
  /** Waits for so many milliseconds. */
  wait: (milliseconds: number) => Promise<unknown>;
  /** Called in place of each change, which is then not made. */
  instead?(change: ShownChange): void;
  /** Called with what each answer says of the requests that are left. An App has as many for each account. */
  onBudget?(budget: GithubBudget): void;
}

/** Requests that GitHub allows in an hour, and those left in this one. */
export interface GithubBudget {
  host: string;
  limit: number;
  remaining: number;
}

/** Asks one host, one request at a time. */
export class GithubClient {
  readonly #host: GithubHost;
  readonly #options: ClientOptions;
  readonly #tokens: Tokens;
  readonly #kept = new Map<string, Kept>();
  readonly #pauses = new Pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  readonly #pace = new WritePace();
  readonly #authors = new Map<string, string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: GithubHost, options: ClientOptions) {
    this.#host = host;
    this.#options = options;
    const ask = (method: string, path: string, token: Token) =>
      this.#send({ name: APP, method, url: `${host.api}${path}`, token });
    this.#tokens = new Tokens(host, ask, options.now);
  }

  /**
   * Returns one page of an answer. The address is that of a page, or a path below the API.
   *
   * @param form what is made of the answer, where others make something else of that of the same address: what was made of
   * it is kept, and returned again while nothing has changed
   */
  async read<T>(
    place: Place,
    address: string,
    decode: Decode<T>,
    form = "",
  ): Promise<Outcome<Page<T>>> {
    const url = this.#urlOf(address);
    if (url === undefined) return failed(`${this.#host.host} names a page of another host`);
    return this.#oneByOne(() => this.#get(place, url, decode, form));
  }

  /** Sends what changes something. After a refusal, changes of its kind wait for a while in that repository. */
  async write<T>(
    place: Place,
    { method, path, body, shown }: Change,
    decode: Decode<T>,
  ): Promise<Outcome<T>> {
    const { instead } = this.#options;
    if (instead !== undefined) {
      instead(shown);
      return failed(NOT_MADE);
    }
    const kind = path.replaceAll(/\/[0-9a-f]*\d[0-9a-f]*/g, "/…");
    const name = `${place.repository} ${method} ${kind}`;
    const url = `${this.#host.api}${path}`;
    return this.#oneByOne(async () => {
      const answer = await this.#asked(place, { name, method, url, body, isChange: true });
      if ("ok" in answer) return answer;
      if (answer.status >= 300) return reasonOf(answer, this.#host.host);
      return readJson(answer, decode, this.#host.host);
    });
  }

  /** Returns the name that comments have as their author. Only GraphQL tells it to tokens of every kind. */
  async author(place: Place): Promise<Outcome<string>> {
    const { host, api } = this.#host;
    return this.#oneByOne(async () => {
      const token = await this.#tokens.of(place);
      if (!token.ok) return token;
      const known = this.#authors.get(token.value.text);
      if (known !== undefined) return { ok: true, value: known };
      const asked = { name: `${place.repository} viewer`, method: "POST", url: graphqlOf(api) };
      const answer = await this.#asked(place, {
        ...asked,
        body: { query: "{ viewer { login } }" },
      });
      if ("ok" in answer) return answer;
      if (answer.status !== 200) return reasonOf(answer, host);
      const login = (json: unknown) => textIn(Object(Object(json).data).viewer, "login");
      const read = readJson(answer, login, host);
      if (read.ok) remember(this.#authors, answer.token, read.value, MOST_AUTHORS);
      return read;
    });
  }

  async #get<T>(
    place: Place,
    url: string,
    decode: Decode<T>,
    form = "",
  ): Promise<Outcome<Page<T>>> {
    const { host } = this.#host;
    const keptAs = `${form} ${url}`;
    const kept = this.#kept.get(keptAs);
    const request = { name: place.repository, method: "GET", url };
    const answer = await this.#asked(place, request, kept);
    if ("ok" in answer) return answer;
    if (answer.status === 304 && kept !== undefined) {
      // A new page changes no ETag of the pages before it, so that only the new answer knows its address.
      const next = nextIn(answer.headers) ?? kept.page.next;
      return { ok: true, value: { ...(kept.page as Page<T>), next, isKept: true } };
    }
    if (answer.status === 301) return failed(await this.#newName(place, answer), 301);
    if (answer.status !== 200) return reasonOf(answer, host);
    const read = readJson(answer, decode, host);
    if (!read.ok) return read;
    const page = { value: read.value, next: nextIn(answer.headers), isKept: false };
    const etag = answer.headers.get("etag");
    if (etag) remember(this.#kept, keptAs, { token: answer.token, etag, page }, MOST_KEPT);
    return { ok: true, value: page };
  }

  /** Sends a request with the repository's token; once more with a new one if GitHub has refused it. */
  async #asked(
    place: Place,
    request: Request,
    kept?: Kept,
    isAgain = false,
  ): Promise<(Answer & { token: string }) | Failed> {
    const token = await this.#tokens.of(place);
    if (!token.ok) return token;
    const { text } = token.value;
    const etag = kept?.token === text ? kept.etag : undefined;
    const answer = await this.#send({ ...request, token: token.value, etag });
    if ("ok" in answer) return answer;
    if (answer.status !== 401) this.#tokens.taken(place);
    else if (this.#tokens.refused(token.value, place) && !isAgain) {
      return this.#asked(place, request, kept, true);
    }
    return { ...answer, token: text };
  }

  async #send(sent: Sending): Promise<Answer | Failed> {
    const { now, wait, limits } = this.#options;
    const { method, url, body, token, etag, name } = sent;
    const waits = [token.budget.blocked(now()), this.#waits(HOST), this.#waits(name)];
    const blocked = waits.find((one) => one !== undefined);
    if (blocked !== undefined) return failed(blocked);
    if (sent.isChange) {
      const distance = this.#pace.next(now());
      if (typeof distance === "string") return failed(distance);
      await wait(distance);
      this.#pace.sent(now());
    }
    const headers: Record<string, string> = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token.text}`,
      // GitHub refuses requests without it.
      "user-agent": "understudy",
      "x-github-api-version": "2022-11-28",
      ...(etag !== undefined && { "if-none-match": etag }),
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const answer = await exchange({ method, url, headers, body }, limits);
    if ("ok" in answer) {
      this.#pauses.failed(HOST, now(), answer.reason);
      return answer;
    }
    this.#pauses.succeeded(HOST);
    const isOver = token.budget.learn(answer, now());
    const { left } = token.budget;
    if (left !== undefined) this.#options.onBudget?.({ host: this.#host.host, ...left });
    if (isOver) {
      return failed(token.budget.blocked(now()) ?? "GitHub's limit is reached", answer.status);
    }
    // GitHub closes those out who go on with what it refuses.
    const isRefused = body !== undefined && answer.status >= 400 && answer.status !== 401;
    if (answer.status < 500 && !isRefused) this.#pauses.succeeded(name);
    else this.#pauses.failed(name, now(), reasonOf(answer, this.#host.host).reason);
    return answer;
  }

  #waits(name: string): string | undefined {
    return this.#pauses.waits(name, this.#options.now());
  }

  /** Asks where a repository has gone. */
  async #newName(place: Place, { headers }: Answer): Promise<string> {
    const url = this.#urlOf(headers.get("location") ?? "");
    const [repository] = /^.*?\/repositories\/\d+/.exec(url ?? "") ?? [];
    const unknown = `${place.repository} has another name now (301)`;
    if (repository === undefined) return unknown;
    const found = await this.#get(place, repository, (json) => textIn(json, "full_name"));
    if (!found.ok) return unknown;
    return `${place.repository} is ${place.host}/${found.value.value} now: write that into the annotation`;
  }

  #urlOf(address: string): string | undefined {
    if (address.startsWith("/")) return `${this.#host.api}${address}`;
    return address.startsWith(`${this.#host.api}/`) ? address : undefined;
  }

  /** Runs a request after all before it: GitHub asks for that, and it needs no other rule for bursts. */
  #oneByOne<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function textIn(json: unknown, name: string): string | undefined {
  const text = Object(json)[name];
  return typeof text === "string" ? text : undefined;
}
