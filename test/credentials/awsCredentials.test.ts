import { expect, test } from "vitest";
import { awsCredentials } from "../../src/credentials/awsCredentials.ts";
import { FinalError } from "../../src/http/retry.ts";
import { startServer } from "../http/httpServer.ts";
import { ANSWER, fileWith, NO_PROFILE } from "./files.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "s" };
const PROFILE = {
  AWS_SHARED_CREDENTIALS_FILE: "",
  AWS_CONFIG_FILE: "/nonexistent/config",
};

/** An environment in which each place has credentials, each with a key of its own. */
async function everywhere() {
  const { url } = await startServer(({ path }) => {
    if (path === "/sts") {
      return { body: "<AccessKeyId>of-web-identity</AccessKeyId><Expiration>x</Expiration>" };
    }
    if (path === "/eks") return { body: ANSWER.replace("ASIA1", "of-container") };
    return {
      body: path.endsWith("/node-role") ? ANSWER.replace("ASIA1", "of-instance") : "node-role",
    };
  });
  const credentials = "[default]\naws_access_key_id = of-profile\naws_secret_access_key = s\n";
  return [
    { ...KEYS },
    { ...PROFILE, AWS_SHARED_CREDENTIALS_FILE: fileWith(credentials) },
    {
      AWS_ROLE_ARN: "arn",
      AWS_WEB_IDENTITY_TOKEN_FILE: fileWith("jwt"),
      AWS_ENDPOINT_URL_STS: `${url}/sts`,
    },
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/eks` },
    { AWS_EC2_METADATA_SERVICE_ENDPOINT: url },
  ];
}

test("the places are asked in the order of AWS' libraries", async () => {
  const places = await everywhere();
  const found = [];
  for (const first of places.keys()) {
    const env = Object.assign({ ...NO_PROFILE }, ...places.slice(first));
    found.push((await awsCredentials("eu-west-1", env)).accessKeyId);
  }
  expect(found).toEqual(["AKIA1", "of-profile", "of-web-identity", "of-container", "of-instance"]);
});

test("where there are none, the error says where they were looked for", async () => {
  const { url } = await startServer(() => ({ status: 404 }));
  const none = awsCredentials("eu-west-1", {
    ...NO_PROFILE,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
  });
  await expect(none).rejects.toThrow(
    new FinalError(
      "no AWS credentials were found. Looked for, in this order: " +
        "1. the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (not set); " +
        "2. the profile default of ~/.aws (no keys in /nonexistent/config and /nonexistent/credentials); " +
        "3. an IAM role of the ServiceAccount, IRSA (AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are not set); " +
        "4. EKS Pod Identity or ECS (AWS_CONTAINER_CREDENTIALS_FULL_URI is not set); " +
        "5. the IAM role of the node (status 404)",
    ),
  );
});
