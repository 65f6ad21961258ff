import { STACK_LABEL } from "../../routing/annotations.ts";
import { MANAGED_BY } from "./labels.ts";
import { stackLabel } from "./stackOwner.ts";

/** Returns the labels of everything that a stack declares for routing. */
export function stackLabels(stack: string): Record<string, string> {
  return { [MANAGED_BY]: "understudy", [STACK_LABEL]: stackLabel(stack) };
}
