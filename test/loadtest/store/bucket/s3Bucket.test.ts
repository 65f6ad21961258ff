import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { FinalError } from "../../../../src/http/retry.ts";
import { s3Bucket } from "../../../../src/loadtest/store/bucket/s3Bucket.ts";
import { fileOf } from "../../../http/file.ts";
import { type Answer, type Asked, startServer } from "../../../http/httpServer.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };

async function bucketWith(answer: (asked: Asked) => Answer) {
  const { url, asked } = await startServer(answer);
  const place = { bucket: "reports", region: "eu-central-1", endpoint: `${url}/` };
  return { bucket: s3Bucket(place, KEYS), asked };
}

test("objects are put below the bucket's path, with a signature for the region", async () => {
  const { bucket, asked } = await bucketWith(() => ({}));
  await bucket.put("shop/a b/run.json", fileOf("{}"));
  expect(asked).toMatchObject([
    { method: "PUT", path: "/reports/shop/a%20b/run.json", body: "{}" },
  ]);
  expect(asked[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-central-1\/s3\/aws4_request, /,
  );
});

test("lists are read to their last page, with the characters that XML replaces", async () => {
  const { bucket, asked } = await bucketWith(({ path }) => ({
    body: path.includes("continuation-token=t%2F1")
      ? "<ListBucketResult><Contents><Key>b</Key><Size>2</Size></Contents></ListBucketResult>"
      : "<ListBucketResult><Contents><Key>a&amp;lt;</Key><Size>1</Size></Contents><NextContinuationToken>t/1</NextContinuationToken></ListBucketResult>",
  }));
  expect(await bucket.list("")).toEqual([
    { key: "a&lt;", bytes: 1 },
    { key: "b", bytes: 2 },
  ]);
  expect(asked.length).toBe(2);
});

test("folders are what follows the prefix up to the next slash", async () => {
  const { bucket } = await bucketWith(() => ({
    body: "<CommonPrefixes><Prefix>shop/x/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>shop/y/</Prefix></CommonPrefixes>",
  }));
  expect(await bucket.folders("shop/")).toEqual(["x", "y"]);
});

test("the key's characters are those of the signature's path", async () => {
  const { bucket, asked } = await bucketWith(() => ({}));
  await bucket.put("a+b/é/%20/100%/'(1)!*", fileOf(""));
  expect(asked[0]?.path).toBe("/reports/a%2Bb/%C3%A9/%2520/100%25/%27%281%29%21%2A");
});

test("a page is put as one that a browser opens", async () => {
  const { bucket, asked } = await bucketWith(() => ({}));
  await bucket.put("report.html", fileOf("<html>", "report.html"));
  expect(asked[0]?.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "content-length": "6",
  });
});

test("a region that the stack does not name is asked for once", async () => {
  const { url, asked } = await startServer(() => ({
    headers: { "x-amz-bucket-region": "eu-west-3" },
  }));
  const bucket = s3Bucket({ bucket: "reports", endpoint: url }, KEYS);
  await bucket.put("a", fileOf("1"));
  await bucket.put("b", fileOf("2"));
  expect(asked.map(({ method }) => method)).toEqual(["HEAD", "PUT", "PUT"]);
  expect(asked[1]?.headers.authorization).toContain("/eu-west-3/s3/aws4_request");
});

test("a temporary key is sent with its token", async () => {
  const { url, asked } = await startServer(() => ({ body: "content" }));
  const place = { bucket: "reports", region: "eu-west-1", endpoint: url };
  const content = await s3Bucket(place, { ...KEYS, AWS_SESSION_TOKEN: "t" }).get("a");
  expect(content && (await text(content))).toBe("content");
  expect(asked[0]?.headers["x-amz-security-token"]).toBe("t");
});

test("an object that is not there is undefined", async () => {
  const { bucket } = await bucketWith(() => ({ status: 404, body: "<Code>NoSuchKey</Code>" }));
  expect(await bucket.get("run.json")).toBeUndefined();
});

test("a refusal is final, names the bucket and the right, and has no secret", async () => {
  const body = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
  const { bucket } = await bucketWith(() => ({ status: 403, body }));
  await expect(bucket.put("x/run.json", fileOf(""))).rejects.toThrow(
    new FinalError(
      "the right s3:PutObject on arn:aws:s3:::reports/x/run.json is missing (credentials of the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY). S3 says: AccessDenied: Access Denied",
    ),
  );
});

test("a bucket that is not there is told to whoever reads", async () => {
  const body = "<Error><Code>NoSuchBucket</Code></Error>";
  const { bucket } = await bucketWith(() => ({ status: 404, body }));
  const expected = new FinalError("there is no bucket of this name");
  await expect(bucket.get("run.json")).rejects.toThrow(expected);
  await expect(bucket.list("")).rejects.toThrow(expected);
});

test("status 503 is an error that may pass", async () => {
  const { bucket } = await bucketWith(() => ({ status: 503, body: "<Code>SlowDown</Code>" }));
  const put = bucket.put("run.json", fileOf(""));
  await expect(put).rejects.not.toBeInstanceOf(FinalError);
});
