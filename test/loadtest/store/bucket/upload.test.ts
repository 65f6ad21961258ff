import { appendFileSync } from "node:fs";
import { expect, test } from "vitest";
import { uploadOf } from "../../../../src/loadtest/store/bucket/upload.ts";
import { fileOf } from "./file.ts";

test("a log that grows while it is uploaded has the length that it had", async () => {
  const file = fileOf("abc", "worker.log");
  const { headers, body } = await uploadOf(file);
  appendFileSync(file, "def");
  expect(await new Response(body).text()).toBe("abc");
  expect(headers).toEqual({ "content-type": "text/plain; charset=utf-8", "content-length": "3" });
});

test("an empty file has an empty body", async () => {
  const { headers, body } = await uploadOf(fileOf(""));
  expect(body).toBe("");
  expect(headers["content-length"]).toBe("0");
});

test("a large file may take longer", async () => {
  const { milliseconds, body } = await uploadOf(fileOf("x".repeat(500_000)));
  await new Response(body).text();
  expect(milliseconds).toBe(61_000);
});
