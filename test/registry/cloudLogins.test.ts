import { expect, test } from "vitest";
import { CloudLogins } from "../../src/registry/cloudLogins.ts";
import { lookUpImage } from "../../src/registry/lookUpImage.ts";
import { type Answer, startServer } from "../http/httpServer.ts";
import { reachHosts } from "./reachHosts.ts";

const HOUR = 3_600_000;
const ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const DIGEST = `sha256:${"0".repeat(64)}`;

/** A server of tokens with a clock, that gives token after token, for twelve hours each. */
async function fixture(patience?: number) {
  const world = {
    now: 0,
    given: 0,
    answer: (): Answer | Promise<Answer> => {
      const text = Buffer.from(`AWS:token ${++world.given}`).toString("base64");
      const given = { authorizationToken: text, expiresAt: world.now / 1000 + 12 * 3600 };
      return { body: JSON.stringify({ authorizationData: [given] }) };
    },
  };
  const { url, asked } = await startServer(() => world.answer());
  const env = {
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_ECR: url,
  };
  const clouds = new CloudLogins(() => world.now, env, patience);
  const password = async (host = ECR) => {
    const login = await clouds.of(host);
    return typeof login === "object" ? login.password : login;
  };
  return { world, clouds, asked, password };
}

test("a token serves all registries of its region until shortly before it expires", async () => {
  const { world, password } = await fixture();
  expect(await Promise.all([password(), password()])).toEqual(["token 1", "token 1"]);
  expect(await password(ECR.replace("1234", "4321"))).toBe("token 1");
  expect(await password(ECR.replace("eu-west-1", "us-east-1"))).toBe("token 2");
  world.now = 12 * HOUR - 300_000;
  expect(await password()).toBe("token 1");
  world.now++;
  expect(await password()).toBe("token 3");
});

test("a registry of no cloud gets no login of one", async () => {
  const { asked, password } = await fixture();
  expect(await password("registry.example.com")).toBeUndefined();
  expect(asked).toEqual([]);
});

test("a cloud that gives no token is asked again after growing pauses", async () => {
  const { world, clouds, asked, password } = await fixture();
  const give = world.answer;
  world.answer = () => ({ status: 503 });
  const reason =
    "ECR gives no token to the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (ecr:GetAuthorizationToken): status 503";
  const timesAsked = async (now: number) => {
    world.now = now;
    expect(await Promise.all([password(), password()])).toEqual([reason, reason]);
    return asked.length;
  };
  expect(await timesAsked(0)).toBe(1);
  expect(await timesAsked(9_999)).toBe(1);
  expect(await timesAsked(10_000)).toBe(2);
  expect(await timesAsked(29_999)).toBe(2);
  world.now = 30_000;
  world.answer = give;
  expect(await password()).toBe("token 1");
  // After an answer, the pauses begin anew.
  clouds.refused(ECR);
  world.answer = () => ({ status: 503 });
  expect(await timesAsked(40_000)).toBe(4);
  expect(await timesAsked(50_000)).toBe(5);
});

test("a cloud that does not answer holds up a question for a limited time, and its answer counts later", async () => {
  const { world, password } = await fixture(100);
  const give = world.answer;
  const { promise, resolve } = Promise.withResolvers<Answer>();
  world.answer = () => promise;
  expect(await password()).toBe("ECR in eu-west-1 gave no login in 0.1 s");
  resolve(await give());
  const later = () => {
    world.now += 300_000;
    return password();
  };
  await expect.poll(later).toBe("token 1");
});

test("a login that a registry refuses is made anew for the next question", async () => {
  const { clouds, world } = await fixture();
  const { url } = await startServer(({ headers }) => {
    if (headers.authorization === undefined) {
      return { status: 401, headers: { "www-authenticate": 'Basic realm="ECR"' } };
    }
    const isSecond = headers.authorization === `Basic ${btoa("AWS:token 2")}`;
    return isSecond ? { headers: { "docker-content-digest": DIGEST } } : { status: 403 };
  });
  reachHosts({ [ECR]: new URL(url).host });
  expect(await lookUpImage(`${ECR}/a:1`, { clouds })).toEqual({
    state: "unknown",
    reason: `${ECR} refused the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`,
  });
  expect(await lookUpImage(`${ECR}/a:1`, { clouds })).toEqual({ state: "found", digest: DIGEST });
  expect(world.given).toBe(2);
});

test("a pull secret that fits needs no cloud", async () => {
  const { clouds, asked } = await fixture();
  const { url } = await startServer(({ headers }) =>
    headers.authorization === undefined
      ? { status: 401, headers: { "www-authenticate": 'Basic realm="ECR"' } }
      : { headers: { "docker-content-digest": DIGEST } },
  );
  reachHosts({ [ECR]: new URL(url).host });
  const logins = [{ place: ECR, username: "AWS", password: "of the secret" }];
  expect((await lookUpImage(`${ECR}/a:1`, { logins, clouds })).state).toBe("found");
  expect(asked).toEqual([]);
});

test("a public image is found though its cloud gives no login", async () => {
  const { clouds, world } = await fixture();
  world.answer = () => ({ status: 400 });
  const { url } = await startServer(() => ({ headers: { "docker-content-digest": DIGEST } }));
  reachHosts({ [ECR]: new URL(url).host });
  expect(await lookUpImage(`${ECR}/a:1`, { clouds })).toEqual({ state: "found", digest: DIGEST });
});
