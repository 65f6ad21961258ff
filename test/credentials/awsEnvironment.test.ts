import { expect, test } from "vitest";
import { ofEnvironment } from "../../src/credentials/awsEnvironment.ts";

const FROM = "the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
const KEYS = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "s" };

test("keys of the environment stay valid", async () => {
  expect(await ofEnvironment(KEYS, "")).toEqual({
    accessKeyId: "AKIA1",
    secretAccessKey: "s",
    from: FROM,
  });
});

test("keys of a session have its token", async () => {
  expect(await ofEnvironment({ ...KEYS, AWS_SESSION_TOKEN: "t" }, "")).toMatchObject({
    sessionToken: "t",
  });
});

test.each([{}, { AWS_ACCESS_KEY_ID: "AKIA1" }, { ...KEYS, AWS_SECRET_ACCESS_KEY: "" }])(
  "%j is not enough",
  async (env) => {
    expect(await ofEnvironment(env, "")).toBe(`${FROM} (not set)`);
  },
);
