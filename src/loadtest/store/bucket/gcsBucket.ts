import type { Readable } from "node:stream";
import { json, text } from "node:stream/consumers";
import { expiring } from "../../../credentials/expiring.ts";
import { SCOPES } from "../../../credentials/googleSource.ts";
import { googleToken } from "../../../credentials/googleToken.ts";
import { type Asked, exchange } from "../../../http/exchange.ts";
import { failure } from "../../../http/request.ts";
import { contentType } from "../../contentType.ts";
import type { Bucket } from "./bucket.ts";

/** Names of IAM; `roles/storage.objectUser` has all of them. */
type Permission = "storage.objects.create" | "storage.objects.get" | "storage.objects.list";

interface Page {
  items?: { name: string; size: string }[];
  prefixes?: string[];
  nextPageToken?: string;
}

/**
 * Returns a bucket of Google Cloud Storage, with the application default credentials. `STORAGE_EMULATOR_HOST` means what
 * it means to Google's libraries.
 * https://docs.cloud.google.com/storage/docs/json_api/v1
 */
export function gcsBucket(bucket: string, env: NodeJS.ProcessEnv = process.env): Bucket {
  const base = env.STORAGE_EMULATOR_HOST ?? "https://storage.googleapis.com";
  const objects = `/storage/v1/b/${encodeURIComponent(bucket)}/o`;
  const credentials = expiring(() => googleToken(SCOPES.storage, env));

  async function send(
    permission: Permission,
    path: string,
    file?: string,
  ): Promise<Readable | undefined> {
    const { token, from } = await credentials();
    const authorization = `Bearer ${token}`;
    const asked: Asked =
      file === undefined
        ? { method: "GET", headers: { authorization } }
        : { method: "POST", headers: { authorization, "content-type": contentType(file) }, file };
    const { ok, status, content } = await exchange(base + path, asked);
    if (ok) return content;
    const said = messageIn(await text(content));
    if (
      status === 404 &&
      permission === "storage.objects.get" &&
      !/bucket does not exist/.test(said)
    ) {
      return undefined;
    }
    throw failure(status, problemOf(status, permission, from, said));
  }

  async function pages(query: Record<string, string>): Promise<Page[]> {
    const found: Page[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const search = new URLSearchParams({ ...query, ...(token !== "" && { pageToken: token }) });
      const content = await send("storage.objects.list", `${objects}?${search}`);
      const page: Page = content === undefined ? {} : Object(await json(content));
      found.push(page);
      token = page.nextPageToken;
    }
    return found;
  }

  return {
    url: `gs://${bucket}`,
    async put(key, file) {
      const search = new URLSearchParams({ uploadType: "media", name: key });
      await send("storage.objects.create", `/upload${objects}?${search}`, file);
    },
    get: (key) => send("storage.objects.get", `${objects}/${encodeURIComponent(key)}?alt=media`),
    async list(prefix) {
      const items = (await pages({ prefix })).flatMap(({ items = [] }) => items);
      return items.map(({ name, size }) => ({ key: name, bytes: Number(size) }));
    },
    async folders(prefix) {
      const found = await pages({ prefix, delimiter: "/" });
      return found
        .flatMap(({ prefixes = [] }) => prefixes)
        .map((path) => path.slice(prefix.length, -1));
    },
  };
}

function problemOf(status: number, permission: Permission, from: string, said: string): string {
  if (status === 404) return "there is no bucket of this name";
  if (status !== 401 && status !== 403) return `${said} (${permission}, credentials of ${from})`;
  // An object that is there is replaced, which is a deletion and a creation.
  const right = /storage\.\w+\.\w+/.exec(said)?.[0] ?? permission;
  return `the permission ${right} is missing (credentials of ${from}); the role roles/storage.objectUser has it. GCS says: ${said}`;
}

/** Returns what an answer says. Some are JSON, and that to a download is text. */
function messageIn(text: string): string {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text.slice(0, 300).trim();
  }
}
