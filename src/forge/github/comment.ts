import type { GithubClient } from "./client.ts";
import type { Outcome } from "./outcome.ts";
import { allPages } from "./pages.ts";
import type { Place } from "./place.ts";
import { commentText, type Reported } from "./previewText.ts";

interface Comment {
  id: number;
  author: string;
  body: string;
}

/** Returns whether the one comment of a cluster on a pull request had to be written. It is known by its mark and its author. */
export async function writeComment(
  client: GithubClient,
  place: Place,
  number: number,
  { cluster, previews }: Reported,
): Promise<Outcome<boolean>> {
  const mark = `<!-- understudy: ${cluster.replaceAll(/[^\w.-]/g, "-")} -->`;
  const body = `${mark}\n${commentText(cluster, previews)}`;
  const path = `/repos/${place.owner}/${place.name}/issues`;
  const author = await client.author(place);
  if (!author.ok) return author;
  const { items, outcome } = await allPages(
    client,
    place,
    `${path}/${number}/comments`,
    decodeComment,
  );
  if (!outcome.ok) return outcome;
  const own = items.find((one) => one.author === author.value && one.body.startsWith(mark));
  if (own !== undefined && own.body.replaceAll("\r\n", "\n") === body) {
    return { ok: true, value: false };
  }
  // A pull request that never had a preview is not told that it has none.
  if (own === undefined && previews.every(({ stage }) => stage === "ended")) {
    return { ok: true, value: false };
  }
  const written =
    own === undefined
      ? await client.write(place, "POST", `${path}/${number}/comments`, { body }, decodeComment)
      : await client.write(place, "PATCH", `${path}/comments/${own.id}`, { body }, decodeComment);
  return written.ok ? { ok: true, value: true } : written;
}

function decodeComment(json: unknown): Comment | undefined {
  const { id, user, body } = Object(json);
  if (typeof id !== "number") return undefined;
  return { id, author: String(user?.login ?? ""), body: typeof body === "string" ? body : "" };
}
