import type * as docker from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { BuildConfig } from "../campaign/buildConfig.ts";
import type { Registry } from "../campaign/registry.ts";
import type { ImageRepository } from "./ecrRepository.ts";
import { fillOutputs, type Outputs } from "./outputs.ts";

/** Returns a repository at another registry than ECR, where the first push makes it. */
export function otherRepository(
  registry: Extract<Registry, { kind: "url" }>,
  repository: string,
  outputs: Outputs,
): ImageRepository {
  const { url, username, password } = fillOutputs(registry, outputs);
  return {
    url: pulumi.interpolate`${url}/${repository}`,
    registries:
      username === undefined || password === undefined
        ? []
        : [
            {
              address: pulumi.output(url).apply(hostOf),
              username,
              password: pulumi.secret(password),
            },
          ],
  };
}

function hostOf(address: string): string {
  return address.split("/")[0] ?? address;
}

/** Returns which builder builds, as Pulumi's `docker-build` takes it. */
export function builderOf({
  builder,
}: {
  builder?: BuildConfig["builder"] | undefined;
}): Pick<docker.ImageArgs, "builder" | "exec"> {
  return {
    ...(builder?.name === undefined ? {} : { builder: { name: builder.name } }),
    ...(builder?.exec === undefined ? {} : { exec: builder.exec }),
  };
}
