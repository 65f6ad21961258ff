import type * as pulumi from "@pulumi/pulumi";
import { PreviewController } from "../../components/previewController.ts";
import type { Plan } from "../plan/planStack.ts";
import { withPlan } from "../pulumi/planned.ts";

/** Declares a stack's controller, if it has one. */
export function declareController(
  { controller }: Plan,
  providers: { kubernetes: pulumi.ProviderResource; images: pulumi.ProviderResource[] },
): void {
  if (controller === undefined) return;
  const opts = { providers: [providers.kubernetes, ...providers.images] };
  const { name, github } = controller.config;
  new PreviewController(name, withPlan({ github }, controller), opts);
}
