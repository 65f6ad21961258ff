import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { AwsV4Signer } from "aws4fetch";
import { awsCredentials } from "../../../credentials/awsCredentials.ts";
import { expiring } from "../../../credentials/expiring.ts";
import { exchange } from "../../../http/exchange.ts";
import { contentsOf, textIn } from "../../../http/xml.ts";
import { contentType } from "../../contentType.ts";
import type { Bucket } from "./bucket.ts";
import { type S3Home, type S3Place, s3Home } from "./s3Home.ts";
import { type S3Asked, s3Problem } from "./s3Problem.ts";

/** Returns a bucket of S3, with credentials from where AWS' libraries look for them. */
export function s3Bucket(place: S3Place, env: NodeJS.ProcessEnv = process.env): Bucket {
  const { bucket } = place;
  let home: S3Home | undefined;
  const credentials = expiring(async () => awsCredentials((await find()).region, env));

  async function find(): Promise<S3Home> {
    home ??= await s3Home(place, env);
    return home;
  }

  async function send(
    action: S3Asked["action"],
    { key, query = "", file }: { key?: string; query?: string; file?: string },
  ): Promise<Readable | undefined> {
    const { base, region } = await find();
    const { from, accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const path = key === undefined ? "" : key.split("/").map(escaped).join("/");
    const { url, method, headers } = await new AwsV4Signer({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      url: `${base}/${path}${query}`,
      method: file === undefined ? "GET" : "PUT",
      headers: file === undefined ? {} : { "content-type": contentType(file) },
      region,
      service: "s3",
    }).sign();
    const answer = await exchange(url.href, {
      method,
      headers: Object.fromEntries(headers),
      ...(file !== undefined && { file }),
    });
    if (answer.ok) return answer.content;
    const said = await text(answer.content);
    if (answer.status === 404 && textIn(said, "Code") === "NoSuchKey") return undefined;
    const asked = { bucket, region, action, from, ...(key !== undefined && { key }) };
    throw s3Problem(asked, answer, said);
  }

  async function pages(query: Record<string, string>): Promise<string[]> {
    const texts: string[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const more = token === "" ? {} : { "continuation-token": token };
      const search = Object.entries({ "list-type": "2", ...query, ...more }).map(
        ([name, value]) => `${name}=${escaped(value)}`,
      );
      const content = await send("s3:ListBucket", { query: `?${search.join("&")}` });
      const page: string = content === undefined ? "" : await text(content);
      texts.push(page);
      token = textIn(page, "NextContinuationToken");
    }
    return texts;
  }

  return {
    url: `s3://${bucket}`,
    async put(key, file) {
      await send("s3:PutObject", { key, file });
    },
    get: (key) => send("s3:GetObject", { key }),
    async list(prefix) {
      const contents = (await pages({ prefix })).flatMap((text) => contentsOf(text, "Contents"));
      return contents.map((text) => ({
        key: textIn(text, "Key") ?? "",
        bytes: Number(textIn(text, "Size")),
      }));
    },
    async folders(prefix) {
      const texts = await pages({ prefix, delimiter: "/" });
      return texts
        .flatMap((text) => contentsOf(text, "CommonPrefixes"))
        .map((text) => textIn(text, "Prefix")?.slice(prefix.length, -1) ?? "");
    },
  };
}

/** Escapes as signatures do (RFC 3986), because some servers compare the signature with the URL as it was sent. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
