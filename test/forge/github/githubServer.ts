import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { jwtVerify } from "jose";
import { onTestFinished } from "vitest";
import { answerReport, type Reports } from "./githubReports.ts";

/** A pull request as GitHub's REST API has it. */
export type RawPull = ReturnType<typeof rawPull>;

export interface Repository extends Reports {
  id: number;
  name: string;
  pulls: RawPull[];
  files: Map<number, object[]>;
  timeline: Map<number, object[]>;
  permissions: Map<string, string>;
}

export interface Asked {
  method: string;
  path: string;
  token: string;
  /** Whether it came with an ETag. */
  isConditional: boolean;
  status: number;
}

/** A bad day: an answer in place of the right one, or undefined for the right one. */
export type BadDay = (request: IncomingMessage, response: ServerResponse) => "answered" | undefined;

export const APP_ID = "4711";

/**
 * Speaks the part of GitHub's REST API that the forge uses, until the test is over: pages by `Link`, an ETag for each token
 * and body (without `Link`, as GitHub's), the primary limit, tokens of an App, and what is written on pull requests. Other limits and failures are bad days.
 */
export class GithubServer {
  readonly repositories: Repository[] = [];
  readonly asked: Asked[] = [];
  readonly tokens = new Map([["ghp_written", "writer"]]);
  readonly key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
    type: "pkcs1",
    format: "pem",
  }) as string;
  limit = 5_000;
  remaining = 5_000;
  reset = 0;
  /** GitHub's clock, in milliseconds. */
  now = Date.parse("2026-11-27T12:00:00Z");
  badDay: BadDay = () => undefined;
  url = "";
  #minted = 0;
  #id = 1_000;

  /** @param host the address of this machine where it listens */
  async start(host = "127.0.0.1"): Promise<this> {
    this.reset = this.now / 1000 + 1800;
    const server = createServer(async (request, response) => {
      response.setHeader("date", new Date(this.now).toUTCString());
      const token = (request.headers.authorization ?? "").replace("Bearer ", "");
      const one: Asked = {
        method: request.method ?? "",
        path: request.url ?? "",
        token,
        isConditional: request.headers["if-none-match"] !== undefined,
        status: 0,
      };
      this.asked.push(one);
      response.on("finish", () => {
        one.status = response.statusCode;
      });
      if (this.badDay(request, response) === undefined)
        await this.#answer(request, response, token);
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    this.url = `http://${host}:${(server.address() as AddressInfo).port}`;
    return this;
  }

  add(name: string, pulls: RawPull[] = []): Repository {
    const repository: Repository = {
      id: ++this.#id,
      name,
      pulls,
      files: new Map(),
      timeline: new Map(),
      permissions: new Map(),
      comments: new Map(),
      statuses: new Map(),
      deployments: [],
      deploymentStatuses: new Map(),
    };
    this.repositories.push(repository);
    return repository;
  }

  /** Returns the statuses of all requests since the last call. */
  statuses(): number[] {
    return this.asked.splice(0).map(({ status }) => status);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", this.url);
    const body = request.method === "GET" ? {} : JSON.parse((await text(request)) || "{}");
    if (await this.#isApp(token)) return this.#answerApp(pathname, response);
    const login = this.tokens.get(token);
    if (login === undefined) return this.#json(response, 401, { message: "Bad credentials" });
    if (pathname === "/graphql") return this.#viewer(response, body, login);
    const [, by, rest = ""] =
      /^\/(repos\/[^/]+\/[^/]+|repositories\/\d+)(?:\/(.*))?$/.exec(pathname) ?? [];
    const found = this.repositories.find(
      ({ id, name }) => by?.toLowerCase() === `repos/${name}` || by === `repositories/${id}`,
    );
    if (found === undefined) return this.#json(response, 404, { message: "Not Found" });
    const answer = this.#of(found, request.method ?? "", rest, { searchParams, body, login });
    if (answer === undefined) return this.#json(response, 404, { message: "Not Found" });
    if (request.method !== "GET") {
      this.remaining--;
      return this.#json(response, request.method === "POST" ? 201 : 200, answer);
    }
    this.#page(request, response, { answer, token, id: found.id, rest, searchParams });
  }

  #page(
    request: IncomingMessage,
    response: ServerResponse,
    {
      answer,
      token,
      id,
      rest,
      searchParams,
    }: { answer: unknown; token: string; id: number; rest: string; searchParams: URLSearchParams },
  ): void {
    let shown = answer;
    if (Array.isArray(answer)) {
      const perPage = Number(searchParams.get("per_page") ?? 30);
      const page = Number(searchParams.get("page") ?? 1);
      shown = answer.slice((page - 1) * perPage, page * perPage);
      if (answer.length > page * perPage) {
        searchParams.set("page", String(page + 1));
        const next = `${this.url}/repositories/${id}/${rest}?${searchParams}`;
        response.setHeader("link", `<${this.url}/>; rel="first", <${next}>; rel="next"`);
      }
    }
    const hash = createHash("sha256").update(token).update(JSON.stringify(shown)).digest("hex");
    const etag = `W/"${hash}"`;
    if (request.headers["if-none-match"] === etag) {
      response.removeHeader("link");
      this.#limits(response);
      response.writeHead(304).end();
      return;
    }
    this.remaining--;
    response.setHeader("etag", etag);
    this.#json(response, 200, shown);
  }

  #of(
    repository: Repository,
    method: string,
    path: string,
    asked: { searchParams: URLSearchParams; body: Record<string, unknown>; login: string },
  ): unknown {
    const [first = "", second = "", third = ""] = path.split("/");
    const number = Number(second);
    const { pulls, timeline, files, permissions } = repository;
    if (path === "") return { id: repository.id, full_name: repository.name };
    if (path === "pulls") return pulls.filter(({ state }) => state === "open");
    if (first === "pulls" && third === "files") return files.get(number) ?? [];
    if (first === "pulls") return pulls.find((pull) => pull.number === number);
    if (first === "issues" && third === "timeline") return timeline.get(number) ?? [];
    if (first === "collaborators" && third === "permission") {
      const permission = permissions.get(second);
      return permission && { permission };
    }
    return answerReport(repository, path, { ...asked, method, id: () => ++this.#id });
  }

  /** GraphQL has a budget of its own, which is nearly used up here. */
  #viewer(response: ServerResponse, { query }: Record<string, unknown>, login: string): undefined {
    response.setHeader("x-ratelimit-resource", "graphql");
    const { remaining } = this;
    this.remaining = 1;
    if (query === "{ viewer { login } }")
      this.#json(response, 200, { data: { viewer: { login } } });
    else this.#json(response, 200, { errors: [{ message: "Parse error" }] });
    this.remaining = remaining;
  }

  #answerApp(path: string, response: ServerResponse): undefined {
    if (path.endsWith("/installation")) return this.#json(response, 200, { id: 7 });
    if (path !== "/app/installations/7/access_tokens") return this.#json(response, 404, {});
    const token = `ghs_minted${++this.#minted}`;
    this.tokens.set(token, "understudy[bot]");
    const expires_at = new Date(this.now + 3_600_000).toISOString();
    this.#json(response, 201, { token, expires_at });
  }

  async #isApp(token: string): Promise<boolean> {
    const currentDate = new Date(this.now);
    return jwtVerify(token, createPublicKey(this.key), { issuer: APP_ID, currentDate }).then(
      ({ payload: { iat = 0, exp = 0 } }) => exp - iat <= 600,
      () => false,
    );
  }

  #json(response: ServerResponse, status: number, body: unknown): undefined {
    this.#limits(response);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body));
  }

  #limits(response: ServerResponse): void {
    response.setHeader("x-ratelimit-limit", this.limit);
    response.setHeader("x-ratelimit-remaining", this.remaining);
    response.setHeader("x-ratelimit-reset", this.reset);
  }
}

const PUSHED = "2026-11-27T09:00:00Z";

/** Returns an open pull request of a branch in the repository itself. */
export function rawPull(number: number) {
  return {
    number,
    state: "open",
    draft: false,
    title: "never read",
    body: "What it does" as string | null,
    html_url: `https://github.com/shop/web/pull/${number}`,
    updated_at: "2026-11-27T10:00:00Z",
    labels: [{ name: "preview" }],
    head: {
      ref: `feature-${number}`,
      sha: createHash("sha1").update(String(number)).digest("hex"),
      repo: { id: 1, pushed_at: PUSHED } as { id: number; pushed_at: string } | null,
    },
    base: { ref: "main", repo: { id: 1 } },
  };
}

export function rawPulls(count: number): RawPull[] {
  return Array.from({ length: count }, (_, i) => rawPull(i + 1));
}
