import { hasEnded, type PullReport } from "../previewReport.ts";
import type { GithubClient } from "./client.ts";
import type { Outcome } from "./outcome.ts";
import { allPages } from "./pages.ts";
import type { Place } from "./place.ts";
import { commentText } from "./previewText.ts";

interface Comment {
  id: number;
  author: string;
  /** Its text if it begins with the mark. Others are not kept: they may be long. */
  own: string | undefined;
}

/**
 * Makes the one comment of this name on a pull request say what is reported. It is known by its hidden mark and its
 * author. Returns whether it had to be written.
 */
export async function writeComment(
  client: GithubClient,
  place: Place,
  report: PullReport,
  name: string,
): Promise<Outcome<boolean>> {
  const mark = commentMark(name);
  const body = `${mark}\n${commentText(name, report.previews)}`;
  const issues = `/repos/${place.owner}/${place.name}/issues`;
  const ofPull = `${issues}/${report.number}/comments`;
  const author = await client.author(place);
  if (!author.ok) return author;
  const decode = (json: unknown) => decodeComment(json, mark);
  const { items, outcome } = await allPages(client, place, ofPull, decode);
  if (!outcome.ok) return outcome;
  const found = items.find((one) => one.author === author.value && one.own !== undefined);
  if (found?.own?.replaceAll("\r\n", "\n") === body) return { ok: true, value: false };
  // A pull request that never had a preview is not told that it has none.
  if (found === undefined && hasEnded(report)) return { ok: true, value: false };
  const what = `comment of ${place.repository}#${report.number}`;
  const change = { body: { body }, shown: { what, before: found?.own ?? "", after: body } };
  const request =
    found === undefined
      ? ({ method: "POST", path: ofPull, ...change } as const)
      : ({ method: "PATCH", path: `${issues}/comments/${found.id}`, ...change } as const);
  const written = await client.write(place, request, decode);
  return written.ok ? { ok: true, value: true } : written;
}

/** Returns the hidden mark that a comment of this name begins with. */
export function commentMark(name: string): string {
  return `<!-- understudy: ${name} -->`;
}

function decodeComment(json: unknown, mark: string): Comment | undefined {
  const { id, user, body } = Object(json);
  if (typeof id !== "number") return undefined;
  const isOwn = typeof body === "string" && body.startsWith(mark);
  return { id, author: String(user?.login ?? ""), own: isOwn ? body : undefined };
}
