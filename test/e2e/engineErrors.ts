import type { Stack, UpOptions } from "@pulumi/pulumi/automation/index.js";
import { expect } from "vitest";

type Events = Required<Pick<UpOptions, "onEvent">>;

/** Returns the errors that stop a `pulumi preview`. */
export function previewErrors(stack: Stack): Promise<string[]> {
  return errorsOf((events) => stack.preview(events));
}

/** Returns the errors that a `pulumi up` ends with. */
export function upErrors(stack: Stack, options: UpOptions = {}): Promise<string[]> {
  return errorsOf((events) => stack.up({ ...options, ...events }));
}

/** Without the marks for colours and the line's end. */
async function errorsOf(run: (events: Events) => Promise<unknown>): Promise<string[]> {
  const errors: string[] = [];
  const ended = run({
    onEvent({ diagnosticEvent }) {
      if (diagnosticEvent?.severity !== "error") return;
      errors.push(diagnosticEvent.message.replaceAll(/<\{%.*?%\}>/g, "").trim());
    },
  });
  await expect(ended).rejects.toThrow();
  return errors;
}
