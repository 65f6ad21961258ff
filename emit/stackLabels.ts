import { STACK_LABEL } from "../routing/annotations.ts";

/** Labels of what a stack declares for routing. */
export function stackLabels(stack: string): Record<string, string> {
  return { "app.kubernetes.io/managed-by": "understudy", [STACK_LABEL]: stack };
}
