import { isDeepStrictEqual } from "node:util";

/** What is written on the pull requests and commits of a repository; the newest first, except comments. */
export interface Reports {
  comments: Map<number, { id: number; user: { login: string }; body: string }[]>;
  statuses: Map<string, Record<string, unknown>[]>;
  deployments: Record<string, unknown>[];
  deploymentStatuses: Map<number, Record<string, unknown>[]>;
}

interface Asked {
  method: string;
  searchParams: URLSearchParams;
  body: Record<string, unknown>;
  login: string;
  /** Returns an id that nothing has. */
  id: () => number;
}

/** Returns what GitHub answers about comments, statuses and deployments, or undefined for other paths. */
export function answerReport(reports: Reports, path: string, asked: Asked): unknown {
  const { comments, statuses, deployments, deploymentStatuses } = reports;
  const { method, searchParams, body, login, id } = asked;
  const [first = "", second = "", third = ""] = path.split("/");
  if (first === "issues" && third === "comments") {
    const all = comments.get(Number(second)) ?? [];
    if (method === "GET") return all;
    const made = { id: id(), user: { login }, body: String(body.body) };
    comments.set(Number(second), [...all, made]);
    return made;
  }
  if (path === "issues/comments") {
    return [...comments].flatMap(([number, list]) =>
      list.map((one) => ({ ...one, issue_url: `https://api.github.com/issues/${number}` })),
    );
  }
  if (path.startsWith("issues/comments/") && method === "PATCH") {
    const comment = [...comments.values()].flat().find((one) => one.id === Number(third));
    return comment && Object.assign(comment, { body: String(body.body) });
  }
  if (first === "commits" && third === "statuses") return statuses.get(second) ?? [];
  if (first === "statuses") {
    statuses.set(second, [body, ...(statuses.get(second) ?? [])]);
    return body;
  }
  if (path === "deployments" && method === "GET") {
    const wanted = [searchParams.get("environment"), searchParams.get("task")];
    return deployments.filter(({ environment, task }) =>
      isDeepStrictEqual([environment, task], wanted),
    );
  }
  if (path === "deployments") {
    const made = { ...body, id: id(), sha: body.ref };
    deployments.unshift(made);
    return made;
  }
  if (first === "deployments" && third === "statuses") {
    const number = Number(second);
    const all = deploymentStatuses.get(number) ?? [];
    if (method === "GET") return all;
    const made: Record<string, unknown> = { ...body, id: id() };
    deploymentStatuses.set(number, [made, ...all]);
    if (made.state === "success" && made.auto_inactive !== false) replaceOlder(reports, number);
    return made;
  }
  return undefined;
}

/** Makes all other deployments of an environment inactive, as GitHub does unless it is told not to. */
function replaceOlder({ deployments, deploymentStatuses }: Reports, number: number): void {
  const environment = deployments.find(({ id }) => id === number)?.environment;
  for (const other of deployments) {
    if (other.id === number || other.environment !== environment) continue;
    const inactive = { id: 0, state: "inactive", description: "" };
    const before = deploymentStatuses.get(Number(other.id)) ?? [];
    deploymentStatuses.set(Number(other.id), [inactive, ...before]);
  }
}
