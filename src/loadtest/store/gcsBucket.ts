import { ANSWER_MS, type Bucket, checked, contentOf } from "./bucket.ts";
import { expiring } from "./expiring.ts";

interface Page {
  items?: { name: string; size: string }[];
  prefixes?: string[];
  nextPageToken?: string;
}

/**
 * Returns a bucket of Google Cloud Storage, with a token of the metadata server: that of the ServiceAccount with Workload
 * Identity, or that of the node. `STORAGE_EMULATOR_HOST` and `GCE_METADATA_HOST` mean what they mean to Google's libraries.
 */
export function gcsBucket(bucket: string, env: NodeJS.ProcessEnv = process.env): Bucket {
  const url = `gs://${bucket}`;
  const base = env.STORAGE_EMULATOR_HOST ?? "https://storage.googleapis.com";
  const objects = `/storage/v1/b/${encodeURIComponent(bucket)}/o`;
  const token = expiring(() => metadataToken(env));

  async function send(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    const headers = { authorization: `Bearer ${(await token()).token}` };
    const signal = AbortSignal.timeout(ANSWER_MS);
    return checked(url, await fetch(base + path, { ...init, headers, signal }), codeIn);
  }

  async function pages(query: Record<string, string>): Promise<Page[]> {
    const found: Page[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const search = new URLSearchParams({ ...query, ...(token !== "" && { pageToken: token }) });
      const page: Page = Object(await (await send(`${objects}?${search}`))?.json());
      found.push(page);
      token = page.nextPageToken;
    }
    return found;
  }

  return {
    url,
    async put(key, content) {
      const search = new URLSearchParams({ uploadType: "media", name: key });
      const body = Buffer.from(content);
      await send(`/upload${objects}?${search}`, { method: "POST", body });
    },
    async get(key) {
      const response = await send(`${objects}/${encodeURIComponent(key)}?alt=media`);
      return response && contentOf(response);
    },
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

async function metadataToken(env: NodeJS.ProcessEnv): Promise<{ token: string; expires: number }> {
  const host = env.GCE_METADATA_HOST ?? "metadata.google.internal";
  const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`;
  const headers = { "metadata-flavor": "Google" };
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
  if (!response.ok) {
    throw new Error(`Google's metadata server gives no token: status ${response.status}`);
  }
  const { access_token, expires_in } = Object(await response.json());
  return { token: access_token, expires: Date.now() + expires_in * 1000 };
}

function codeIn(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text).error;
    return /bucket does not exist/i.test(message) ? "NoSuchBucket" : message;
  } catch {
    return undefined;
  }
}
