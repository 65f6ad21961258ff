import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { ecrLogin, ecrPlace } from "../../src/registry/ecrLogin.ts";
import type { Login } from "../../src/registry/logins.ts";
import { Registries } from "../../src/registry/registries.ts";
import { fileWith, NO_PROFILE } from "../credentials/files.ts";
import { ACCOUNT_ID, isMotoThere, type Moto, REGION, startMoto } from "../e2e/moto.ts";
import { startServer } from "../http/httpServer.ts";
import { reachHosts } from "./reachHosts.ts";
import { HAS_REGISTRY, startRegistry } from "./realRegistry.ts";

test.each([
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1", false],
  ["123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", true],
  ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1", false],
  ["123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1", false],
])("%s is in %s", (host, region, isFips) => {
  expect(ecrPlace(host)).toEqual({ region, isFips });
});

test.each([
  "public.ecr.aws",
  "dkr.ecr.eu-west-1.amazonaws.com",
  "123456789012.dkr.ecr.eu-west-1.amazonaws.com.example.com",
  "123456789012.dkr.ecr.eu-west-1.amazonaws.com:443",
])("%s is no private registry of ECR", (host) => {
  expect(ecrPlace(host)).toBeUndefined();
});

describe("a refusal of AWS is told with its reason and whose credentials they were", () => {
  const told = "ECR gives no token to the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  test.each([
    [
      400,
      '{"__type":"AccessDeniedException","Message":"not authorized"}',
      "(ecr:GetAuthorizationToken): not authorized",
    ],
    [
      400,
      '{"__type":"ExpiredTokenException","message":"expired"}',
      "(ecr:GetAuthorizationToken): expired",
    ],
    [503, "<html>", "(ecr:GetAuthorizationToken): status 503"],
    [200, "{}", undefined],
  ])("%i %s", async (status, body, reason) => {
    const { url } = await startServer(() => ({ status, body }));
    const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "s", AWS_ENDPOINT_URL: url };
    const text = reason === undefined ? told.replace("gives", "gave") : `${told} ${reason}`;
    await expect(ecrLogin({ region: REGION, isFips: false }, keys)).rejects.toThrow(
      new Error(text),
    );
  });
});

test.each([
  [{ region: "eu-west-1", isFips: false }, "https://api.ecr.eu-west-1.amazonaws.com/"],
  [{ region: "us-east-1", isFips: true }, "https://ecr-fips.us-east-1.amazonaws.com/"],
  [{ region: "cn-north-1", isFips: false }, "https://api.ecr.cn-north-1.amazonaws.com.cn/"],
])("the token for %j is asked for at %s", async (place, url) => {
  const { url: server, asked } = await startServer(() => ({ status: 503 }));
  reachHosts({ [new URL(url).hostname]: new URL(server).host });
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "s" };
  await expect(ecrLogin(place, keys)).rejects.toThrow("status 503");
  expect(asked.map(({ headers }) => headers.host)).toEqual([new URL(url).hostname]);
});

const HOST = `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com`;
const IMAGE = `${HOST}/team/payments:pr-12`;

/** Moto's tokens are the name and the password of this user. */
const USER = {
  username: "AWS",
  password: `${ACCOUNT_ID}-auth-token`,
  hash: "$2y$05$abcdefghijklmnopqrstuu/4ofrUS75HrKu6f.iuRo0I/XlrmpqlC",
};

describe.runIf(HAS_REGISTRY && isMotoThere)(
  "ECR, for which moto and Docker's registry stand (skipped without moto_server, docker-registry and openssl)",
  () => {
    let moto: Moto;

    beforeAll(async () => {
      moto = await startMoto();
    });

    afterAll(() => moto.stop());

    it("is asked with a token for the role of the ServiceAccount, whose signature and rights count", async () => {
      const { digest, lookUp } = await asRole("reader", "ecr:GetAuthorizationToken");
      expect(await lookUp(IMAGE)).toEqual({ state: "found", digest });
      expect(await lookUp(`${HOST}/team/payments:pr-13`)).toEqual({ state: "absent" });
    });

    it("is asked with one after a pull secret that it refuses, such as a token of yesterday", async () => {
      const { digest, lookUp } = await asRole("second", "ecr:GetAuthorizationToken");
      const old = { place: HOST, username: "AWS", password: "of yesterday" };
      expect(await lookUp(IMAGE, [old])).toEqual({ state: "found", digest });
    });

    it("answers nothing from which something may be concluded if the role may not have one", async () => {
      const { lookUp } = await asRole("stranger", "s3:GetObject");
      expect(await lookUp(IMAGE)).toEqual({
        state: "unknown",
        reason: `${HOST} wants a login, and no pull secret of the origin has one for it; ECR gives no token to the role of the ServiceAccount, arn:aws:iam::${ACCOUNT_ID}:role/stranger (ecr:GetAuthorizationToken): status 403`,
      });
    });

    /** Starts a registry at ECR's name, and returns what a role finds there that has one right. */
    async function asRole(role: string, right: string) {
      const { host, digest } = await startRegistry("basic", USER);
      reachHosts({ [HOST]: host });
      await iam({ Action: "CreateRole", RoleName: role, AssumeRolePolicyDocument: "{}" });
      const Statement = [{ Effect: "Allow", Action: right, Resource: "*" }];
      const policy = JSON.stringify({ Version: "2012-10-17", Statement });
      const put = { Action: "PutRolePolicy", PolicyName: "rights", PolicyDocument: policy };
      await iam({ ...put, RoleName: role });
      const env = {
        ...NO_PROFILE,
        AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT_ID}:role/${role}`,
        AWS_WEB_IDENTITY_TOKEN_FILE: fileWith("jwt"),
        AWS_ENDPOINT_URL_STS: moto.endpoint,
        AWS_ENDPOINT_URL_ECR: moto.endpoint,
      };
      const registries = new Registries({ now: Date.now, env });
      const lookUp = async (image: string, logins: Login[] = []) => {
        // The first request has no signature: it is the one that changes the ServiceAccount's token into keys.
        await checkAfter(1);
        return registries.lookUp(image, async () => logins);
      };
      return { digest, lookUp };
    }

    async function iam(fields: Record<string, string>): Promise<void> {
      await checkAfter(1);
      const authorization = `AWS4-HMAC-SHA256 Credential=test/20250101/${REGION}/iam/aws4_request`;
      const body = new URLSearchParams({ Version: "2010-05-08", ...fields });
      const init = { method: "POST", headers: { authorization }, body };
      const answer = await fetch(moto.endpoint, init);
      expect(answer.status, await answer.text()).toBe(200);
    }

    /** Has moto check signatures and rights, but for so many requests. */
    async function checkAfter(requests: number): Promise<void> {
      await fetch(`${moto.endpoint}/moto-api/reset-auth`, {
        method: "POST",
        body: String(requests),
      });
    }
  },
);
