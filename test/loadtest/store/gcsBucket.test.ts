import { expect, test } from "vitest";
import { gcsBucket } from "../../../src/loadtest/store/gcsBucket.ts";
import { type Answer, type Asked, startServer } from "./httpServer.ts";

async function bucketWith(answer: (asked: Asked) => Answer) {
  const metadata = await startServer(() => ({
    body: JSON.stringify({ access_token: "ya29", expires_in: 3600 }),
  }));
  const storage = await startServer(answer);
  const bucket = gcsBucket("reports", {
    GCE_METADATA_HOST: metadata.url.replace("http://", ""),
    STORAGE_EMULATOR_HOST: storage.url,
  });
  return { bucket, asked: storage.asked, metadata };
}

test("objects are put by the JSON API with the metadata server's token, which is asked for once", async () => {
  const { bucket, asked, metadata } = await bucketWith(() => ({ body: "{}" }));
  await bucket.put("shop/x/run.json", Buffer.from("{}"));
  await bucket.put("shop/x/stats.csv", Buffer.from(""));
  expect(asked[0]).toMatchObject({
    method: "POST",
    path: "/upload/storage/v1/b/reports/o?uploadType=media&name=shop%2Fx%2Frun.json",
    headers: { authorization: "Bearer ya29" },
    body: "{}",
  });
  expect(metadata.asked.map(({ headers }) => headers["metadata-flavor"])).toEqual(["Google"]);
});

test("lists are read to their last page", async () => {
  const { bucket } = await bucketWith(({ path }) => ({
    body: JSON.stringify(
      path.includes("pageToken=2")
        ? { items: [{ name: "b", size: "2" }], prefixes: ["shop/y/"] }
        : { items: [{ name: "a", size: "1" }], prefixes: ["shop/x/"], nextPageToken: "2" },
    ),
  }));
  expect(await bucket.list("")).toEqual([
    { key: "a", bytes: 1 },
    { key: "b", bytes: 2 },
  ]);
  expect(await bucket.folders("shop/")).toEqual(["x", "y"]);
});

test("an object that is not there is undefined, and a bucket that is not there an error", async () => {
  const error = (message: string) => ({
    status: 404,
    body: JSON.stringify({ error: { message } }),
  });
  const { bucket } = await bucketWith(({ method }) =>
    error(method === "GET" ? "No such object: a" : "The specified bucket does not exist."),
  );
  expect(await bucket.get("a")).toBeUndefined();
  await expect(bucket.put("a", Buffer.from(""))).rejects.toThrow("gs://reports: NoSuchBucket");
});
