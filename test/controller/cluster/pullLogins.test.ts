import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { pullLogins } from "../../../src/controller/cluster/pullLogins.ts";
import type { FoundOrigin } from "../../../src/controller/origins.ts";
import type { Problem } from "../../../src/problem.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const auths = { "registry.test": { username: "ann", password: "secret" } };
const secret = {
  type: "kubernetes.io/dockerconfigjson",
  data: { ".dockerconfigjson": Buffer.from(JSON.stringify({ auths })).toString("base64") },
};
const at = (namespace: string, name: string) => `/api/v1/namespaces/${namespace}/secrets/${name}`;

/** An origin in `shop` whose pods name one pull secret. */
const origin = (name: string) =>
  ({
    namespace: "shop",
    objects: { deployment: { spec: { template: { spec: { imagePullSecrets: [{ name }] } } } } },
  }) as unknown as FoundOrigin;

test("a pull secret of the pods gives its login", async () => {
  await apiServer({ [at("shop", "registry.team")]: secret });
  const problems: Problem[] = [];
  const logins = await pullLogins(await connect("staging"), origin("registry.team"), problems);
  expect({ count: logins.length, problems }).toEqual({ count: 1, problems: [] });
});

// Kubernetes does not check the names in a pod's list.
test.each(["../../bank/secrets/registry", "..", ""])(
  "a pull secret by the name %j, which none can have, is not asked for",
  async (name) => {
    await apiServer({ [at("bank", "registry")]: secret, "/api/v1/namespaces/shop": secret });
    const problems: Problem[] = [];
    expect(await pullLogins(await connect("staging"), origin(name), problems)).toEqual([]);
    expect(problems).toEqual([]);
  },
);
