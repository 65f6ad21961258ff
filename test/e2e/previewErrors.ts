import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { expect } from "vitest";

/** Returns the errors that stop a `pulumi preview`, without the marks for colours and the line's end. */
export async function previewErrors(stack: Stack): Promise<string[]> {
  const errors: string[] = [];
  const preview = stack.preview({
    onEvent({ diagnosticEvent }) {
      if (diagnosticEvent?.severity !== "error") return;
      errors.push(diagnosticEvent.message.replaceAll(/<\{%.*?%\}>/g, "").trim());
    },
  });
  await expect(preview).rejects.toThrow();
  return errors;
}
