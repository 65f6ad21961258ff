import { AwsClient } from "aws4fetch";
import { awsCredentials } from "./awsCredentials.ts";
import { ANSWER_MS, type Bucket, checked, contentOf } from "./bucket.ts";
import { expiring } from "./expiring.ts";

export interface S3Place {
  bucket: string;
  region: string;
  /** Undefined: AWS' own. */
  endpoint?: string;
}

/** Returns a bucket of S3, with credentials from where AWS' libraries look for them. */
export function s3Bucket({ bucket, region, endpoint }: S3Place): Bucket {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const url = `s3://${bucket}`;
  // The bucket is part of the path: as part of the host's name, one with dots has no certificate.
  const base = `${(endpoint ?? `https://s3.${region}.${domain}`).replace(/\/$/, "")}/${bucket}`;
  const credentials = expiring(() => awsCredentials(region));

  async function send(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    // Tries are counted by `retried`.
    const client = new AwsClient({
      ...(await credentials()),
      ...{ region, service: "s3", retries: 0 },
    });
    const signal = AbortSignal.timeout(ANSWER_MS);
    return checked(url, await client.fetch(base + path, { ...init, signal }), codeIn);
  }

  async function pages(query: Record<string, string>): Promise<string[]> {
    const texts: string[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const more = token === "" ? {} : { "continuation-token": token };
      const search = new URLSearchParams({ "list-type": "2", ...query, ...more });
      const text: string = (await (await send(`?${search}`))?.text()) ?? "";
      texts.push(text);
      token = valuesOf(text, "NextContinuationToken")[0];
    }
    return texts;
  }

  return {
    url,
    async put(key, content) {
      await send(`/${pathOf(key)}`, { method: "PUT", body: Buffer.from(content) });
    },
    async get(key) {
      const response = await send(`/${pathOf(key)}`);
      return response && contentOf(response);
    },
    async list(prefix) {
      const contents = (await pages({ prefix })).flatMap((text) => contentsOf(text, "Contents"));
      return contents.map((text) => ({
        key: valuesOf(text, "Key")[0] ?? "",
        bytes: Number(valuesOf(text, "Size")[0]),
      }));
    },
    async folders(prefix) {
      const texts = await pages({ prefix, delimiter: "/" });
      return texts
        .flatMap((text) => contentsOf(text, "CommonPrefixes"))
        .map((text) => valuesOf(text, "Prefix")[0]?.slice(prefix.length, -1) ?? "");
    },
  };
}

function pathOf(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/");
}

function codeIn(text: string): string | undefined {
  return valuesOf(text, "Code")[0];
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Returns the texts of all elements of a name that have no elements in them. */
function valuesOf(xml: string, element: string): string[] {
  return contentsOf(xml, element).map((content) =>
    content.replace(/&(amp|lt|gt|quot|apos);/g, (all, name) => ENTITIES[name] ?? all),
  );
}

/** Returns the contents of all elements of a name. S3's answers nest no element in one of the same name. */
function contentsOf(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, "gs"));
  return [...found].map(([, content = ""]) => content);
}
