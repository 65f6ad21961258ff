import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { delimiter, join } from "node:path";

/** A stand-in for AWS on this machine. Source: https://docs.getmoto.org */
export interface Moto {
  /** Value for AWS_ENDPOINT_URL. */
  endpoint: string;
  /** Calls ECR like AWS's libraries, and resolves to its answer. */
  ecr(operation: string, input: object): Promise<Record<string, unknown>>;
  stop(): void;
}

/** The account that owns everything in moto. */
export const ACCOUNT_ID = "123456789012";
export const REGION = "us-east-1";

/** Whether `moto_server` is on the PATH. */
export const isMotoThere = (process.env.PATH ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "moto_server")));

/** Returns this machine's address in its network, by which pods reach it. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flat();
  const found = all.find((one) => one?.family === "IPv4" && !one.internal);
  return found?.address ?? "127.0.0.1";
}

/**
 * Starts `moto_server` on a free port.
 *
 * @param program by default the one on the PATH
 */
export async function startMoto(
  program = "moto_server",
  env: NodeJS.ProcessEnv = {},
  host = "127.0.0.1",
): Promise<Moto> {
  const server = spawn(program, ["-H", host, "-p", "0"], {
    // A profile of this machine's user is none of its own.
    env: { ...process.env, AWS_PROFILE: undefined, ...env },
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    let said = "";
    const read = (text: string) => {
      said += text;
      const [, port] = /Running on http:\/\/[\d.]+:(\d+)/.exec(said) ?? [];
      if (port !== undefined) resolve(`http://${host}:${port}`);
    };
    server.stdout.setEncoding("utf8").on("data", read);
    server.stderr.setEncoding("utf8").on("data", read);
    server.on("error", reject);
    server.on("close", () => reject(new Error(`moto_server: ${said}`)));
  });
  return {
    endpoint,
    async ecr(operation, input) {
      const response = await fetch(endpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AmazonEC2ContainerRegistry_V20150921.${operation}`,
          // It reads service and region from here, and checks no signature.
          authorization: `AWS4-HMAC-SHA256 Credential=test/20250101/${REGION}/ecr/aws4_request`,
        },
        body: JSON.stringify(input),
      });
      const answer: Record<string, unknown> = Object(await response.json());
      if (!response.ok) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
      return answer;
    },
    stop: () => {
      server.kill();
    },
  };
}
