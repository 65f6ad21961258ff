import type { ControllerConfig } from "../campaign/controller.ts";
import type { Settings } from "./complete.ts";
import { BUILD } from "./schema/image.ts";
import { PODS } from "./schema/pods.ts";
import { STACK } from "./schema/stack.ts";
import { at, type Field, hasProblem, report, whereOf } from "./values/check.ts";
import { defaultsOf } from "./values/setting.ts";

/**
 * Reads the controller of the stack.
 *
 * @param beside what the stack says beside it: its `defaults`, and whether it has AWS
 */
export function readController(
  field: Field | undefined,
  { settings, hasAws }: { settings: Settings; hasAws: boolean },
): ControllerConfig | undefined {
  const said = STACK.controller.type.read(field);
  if (field === undefined || said === undefined) return undefined;
  const config: ControllerConfig = {
    where: whereOf(field),
    ...said,
    registry: said.registry ?? settings.registry ?? { kind: hasAws ? "ecr" : "none" },
    build: { ...defaultsOf(BUILD), ...settings.build, ...said.build },
    timeout: said.timeout ?? settings.timeout ?? PODS.timeout.default,
  };
  checkImage(field, config, hasAws);
  return config;
}

function checkImage(field: Field, { image, registry }: ControllerConfig, hasAws: boolean): void {
  const place = at(field, "registry");
  if (image !== undefined || hasProblem(place) || hasProblem(at(field, "image"))) return;
  if (registry.kind === "none") {
    const fix = "Name a registry, or a ready image.";
    report(place, "the image of the controller needs a registry, but registry is none", fix);
  }
  if (registry.kind === "ecr" && !hasAws) {
    const fix = "Write understudy:aws with region and accountIds, or name another registry.";
    report(place, "registry ecr needs aws, but the stack has no aws", fix);
  }
}
